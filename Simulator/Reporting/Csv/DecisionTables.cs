using Simulator.Explaining;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Reporting.Csv;

/// <summary>Scaling decisions as a table; decisions of every room as a tree stand in decisions.jsonl.</summary>
internal static class DecisionTables
{
    private const string NotScaled = "NotScaled";

    private static readonly DecisionKind[] ScalingKinds = [.. DecisionForms.All.Where(f => f.IsScaling).Select(f => f.Kind)];

    public static readonly Table<ScalingRow> ScalingActivities = new(
        "scaling_activities.csv", "scaling decision, refused ones too",
        Column<ScalingRow>.Count("decision_id", "", "Id of the decision in decisions.jsonl", (in r) => r.Record.Decision.Id),
        Column<ScalingRow>.Seconds("t_s", "When", (in r) => r.Record.At),
        Column<ScalingRow>.Clock("time", "The same on the simulated wall clock", (in r) => r.Record.At),
        Column<ScalingRow>.Text("target", "ResourceId of the scalable target, the Auto Scaling group, or the capacity provider of managed scaling", (in r, n) => DecisionNames.SubjectOf(r.Record.Decision, n)),
        Column<ScalingRow>.Text("policy", "Policy or scheduled action; empty for managed scaling and bounds", (in r, n) => DecisionNames.PolicyOf(r.Record.Decision, n)),
        Column<ScalingRow>.Text("kind", "Who decided", (in r, n) => Vocabulary.Of(r.Record.Decision.Kind), ScalingKinds.Select(Vocabulary.Of)),
        Column<ScalingRow>.Number("metric_value", "of the metric", 6, "The datapoint it was decided on", (in r) => FirstInput(r.Record, "metric_value", "reservation", "load")),
        Column<ScalingRow>.Number("running", "tasks or instances", 0, "Running capacity it was decided on", (in r) => FirstInput(r.Record, "running", "running_instances", "in_service")),
        Column<ScalingRow>.Number("desired", "tasks or instances", 0, "Desired capacity it was decided on", (in r) => FirstInput(r.Record, "desired")),
        Column<ScalingRow>.Number("proposal", "tasks or instances", 0, "What the policy's arithmetic proposed", (in r) => FirstInput(r.Record, "proposal")),
        Column<ScalingRow>.Text("gate", "What stopped it; empty when nothing did", (in r, n) => Vocabulary.Of(r.Record.Decision.Gate), Vocabulary.All<DecisionGate>(Vocabulary.Of)),
        Column<ScalingRow>.Count("from", "tasks or instances", "Desired capacity before", (in r) => r.Record.Decision.From),
        Column<ScalingRow>.Count("to", "tasks or instances", "Desired capacity after", (in r) => r.Record.Decision.To),
        Column<ScalingRow>.Text("status", "StatusCode of the activity at the end of the run; NotScaled where none was opened", (in r, n) => StatusOf(in r), [.. Enum.GetNames<ScalingActivityStatus>(), NotScaled]),
        Column<ScalingRow>.Text("not_scaled_reason", "NotScaledReason code where AWS has one", (in r, n) => Vocabulary.NotScaledReason(r.Record.Decision.Gate), Vocabulary.All<DecisionGate>(Vocabulary.NotScaledReason)),
        Column<ScalingRow>.Text("cause", "What led to it", (in r, n) => CauseOf(in r, n)));

    /// <summary>The scaling decisions of a run, in order.</summary>
    public static List<ScalingRow> ScalingOf(RunResult run)
    {
        var rows = new List<ScalingRow>();
        var alarms = new Dictionary<int, int>(); // alarm transition to alarm
        foreach (var d in run.Decisions)
        {
            if (d.Decision.Kind == DecisionKind.AlarmTransition) alarms[d.Decision.Id] = d.Decision.Subject;
            if (!ScalingKinds.Contains(d.Decision.Kind)) continue;
            ScalingActivityStatus? status = run.ScalingActivities.TryGetValue(d.Decision.Id, out var s) ? s : null;
            rows.Add(new ScalingRow(d, status, alarms.GetValueOrDefault(d.Decision.Parent, -1)));
        }
        return rows;
    }

    // Managed scaling sets the group's capacity at once: AWS opens no activity of the scalable target for it.
    private static string StatusOf(in ScalingRow r) =>
        r.Status?.ToString() ?? (r.Record.Decision.From != r.Record.Decision.To ? nameof(ScalingActivityStatus.Successful) : NotScaled);

    // Worded as the activities' Cause, with the alarm that led to it where one did.
    private static string CauseOf(in ScalingRow r, ResultNames names) => r.Record.Decision.Kind switch
    {
        DecisionKind.TargetTracking or DecisionKind.StepScaling or DecisionKind.GroupTargetTracking or DecisionKind.GroupStepScaling or DecisionKind.GroupSimpleScaling => r.Alarm >= 0
            ? $"monitor alarm {names.Alarm(r.Alarm)} triggered policy {DecisionNames.PolicyOf(r.Record.Decision, names)}"
            : $"policy {DecisionNames.PolicyOf(r.Record.Decision, names)}",
        DecisionKind.ScheduledAction or DecisionKind.GroupScheduledAction => $"scheduled action {DecisionNames.PolicyOf(r.Record.Decision, names)}",
        DecisionKind.Bounds when r.Record.Decision.To == r.Record.Decision.From => "scalable target was registered",
        DecisionKind.Bounds => r.Record.Decision.To > r.Record.Decision.From
            ? $"minimum capacity was set to {r.Record.Decision.To}"
            : $"maximum capacity was set to {r.Record.Decision.To}",
        DecisionKind.PredictiveScaling or DecisionKind.GroupPredictiveScaling => $"forecast of policy {DecisionNames.PolicyOf(r.Record.Decision, names)}",
        _ => $"managed scaling of capacity provider {names.CapacityProvider(r.Record.Decision.Subject)}",
    };

    private static double FirstInput(DecisionRecord r, params ReadOnlySpan<string> wanted)
    {
        foreach (var name in wanted)
        {
            var value = DecisionNames.InputOf(r.Decision, name);
            if (!double.IsNaN(value)) return value;
        }
        return double.NaN;
    }
}

/// <summary>A scaling decision with what became of it.</summary>
/// <param name="Record">The decision.</param>
/// <param name="Status">Status of the activity it opened, or null when it opened none.</param>
/// <param name="Alarm">The alarm whose transition led to it, or -1.</param>
internal readonly record struct ScalingRow(DecisionRecord Record, ScalingActivityStatus? Status, int Alarm);
