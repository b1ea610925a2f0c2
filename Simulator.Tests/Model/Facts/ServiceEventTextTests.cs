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
    [TestCase(ServiceEventMessage.StartedTasks, 1, "t1", null, "(service web) has started 1 task: (task t1).")]
    [TestCase(ServiceEventMessage.StartedTasks, 3, "t1", null, "(service web) has started 3 tasks: (task t1) and others.")]
    [TestCase(ServiceEventMessage.StoppedTasks, 2, null, null, "(service web) has stopped 2 running tasks.")]
    [TestCase(ServiceEventMessage.RegisteredTargets, 2, "web-tg", null, "(service web) registered 2 targets in (target-group web-tg)")]
    [TestCase(ServiceEventMessage.BegunDraining, 2, null, null, "(service web) has begun draining connections on 2 tasks.")]
    [TestCase(ServiceEventMessage.CapacityUnavailable, 0, null, null,
        "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.")]
    public void Text_IsAwss(ServiceEventMessage message, int count, string? subject, string? targetGroup, string expected) =>
        Assert.That(ServiceEventText.Of(new ServiceEvent(0, message, count, 0), "web", subject, targetGroup), Is.EqualTo(expected));

    [Test]
    public void EveryMessage_HasAText()
    {
        foreach (var message in Enum.GetValues<ServiceEventMessage>())
            Assert.That(ServiceEventText.Of(new ServiceEvent(0, message, 1, 0), "web", "x"), Has.Length.GreaterThan(20), message.ToString());
    }
}
