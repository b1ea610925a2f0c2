using Simulator.Measurement;

namespace Simulator.Reporting.Csv;

/// <summary>Forecasts against what came of them.</summary>
internal static class ForecastTable
{
    public static readonly Table<ForecastRecord> Forecasts = new(
        "forecasts.csv", "predictive policy and hour that it forecast, with what the hour was really like; written when there is such a policy",
        Column<ForecastRecord>.Seconds("t_s", "Beginning of the hour, since the start of the run; the first one may begin before it", (in r) => r.Hour),
        Column<ForecastRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.Hour),
        Column<ForecastRecord>.Text("target", "ResourceId of the scalable target, or the Auto Scaling group", (in r, n) => r.IsGroup ? n.AutoScalingGroup(r.Subject) : n.ScalableTarget(r.Subject)),
        Column<ForecastRecord>.Text("policy", "Policy", (in r, n) => r.IsGroup ? n.GroupPolicy(r.Subject, r.Policy) : n.Policy(r.Subject, r.Policy)),
        Column<ForecastRecord>.Seconds("made_s", "When the forecast was made that was in force as the hour began", (in r) => r.Made),
        Column<ForecastRecord>.Number("forecast_load", "of the metric", 3, "Load forecast: mean of its datapoints in the hour; empty when capacities are given", (in r) => r.Load),
        Column<ForecastRecord>.Number("actual_load", "of the metric", 3, "Load as it was; empty after the end of the run", (in r) => r.ActualLoad),
        Column<ForecastRecord>.Number("predicted_capacity", "tasks or instances", 0, "Capacity forecast, PredictedCapacity in AWS", (in r) => r.Capacity),
        Column<ForecastRecord>.Number("needed_capacity", "tasks or instances", 0, "Capacity that the actual load asked for at the target", (in r) => r.NeededCapacity),
        Column<ForecastRecord>.Number("actual_capacity", "tasks or instances", 2, "Mean number of running tasks, or of instances in service", (in r) => r.ActualCapacity));
}
