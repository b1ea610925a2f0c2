using Simulator.Model.Facts;

namespace Simulator.Tests.Model.Facts;

public sealed class ServiceEventTextTests
{
    [TestCase(ServiceEventMessage.SteadyState, 0, null, null, "(service web) has reached a steady state.")]
    [TestCase(ServiceEventMessage.UnableToPlace, (int)PlacementFailureReason.Cpu, "i-1", null,
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance i-1) has insufficient CPU units available.")]
    [TestCase(ServiceEventMessage.UnableToPlace, (int)PlacementFailureReason.Ports, "i-1", null,
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance i-1) is already using a port required by your task.")]
    [TestCase(ServiceEventMessage.UnableToPlace, (int)PlacementFailureReason.Agent, "i-1", null,
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance i-1) encountered error \"AGENT\".")]
    [TestCase(ServiceEventMessage.UnableToPlace, (int)PlacementFailureReason.NoActiveInstances, null, null,
        "(service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.")]
    [TestCase(ServiceEventMessage.UnhealthyInTargetGroup, 0, "t1", "web-tg", "(service web) (task t1) is unhealthy in (target-group web-tg) due to (reason Health checks failed).")]
    [TestCase(ServiceEventMessage.UnableToStartConsistently, 0, null, null, "(service web) is unable to consistently start tasks successfully.")]
    [TestCase(ServiceEventMessage.DeploymentStuck, 0, null, null,
        "(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.")]
    [TestCase(ServiceEventMessage.ProvisioningLimit, 0, null, null,
        "(service web) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.")]
    [TestCase(ServiceEventMessage.DeploymentFailed, 0, "ecs-svc/7", null, "(service web) (deployment ecs-svc/7) deployment failed: tasks failed to start.")]
    [TestCase(ServiceEventMessage.DeploymentCompleted, 0, "ecs-svc/7", null, "(service web) (deployment ecs-svc/7) deployment completed.")]
    [TestCase(ServiceEventMessage.StoppedTasks, 2, null, null, "(service web) has stopped 2 running tasks.")]
    [TestCase(ServiceEventMessage.OperationsThrottled, 0, null, null, "(service web) operations are being throttled. Will try again later.")]
    [TestCase(ServiceEventMessage.ScaleInBlocked, 0, "ecs-svc/7", null,
        "(service web) was unable to reach steady state because (task set ecs-svc/7) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.")]
    [TestCase(ServiceEventMessage.RegisteredTargets, 2, "web-tg", null, "(service web) registered 2 targets in (target-group web-tg)")]
    [TestCase(ServiceEventMessage.BegunDraining, 2, null, null, "(service web) has begun draining connections on 2 tasks.")]
    [TestCase(ServiceEventMessage.CapacityUnavailable, 0, null, null,
        "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.")]
    public void Text_IsAwss(ServiceEventMessage message, int count, string? subject, string? targetGroup, string expected) =>
        Assert.That(ServiceEventText.Of(new ServiceEvent(0, message, count, 0), "web", subject, targetGroup), Is.EqualTo(expected));

    [Test]
    public void Tasks_AreListed()
    {
        var started = new ServiceEvent(0, ServiceEventMessage.StartedTasks, 2, -1);
        Assert.That(ServiceEventText.Of(started, "web", tasks: ["t1", "t2"]), Is.EqualTo("(service web) has started 2 tasks: (task t1) (task t2)."));
        var moved = new ServiceEvent(0, ServiceEventMessage.RebalancingStoppedTasks, 1, -1, null, "us-east-1a");
        Assert.That(ServiceEventText.Of(moved, "web", tasks: ["t1"]), Is.EqualTo("(service web) has stopped 1 running tasks in us-east-1a due to AZ rebalancing: (task t1)."));
        var many = new ServiceEvent(0, ServiceEventMessage.StartedTasks, 60, -1);
        Assert.That(ServiceEventText.Of(many, "web", tasks: [.. Enumerable.Range(0, 60).Select(i => $"t{i}")]), Does.EndWith("(task t49) and 10 more."));
    }

    [Test]
    public void EveryMessage_HasAText()
    {
        foreach (var message in Enum.GetValues<ServiceEventMessage>())
            Assert.That(ServiceEventText.Of(new ServiceEvent(0, message, 1, 0), "web", "x"), Has.Length.GreaterThan(20), message.ToString());
    }
}
