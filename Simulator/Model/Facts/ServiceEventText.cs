using System.Globalization;
using System.Text;

namespace Simulator.Model.Facts;

/// <summary>
/// The sentences of ECS's service events (ECS-EV-01 … 12), composed from a <see cref="ServiceEvent"/> and the names of what it speaks about. Pure.
/// AWS: Amazon ECS Developer Guide, "Amazon ECS service event messages".
/// </summary>
public static class ServiceEventText
{
    private const int MostListed = 50; // thousands of tasks may start in one round

    /// <summary>The sentence of an event.</summary>
    /// <param name="fact">The event.</param>
    /// <param name="service">Service name.</param>
    /// <param name="subject">Name of <see cref="ServiceEvent.Subject"/> (task id, container instance id, target group name, deployment id); null when there is none.</param>
    /// <param name="targetGroup">Target group name of UnhealthyInTargetGroup; null for a container health check.</param>
    /// <param name="tasks">Ids of the tasks it lists; null when it lists none.</param>
    /// <param name="isDaemon">Whether it is a managed daemon: AWS publishes no sentences of theirs, the model's are those of services.</param>
    public static string Of(in ServiceEvent fact, string service, string? subject = null, string? targetGroup = null, IReadOnlyList<string>? tasks = null, bool isDaemon = false)
    {
        var s = isDaemon ? $"(daemon {service})" : $"(service {service})";
        return fact.Message switch
        {
            ServiceEventMessage.SteadyState => $"{s} has reached a steady state.",
            ServiceEventMessage.UnableToPlace =>
                $"{s} was unable to place a task because no container instance met all of its requirements.{Closest((PlacementFailureReason)fact.Count, subject)}",
            ServiceEventMessage.UnhealthyInTargetGroup when targetGroup is not null =>
                $"{s} (task {subject}) is unhealthy in (target-group {targetGroup}) due to (reason Health checks failed).",
            ServiceEventMessage.UnhealthyInTargetGroup => $"{s} (task {subject}) failed container health checks.",
            ServiceEventMessage.UnableToStartConsistently => $"{s} is unable to consistently start tasks successfully.",
            ServiceEventMessage.DeploymentStuck =>
                $"{s} was unable to stop or start tasks during a deployment because of the service deployment configuration. "
                + "Update the minimumHealthyPercent or maximumPercent value and try again.",
            ServiceEventMessage.StartedTasks => $"{s} has started {Count(fact.Count)} tasks{Listed(tasks)}",
            ServiceEventMessage.StoppedTasks => $"{s} has stopped {Count(fact.Count)} running tasks{Listed(tasks)}",
            ServiceEventMessage.RegisteredTargets => $"{s} registered {Count(fact.Count)} targets in (target-group {subject})",
            ServiceEventMessage.BegunDraining => $"{s} has begun draining connections on {Count(fact.Count)} tasks.",
            ServiceEventMessage.DeploymentCompleted => $"{s} (deployment {subject}) deployment completed.",
            ServiceEventMessage.DeploymentFailed => $"{s} (deployment {subject}) deployment failed: {Why((DeploymentCause)fact.Count)}.",
            ServiceEventMessage.RollingBack => $"{s} rolling back to (deployment {subject}).",
            ServiceEventMessage.ProvisioningLimit =>
                $"{s} was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.",
            ServiceEventMessage.CapacityUnavailable => $"{s} was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
            ServiceEventMessage.VcpuLimit => $"{s} was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
            ServiceEventMessage.UnableToPlaceOnFargate => $"{s} was unable to place a task. Reason: {OnFargate((PlacementFailureReason)fact.Count)}",
            ServiceEventMessage.OperationsThrottled => $"{s} operations are being throttled. Will try again later.",
            ServiceEventMessage.ScaleInBlocked =>
                $"{s} was unable to reach steady state because (task set {subject}) was unable to scale in. "
                + "Reason: The number of protected tasks are more than the desired count of tasks.",
            ServiceEventMessage.NotBalanced => $"{s} is not AZ balanced with {fact.Detail}. AZ Rebalancing in progress.",
            ServiceEventMessage.RebalancingStartedTasks => $"{s} has started {Count(fact.Count)} tasks in {fact.Detail} to AZ Rebalance{Listed(tasks)}",
            ServiceEventMessage.RebalancingStoppedTasks => $"{s} has stopped {Count(fact.Count)} running tasks in {fact.Detail} due to AZ rebalancing{Listed(tasks)}",
            ServiceEventMessage.Balanced => $"{s} is AZ balanced with {fact.Detail}.",
            ServiceEventMessage.RebalancingStopped => $"{s} stopped AZ Rebalancing.",
            ServiceEventMessage.DaemonConstraintViolated => $"{s} stopped {Count(fact.Count)} running tasks that violate its placement constraints{Listed(tasks)}",
            ServiceEventMessage.DaemonImpaired => $"{s} has no healthy task on (container-instance {subject}): the instance is impaired, drained and replaced.",
            ServiceEventMessage.DaemonMissing => $"{s} has no healthy task on (container-instance {subject}); the instance stays, the daemon is not critical.",
            ServiceEventMessage.TaskSetSteady => $"(service {service}, taskSet {subject}) updated state to STEADY_STATE.",
            _ => s,
        };
    }

    private static string OnFargate(PlacementFailureReason reason) => reason switch
    {
        PlacementFailureReason.TaskQuota => "You've reached the limit on the number of tasks you can run concurrently.",
        PlacementFailureReason.LargestCpu => "The requested CPU configuration is above your limit.",
        PlacementFailureReason.LargestMemory => "The requested MEMORY configuration is above your limit.",
        _ => "Internal error.",
    };

    private static string Why(DeploymentCause cause) => cause switch
    {
        DeploymentCause.Alarm => "alarm detected",
        DeploymentCause.HookFailed => "lifecycle hook failed",
        DeploymentCause.HookTimedOut => "lifecycle hook timed out",
        DeploymentCause.StageTimedOut => "lifecycle stage timed out",
        DeploymentCause.DeploymentTimedOut => "deployment timed out",
        DeploymentCause.Operator => "stopped by the user",
        _ => "tasks failed to start",
    };

    private static string Closest(PlacementFailureReason reason, string? instance)
    {
        if (reason == PlacementFailureReason.NoActiveInstances || instance is null) return " Reason: No Container Instances were found in your cluster.";
        var why = reason switch
        {
            PlacementFailureReason.Cpu => "has insufficient CPU units available",
            PlacementFailureReason.Memory => "has insufficient memory available",
            PlacementFailureReason.Ports => "is already using a port required by your task",
            PlacementFailureReason.Eni => "has no network interface available",
            PlacementFailureReason.Gpu => "has insufficient GPUs available",
            PlacementFailureReason.Agent => "encountered error \"AGENT\"",
            PlacementFailureReason.Constraint => "does not satisfy a placement constraint of your task",
            _ => "is missing an attribute required by your task",
        };
        return $" The closest matching (container-instance {instance}) {why}.";
    }

    // AWS writes "1 tasks".
    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Listed(IReadOnlyList<string>? tasks)
    {
        if (tasks is null || tasks.Count == 0) return ".";
        var text = new StringBuilder(":");
        for (var i = 0; i < Math.Min(tasks.Count, MostListed); i++) text.Append(" (task ").Append(tasks[i]).Append(')');
        if (tasks.Count > MostListed) text.Append(" and ").Append(Count(tasks.Count - MostListed)).Append(" more");
        return text.Append('.').ToString();
    }
}
