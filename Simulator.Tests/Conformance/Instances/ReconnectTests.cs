namespace Simulator.Tests.Conformance.Instances;

/// <summary>How long an agent takes to be back once its network is (ECS-AG-06): a task that crashed meanwhile tells.</summary>
public sealed class ReconnectTests
{
    private const string Fixed = "model.agentHeartbeatTimeout=60s";

    [Test]
    [Property("Rule", "ECS-AG-06")]
    public void SilenceThatTheAgentHasNotNoticed_EndsWithItsCause()
    {
        Assert.That(BackAfter(50), Is.EqualTo(50).Within(1e-6));
    }

    [TestCase(65)]
    [TestCase(120)]
    [TestCase(600)]
    [TestCase(3000)]
    [Property("Rule", "ECS-AG-06")]
    public void NoticedSilence_EndsWithTheNextAttempt(int length)
    {
        // Pauses of 0.25 s, half as much more each time, at most 120 s, and up to a fifth longer.
        double Sum(double factor, out double last)
        {
            var (at, pause) = (60.0, 0.25);
            last = 0;
            while (at < length)
            {
                last = pause * factor;
                at += last;
                pause = Math.Min(120, pause * 1.5);
            }
            return at;
        }
        var longest = 0.0;
        foreach (var factor in (double[])[1, 1.2])
        {
            Sum(factor, out var last);
            longest = Math.Max(longest, last);
        }
        var back = BackAfter(length);
        Assert.That(back, Is.GreaterThanOrEqualTo(length).And.LessThanOrEqualTo(length + (1.2 * longest)));
        if (length >= 600) Assert.That(back, Is.GreaterThan(length + 1), "not at once");
    }

    [TestCase(0.0, 600.0)]
    [TestCase(10.0, 612.0)]
    [Property("Rule", "ECS-AG-06")]
    public void LongestPause_BoundsTheWait(double cap, double latest)
    {
        Assert.That(BackAfter(600, $"model.agentReconnectDelayCap={cap}s"), Is.InRange(600, latest));
    }

    [Test]
    [Property("Rule", "ECS-AG-06")]
    [Property("Rule", "ASG-HC-01")]
    public void AgentOfARepairedInstance_TriesLikeAnyOther()
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}", duration: "40m", more: "failures: [{kind: instanceImpaired, at: 1m, length: 10m}, {kind: taskCrash, at: 3m}]"), Fixed);
        Assert.That(run.Rows("tasks.csv")[0].Number("stopping_s"), Is.InRange(661, 660 + 144));
    }

    [Test]
    [Property("Rule", "ECS-AG-06")]
    public void AgentThatIsCutOffAgain_MissesItsAttempt()
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}", duration: "60m", more: """
            failures: [{kind: agentDisconnect, at: 1m, length: 10m}, {kind: agentDisconnect, at: 660100ms, length: 20m}, {kind: taskCrash, at: 3m}]
            """), Fixed);
        Assert.That(run.Rows("tasks.csv")[0].Number("stopping_s"), Is.GreaterThan(1860));
    }

    private static double BackAfter(int length, params string[] set)
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: m5.large}", duration: "70m", more: $"failures: [{{kind: agentDisconnect, at: 1m, length: {length}s}}, {{kind: taskCrash, at: 80s}}]"), [Fixed, .. set]);
        return run.Rows("tasks.csv")[0].Number("stopping_s") - 60;
    }
}
