using Simulator.Model.Facts;

namespace Simulator.Explaining.Forms;

/// <summary>What target tracking and step scaling have in common: the gates after the proposal, in AWS's order (AS-GEN-02), and how they read.</summary>
internal static class ScalingSentences
{
    /// <summary>Refused: desiredCount stays.</summary>
    public static Verdict Refused(DecisionNode d, DecisionGate gate) => new(gate, d.Count("desired"));

    /// <summary>Forecast, cooldown, bounds, the round's other bids and the last comparison with desiredCount.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="capacity">Capacity proposed, other policies considered.</param>
    /// <param name="isOut">Whether it adds to the running tasks.</param>
    public static Verdict AfterAgreement(DecisionNode d, int capacity, bool isOut)
    {
        if (!isOut && capacity < d.Count("predicted_floor"))
        {
            capacity = d.Count("predicted_floor");
            if (capacity >= d.Count("running")) return Refused(d, DecisionGate.PredictedCapacity);
        }
        if (d["cooldown_left_s"] > 0)
        {
            if (!isOut) return Refused(d, DecisionGate.Cooldown);
            capacity -= d.Count("credit");
            if (capacity <= d.Count("running")) return Refused(d, DecisionGate.Cooldown);
        }
        var desired = d.Count("desired");
        if (d.Is("bound_first") && isOut && desired < d.Count("minimum")) capacity = d.Count("minimum");
        if (d.Is("bound_first") && !isOut && desired > d.Count("maximum")) capacity = d.Count("maximum");
        capacity = Math.Clamp(capacity, d.Count("minimum"), d.Count("maximum"));
        if (capacity < d.Count("round_capacity") || d.Is("after_equal_bid")) return Refused(d, DecisionGate.Outbid);
        if (isOut ? capacity > desired : capacity < desired) return new Verdict(DecisionGate.None, capacity);
        if (isOut && capacity == d.Count("maximum")) return Refused(d, DecisionGate.AlreadyAtMaxCapacity);
        if (!isOut && capacity == d.Count("minimum")) return Refused(d, DecisionGate.AlreadyAtMinCapacity);
        return Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
    }

    /// <summary>What came of a proposal.</summary>
    public static string Outcome(DecisionNode d)
    {
        var (desired, running, proposal) = (Wording.Number(d.Count("desired")), Wording.Number(d.Count("running")), d.Count("proposal"));
        var left = Wording.Time(d["cooldown_left_s"]);
        switch (d.Gate)
        {
            case DecisionGate.None:
                var limit = d.To < proposal && d.To == d.Count("maximum") ? $", limited to the maximum of {Wording.Number(d.To)}"
                    : d.To > proposal && d.To == d.Count("minimum") ? $", limited to the minimum of {Wording.Number(d.To)}"
                    : d["cooldown_left_s"] > 0 && d.To < proposal ? $", less the {Wording.Number(d.Count("credit"))} already added in the running cooldown" : "";
                return $"desiredCount goes from {desired} to {Wording.Number(d.To)}{limit}.";
            case DecisionGate.AlreadyAtDesiredCapacity:
                return d.Count("desired") > d.Count("running") && proposal > d.Count("running")
                    ? $"Nothing changes: desiredCount is {desired} already and {Wording.Of(d.Count("desired") - d.Count("running"), "task")} of it {(d.Count("desired") - d.Count("running") == 1 ? "is" : "are")} not running yet."
                    : desired == running ? $"Nothing changes: that is what runs and what is desired." : $"Nothing changes: {running} run, and {desired} are desired.";
            case DecisionGate.AlreadyAtMaxCapacity: return $"Nothing changes: desiredCount is at the maximum of {Wording.Number(d.Count("maximum"))}.";
            case DecisionGate.AlreadyAtMinCapacity: return $"Nothing changes: desiredCount is at the minimum of {Wording.Number(d.Count("minimum"))}.";
            case DecisionGate.AutoScalingAnticipatedFlapping: return "It is refused: with so few tasks the metric would be above its target again at once.";
            case DecisionGate.TargetServicePutResourceAsUnscalable: return "It is refused: Application Auto Scaling does not scale in while a deployment is in progress.";
            case DecisionGate.Cooldown:
                return d["credit"] > 0
                    ? $"It is refused: the cooldown runs for another {left} and in it {Wording.Of(d.Count("credit"), "task")} {(d.Count("credit") == 1 ? "was" : "were")} added already; only what goes beyond would be added."
                    : $"It is refused: the cooldown runs for another {left}.";
            case DecisionGate.Suspended: return $"It is refused: scaling {(proposal > d.Count("running") ? "out" : "in")} is suspended.";
            case DecisionGate.Unanimity: return $"It is refused: target tracking scales in only when all its policies agree, and {Veto(d)}.";
            case DecisionGate.ScaleInDisabled: return "It is refused: the policy never scales in (DisableScaleIn).";
            case DecisionGate.PredictedCapacity: return $"It is refused: predictive scaling holds at least {Wording.Number(d.Count("predicted_floor"))} for this hour.";
            case DecisionGate.Outbid: return "It is not carried out: another policy proposed more at the same moment, and the largest capacity wins.";
            default: return "It is not carried out.";
        }
    }

    private static string Veto(DecisionNode d)
    {
        var policy = d.Word("vetoing_policy");
        if (policy.Length == 0) return "another one does not";
        return d.Word("veto_alarm_state") == "ALARM" ? $"{policy} does not: its own scale-in cooldown runs" : $"{policy} does not: its low alarm is in {d.Word("veto_alarm_state")}";
    }
}
