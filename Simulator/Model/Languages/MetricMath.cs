using System.Collections.Immutable;

namespace Simulator.Model.Languages;

/// <summary>A query of a metric math request: a metric or an expression.</summary>
/// <param name="Id">Id by which expressions name it: a lower-case letter, then letters, digits and _.</param>
/// <param name="Expression">The expression, or null for a metric.</param>
/// <param name="Label">Label; METRICS("text") chooses the metrics whose labels hold the text.</param>
/// <param name="Returns">ReturnData.</param>
public sealed record MetricMathQuery(string Id, string? Expression, string Label, bool Returns);

/// <summary>What is wrong with the queries of a request.</summary>
/// <param name="Query">Index of the query, or -1 when all of them are meant.</param>
/// <param name="Message">A sentence that says what is wrong.</param>
/// <param name="Position">Where in the query's expression, from 0.</param>
/// <param name="Suggestion">What would be right, where that is known.</param>
/// <param name="IsOfId">Whether the query's id is wrong, and not its expression.</param>
public sealed record MetricMathProblem(int Query, string Message, int Position, string? Suggestion, bool IsOfId = false);

/// <summary>
/// Metrics computed from others, as alarms and target tracking take them: compiled once to steps over registers, each a series over the same periods or a single
/// number. Immutable; a <see cref="MetricMathEvaluator"/> carries it out (AS-CW-15, AS-TT-15).
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
/// </summary>
public sealed class MetricMath
{
    internal MetricMath(ImmutableArray<MetricMathStep> steps, int registers, int result, ImmutableArray<int> operandRegisters, ImmutableArray<bool> isFilledOnly)
    {
        Steps = steps;
        Registers = registers;
        Result = result;
        OperandRegisters = operandRegisters;
        IsFilledOnly = isFilledOnly;
    }

    /// <summary>Functions that are simulated, with what they do.</summary>
    public static IReadOnlyList<(string Name, string Summary)> Functions => MetricMathFunctions.Known;

    /// <summary>How many metrics it reads, in the order of the queries.</summary>
    public int Operands => OperandRegisters.Length;

    /// <summary>
    /// For each metric whether it is read inside FILL only. Such a metric does not hold an alarm back while its newest datapoints are late: the filler takes their
    /// place, which can pin an alarm's newest period to it.
    /// </summary>
    public ImmutableArray<bool> IsFilledOnly { get; }

    internal ImmutableArray<MetricMathStep> Steps { get; }

    internal int Registers { get; }

    internal int Result { get; }

    internal ImmutableArray<int> OperandRegisters { get; }

    /// <summary>Compiles the queries of one request.</summary>
    /// <param name="queries">The queries; exactly one returns data.</param>
    /// <param name="math">The compiled form, when they are right.</param>
    /// <param name="problem">Otherwise the first thing that is wrong.</param>
    public static bool TryCompile(IReadOnlyList<MetricMathQuery> queries, out MetricMath? math, out MetricMathProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var compiler = new MetricMathCompiler(queries);
        (math, problem) = compiler.Compile();
        return math is not null;
    }
}

/// <summary>What a step does.</summary>
internal enum MetricMathOperation
{
    Constant,
    Period,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    AtMost,
    AtLeast,
    Below,
    Above,
    And,
    Or,
    Negate,
    Absolute,
    Ceiling,
    Floor,
    Logarithm,
    Logarithm10,
    If,
    FillValue,
    FillRepeat,
    FillLinear,
    Rate,
    Difference,
    DifferenceTime,
    RunningSum,
    TimeSeries,
    Minute,
    Hour,
    Day,
    Date,
    Month,
    Year,
    Epoch,
    AggregateOver,     // of one series: a number
    AggregateAcross,   // of several series: a series
}

/// <summary>How an aggregate puts values together.</summary>
internal enum MetricMathAggregate
{
    Average,
    Sum,
    Minimum,
    Maximum,
    Deviation,
    Count,
}

/// <summary>A step: what it does, where its result goes, where its arguments are.</summary>
/// <param name="Operation">What.</param>
/// <param name="Target">Register of the result.</param>
/// <param name="IsScalar">Whether the result is a single number.</param>
/// <param name="Arguments">Registers of the arguments.</param>
/// <param name="Number">A constant.</param>
/// <param name="Aggregate">Of aggregates: which.</param>
internal sealed record MetricMathStep(
    MetricMathOperation Operation, int Target, bool IsScalar, ImmutableArray<MetricMathArgument> Arguments, double Number = 0, MetricMathAggregate Aggregate = default);

/// <summary>An argument of a step.</summary>
/// <param name="Register">Where it is.</param>
/// <param name="IsScalar">Whether it is a single number.</param>
internal readonly record struct MetricMathArgument(int Register, bool IsScalar);
