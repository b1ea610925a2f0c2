using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// Scaling policies and scheduled actions of Auto Scaling groups.
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
        Inputs =
        [
            Number("metric_value"), Number("target_value"), Count("in_service"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Count("warming"), Seconds("warmup_s"),
            Count("other_proposals"), Count("alarm_side"), Flag("disabled"), Count("votes_missing"), Count("predicted_floor"), Count("round_capacity"), Number("flapping_metric"),
            Flag("scale_in_disabled"), Count("scale_in_floor"), Flag("after_equal_bid"), Flag("suspended"),
        ],
        Sentence = static d => d.Gate is DecisionGate.InsufficientData or DecisionGate.Disabled or DecisionGate.Suspended
            ? $"Policy {d.Policy} is invoked. {Outcome(d)}"
            : $"Policy {d.Policy} ({(d["alarm_side"] > 0 ? "high" : "low")} alarm) sizes {Wording.Of(d.Count("in_service"), "warm instance")} × {Wording.Number(d["metric_value"])} ÷ {Wording.Number(d["target_value"])}: {Wording.Number(d.Count("proposal"))}. {Outcome(d)}",
        Recompute = static d =>
        {
            if (d.Is("disabled")) return ScalingSentences.Refused(d, DecisionGate.Disabled);
            if (d.Is("suspended")) return ScalingSentences.Refused(d, DecisionGate.Suspended);
            var (metric, target, serving) = (d["metric_value"], d["target_value"], d.Count("in_service"));
            if (double.IsNaN(metric)) return ScalingSentences.Refused(d, DecisionGate.InsufficientData);
            var wanted = serving == 0 ? metric > target ? 1 : 0 : (int)Math.Clamp(Math.Ceiling((serving * metric / target) - 1e-9), 0, int.MaxValue);
            var proposal = d["alarm_side"] > 0 ? Math.Max(wanted, serving) : Math.Min(wanted, serving);
            if (proposal == serving) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
            var isOut = proposal > serving;
            if (!isOut && d["warming"] > 0) return ScalingSentences.Refused(d, DecisionGate.InstanceWarmup);
            var capacity = proposal;
            if (!isOut)
            {
                if (d.Is("scale_in_disabled")) return ScalingSentences.Refused(d, DecisionGate.ScaleInDisabled);
                if (d["votes_missing"] > 0) return ScalingSentences.Refused(d, DecisionGate.Unanimity);
                capacity = Math.Max(Math.Max(capacity, d.Count("other_proposals")), d.Count("scale_in_floor"));
                if (capacity >= serving) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
                if (capacity > 0 && (serving * d["flapping_metric"] / capacity) - 1e-9 > target) return ScalingSentences.Refused(d, DecisionGate.AutoScalingAnticipatedFlapping);
            }
            return AfterAgreement(d, capacity, isOut, serving);
        },
    };

    public static readonly DecisionForm StepScaling = new()
    {
        Kind = DecisionKind.GroupStepScaling,
        Subject = DecisionSubject.AutoScalingGroup,
        Policy = DecisionPolicy.GroupPolicy,
        IsScaling = true,
        Summary = "A group's step scaling policy was invoked",
        Inputs =
        [
            Number("metric_value"), Number("threshold"), Count("in_service"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Count("warming"), Seconds("warmup_s"),
            Count("adjustment"), Count("alarm_side"), Flag("disabled"), Count("predicted_floor"), Count("round_capacity"), Word<AdjustmentType>("adjustment_type"), Count("minimum_magnitude"),
            Flag("after_equal_bid"), Flag("suspended"),
        ],
        Sentence = static d => d.Gate is DecisionGate.InsufficientData or DecisionGate.Disabled or DecisionGate.Suspended or DecisionGate.NoMatchingStep
            ? $"Policy {d.Policy} is invoked. {Outcome(d)}"
            : $"Policy {d.Policy}: {Wording.Number(d["metric_value"])} against the threshold of {Wording.Number(d["threshold"])} chooses {Adjustment(d)} from {Wording.Of(d.Count("in_service"), "warm instance")}: {Wording.Number(d.Count("proposal"))}. {Outcome(d)}",
        Recompute = static d =>
        {
            if (d.Is("disabled")) return ScalingSentences.Refused(d, DecisionGate.Disabled);
            if (d.Is("suspended")) return ScalingSentences.Refused(d, DecisionGate.Suspended);
            if (double.IsNaN(d["metric_value"])) return ScalingSentences.Refused(d, DecisionGate.InsufficientData);
            if (double.IsNaN(d["adjustment"])) return ScalingSentences.Refused(d, DecisionGate.NoMatchingStep);
            var serving = d.Count("in_service");
            var proposal = Adjusted(d, serving);
            if (proposal == serving) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
            if (proposal < serving && d["warming"] > 0) return ScalingSentences.Refused(d, DecisionGate.InstanceWarmup);
            return AfterAgreement(d, proposal, proposal > serving, serving);
        },
    };

    public static readonly DecisionForm SimpleScaling = new()
    {
        Kind = DecisionKind.GroupSimpleScaling,
        Subject = DecisionSubject.AutoScalingGroup,
        Policy = DecisionPolicy.GroupPolicy,
        IsScaling = true,
        Summary = "A group's simple scaling policy was invoked",
        Inputs =
        [
            Number("metric_value"), Number("threshold"), Count("in_service"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Seconds("cooldown_left_s"),
            Count("adjustment"), Flag("disabled"), Count("predicted_floor"), Count("round_capacity"), Word<AdjustmentType>("adjustment_type"), Count("minimum_magnitude"), Flag("waits"),
            Flag("after_equal_bid"), Flag("suspended"),
        ],
        Sentence = static d => d.Gate switch
        {
            DecisionGate.Disabled or DecisionGate.Suspended => $"Policy {d.Policy} is invoked. {Outcome(d)}",
            DecisionGate.Cooldown when d["cooldown_left_s"] > 0 => $"Policy {d.Policy} does nothing: the cooldown of simple scaling runs for another {Wording.Time(d["cooldown_left_s"])}.",
            DecisionGate.Cooldown => $"Policy {d.Policy} does nothing: the last activity of simple scaling is not complete.",
            _ => $"Policy {d.Policy} makes {Adjustment(d)} from a desired capacity of {Wording.Number(d.Count("desired"))}: {Wording.Number(d.Count("proposal"))}. {Outcome(d)}",
        },
        Recompute = static d =>
        {
            if (d.Is("disabled")) return ScalingSentences.Refused(d, DecisionGate.Disabled);
            if (d.Is("suspended")) return ScalingSentences.Refused(d, DecisionGate.Suspended);
            var desired = d.Count("desired");
            var proposal = Adjusted(d, desired);
            if (proposal == desired) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
            return d.Is("waits") ? ScalingSentences.Refused(d, DecisionGate.Cooldown) : AfterAgreement(d, proposal, proposal > desired, desired);
        },
    };

    public static readonly DecisionForm ScheduledAction = new()
    {
        Kind = DecisionKind.GroupScheduledAction,
        Subject = DecisionSubject.AutoScalingGroup,
        Policy = DecisionPolicy.GroupScheduledAction,
        IsScaling = true,
        Summary = "A group's scheduled action came due",
        Inputs = [Count("in_service"), Count("desired"), Count("minimum"), Count("maximum"), Count("wanted"), Flag("suspended")],
        Sentence = static d => $"Scheduled action {d.Policy} sets the bounds {Wording.Number(d.Count("minimum"))} … {Wording.Number(d.Count("maximum"))}: {Outcome(d)}",
        Recompute = static d =>
        {
            if (d.Is("suspended")) return ScalingSentences.Refused(d, DecisionGate.Suspended);
            if (d["minimum"] > d["maximum"]) return ScalingSentences.Refused(d, DecisionGate.InvalidBounds);
            var wanted = double.IsNaN(d["wanted"]) ? d.Count("desired") : d.Count("wanted");
            return new Verdict(DecisionGate.None, Math.Clamp(wanted, d.Count("minimum"), d.Count("maximum")));
        },
    };

    private static string Adjustment(DecisionNode d)
    {
        var by = Wording.Number(d.Count("adjustment"));
        return d.Word("adjustment_type") switch
        {
            nameof(AdjustmentType.ExactCapacity) => $"a capacity of {by}",
            nameof(AdjustmentType.PercentChangeInCapacity) => $"a change by {by} %",
            _ => $"a change by {by}",
        };
    }

    private static string Outcome(DecisionNode d) => d.Gate switch
    {
        DecisionGate.None => d.From == d.To ? "Desired capacity stays." : $"Desired capacity goes from {Wording.Number(d.From)} to {Wording.Number(d.To)}.",
        DecisionGate.InstanceWarmup => $"It is refused: {Wording.Of(d.Count("warming"), "instance")} still warming up, and nothing scales in meanwhile.",
        DecisionGate.AlreadyAtDesiredCapacity => $"Nothing changes: desired capacity is {Wording.Number(d.Count("desired"))} already, instances that are launching or warming up included.",
        DecisionGate.AlreadyAtMaxCapacity => $"Nothing changes: desired capacity is at the maximum of {Wording.Number(d.Count("maximum"))}.",
        DecisionGate.AlreadyAtMinCapacity => $"Nothing changes: desired capacity is at the minimum of {Wording.Number(d.Count("minimum"))}.",
        DecisionGate.Suspended => "Nothing happens: the group's process is suspended.",
        DecisionGate.Disabled => "It does nothing: the policy is disabled.",
        DecisionGate.Unanimity => "It is refused: target tracking scales in only when all its policies agree.",
        DecisionGate.PredictedCapacity => $"It is refused: predictive scaling holds at least {Wording.Number(d.Count("predicted_floor"))} for this hour.",
        DecisionGate.Outbid => "It is not carried out: another policy proposed more at the same moment.",
        DecisionGate.InvalidBounds => "it fails, because a minimum above the maximum is not allowed.",
        _ => "Nothing changes.",
    };

    // AS-ST-06: percentages go toward zero, but to one at least, and then to the smallest magnitude.
    private static int Adjusted(DecisionNode d, int capacity)
    {
        long adjustment = d.Count("adjustment");
        switch (d.Word("adjustment_type"))
        {
            case nameof(AdjustmentType.ExactCapacity): return (int)Math.Max(0, adjustment);
            case nameof(AdjustmentType.ChangeInCapacity): return (int)Math.Clamp(capacity + adjustment, 0, int.MaxValue);
        }
        if (adjustment == 0) return capacity;
        var change = capacity * adjustment / 100;
        if (change == 0) change = Math.Sign(capacity * adjustment);
        if (Math.Abs(change) < d.Count("minimum_magnitude")) change = Math.Sign(adjustment) * d.Count("minimum_magnitude");
        return (int)Math.Clamp(capacity + change, 0, int.MaxValue);
    }

    private static Verdict AfterAgreement(DecisionNode d, int capacity, bool isOut, int running)
    {
        var (desired, minimum, maximum) = (d.Count("desired"), d.Count("minimum"), d.Count("maximum"));
        if (!isOut && capacity < d.Count("predicted_floor"))
        {
            capacity = d.Count("predicted_floor");
            if (capacity >= running) return ScalingSentences.Refused(d, DecisionGate.PredictedCapacity);
        }
        capacity = Math.Clamp(capacity, minimum, maximum);
        if (capacity < d.Count("round_capacity") || d.Is("after_equal_bid")) return ScalingSentences.Refused(d, DecisionGate.Outbid);
        if (isOut ? capacity > desired : capacity < desired) return new Verdict(DecisionGate.None, capacity);
        if (isOut && capacity == maximum) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtMaxCapacity);
        if (!isOut && capacity == minimum) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtMinCapacity);
        return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
    }
}
