using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// Managed scaling of a capacity provider on one datapoint of its reservation.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-scaling-behavior.html
/// </summary>
internal static class ManagedScalingForm
{
    private const int LowPeriods = 15;

    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.ManagedScaling,
        Subject = DecisionSubject.CapacityProvider,
        IsScaling = true,
        Summary = "Managed scaling judged a datapoint of CapacityProviderReservation",
        Inputs =
        [
            Number("needed_instances"), Count("running_instances"), Number("reservation"), Number("target_capacity"), Count("proposal"), Count("minimum"), Count("maximum"),
            Count("waiting_tasks"), Count("empty_instances"), Count("warming_instances"), Count("low_datapoints"), Count("desired"), Flag("nothing_fits"), Seconds("computed_s"), Number("low_threshold"), Count("least_left"),
        ],
        Sentence = Sentence,
        Recompute = Recompute,
    };

    private static string Sentence(DecisionNode d)
    {
        // Without an instance in service AWS publishes a fixed value instead of a quotient.
        var (needed, reservation) = (Wording.Number(d["needed_instances"]), Wording.Number(d["reservation"]));
        var how = d.Count("running_instances") == 0 ? $"{reservation} %, the value for {needed} needed and none in service" : $"{needed} needed ÷ {Wording.Number(d.Count("running_instances"))} in service = {reservation} %";
        var what = $"Reservation of {d.Subject} is {how} "
            + $"(target {Wording.Number(d["target_capacity"])} %{(d["waiting_tasks"] > 0 ? $", {Wording.Of(d.Count("waiting_tasks"), "task")} waiting" : "")})";
        return d.Gate switch
        {
            DecisionGate.None => $"{what}: desired capacity goes from {Wording.Number(d.From)} to {Wording.Number(d.To)}.",
            DecisionGate.InsufficientData => $"{d.Subject} has no datapoint of its reservation: its alarms have insufficient data, nothing is done.",
            DecisionGate.AtTarget => $"{what}: nothing to do.",
            DecisionGate.BreachTooShort => $"{what}: {Wording.Number(d.Count("low_datapoints"))} of {LowPeriods} datapoints below target in a row, too few to scale in.",
            DecisionGate.InstanceWarmup => $"{what}: {Wording.Of(d.Count("warming_instances"), "instance")} still warming up, so nothing more is launched.",
            DecisionGate.NoCompatibleInstanceType => $"{Wording.Of(d.Count("waiting_tasks"), "task")} wait for {d.Subject}, and none fits its instance types; launching would not help.",
            DecisionGate.AlreadyAtMaxCapacity => $"{what}: the group is at its maximum of {Wording.Number(d.Count("maximum"))}.",
            DecisionGate.AlreadyAtMinCapacity => $"{what}: the group is at its minimum of {Wording.Number(d.Count("minimum"))}.",
            _ => $"{what}: desired capacity of {Wording.Number(d.From)} already provides for it.",
        };
    }

    private static Verdict Recompute(DecisionNode d)
    {
        var (target, running, desired) = (d["target_capacity"], d.Count("running_instances"), d.Count("desired"));
        if (double.IsNaN(d["reservation"])) return ScalingSentences.Refused(d, DecisionGate.InsufficientData);
        if (d.Is("nothing_fits")) return ScalingSentences.Refused(d, DecisionGate.NoCompatibleInstanceType);
        var proportional = (int)Math.Ceiling((100.0 * d["needed_instances"] / target) - 1e-9);
        if (d["reservation"] > target)
        {
            if (d["warming_instances"] > 0) return ScalingSentences.Refused(d, DecisionGate.InstanceWarmup);
            var wanted = running == 0 ? 2 : proportional;
            var to = Math.Min(wanted, d.Count("maximum"));
            if (to > desired) return new Verdict(DecisionGate.None, to);
            return ScalingSentences.Refused(d, wanted > d.Count("maximum") ? DecisionGate.AlreadyAtMaxCapacity : DecisionGate.AlreadyAtDesiredCapacity);
        }
        if (d["reservation"] >= d["low_threshold"]) return ScalingSentences.Refused(d, DecisionGate.AtTarget);
        if (d["low_datapoints"] < LowPeriods) return ScalingSentences.Refused(d, DecisionGate.BreachTooShort);
        var least = Math.Max(proportional, d.Count("least_left"));
        var fewer = Math.Max(d.Count("minimum"), least);
        if (fewer < desired) return new Verdict(DecisionGate.None, fewer);
        return ScalingSentences.Refused(d, least < d.Count("minimum") ? DecisionGate.AlreadyAtMinCapacity : DecisionGate.AlreadyAtDesiredCapacity);
    }
}
