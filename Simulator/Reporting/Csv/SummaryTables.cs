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
