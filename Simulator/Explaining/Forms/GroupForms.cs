using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// Scaling policies of Auto Scaling groups.
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html
/// </summary>
internal static class GroupForms
{
    public static readonly DecisionForm TargetTracking = new()
    {
        Kind = DecisionKind.GroupTargetTracking,
        Subject = DecisionSubject.AutoScalingGroup,
        Policy = DecisionPolicy.GroupPolicy,
        IsScaling = true,
        Summary = "A group's target tracking policy was invoked",
        Datapoints = "what the alarm judged, newest first",
        Inputs =
        [
            Number("metric_value"), Number("target_value"), Count("in_service"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Count("warming"), Seconds("warmup_s"),
            Count("other_proposals"), Count("alarm_side"), Flag("suspended"), Count("votes_missing"), Count("predicted_floor"), Count("round_capacity"), Number("flapping_metric"),
        ],
        Sentence = static d => $"Policy {d.Policy} sizes {Wording.Of(d.Count("in_service"), "instance")} × {Wording.Number(d["metric_value"])} ÷ {Wording.Number(d["target_value"])}: {Outcome(d)}",
        Recompute = static d =>
        {
            if (double.IsNaN(d["metric_value"])) return ScalingSentences.Refused(d, DecisionGate.InsufficientData);
            return AfterProposal(d, d.Count("proposal"));
        },
    };

    public static readonly DecisionForm StepScaling = new()
    {
        Kind = DecisionKind.GroupStepScaling,
        Subject = DecisionSubject.AutoScalingGroup,
        Policy = DecisionPolicy.GroupPolicy,
        IsScaling = true,
        Summary = "A group's step scaling policy was invoked",
        Datapoints = "what the alarm judged, newest first",
        Inputs =
        [
            Number("metric_value"), Number("threshold"), Count("in_service"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Count("warming"), Seconds("warmup_s"),
            Count("adjustment"), Count("alarm_side"), Flag("suspended"), Count("predicted_floor"), Count("round_capacity"),
        ],
        Sentence = static d => $"Policy {d.Policy}: {Wording.Number(d["metric_value"])} against the threshold of {Wording.Number(d["threshold"])} adjusts by {Wording.Number(d.Count("adjustment"))}: {Outcome(d)}",
        Recompute = static d =>
        {
            if (double.IsNaN(d["metric_value"])) return ScalingSentences.Refused(d, DecisionGate.InsufficientData);
            return double.IsNaN(d["adjustment"]) ? ScalingSentences.Refused(d, DecisionGate.NoMatchingStep) : AfterProposal(d, d.Count("proposal"));
        },
    };

    public static readonly DecisionForm SimpleScaling = new()
    {
        Kind = DecisionKind.GroupSimpleScaling,
        Subject = DecisionSubject.AutoScalingGroup,
        Policy = DecisionPolicy.GroupPolicy,
        IsScaling = true,
        Summary = "A group's simple scaling policy was invoked",
        Datapoints = "what the alarm judged, newest first",
        Inputs =
        [
            Number("metric_value"), Number("threshold"), Count("in_service"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Seconds("cooldown_left_s"),
            Count("adjustment"),
        ],
        Sentence = static d => d.Gate == DecisionGate.Cooldown
            ? $"Policy {d.Policy} does nothing: the group's cooldown runs for another {Wording.Time(d["cooldown_left_s"])}."
            : $"Policy {d.Policy} adjusts by {Wording.Number(d.Count("adjustment"))}: {Outcome(d)}",
        Recompute = static d => d["cooldown_left_s"] > 0 ? ScalingSentences.Refused(d, DecisionGate.Cooldown) : AfterProposal(d, d.Count("proposal")),
    };

    public static readonly DecisionForm ScheduledAction = new()
    {
        Kind = DecisionKind.GroupScheduledAction,
        Subject = DecisionSubject.AutoScalingGroup,
        Policy = DecisionPolicy.GroupScheduledAction,
        IsScaling = true,
        Summary = "A group's scheduled action came due",
        Inputs = [Count("in_service"), Count("desired"), Count("minimum"), Count("maximum"), Count("wanted")],
        Sentence = static d => $"Scheduled action {d.Policy} sets the bounds {Wording.Number(d.Count("minimum"))} … {Wording.Number(d.Count("maximum"))}: {Outcome(d)}",
        Recompute = static d =>
        {
            if (d["minimum"] > d["maximum"]) return ScalingSentences.Refused(d, DecisionGate.InvalidBounds);
            var wanted = double.IsNaN(d["wanted"]) ? d.Count("desired") : d.Count("wanted");
            return new Verdict(DecisionGate.None, Math.Clamp(wanted, d.Count("minimum"), d.Count("maximum")));
        },
    };

    private static string Outcome(DecisionNode d) => d.Gate switch
    {
        DecisionGate.None => d.From == d.To ? "desired capacity stays." : $"desired capacity goes from {Wording.Number(d.From)} to {Wording.Number(d.To)}.",
        DecisionGate.InstanceWarmup => $"refused, {Wording.Of(d.Count("warming"), "instance")} still warming up.",
        _ => "nothing changes.",
    };

    private static Verdict AfterProposal(DecisionNode d, int proposal)
    {
        var (desired, minimum, maximum) = (d.Count("desired"), d.Count("minimum"), d.Count("maximum"));
        var isOut = proposal > desired;
        if (proposal == desired) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
        if (d.Is("suspended")) return ScalingSentences.Refused(d, DecisionGate.Suspended);
        if (!isOut && d["votes_missing"] > 0) return ScalingSentences.Refused(d, DecisionGate.Unanimity);
        if (!isOut && d["warming"] > 0) return ScalingSentences.Refused(d, DecisionGate.InstanceWarmup);
        var capacity = Math.Clamp(Math.Max(proposal, d.Count("predicted_floor")), minimum, maximum);
        if (capacity < d.Count("round_capacity")) return ScalingSentences.Refused(d, DecisionGate.Outbid);
        if (isOut ? capacity > desired : capacity < desired) return new Verdict(DecisionGate.None, capacity);
        return ScalingSentences.Refused(d, isOut ? DecisionGate.AlreadyAtMaxCapacity : DecisionGate.AlreadyAtMinCapacity);
    }
}
