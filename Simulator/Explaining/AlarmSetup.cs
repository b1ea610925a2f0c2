using System.Collections.Immutable;

namespace Simulator.Explaining;

/// <summary>An alarm that invokes a policy of a service, as it was set up.</summary>
/// <param name="Name">Alarm name.</param>
/// <param name="Service">Service whose policy it invokes.</param>
/// <param name="Policy">That policy.</param>
/// <param name="Series">Metric with namespace and dimensions, as datapoints name it.</param>
/// <param name="Metric">Metric name.</param>
/// <param name="Statistic">Statistic.</param>
/// <param name="PeriodSeconds">Period.</param>
/// <param name="EvaluationPeriods">N.</param>
/// <param name="DatapointsToAlarm">M.</param>
/// <param name="Threshold">Threshold.</param>
/// <param name="Comparison">ComparisonOperator.</param>
public sealed record AlarmSetup(
    string Name, string Service, string Policy, string Series, string Metric, string Statistic, int PeriodSeconds, int EvaluationPeriods, int DatapointsToAlarm, double Threshold,
    string Comparison)
{
    /// <summary>Whether a target tracking policy owns it (AS-TT-03).</summary>
    public bool IsManaged { get; init; }

    /// <summary>ActionsEnabled at its creation.</summary>
    public bool ActionsEnabled { get; init; } = true;

    /// <summary>Whether it exists when the run starts.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>Whether an alarm of its name exists when the run starts.</summary>
    public bool NameExists { get; init; } = true;

    /// <summary>Of the policies it invokes, those that exist when the run starts.</summary>
    public ImmutableArray<string> PoliciesPut { get; init; } = [];

    /// <summary>Calls of the timeline that it or its policies come, go or are muted with.</summary>
    public ImmutableArray<AlarmCall> Calls { get; init; } = [];

    /// <summary>Whether it looks for values above its threshold.</summary>
    public bool IsHigh => Comparison.StartsWith("Greater", StringComparison.Ordinal);

    /// <summary>Whether a value breaches.</summary>
    public bool Breaches(double value) => Forms.AlarmForm.Words(Comparison) switch
    {
        "above" => value > Threshold,
        "at or above" => value >= Threshold,
        "below" => value < Threshold,
        _ => value <= Threshold,
    };
}

/// <summary>What a call of the timeline does to an alarm.</summary>
public enum AlarmEffect
{
    /// <summary>It exists from then on.</summary>
    Created,

    /// <summary>Another alarm of its name takes its place.</summary>
    Replaced,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>Its actions are enabled.</summary>
    Enabled,

    /// <summary>Its actions are disabled.</summary>
    Disabled,

    /// <summary>A policy that it invokes exists from then on.</summary>
    PolicyPut,

    /// <summary>A policy that it invokes is gone.</summary>
    PolicyDeleted,
}

/// <summary>A call of the timeline that does something to an alarm or to a policy it invokes.</summary>
/// <param name="At">When.</param>
/// <param name="Action">The call.</param>
/// <param name="Place">How many calls of the same name stand before it at the same instant.</param>
/// <param name="Effect">What it does, when AWS takes it.</param>
/// <param name="Policy">The policy it is about; empty when it is about the alarm.</param>
public readonly record struct AlarmCall(double At, string Action, int Place, AlarmEffect Effect, string Policy);

/// <summary>What there is of an alarm at a moment.</summary>
/// <param name="Exists">Whether it exists, and a policy that it invokes.</param>
/// <param name="Since">When an alarm of its name came to exist: PutMetricAlarm keeps the state of the one that it replaces (AS-CW-01).</param>
/// <param name="IsMuted">Whether its actions are disabled.</param>
public readonly record struct AlarmPresent(bool Exists, double Since, bool IsMuted)
{
    /// <summary>An alarm at a moment, by the calls that AWS took until then.</summary>
    public static AlarmPresent Of(AlarmSetup alarm, RunStory story, double at)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        ArgumentNullException.ThrowIfNull(story);
        var (exists, named, since, enabled) = (alarm.Exists, alarm.NameExists, 0.0, alarm.ActionsEnabled);
        var policies = alarm.PoliciesPut.ToHashSet();
        foreach (var call in alarm.Calls)
        {
            if (call.At > at + 0.0005) break;
            if (!IsTaken(call, story)) continue;
            switch (call.Effect)
            {
                case AlarmEffect.Created or AlarmEffect.Replaced:
                    if (!named) since = call.At;
                    (exists, named) = (call.Effect == AlarmEffect.Created, true);
                    if (exists) enabled = alarm.ActionsEnabled;
                    break;
                case AlarmEffect.Deleted: exists = named = false; break;
                case AlarmEffect.Enabled or AlarmEffect.Disabled: if (exists) enabled = call.Effect == AlarmEffect.Enabled; break;
                case AlarmEffect.PolicyPut: policies.Add(call.Policy); break;
                case AlarmEffect.PolicyDeleted:
                    policies.Remove(call.Policy);
                    if (alarm.IsManaged) exists = named = false;
                    break;
            }
        }
        return new AlarmPresent(exists && policies.Count > 0, since, !enabled);
    }

    // A call that AWS refused is recorded as that, or with output: {decisions: changes} not at all.
    private static bool IsTaken(AlarmCall call, RunStory story)
    {
        var recorded = story.Decisions.Where(d => d.Kind == Model.Facts.DecisionKind.Operator && Math.Abs(d.At - call.At) < 0.0015 && d.Policy == call.Action).Skip(call.Place).FirstOrDefault();
        return recorded is not null && !recorded.Is("refused");
    }
}
