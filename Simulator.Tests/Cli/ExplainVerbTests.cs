using System.Text.Json;

namespace Simulator.Tests.Cli;

public sealed class ExplainVerbTests : CliFixture
{
    [Test]
    public void Explain_SaysWhatWasThereInTextAndJson()
    {
        Assert.That(Run("run", Write("small.yaml", Small), "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        var text = Run("explain", At("out"), "--at", "10m");
        Assert.That(text.Code, Is.Zero, text.Error);
        Assert.That(text.Out, Does.StartWith("web at 00:10:00, 10 min after the start").And.Contain("3 desired; 3 running, 0 pending, 3 healthy").And.Contain("requests/s arrive"));
        Assert.That(text.Out.Split('\n'), Has.All.Length.LessThan(121));
        var json = Run("explain", At("out"), "--at", "00:10", "--service", "web", "--format", "json");
        Assert.That(json.Code, Is.Zero, json.Error);
        using var document = JsonDocument.Parse(json.Out);
        var first = document.RootElement[0];
        Assert.That(first.GetProperty("service").GetString(), Is.EqualTo("web"));
        Assert.That(first.GetProperty("t_s").GetDouble(), Is.EqualTo(600));
        Assert.That(first.GetProperty("parts")[0].GetProperty("lines")[0].GetProperty("text").GetString(), Does.StartWith("3 desired"));
        Assert.That(Run("explain", At("out"), "--at", "600").Out, Is.EqualTo(text.Out), "the same moment, the same words");
    }

    [Test]
    public void RefusedCall_SaysWhatStandsAgainstIt()
    {
        var scenario = Write("refused.yaml", Small + "\ntimeline:\n  - {at: 9m, action: StopServiceDeployment, service: web, stopType: ABORT}\n");
        var run = Run("run", scenario, "-o", At("out"), "--no-progress", "--no-charts");
        Assert.That(run.Code, Is.Zero, run.Error);
        var text = string.Join(' ', Run("explain", At("out"), "--at", "10m").Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.That(text, Does.Contain("AWS refuses the call, because no deployment is in progress that it could stop"));
    }

    [Test]
    [Property("Rule", "ECS-DM-04")]
    public void DaemonDeployment_IsToldWithTheDrainsThatComeOfIt()
    {
        Assert.That(Run("run", Write("daemons.yaml", Conformance.Daemons.DaemonScenario.Of(more: Conformance.Daemons.DaemonScenario.Update)), "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        var text = string.Join(' ', Run("explain", At("out"), "--at", "340", "--service", "agent").Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.That(text, Does.Contain("The operator calls UpdateDaemon on daemon/default/agent."));
        Assert.That(text, Does.Contain("A deployment of agent:2 is in progress: instances are drained and replaced, a share of them at a time."));
        Assert.That(text, Does.Contain("managed drains one of 4 instances: a managed daemon is deployed by replacing instances."));
    }

    [Test]
    public void Complaints_AreSentencesWithASuggestion()
    {
        Assert.That(Run("run", Write("small.yaml", Small), "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        foreach (var (args, message) in new (string[], string)[]
        {
            (["--at", "10m", "--service", "wbe"], "there is no service 'wbe' in this run; did you mean 'web'"),
            (["--at", "14:03"], "lies outside of the run, which goes from 2026-01-05T00:00:00Z to 2026-01-05T00:30:00Z"),
            (["--at", "soon"], "'soon' is no moment"),
            ([], "'explain' needs a moment: --at TIME"),
            (["--at", "1m", "--at", "2m"], "--at is given 2 times"),
            (["--at", "1m", "--format", "xml"], "--format is table or json, not 'xml'"),
        })
        {
            var answer = Run(["explain", At("out"), .. args]);
            Assert.That(answer.Code, Is.EqualTo(2), message);
            Assert.That(answer.Error, Does.Contain(message));
            Assert.That(answer.Out, Is.Empty);
        }
        var none = Run("explain", Folder, "--at", "1m");
        Assert.That((none.Code, none.Error), Is.EqualTo((2, $"ecs-sim: '{Folder}' is not the result folder of a run: it has no run.json.\n")));
        Assert.That(Run("explain", At("nowhere"), "--at", "1m").Error, Does.Contain("there is no folder"));
    }

    [Test]
    public void DatapointsOfAnExpression_AreListed()
    {
        var text = Small.Replace(
            "    desiredCount: 3\n",
            "    desiredCount: 3\n    autoScaling: {minCapacity: 3, maxCapacity: 9, policies: [{policyName: double, targetTrackingScalingPolicyConfiguration: {targetValue: 60, "
            + "customizedMetricSpecification: {metrics: [{id: m1, metricStat: {metric: {namespace: Test, metricName: x}, stat: Average}, returnData: false}, {id: e1, expression: m1 * 2}]}}}]}\n")
            .Replace("workload:\n", "workload:\n  - {name: x, kind: metric, series: Test.x, values: [[0s, 20], [4m, 24.5], [5m, 20]]}\n");
        Assert.That(Run("run", Write("math.yaml", text), "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        var told = Run("explain", At("out"), "--at", "8m").Out.ReplaceLineEndings(" ");
        Assert.That(string.Join(' ', told.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Does.Contain("3 of 3 of m1 * 2 above 60) is in OK").And.Contain("(49, 40, 40; the newest is of 00:06:00)").And.Contain("15 of m1 * 2 below 54"));
    }

    [Test]
    public void DecisionsCanBeThinned()
    {
        var scaled = Small.Replace(
            "    desiredCount: 3\n",
            "    desiredCount: 3\n    autoScaling: {minCapacity: 3, maxCapacity: 9, policies: [{policyName: cpu, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: "
            + "{targetValue: 60, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}}}]}\n").Replace("duration: 30m", "duration: 40m");
        Assert.That(Run("run", Write("all.yaml", scaled), "-o", At("all"), "--no-progress", "--no-charts").Code, Is.Zero);
        Assert.That(Run("run", Write("few.yaml", scaled + "\noutput: {decisions: changes}\n"), "-o", At("few"), "--no-progress", "--no-charts").Code, Is.Zero);
        Assert.That(File.ReadAllText(At("all", "scaling_activities.csv")), Does.Contain("already_at_min_capacity"), "every evaluation");
        Assert.That(File.ReadAllLines(At("few", "scaling_activities.csv")), Has.Length.EqualTo(1), "none changed anything");
        Assert.That(File.ReadAllLines(At("few", "decisions.jsonl")), Has.All.Contain("alarm_transition"));
    }
}
