using Simulator.Experiments;
using Simulator.Measurement;

namespace Simulator.Reporting.Csv;

/// <summary>Files with one row for each result.</summary>
internal static class SummaryTables
{
    public static readonly Table<CostRecord> Costs = new(
        "costs.csv", "resource kind",
        Column<CostRecord>.Text("resource", "What is billed", (in r, n) => r.Resource),
        Column<CostRecord>.Number("quantity", "see unit", 6, "How much", (in r) => r.Quantity),
        Column<CostRecord>.Text("unit", "Unit of the quantity", (in r, n) => r.Unit),
        Column<CostRecord>.Number("usd", "USD", 6, "Its price", (in r) => r.Usd));

    public static readonly Table<ReferenceSample> References = new(
        "references.csv", "published point beside which the run is held; only with `reference:` in the scenario",
        Column<ReferenceSample>.Seconds("t_s", "Instant of the run", (in r) => r.At),
        Column<ReferenceSample>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<ReferenceSample>.Text("reference", "Name of the reference", (in r, n) => n.Scenario.References[r.Reference].Name),
        Column<ReferenceSample>.Text("series", "What is compared", (in r, n) => n.Scenario.References[r.Reference].Series),
        Column<ReferenceSample>.Number("after_s", "s", 3, "Time of the point, as it was published", (in r) => r.Point.After.Seconds),
        Column<ReferenceSample>.Number("published", "of the series", 6, "The published value", (in r) => r.Point.Value),
        Column<ReferenceSample>.Number("simulated", "of the series", 6, "The run's value at that instant; empty without one", (in r) => r.Simulated),
        Column<ReferenceSample>.Number("deviation", "%", 3, "How far the run is off, of the published value", (in r) => r.Deviation));

    public static readonly Table<MetricEstimate> Summary = new(
        "summary.csv", "summary metric",
        Column<MetricEstimate>.Text("metric", "Stable dotted name", (in r, n) => r.Name),
        Column<MetricEstimate>.Number("value", "see unit", 6, "Mean over the replications; empty without a value", (in r) => r.Value),
        Column<MetricEstimate>.Number("half_width", "see unit", 6, "Half the width of the confidence interval; empty with one replication", (in r) => r.HalfWidth),
        Column<MetricEstimate>.Number("confidence", "", 2, "Confidence level of the interval; empty with one replication", (in r) => double.IsNaN(r.HalfWidth) ? double.NaN : ExperimentResult.Confidence),
        Column<MetricEstimate>.Count("replications", "", "Replications that have a value", (in r) => r.Replications),
        Column<MetricEstimate>.Text("unit", "Unit of the value", (in r, n) => r.Unit));

    /// <summary>The summaries of several scenarios, on stdout.</summary>
    public static readonly Table<ScenarioMetric> Summaries = new(
        "", "scenario and summary metric",
        Column<ScenarioMetric>.Text("scenario", "Scenario", (in r, n) => r.Scenario),
        Column<ScenarioMetric>.Text("metric", "Stable dotted name", (in r, n) => r.Metric.Name),
        Column<ScenarioMetric>.Number("value", "see unit", 6, "Mean over the replications", (in r) => r.Metric.Value),
        Column<ScenarioMetric>.Number("half_width", "see unit", 6, "Half the width of the confidence interval", (in r) => r.Metric.HalfWidth),
        Column<ScenarioMetric>.Count("replications", "", "Replications that have a value", (in r) => r.Metric.Replications),
        Column<ScenarioMetric>.Text("unit", "Unit of the value", (in r, n) => r.Metric.Unit));

    public static readonly Table<ReplicationRow> Replications = new(
        "replications.csv", "replication and summary metric; only with several replications",
        Column<ReplicationRow>.Count("replication", "", "Replication, from 0", (in r) => r.Replication),
        Column<ReplicationRow>.Text("metric", "Stable dotted name", (in r, n) => r.Metric.Name),
        Column<ReplicationRow>.Number("value", "see unit", 6, "Its value in this replication", (in r) => r.Metric.Value),
        Column<ReplicationRow>.Text("unit", "Unit of the value", (in r, n) => r.Metric.Unit));

    public static readonly Table<ComparisonRow> Compare = new(
        "compare.csv", "metric and variant",
        Column<ComparisonRow>.Text("variant", "Variant", (in r, n) => r.Variant),
        Column<ComparisonRow>.Text("metric", "Stable dotted name", (in r, n) => r.Estimate.Name),
        Column<ComparisonRow>.Number("value", "see unit", 6, "Mean over the replications", (in r) => r.Estimate.Value),
        Column<ComparisonRow>.Number("half_width", "see unit", 6, "Half the width of its confidence interval; empty with one replication", (in r) => r.Estimate.HalfWidth),
        Column<ComparisonRow>.Number("difference", "see unit", 6, "Mean of the paired differences to the first variant", (in r) => r.Difference),
        Column<ComparisonRow>.Number("difference_half_width", "see unit", 6, "Half the width of their confidence interval; empty with one replication", (in r) => r.DifferenceHalfWidth),
        Column<ComparisonRow>.Text("unit", "Unit of the value", (in r, n) => r.Estimate.Unit));
}

/// <summary>A metric of one replication.</summary>
internal readonly record struct ReplicationRow(int Replication, SummaryMetric Metric);

/// <summary>A metric of one of several scenarios.</summary>
internal readonly record struct ScenarioMetric(string Scenario, MetricEstimate Metric);
