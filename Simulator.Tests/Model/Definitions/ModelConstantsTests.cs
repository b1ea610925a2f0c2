using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Model.Definitions;

public sealed class ModelConstantsTests
{
    [Test]
    public void DistributionOfAnotherFamily_OverridesADefault()
    {
        var constants = ModelConstants.Defaults.With(ModelCatalog.InstancePending, DistributionDefinition.Constant(10));
        Assert.That(constants.Get(ModelCatalog.InstancePending).Mean, Is.EqualTo(10));
        Assert.That(constants.Overridden, Is.EqualTo(new[] { "instancePending" }));
    }

    [Test]
    public void ValueOfAnotherType_IsRefused() =>
        Assert.That(() => ModelConstants.Defaults.With(ModelCatalog.InstancePending, Duration.FromSeconds(10L)), Throws.ArgumentException);

    [Test]
    public void Names_AreUnique() => Assert.That(ModelCatalog.All.Select(c => c.Name), Is.Unique);
}
