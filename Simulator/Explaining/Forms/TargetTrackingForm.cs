using Simulator.Model;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// A target tracking policy invoked by one of its alarms.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
/// </summary>
internal static class TargetTrackingForm
{
    private const int FewPoints = 5;

    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.TargetTracking,
        Subject = DecisionSubject.Service,
        Policy = DecisionPolicy.ScalingPolicy,
        IsScaling = true,
        Summary = "A target tracking policy was invoked by its high or low alarm",
        Datapoints = "what the alarm judged and the policy sizes from, newest first",
        Inputs =
        [
            Number("metric_value"), Number("target_value"), Count("running"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Seconds("cooldown_left_s"),
            Count("credit"), Count("other_proposals"), Count("alarm_side"), Flag("deployment"), Flag("suspended"), Count("votes_missing"), Count("predicted_floor"),
            Count("round_capacity"), Number("flapping_metric"), Flag("scale_in_disabled"), Count("scale_in_floor"), Policy("vetoing_policy"),
            Word<AlarmState>("veto_alarm_state", AwsText.Of), Alarm("alarm"), Seconds("invoked_s"), Seconds("newest_period_end_s"), Seconds("published_s"), Flag("after_equal_bid"),
            Flag("bound_first"),
        ],
        Sentence = Sentence,
        Recompute = Recompute,
    };

    private static string Sentence(DecisionNode d)
    {
        if (d.Gate == DecisionGate.InsufficientData) return $"Policy {d.Policy} is invoked and has no datapoint to size from; nothing changes.";
        var (running, target) = (d.Count("running"), d["target_value"]);
        var arithmetic = running == 0
            ? $"no task runs, so it proposes {Wording.Number(d.Count("proposal"))}"
            : $"ceil({Wording.Number(running)} running × {Wording.Number(d["metric_value"])} ÷ {Wording.Number(target)}) = {Wording.Number(Wanted(running, d["metric_value"], target))}{OneFewer(d)}";
        var gentle = d.Gate == DecisionGate.None && d.To < running && d.To > d.Count("proposal") && d.To > d.Count("minimum")
            ? d.Count("other_proposals") == d.To ? "; another policy needs more" : "; one activity takes in less than half"
            : "";
        return $"Policy {d.Policy} ({(d["alarm_side"] > 0 ? "high" : "low")} alarm) sizes{SizedFrom(d)} for its target of {Wording.Number(target)}: {arithmetic}{gentle}. {ScalingSentences.Outcome(d)}";
    }

    private static int Wanted(int running, double metric, double target) => (int)Math.Ceiling((running * metric / target) - 1e-9);

    // Which of its alarm's datapoints a policy takes is a switch of the model. Many of them are told with the alarm, not here.
    private static string SizedFrom(DecisionNode d)
    {
        var points = d.Datapoints.AsSpan();
        if (points.Length < 2) return "";
        double sum = 0, largest = double.NegativeInfinity;
        foreach (var point in points) (sum, largest) = (sum + point, Math.Max(largest, point));
        var metric = d["metric_value"];
        var which = Math.Abs((sum / points.Length) - metric) <= 1e-9 * Math.Abs(metric) ? "mean" : metric == largest ? "largest" : "newest";
        return points.Length > FewPoints ? $" from the {which} of its alarm's {Wording.Number(points.Length)} datapoints" : $" from the {which} of {Wording.Values(points)}";
    }

    // AS-TT-13: rounding up keeps what is there.
    private static string OneFewer(DecisionNode d)
    {
        var (running, metric) = (d.Count("running"), d["metric_value"]);
        return d["alarm_side"] > 0 || running < 2 || Wanted(running, metric, d["target_value"]) != running ? "" : $"; with one task fewer the metric would come to {Wording.Number(running * metric / (running - 1))}";
    }

    private static Verdict Recompute(DecisionNode d)
    {
        var (metric, target, running) = (d["metric_value"], d["target_value"], d.Count("running"));
        if (double.IsNaN(metric)) return ScalingSentences.Refused(d, DecisionGate.InsufficientData);
        var wanted = running == 0 ? metric > target ? 1 : 0 : (int)Math.Clamp(Math.Ceiling((running * metric / target) - 1e-9), 0, int.MaxValue);
        var proposal = d["alarm_side"] > 0 ? Math.Max(wanted, running) : Math.Min(wanted, running);
        if (proposal == running) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
        var isOut = proposal > running;
        if (!isOut && d.Is("deployment")) return ScalingSentences.Refused(d, DecisionGate.TargetServicePutResourceAsUnscalable);
        if (d.Is("suspended")) return ScalingSentences.Refused(d, DecisionGate.Suspended);
        var capacity = proposal;
        if (!isOut)
        {
            if (d.Is("scale_in_disabled")) return ScalingSentences.Refused(d, DecisionGate.ScaleInDisabled);
            if (d["votes_missing"] > 0) return ScalingSentences.Refused(d, DecisionGate.Unanimity);
            capacity = Math.Max(Math.Max(capacity, d.Count("other_proposals")), d.Count("scale_in_floor"));
            if (capacity >= running) return ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
            if (capacity > 0 && (running * d["flapping_metric"] / capacity) - 1e-9 > target) return ScalingSentences.Refused(d, DecisionGate.AutoScalingAnticipatedFlapping);
        }
        return ScalingSentences.AfterAgreement(d, capacity, isOut);
    }
}
