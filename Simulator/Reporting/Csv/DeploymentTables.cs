using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Reporting.Csv;

/// <summary>Deployments, and what happened to them on the way.</summary>
internal static class DeploymentTables
{
    public static readonly Table<DeploymentRecord> Deployments = new(
        "deployments.csv", "deployment, or task set of an external controller, in order of creation",
        Column<DeploymentRecord>.Text("service", "Service name", (in r, n) => n.Service(r.Service)),
        Column<DeploymentRecord>.Text("deployment", "Deployment or task set id", (in r, n) => n.Deployment(r.Ordinal)),
        Column<DeploymentRecord>.Text("task_definition", "Family and revision", (in r, n) => n.TaskDefinition(r.TaskDefinition)),
        Column<DeploymentRecord>.Text("strategy", "Deployment strategy; empty for a task set", (in r, n) => n.HasTaskSets(r.Service) ? "" : DeploymentText.Of(r.Strategy), Vocabulary.All<DeploymentStrategy>(DeploymentText.Of)),
        Column<DeploymentRecord>.Clock("created", "Creation on the simulated wall clock", (in r) => r.Created),
        Column<DeploymentRecord>.Seconds("created_s", "Creation", (in r) => r.Created),
        Column<DeploymentRecord>.Seconds("completed_s", "Completed or failed; empty while in progress", (in r) => r.Completed),
        Column<DeploymentRecord>.Text("rollout_state", "rolloutState at the end of the run; of a task set COMPLETED once it was steady", (in r, n) => Vocabulary.Of(r.State), Vocabulary.All<RolloutState>(Vocabulary.Of)),
        Column<DeploymentRecord>.Count("failed_tasks", "tasks", "Tasks of it that could not be placed, failed before RUNNING or were replaced because their checks failed, in all; a task that finds no place counts once a tick", (in r) => r.FailedTasks),
        Column<DeploymentRecord>.Text("status", "Status of its service deployment at the end of the run; empty for a task set", (in r, n) => n.HasTaskSets(r.Service) ? "" : DeploymentText.Of(r.Status), Vocabulary.All<ServiceDeploymentStatus>(DeploymentText.Of)),
        Column<DeploymentRecord>.Seconds("finished_s", "End of the service deployment, rollback included; empty while it lasts", (in r) => r.Finished),
        Column<DeploymentRecord>.Text("rollback_of", "The deployment that it rolls back; empty for any other", (in r, n) => n.Deployment(r.RollbackOf)),
        Column<DeploymentRecord>.Text("status_reason", "Why the service deployment failed or was stopped; empty when it did not", (in r, n) => Vocabulary.Of(r.Cause), Vocabulary.All<DeploymentCause>(Vocabulary.Of)),
        Column<DeploymentRecord>.Text("status_subject", "The alarm or lifecycle hook that was the reason", (in r, n) => SubjectOf(r.Alarm, r.Hook, n)),
        Column<DeploymentRecord>.Text("image_digests", "Whether its first task fixed the digests behind the image tags, or the deployment gave that up; stated: no tag is to be resolved", (in r, n) => Vocabulary.Of(r.Digests), Vocabulary.All<ImageDigests>(Vocabulary.Of)));

    public static readonly Table<DeploymentStageRecord> Stages = new(
        "deployment_stages.csv", "change of a service deployment: its status, its lifecycle stage, its traffic or a hook",
        Column<DeploymentStageRecord>.Seconds("t_s", "When", (in r) => r.At),
        Column<DeploymentStageRecord>.Clock("time", "The same on the simulated wall clock", (in r) => r.At),
        Column<DeploymentStageRecord>.Text("service", "Service name", (in r, n) => n.Service(r.Change.Service)),
        Column<DeploymentStageRecord>.Text("deployment", "Deployment that is being rolled out", (in r, n) => n.Deployment(r.Change.Deployment)),
        Column<DeploymentStageRecord>.Text("status", "Status of the service deployment from now on", (in r, n) => DeploymentText.Of(r.Change.Status), Vocabulary.All<ServiceDeploymentStatus>(DeploymentText.Of)),
        Column<DeploymentStageRecord>.Text("stage", "Lifecycle stage from now on; empty in a rolling update before its bake time", (in r, n) => DeploymentText.Of(r.Change.Stage), Vocabulary.All<LifecycleStage>(DeploymentText.Of)),
        Column<DeploymentStageRecord>.Number("production_percent", "%", 1, "Share of the production traffic for the new revision; empty where ECS moves no traffic", (in r) => PercentOf(r.Change.ProductionShare)),
        Column<DeploymentStageRecord>.Number("test_percent", "%", 1, "Share of the test traffic for the new revision", (in r) => PercentOf(r.Change.TestShare)),
        Column<DeploymentStageRecord>.Text("hook", "Lifecycle hook that something happened to", (in r, n) => r.Change.HookState == HookState.None ? "" : r.Change.Hook!.Name),
        Column<DeploymentStageRecord>.Text("hook_status", "What happened to it", (in r, n) => Vocabulary.Of(r.Change.HookState), Vocabulary.All<HookState>(Vocabulary.Of)),
        Column<DeploymentStageRecord>.Text("reason", "Why it failed or was stopped; empty when it did not", (in r, n) => Vocabulary.Of(r.Change.Cause), Vocabulary.All<DeploymentCause>(Vocabulary.Of)),
        Column<DeploymentStageRecord>.Text("subject", "The alarm or lifecycle hook that was the reason", (in r, n) => r.Change.Cause == DeploymentCause.None ? "" : SubjectOf(r.Change.Alarm, r.Change.Hook, n)),
        Column<DeploymentStageRecord>.Text("event", "EventBridge event that ECS emits with it", (in r, n) => EventOf(in r), Vocabulary.All<ServiceDeploymentStatus>(DeploymentText.EventOf)));

    private static double PercentOf(int share) => share < 0 ? double.NaN : share / 10.0;

    // Statuses emit events, stages and hooks do not; a stage's row repeats the status.
    private static string EventOf(in DeploymentStageRecord r) =>
        r.Change.HookState == HookState.None && (r.Change.Cause != DeploymentCause.None || r.Change.Stage == LifecycleStage.None || r.Change.Status == ServiceDeploymentStatus.Successful)
            ? DeploymentText.EventOf(r.Change.Status)
            : "";

    private static string SubjectOf(int alarm, LifecycleHookDefinition? hook, ResultNames names) => alarm >= 0 ? names.Alarm(alarm) : hook?.Name ?? "";
}
