using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// ECS Managed Instances: launches for tasks that wait, and instances that are drained because they are idle, underused or to be patched.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-auto-scaling.html
/// </summary>
internal static class ManagedInstancesForm
{
    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.ManagedInstances,
        Subject = DecisionSubject.CapacityProvider,
        IsScaling = true,
        Summary = "ECS launched or drained Managed Instances",
        Inputs = [Count("waiting_tasks"), Count("instances"), Count("in_flight"), Count("launched"), Number("price_usd_per_hour")],
        Sentence = Sentence,
        Recompute = d => new Verdict(DecisionGate.None, d.Count("instances") + d.Count("launched")),
    };

    private static string Sentence(DecisionNode d) => d.Count("launched") < 0
        ? $"{d.Subject} drains one of {Wording.Of(d.Count("instances"), "instance")}: it is idle, underused or to be patched."
        : $"{Wording.Of(d.Count("waiting_tasks"), "task")} of one zone wait for {d.Subject} and find no room on {Wording.Of(d.Count("in_flight"), "instance")} on the way: "
            + $"{Wording.Of(d.Count("launched"), "instance")} for {Wording.Number(d["price_usd_per_hour"])} $/h are launched.";
}
