namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>The worked examples of rolling updates, each line of which is a round: what is stopped, what is started.</summary>
public sealed class RollingUpdateTableTests
{
    private const string Update = "timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: \"t:2\"}]";
    private const string Endless = "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 6}]";
    private const string Eight = "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 2}]";
    private const string Ten = "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 2}, {instanceType: m6g.medium, availabilityZone: us-east-1a, count: 1}]";
    private const string Four = "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 1}]";

    [TestCase(6, 100, 200, Eight, "0,2 2,2 2,2 2,0")]
    [TestCase(6, 50, 200, Eight, "3,5 3,1")]
    [TestCase(6, 50, 200, Ten, "3,6 3,0")]
    [TestCase(4, 100, 125, Endless, "0,1 1,1 1,1 1,1 1,0")]
    [TestCase(4, 50, 100, Endless, "2,2 2,2")]
    [TestCase(10, 100, 110, Endless, "0,1 1,1 1,1 1,1 1,1 1,1 1,1 1,1 1,1 1,1 1,0")]
    [TestCase(1, 0, 100, Endless, "1,1")]
    [Property("Rule", "ECS-RU-01"), Property("Rule", "ECS-RU-03"), Property("Rule", "ECS-RU-08")]
    public void Rounds(int desired, int minimum, int maximum, string instances, string rounds)
    {
        var run = Run(desired, minimum, maximum, instances);
        Assert.That(string.Join(' ', run.RoundsAfter(300).Select(r => $"{r.Stopped},{r.Started}")), Is.EqualTo(rounds));
        Assert.That(run.Rows("deployments.csv").Select(d => d.Text("rollout_state")), Is.All.EqualTo("COMPLETED"));
        Assert.That(run.Rows("tasks.csv").Where(t => double.IsNaN(t.Number("stopping_s"))).Select(t => t.Text("task_definition")), Is.All.EqualTo("t:2"));
    }

    [Test, Property("Rule", "ECS-RU-04"), Property("Rule", "ECS-EV-07")]
    public void WithoutWayToMove_TheDeploymentSaysSo()
    {
        var run = Run(3, 100, 125, Endless);
        Assert.That(run.RoundsAfter(300), Is.Empty);
        Assert.That(run.Messages().Count(m => m.EndsWith("Update the minimumHealthyPercent or maximumPercent value and try again.", StringComparison.Ordinal)), Is.EqualTo(1), "muted while it repeats");
        Assert.That(run.Rows("deployments.csv")[^1].Text("rollout_state"), Is.EqualTo("IN_PROGRESS"));
    }

    [Test, Property("Rule", "ECS-RU-03"), Property("Rule", "ECS-EV-02")]
    public void WithoutCapacity_TheDeploymentWaitsForIt()
    {
        var run = Run(4, 100, 200, Four);
        Assert.That(run.RoundsAfter(300), Is.Empty);
        Assert.That(run.Messages(), Has.Some.Contains("has insufficient CPU units available"));
    }

    [Test, Property("Rule", "ECS-RU-09")]
    public void OneAtATime_TakesAtLeastTheTimeToHealthForEach()
    {
        var run = Run(4, 100, 125, Endless);
        var last = run.Rows("tasks.csv", "task_definition", "t:2").Max(t => t.Number("healthy_s"));
        Assert.That(last - 300, Is.GreaterThanOrEqualTo(4 * 40).And.LessThan(4 * 50), "40 s in RUNNING for each of four rounds");
    }

    [Test, Property("Rule", "ECS-RU-07"), Property("Rule", "ECS-SV-02")]
    public void SecondUpdateInTheMiddle_MakesANewPrimary_AndTheOthersShrink()
    {
        var run = ScenarioRun.Of(SmallCluster.Of(
            "desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 125}, availabilityZoneRebalancing: DISABLED",
            "timeline: [{at: 5m, action: UpdateService, service: s, taskDefinition: \"t:2\"}, {at: 6m, action: UpdateService, service: s, taskDefinition: \"t:3\"}]", instances: Endless));
        Assert.That(run.Rows("tasks.csv").Where(t => double.IsNaN(t.Number("stopping_s"))).Select(t => t.Text("task_definition")), Is.EqualTo(Enumerable.Repeat("t:3", 4)));
        Assert.That(run.RunningBetween(0, 1200), Is.EqualTo((4, 5)));
        Assert.That(run.Rows("tasks.csv", "task_definition", "t:2"), Has.Count.InRange(1, 2), "the second revision had only begun");
    }

    private static ScenarioRun Run(int desired, int minimum, int maximum, string instances) => ScenarioRun.Of(SmallCluster.Of(
        $"desiredCount: {desired}, deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}, availabilityZoneRebalancing: DISABLED", Update, instances: instances));
}
