using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model.Definitions;

namespace Simulator.Experiments;

/// <summary>What an experiment came to: every replication's summary, their means with intervals, and the assertions decided on them.</summary>
/// <param name="Scenario">The scenario that ran.</param>
/// <param name="Replications">One summary for each replication, in order.</param>
/// <param name="Metrics">Means over the replications, in the order of the summaries.</param>
/// <param name="Assertions">The scenario's assertions, decided, in their order.</param>
public sealed record ExperimentResult(
    Scenario Scenario, ImmutableArray<ReplicationSummary> Replications, ImmutableArray<MetricEstimate> Metrics, ImmutableArray<AssertionOutcome> Assertions)
{
    /// <summary>Confidence level of every interval.</summary>
    public const double Confidence = 0.95;

    /// <summary>Events of all replications together.</summary>
    public long Events => Replications.Sum(r => r.Engine.Events);

    /// <summary>Requests of all replications together.</summary>
    public long Requests => Replications.Sum(r => r.Engine.Requests);

    /// <summary>Largest number of pending events in any replication.</summary>
    public int MaxPendingEvents => Replications.IsEmpty ? 0 : Replications.Max(r => r.Engine.MaxPendingEvents);

    /// <summary>The estimate of a metric, or null when no replication recorded it.</summary>
    public MetricEstimate? Find(string metric)
    {
        foreach (var m in Metrics)
        {
            if (string.Equals(m.Name, metric, StringComparison.Ordinal)) return m;
        }
        return null;
    }

    /// <summary>Takes means over the replications and decides the scenario's assertions.</summary>
    /// <param name="scenario">The scenario that ran.</param>
    /// <param name="replications">At least one summary, all of the same metrics in the same order.</param>
    public static ExperimentResult Of(Scenario scenario, ImmutableArray<ReplicationSummary> replications)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (replications.IsDefaultOrEmpty) throw new ArgumentException("An experiment has at least one replication.", nameof(replications));
        var metrics = Estimates.Of(replications);
        var byName = new Dictionary<string, MetricEstimate>(StringComparer.Ordinal);
        foreach (var m in metrics) byName[m.Name] = m;
        var outcomes = scenario.Assertions.Select(a => AssertionOutcome.Decide(a, byName.TryGetValue(a.Metric, out var m) ? m : null)).ToImmutableArray();
        return new ExperimentResult(scenario, replications, metrics, outcomes);
    }
}

/// <summary>What is kept of one replication when its records are written out.</summary>
/// <param name="Replication">Number, from 0.</param>
/// <param name="Metrics">Its summary.</param>
/// <param name="Engine">What the engine did.</param>
public sealed record ReplicationSummary(int Replication, IReadOnlyList<SummaryMetric> Metrics, EngineStatistics Engine)
{
    /// <summary>The summary of a run.</summary>
    public static ReplicationSummary Of(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new ReplicationSummary(run.Replication, run.Summary, run.Engine);
    }
}

/// <summary>Mean of a metric over the replications with a confidence interval.</summary>
/// <param name="Name">Stable dotted name.</param>
/// <param name="Value">Mean over the replications that have a value; NaN when none has.</param>
/// <param name="HalfWidth">Half the width of the Student-t interval; NaN with fewer than two values.</param>
/// <param name="Replications">Replications that have a value.</param>
/// <param name="Unit">Unit.</param>
public readonly record struct MetricEstimate(string Name, double Value, double HalfWidth, int Replications, string Unit);

/// <summary>How far an experiment has come; reported from whichever thread runs a replication.</summary>
/// <param name="Replication">The replication that reports.</param>
/// <param name="Now">Its simulated time.</param>
/// <param name="End">Its simulated end.</param>
/// <param name="Events">Its events so far.</param>
public readonly record struct ExperimentProgress(int Replication, Instant Now, Instant End, long Events);
