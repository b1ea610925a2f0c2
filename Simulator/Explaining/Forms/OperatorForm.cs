using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>An action of the scenario's timeline.</summary>
internal static class OperatorForm
{
    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.Operator,
        Subject = DecisionSubject.TimelineAction,
        Policy = DecisionPolicy.TimelineAction,
        Summary = "The operator carried out an action of the timeline",
        Inputs = [Count("running"), Count("desired"), Count("wanted"), Flag("refused")],
        Sentence = static d =>
            $"The operator calls {d.Policy}{(d.Subject.Length > 0 ? $" on {d.Subject}" : "")}{Change(d)}{Refusal(d)}.",
        Recompute = static d => new Verdict(d.Is("refused") ? DecisionGate.CallRefused : DecisionGate.None, d.Count("wanted")),
    };

    /// <summary>Whether a call is about container instances of the cluster: with no subject, of whatever group.</summary>
    public static bool IsOnInstances(DecisionNode d) =>
        d.Policy is "UpdateContainerInstancesState" or "DeregisterContainerInstance" or "PutAttributes" or "DeleteAttributes" or "StartTask" or "PutAccountSetting";

    // Of calls on instances the values count those that stay.
    private static string Change(DecisionNode d)
    {
        if (d.From == d.To) return "";
        if (!IsOnInstances(d)) return $": desired goes from {Wording.Number(d.From)} to {Wording.Number(d.To)}";
        return d.Policy == "PutAccountSetting" ? "" : $", for {Wording.Number(d.From - d.To)} of {Wording.Of(d.From, "container instance")}";
    }

    private static string Refusal(DecisionNode d) => d.Is("refused") ? $"; AWS refuses the call, because {Reason(d)}" : "";

    private static string Reason(DecisionNode d) => d.Policy switch
    {
        "CreateDeployment" => "a deployment of the service is in progress",
        "StopDeployment" or "StopServiceDeployment" => "no deployment is in progress that it could stop",
        "ContinueDeployment" or "ContinueServiceDeployment" => "no deployment waits for an answer",
        "StartInstanceRefresh" => "an instance refresh of the group is in progress",
        "CancelInstanceRefresh" => "no instance refresh of the group is in progress",
        "UpdateAutoScalingGroup" => "minSize would be above maxSize",
        "TerminateInstanceInAutoScalingGroup" or "EnterStandby" or "DetachInstances" => "no instance is in the state that it needs, or desired capacity would fall below minSize",
        "ExitStandby" or "AttachInstances" => "no instance is in the state that it needs, or desired capacity would rise above maxSize",
        "PutScalingPolicy" => $"{Tasks(d, "does not report", "do not report")} 20-second metrics yet", // AS-MET-05
        "DeleteService" => "the service is not scaled to 0, and force is not given",
        "DeregisterContainerInstance" => $"{Tasks(d, "runs", "run")} on the instances, and force is not given",
        "PutClusterCapacityProviders" => $"{Tasks(d, "uses", "use")} a capacity provider that is not on the list",
        _ => $"{Tasks(d, "stands", "stand")} against it",
    };

    private static string Tasks(DecisionNode d, string one, string several) => $"{Wording.Of(d.Count("running"), "task")} {(d.Count("running") == 1 ? one : several)}";
}
