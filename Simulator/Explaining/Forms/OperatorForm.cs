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
            $"The operator calls {d.Policy}{(d.Subject.Length > 0 ? $" on {d.Subject}" : "")}{(d.From != d.To ? $": desired goes from {Wording.Number(d.From)} to {Wording.Number(d.To)}" : "")}{Refusal(d)}.",
        Recompute = static d => new Verdict(d.Is("refused") ? DecisionGate.CallRefused : DecisionGate.None, d.Count("wanted")),
    };

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
        _ => $"{Wording.Of(d.Count("running"), "task")} {(d.Count("running") == 1 ? "stands" : "stand")} against it",
    };
}
