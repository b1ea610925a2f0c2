using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// A step scaling policy invoked by an alarm.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
/// </summary>
internal static class StepScalingForm
{
    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.StepScaling,
        Subject = DecisionSubject.Service,
        Policy = DecisionPolicy.ScalingPolicy,
        IsScaling = true,
        Summary = "A step scaling policy was invoked by an alarm",
        Datapoints = "what the alarm judged and the policy aggregates, newest first",
        Inputs =
        [
            Number("metric_value"), Number("threshold"), Count("running"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Seconds("cooldown_left_s"),
            Count("credit"), Count("adjustment"), Count("alarm_side"), Flag("deployment"), Flag("suspended"), Count("predicted_floor"), Count("round_capacity"),
            Word<AdjustmentType>("adjustment_type"), Count("minimum_adjustment_magnitude"), Number("step_lower_bound"), Number("step_upper_bound"), Alarm("alarm"), Seconds("invoked_s"),
            Seconds("newest_period_end_s"), Seconds("published_s"), Flag("after_equal_bid"), Flag("bound_first"),
        ],
        Sentence = Sentence,
        Recompute = Recompute,
    };

    private static string Sentence(DecisionNode d)
    {
        if (d.Gate == DecisionGate.InsufficientData) return $"Policy {d.Policy} is invoked and has no datapoint to size from; nothing changes.";
        var distance = d["metric_value"] - d["threshold"];
        var where = $"{Wording.Number(d["metric_value"])} lies {Wording.Number(Math.Abs(distance))} {(distance < 0 ? "below" : "above")} the alarm's threshold of {Wording.Number(d["threshold"])}";
        if (d.Gate == DecisionGate.NoMatchingStep) return $"Policy {d.Policy}: {where}, and no step covers that; nothing changes.";
        var step = $"in the step {(double.IsNaN(d["step_lower_bound"]) ? "−∞" : Wording.Number(d["step_lower_bound"]))} … {(double.IsNaN(d["step_upper_bound"]) ? "∞" : Wording.Number(d["step_upper_bound"]))}";
        var sign = d["adjustment"] > 0 ? "+" : "";
        var adjustment = d.Word("adjustment_type") switch
        {
            nameof(AdjustmentType.ExactCapacity) => $"a capacity of {Wording.Number(d.Count("adjustment"))}",
            nameof(AdjustmentType.ChangeInCapacity) => sign + Wording.Number(d.Count("adjustment")),
            _ => $"{sign}{Wording.Number(d.Count("adjustment"))} %",
        };
        if (d.Word("adjustment_type") == nameof(AdjustmentType.ExactCapacity)) return $"Policy {d.Policy}: {where}, {step}: {adjustment}, {Wording.Number(d.Count("running"))} running. {ScalingSentences.Outcome(d)}";
        return $"Policy {d.Policy}: {where}, {step}: {adjustment} on {Wording.Number(d.Count("running"))} running gives {Wording.Number(d.Count("proposal"))}. {ScalingSentences.Outcome(d)}";
    }

    private static Verdict Recompute(DecisionNode d)
    {
        var (metric, running) = (d["metric_value"], d.Count("running"));
        if (double.IsNaN(metric)) return ScalingSentences.Refused(d, DecisionGate.InsufficientData);
        if (double.IsNaN(d["adjustment"])) return ScalingSentences.Refused(d, DecisionGate.NoMatchingStep);
        var distance = metric - d["threshold"];
        var (lower, upper) = (double.IsNaN(d["step_lower_bound"]) ? double.NegativeInfinity : d["step_lower_bound"], double.IsNaN(d["step_upper_bound"]) ? double.PositiveInfinity : d["step_upper_bound"]);
        var matches = d["alarm_side"] > 0 ? lower <= distance && distance < upper : lower < distance && distance <= upper;
        if (!matches) return ScalingSentences.Refused(d, DecisionGate.NoMatchingStep);
        var adjustment = d.Count("adjustment");
        long proposal = d.Word("adjustment_type") switch
        {
            nameof(AdjustmentType.ChangeInCapacity) => (long)running + adjustment,
            nameof(AdjustmentType.ExactCapacity) => adjustment,
            _ => running + Change(running, adjustment, d.Count("minimum_adjustment_magnitude")),
        };
        proposal = Math.Clamp(proposal, 0, int.MaxValue);
        if (proposal == running) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
        var isOut = proposal > running;
        if (!isOut && d.Is("deployment")) return ScalingSentences.Refused(d, DecisionGate.TargetServicePutResourceAsUnscalable);
        if (d.Is("suspended")) return ScalingSentences.Refused(d, DecisionGate.Suspended);
        return ScalingSentences.AfterAgreement(d, (int)proposal, isOut);
    }

    // AS-ST-06: toward zero, but at least one, and at least the minimum magnitude.
    private static long Change(int running, int percent, int magnitude)
    {
        var exact = running * (double)percent / 100;
        if (percent == 0) return 0;
        var size = Math.Max(Math.Abs(Math.Truncate(exact)), exact == 0 ? 0 : 1);
        return Math.Sign(percent) * (long)Math.Max(size, magnitude);
    }
}
