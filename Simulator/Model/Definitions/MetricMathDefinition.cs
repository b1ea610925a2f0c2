using System.Collections.Immutable;
using Simulator.Model.Languages;

namespace Simulator.Model.Definitions;

/// <summary>A metric that an expression reads: MetricStat of a metric math query.</summary>
/// <param name="Metric">The series.</param>
/// <param name="Statistic">Statistic over each period.</param>
/// <param name="Extended">Extended statistic in its place, or null.</param>
public sealed record MetricMathOperand(MetricIdentity Metric, MetricStatistic Statistic, ExtendedStatistic? Extended);

/// <summary>Metrics[] of an alarm or of target tracking, compiled (AS-CW-15, AS-TT-15).</summary>
/// <param name="Math">The expressions.</param>
/// <param name="Operands">The metrics they read, in the order of <see cref="MetricMath.Operands"/>.</param>
/// <param name="Text">The expression that returns data, for the record.</param>
/// <param name="Inputs">The other queries as <c>id=series</c> or <c>id=expression</c>, for the record: with the text they tell one result from another.</param>
public sealed record MetricMathDefinition(MetricMath Math, ImmutableArray<MetricMathOperand> Operands, string Text, string Inputs)
{
    /// <summary>The statistic under which values of expressions are recorded.</summary>
    public const string Statistic = "Expression";

    /// <summary>The name under which the result goes: no series has it.</summary>
    public MetricIdentity Identity => new(MetricSource.Expression, -1, "", Text, Inputs);
}
