using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// A service deployment begins, enters a lifecycle stage, fails or ends. The outcome is the share of the production traffic that the new revision has, in
/// thousandths; a rolling update has none. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
/// </summary>
internal static class DeploymentForm
{
    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.Deployment,
        Subject = DecisionSubject.Service,
        Summary = "A service deployment began, entered a stage, failed or ended; from and to are thousandths of the production traffic for the new revision",
        Inputs =
        [
            Word<ServiceDeploymentStatus>("status", DeploymentText.Of), Word<LifecycleStage>("stage", DeploymentText.Of), Word<DeploymentCause>("cause"), Alarm("alarm"), Count("failed_tasks"),
            Count("desired"), Count("new_tasks"), Count("new_healthy"), Count("old_healthy"), Count("share_before"), Count("first_step"), Count("next_step"),
        ],
        Sentence = Sentence,
        Recompute = Recompute,
    };

    private static string Sentence(DecisionNode d)
    {
        var counts = $"{Wording.Number(d.Count("new_healthy"))} of {Wording.Of(d.Count("new_tasks"), "new task")} healthy, {Wording.Number(d.Count("old_healthy"))} old, desired {Wording.Number(d.Count("desired"))}";
        var cause = CauseOf(d);
        if (cause.Length > 0) return $"The deployment fails because {cause}: {d.Word("status")} ({counts}).";
        var traffic = d.From != d.To ? $"; the new revision has {Wording.Number(d.To / 10.0)} % of the production traffic, {Wording.Number(d.From / 10.0)} % before" : "";
        return d.Word("stage").Length > 0 ? $"The deployment enters {d.Word("stage")}, {d.Word("status")} ({counts}){traffic}." : $"The deployment is {d.Word("status")} ({counts}).";
    }

    private static string CauseOf(DecisionNode d) => d.Word("cause") switch
    {
        "" or nameof(DeploymentCause.None) => "",
        nameof(DeploymentCause.CircuitBreaker) => $"{Wording.Of(d.Count("failed_tasks"), "task")} failed, which trips the circuit breaker",
        nameof(DeploymentCause.Alarm) => $"the alarm {d.Word("alarm")} is in ALARM",
        nameof(DeploymentCause.HookFailed) => "a lifecycle hook failed",
        nameof(DeploymentCause.HookTimedOut) => "a lifecycle hook timed out",
        nameof(DeploymentCause.StageTimedOut) => "the stage lasted longer than a stage may",
        nameof(DeploymentCause.DeploymentTimedOut) => "it lasted longer than a deployment may",
        nameof(DeploymentCause.ImageResolution) => "three attempts to find the digests of its images failed",
        nameof(DeploymentCause.Operator) => "the operator stopped it",
        _ => "a newer deployment began",
    };

    // Traffic moves on entering PRODUCTION_TRAFFIC_SHIFT only: a step forward, or all of it back.
    private static Verdict Recompute(DecisionNode d)
    {
        var before = d.Count("share_before");
        if (d.Word("stage") != DeploymentText.Of(LifecycleStage.ProductionTrafficShift) || CauseOf(d).Length > 0) return new Verdict(DecisionGate.None, before);
        if (d.Word("status") == DeploymentText.Of(ServiceDeploymentStatus.RollbackInProgress)) return new Verdict(DecisionGate.None, 0);
        return new Verdict(DecisionGate.None, new TrafficSteps(d.Count("first_step"), d.Count("next_step"), default).After(before));
    }
}
