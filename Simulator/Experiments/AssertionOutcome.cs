using Simulator.Model.Definitions;

namespace Simulator.Experiments;

/// <summary>How an assertion came out.</summary>
public enum AssertionStatus
{
    /// <summary>It holds.</summary>
    Pass,

    /// <summary>It does not hold.</summary>
    Fail,

    /// <summary>The confidence interval straddles the bound, or there is no value to decide on.</summary>
    Inconclusive,
}

/// <summary>An assertion, decided.</summary>
/// <param name="Assertion">What was asserted.</param>
/// <param name="Status">How it came out.</param>
/// <param name="Estimate">The value it was decided on; its value is NaN when the metric has none.</param>
public sealed record AssertionOutcome(AssertionDefinition Assertion, AssertionStatus Status, MetricEstimate Estimate)
{
    /// <summary>
    /// Decides an assertion. With one replication the value decides. With several, it passes when the whole interval satisfies it, fails when
    /// no point of the interval does, and is inconclusive otherwise.
    /// </summary>
    public static AssertionOutcome Decide(AssertionDefinition assertion, MetricEstimate? estimate)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        if (estimate is not { } e || double.IsNaN(e.Value))
            return new AssertionOutcome(assertion, AssertionStatus.Inconclusive, estimate ?? new MetricEstimate(assertion.Metric, double.NaN, double.NaN, 0, ""));
        if (double.IsNaN(e.HalfWidth)) return new AssertionOutcome(assertion, Holds(assertion, e.Value) ? AssertionStatus.Pass : AssertionStatus.Fail, e);
        var (low, high) = (e.Value - e.HalfWidth, e.Value + e.HalfWidth);
        // Every operator's set of good values is an interval, so both ends good means all good; none good needs the interval to miss the set.
        var all = Holds(assertion, low) && Holds(assertion, high);
        var status = all ? AssertionStatus.Pass : Misses(assertion, low, high) ? AssertionStatus.Fail : AssertionStatus.Inconclusive;
        return new AssertionOutcome(assertion, status, e);
    }

    private static bool Holds(AssertionDefinition a, double v) => a.Operator switch
    {
        AssertionOperator.Below => v < a.Bound,
        AssertionOperator.Above => v > a.Bound,
        AssertionOperator.AtMost => v <= a.Bound,
        AssertionOperator.AtLeast => v >= a.Bound,
        AssertionOperator.EqualTo => v == a.Bound,
        _ => v >= a.Bound && v <= a.Upper,
    };

    private static bool Misses(AssertionDefinition a, double low, double high) => a.Operator switch
    {
        AssertionOperator.Below => low >= a.Bound,
        AssertionOperator.Above => high <= a.Bound,
        AssertionOperator.AtMost => low > a.Bound,
        AssertionOperator.AtLeast => high < a.Bound,
        AssertionOperator.EqualTo => low > a.Bound || high < a.Bound,
        _ => low > a.Upper || high < a.Bound,
    };
}
