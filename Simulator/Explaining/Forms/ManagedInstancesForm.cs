using Simulator.Model;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// ECS Managed Instances: launches for tasks that wait, and instances that are drained because they are idle, underused, impaired or to be patched, or
/// because of a managed daemon.
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
        Inputs = [Count("waiting_tasks"), Count("instances"), Count("in_flight"), Count("launched"), Number("price_usd_per_hour"), Word<TerminationReason>("reason")],
        Sentence = Sentence,
        Recompute = d => new Verdict(DecisionGate.None, d.Count("instances") + d.Count("launched")),
    };

    private static string Why(DecisionNode d) => d.Word("reason") switch
    {
        nameof(TerminationReason.Idle) => "it runs no task but daemons",
        nameof(TerminationReason.Underutilized) => "it is underused, and its tasks find room on others",
        nameof(TerminationReason.Patching) => "it is old enough to be patched",
        nameof(TerminationReason.Unhealthy) => "its agent is silent",
        nameof(TerminationReason.DaemonImpaired) => "a critical managed daemon has no healthy task on it",
        nameof(TerminationReason.DaemonDeployment) => "a managed daemon is deployed by replacing instances",
        _ => "it is idle, underused or to be patched",
    };

    private static string Sentence(DecisionNode d) => d.Count("launched") < 0
        ? $"{d.Subject} drains one of {Wording.Of(d.Count("instances"), "instance")}: {Why(d)}."
        : $"{Wording.Of(d.Count("waiting_tasks"), "task")} of one zone wait for {d.Subject} and find no room on {Wording.Of(d.Count("in_flight"), "instance")} on the way: "
            + $"{Wording.Of(d.Count("launched"), "instance")} for {Wording.Number(d["price_usd_per_hour"])} $/h are launched.";
}
