namespace Simulator.Aws.AutoScaling.Forecasting;

/// <summary>Which predictive policies gather which series.</summary>
internal sealed class LoadReaders(int series)
{
    private readonly int[]?[] _policies = new int[]?[series];

    /// <summary>Policies that gather a series; mostly none.</summary>
    public ReadOnlySpan<int> PoliciesOf(int series) => _policies[series];

    /// <summary>A policy gathers a series from now on; one that no longer exists is passed over by its owner.</summary>
    public void Set(int series, int policy)
    {
        var others = _policies[series] ?? [];
        if (!others.Contains(policy)) _policies[series] = [.. others, policy];
    }
}
