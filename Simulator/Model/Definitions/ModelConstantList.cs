using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>
/// The constants of one part of the model in the order of their declaration. Each part keeps its own list beside its own constants, and
/// <see cref="ModelCatalog.All"/> names the parts in the order of the documentation.
/// </summary>
internal sealed class ModelConstantList
{
    private readonly List<ModelConstant> _constants = [];

    /// <summary>All of the part.</summary>
    public IReadOnlyList<ModelConstant> All => _constants;

    /// <summary>A length of time.</summary>
    public ModelConstant<Duration> Time(string name, double seconds, string reason) => Add(new ModelConstant<Duration>(name, Duration.FromSeconds(seconds), reason, []));

    /// <summary>A number.</summary>
    public ModelConstant<double> Number(string name, double value, string reason) => Add(new ModelConstant<double>(name, value, reason, []));

    /// <summary>A yes or no.</summary>
    public ModelConstant<bool> Flag(string name, bool value, string reason) => Add(new ModelConstant<bool>(name, value, reason, []));

    /// <summary>One of several words.</summary>
    public ModelConstant<string> Choice(string name, string value, ImmutableArray<string> choices, string reason) => Add(new ModelConstant<string>(name, value, reason, choices));

    /// <summary>A distribution.</summary>
    public ModelConstant<DistributionDefinition> Distribution(string name, DistributionDefinition value, string reason) =>
        Add(new ModelConstant<DistributionDefinition>(name, value, reason, []));

    private ModelConstant<T> Add<T>(ModelConstant<T> constant)
        where T : notnull
    {
        _constants.Add(constant);
        return constant;
    }
}
