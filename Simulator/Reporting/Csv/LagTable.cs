using Simulator.Measurement;

namespace Simulator.Reporting.Csv;

/// <summary>The lag budget as a table.</summary>
internal static class LagTable
{
    public static readonly Table<LagRecord> Lags = new(
        "lag.csv", "scale-out of a service by a policy, and of a capacity provider by managed scaling; stages add up to the total exactly, and one that was not reached by the end is empty",
        Column<LagRecord>.Count("decision_id", "", "Id of the decision in decisions.jsonl", (in r) => r.Decision),
        Column<LagRecord>.Seconds("t_s", "When desired capacity was set", (in r) => r.Decided),
        Column<LagRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.Decided),
        Column<LagRecord>.Text("target", "ResourceId of the scalable target, or the capacity provider", (in r, n) => r.IsProvider ? n.CapacityProvider(r.Subject) : n.ScalableTarget(r.Subject)),
        Column<LagRecord>.Text("policy", "Policy; empty for managed scaling", (in r, n) => r.IsProvider ? "" : n.Policy(r.Subject, r.Policy)),
        Column<LagRecord>.Count("from", "tasks or instances", "Desired capacity before", (in r) => r.From),
        Column<LagRecord>.Count("to", "tasks or instances", "Desired capacity after", (in r) => r.To),
        Column<LagRecord>.Count("started", "tasks or instances", "How many came of it; fewer than were asked for when it is not complete", (in r) => r.Count),
        Column<LagRecord>.Text("slowest", "Task or instance that was ready last, which capacity, start and health follow", (in r, n) => r.Slowest < 0 ? "" : r.IsProvider ? n.Instance(r.Slowest) : n.Task(r.Slowest)),
        Column<LagRecord>.Seconds("begin_s", "Beginning of the first breaching period, or of the scale-out before in the same alarm; of a provider when the oldest waiting task was created", (in r) => r.Begin),
        Stage("detection", LagStage.Detection, "Until the end of the newest period that was judged"),
        Stage("publication", LagStage.Publication, "Until its datapoint was visible"),
        Stage("alarm", LagStage.Alarm, "Until the alarm's evaluation that invoked the policy"),
        Stage("decision", LagStage.Decision, "Until desired capacity was set"),
        Stage("capacity", LagStage.Capacity, "Until the slowest task had a place, or the instance was launched"),
        Stage("start", LagStage.Start, "Until it was RUNNING, pull included, or ACTIVE in the cluster"),
        Stage("health", LagStage.Health, "Until it was healthy"),
        Column<LagRecord>.Number("total", "s", 3, "Sum of the stages", (in r) => r.TotalMilliseconds / 1000.0 ?? double.NaN),
        Column<LagRecord>.Number("pull", "s", 3, "The image pull within start; empty without one", (in r) => r.Pull?.Seconds ?? double.NaN));

    private static Column<LagRecord> Stage(string name, LagStage stage, string description) =>
        Column<LagRecord>.Number(name, "s", 3, description, (in r) => r.Milliseconds(stage) / 1000.0 ?? double.NaN);
}
