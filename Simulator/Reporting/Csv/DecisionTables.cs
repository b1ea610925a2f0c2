using Simulator.Measurement;
using Simulator.Model.Facts;

namespace Simulator.Reporting.Csv;

/// <summary>Scaling decisions as a table; decisions of every room as a tree stand in decisions.jsonl.</summary>
internal static class DecisionTables
{
    private static readonly DecisionKind[] ScalingKinds =
        [DecisionKind.TargetTracking, DecisionKind.StepScaling, DecisionKind.ScheduledAction, DecisionKind.Bounds, DecisionKind.ManagedScaling];

    public static readonly Table<DecisionRecord> ScalingActivities = new(
        "scaling_activities.csv", "scaling decision, refused ones too",
        Column<DecisionRecord>.Count("decision_id", "", "Id of the decision in decisions.jsonl", (in r) => r.Decision.Id),
        Column<DecisionRecord>.Seconds("t_s", "When", (in r) => r.At),
        Column<DecisionRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<DecisionRecord>.Text("target", "ResourceId of the scalable target, or the capacity provider of managed scaling", (in r, n) => TargetOf(in r, n)),
        Column<DecisionRecord>.Text("policy", "Policy name; empty for managed scaling and bounds", (in r, n) => PolicyOf(in r, n)),
        Column<DecisionRecord>.Text("kind", "Who decided", (in r, n) => Vocabulary.Of(r.Decision.Kind), ScalingKinds.Select(Vocabulary.Of)),
        Column<DecisionRecord>.Number("metric_value", "of the metric", 6, "The datapoint it was decided on", (in r) => FirstInput(in r, "metric_value", "reservation")),
        Column<DecisionRecord>.Number("running", "tasks or instances", 0, "Running capacity it was decided on", (in r) => FirstInput(in r, "running", "running_instances")),
        Column<DecisionRecord>.Number("desired", "tasks or instances", 0, "Desired capacity it was decided on", (in r) => FirstInput(in r, "desired", "running_instances")),
        Column<DecisionRecord>.Number("proposal", "tasks or instances", 0, "What the policy's arithmetic proposed", (in r) => FirstInput(in r, "proposal", "")),
        Column<DecisionRecord>.Text("gate", "What stopped it; empty when nothing did", (in r, n) => Vocabulary.Of(r.Decision.Gate), Vocabulary.All<DecisionGate>(Vocabulary.Of)),
        Column<DecisionRecord>.Count("from", "tasks or instances", "Desired capacity before", (in r) => r.Decision.From),
        Column<DecisionRecord>.Count("to", "tasks or instances", "Desired capacity after", (in r) => r.Decision.To),
        Column<DecisionRecord>.Text("status", "Whether desired capacity moved", (in r, n) => StatusOf(in r), ["changed", "not_scaled"]),
        Column<DecisionRecord>.Text("not_scaled_reason", "NotScaledReason code where AWS has one", (in r, n) => Vocabulary.NotScaledReason(r.Decision.Gate), Vocabulary.All<DecisionGate>(Vocabulary.NotScaledReason)),
        Column<DecisionRecord>.Text("cause", "What led to it", (in r, n) => CauseOf(in r, n)));

    /// <summary>The scaling decisions of a run, in order.</summary>
    public static List<DecisionRecord> ScalingOf(RunResult run) => [.. run.Decisions.Where(d => ScalingKinds.Contains(d.Decision.Kind))];

    /// <summary>The ResourceId of the decision's subject.</summary>
    internal static string TargetOf(in DecisionRecord r, ResultNames names) =>
        r.Decision.Kind == DecisionKind.ManagedScaling ? names.CapacityProvider(r.Decision.Subject) : names.ScalableTarget(r.Decision.Subject);

    /// <summary>The policy's name.</summary>
    internal static string PolicyOf(in DecisionRecord r, ResultNames names) =>
        r.Decision.Kind == DecisionKind.ManagedScaling ? "" : names.Policy(r.Decision.Subject, r.Decision.Policy);

    private static string StatusOf(in DecisionRecord r) => r.Decision.From != r.Decision.To ? "changed" : "not_scaled";

    private static string CauseOf(in DecisionRecord r, ResultNames names) => r.Decision.Kind switch
    {
        DecisionKind.TargetTracking or DecisionKind.StepScaling => r.Decision.Parent > 0
            ? $"alarm transition {r.Decision.Parent} triggered policy {PolicyOf(in r, names)}"
            : $"an alarm's state triggered policy {PolicyOf(in r, names)}",
        DecisionKind.ScheduledAction => "a scheduled action",
        DecisionKind.Bounds => "minimum or maximum capacity",
        _ => "managed scaling of the capacity provider",
    };

    private static double FirstInput(in DecisionRecord r, string name, string otherName)
    {
        var names = DecisionSchema.NamesOf(r.Decision.Kind);
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i] == name || names[i] == otherName) return r.Decision.Inputs[i];
        }
        return double.NaN;
    }
}
