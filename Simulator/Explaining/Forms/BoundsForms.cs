using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// Bounds of a scalable target: set by a scheduled action, or applied when the target is registered.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
/// </summary>
internal static class BoundsForms
{
    public static readonly DecisionForm ScheduledAction = new()
    {
        Kind = DecisionKind.ScheduledAction,
        Subject = DecisionSubject.Service,
        Policy = DecisionPolicy.ScheduledAction,
        IsScaling = true,
        Summary = "A scheduled action came due",
        Inputs = [Count("running"), Count("desired"), Count("minimum"), Count("maximum"), Flag("suspended")],
        Sentence = static d => $"Scheduled action {d.Policy} {After(d)}",
        Recompute = static d => d.Is("suspended") ? ScalingSentences.Refused(d, DecisionGate.Suspended) : Apply(d),
    };

    public static readonly DecisionForm Registration = new()
    {
        Kind = DecisionKind.Bounds,
        Subject = DecisionSubject.Service,
        IsScaling = true,
        Summary = "A scalable target was registered, and desiredCount lay outside its bounds",
        Inputs = [Count("running"), Count("desired"), Count("minimum"), Count("maximum")],
        Sentence = static d => $"The scalable target is registered and {After(d)}",
        Recompute = Apply,
    };

    private static string After(DecisionNode d)
    {
        var bounds = $"{Wording.Number(d.Count("minimum"))} … {Wording.Number(d.Count("maximum"))}";
        return d.Gate switch
        {
            DecisionGate.Suspended => "does nothing: scheduled scaling is suspended.",
            DecisionGate.InvalidBounds => $"fails: a minimum above the maximum ({bounds}) is not allowed; its later runs are tried again.",
            _ when d.Changed => $"sets the bounds {bounds}: desiredCount goes from {Wording.Number(d.From)} to {Wording.Number(d.To)} at once, whatever cooldowns run.",
            _ => $"sets the bounds {bounds}; desiredCount of {Wording.Number(d.From)} lies within and stays.",
        };
    }

    private static Verdict Apply(DecisionNode d)
    {
        var (minimum, maximum) = (d.Count("minimum"), d.Count("maximum"));
        return minimum > maximum ? ScalingSentences.Refused(d, DecisionGate.InvalidBounds) : new Verdict(DecisionGate.None, Math.Clamp(d.Count("desired"), minimum, maximum));
    }
}
