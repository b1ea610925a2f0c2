using Simulator.Model.Definitions;
using Simulator.Scenarios.Catalogue;

namespace Simulator.Tests.Scenarios;

public sealed class InstanceTypeCatalogueTests
{
    [TestCase("c5.large", 2, 4096, CpuArchitecture.X86_64, 2, 10, 0)]
    [TestCase("m5.2xlarge", 8, 32768, CpuArchitecture.X86_64, 3, 40, 0)]
    [TestCase("m6i.8xlarge", 32, 131072, CpuArchitecture.X86_64, 7, 90, 0)]
    [TestCase("m6g.medium", 1, 4096, CpuArchitecture.Arm64, 1, 4, 0)]
    [TestCase("t3.large", 2, 8192, CpuArchitecture.X86_64, 2, 0, 0)]
    [TestCase("g4dn.xlarge", 4, 16384, CpuArchitecture.X86_64, 2, 0, 1)]
    [Property("Rule", "ECS-CL-06")]
    public void Types_HaveTheirFacts(string name, int vcpus, int memory, CpuArchitecture architecture, int eni, int trunk, int gpus)
    {
        var type = InstanceTypeCatalogue.Find(name, 0.95)!;
        Assert.That((type.VCpus, type.MemoryMiB, type.Architecture, type.EniTaskSlots, type.TrunkTaskSlots, type.Gpus), Is.EqualTo((vcpus, memory, architecture, eni, trunk, gpus)));
        Assert.That(type.OnDemandUsdPerHour, Is.Positive);
    }

    [TestCase("c4.large", 3768)]
    [TestCase("c4.4xlarge", 30158)]
    [TestCase("m4.large", 7985)]
    [TestCase("m5.large", 7782)]
    [Property("Rule", "ECS-CL-03")]
    public void RegisteredMemory_IsPublishedOrAShare(string name, int registered) => Assert.That(InstanceTypeCatalogue.Find(name, 0.95)!.RegisteredMemoryMiB, Is.EqualTo(registered));

    [Test]
    public void Catalogue_IsSane()
    {
        Assert.That(InstanceTypeCatalogue.Names, Has.Count.EqualTo(390).And.Unique);
        foreach (var name in InstanceTypeCatalogue.Names)
        {
            var type = InstanceTypeCatalogue.Find(name, 0.95)!;
            Assert.Multiple(() =>
            {
                Assert.That(type.Name, Is.EqualTo(name));
                Assert.That(type.VCpus, Is.InRange(1, 448), name);
                Assert.That(type.RegisteredMemoryMiB, Is.InRange(1, type.MemoryMiB), name);
                Assert.That(type.NetworkMbps, Is.Positive, name);
                Assert.That(type.EniTaskSlots, Is.InRange(1, 100), name);
                Assert.That(type.TrunkTaskSlots == 0 || type.TrunkTaskSlots >= type.EniTaskSlots, name);
                Assert.That(type.SpotSaving, Is.InRange(0, 0.95), name);
            });
        }
    }

    [Test]
    public void Names_AreFoundWithoutRegardToCase_AndUnknownOnesAreNot()
    {
        Assert.That(InstanceTypeCatalogue.Find("M6I.XLARGE", 0.95)!.Name, Is.EqualTo("m6i.xlarge"));
        Assert.That(InstanceTypeCatalogue.Find("m6i.gigantic", 0.95), Is.Null);
    }
}
