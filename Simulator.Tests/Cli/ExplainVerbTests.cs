using System.Globalization;
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
            (["--at", "10m", "--service", "accounts"], "there is no service 'accounts' in this run; it has web"),
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

    [TestCase("deployments/rolling-update", "10m20s", "2 instances rejected for too little CPU", "NO ACTIVE INSTANCES", Description = "a round between two ticks has its reason")]
    [TestCase("placement/ports", "20m", "09:10:00 The service scheduler starts nothing (running 3, pending 0, desired 3); 3 tasks still missing|3 instances rejected for a host port in use", "neither started nor stopped|Application Auto Scaling")]
    [TestCase("placement/fragmentation", "95m", "6 tasks still missing: no container instance meets all requirements (10 instances rejected for too little CPU). Nothing else has come of it since", "")]
    [TestCase("capacity/drain-zone", "11:30:20", "Failure zone-lost (zone outage of us-east-1b) hits 3 instances and 6 tasks|taken out of service (zone outage)|6 tasks stop: Host EC2 (instance) terminated", "")]
    [TestCase("capacity/spot-base", "10:00:05", "Failure three-go|given notice of a Spot interruption", "10:00:22")]
    [TestCase("autoscaling/short-cooldown-slow-starts", "13:29:36", "is unhealthy in (target-group web-tg)", "")]
    [TestCase("capacity/scale-from-zero", "09:01:05", "What came next 09:01:10 Reservation of batch-ec2 is 10 needed ÷ 1 in service|desired capacity goes from 1 to 10|All 36 pending tasks are placed", "")]
    [TestCase("autoscaling/burst-lag", "13:36:10", "7 running, 0 pending, 4 healthy|4 healthy ones are ", "7 healthy")]
    [TestCase("deployments/blue-green", "20m", "It is in PRE_PRODUCTION_TRAFFIC_SHIFT since 09:15:28; its hook approval has not answered, and does at 09:25:00: SUCCEEDED", "Application Auto Scaling")]
    [TestCase("deployments/blue-green", "13m10s", "its hook smoke-test is IN_PROGRESS since 09:13:0", "")]
    public void CausesAreNamed(string name, string at, string phrases, string absent)
    {
        var run = Run("run", Path.Combine(Tidy.SourceTree.Root, "scenarios", name + ".yaml"), "-o", At("out"), "--no-progress", "--no-charts");
        Assert.That(run.Code, Is.Zero, run.Out + run.Error);
        var text = Explained(at);
        foreach (var phrase in phrases.Split('|')) Assert.That(text, Does.Contain(phrase));
        foreach (var phrase in absent.Split('|', StringSplitOptions.RemoveEmptyEntries)) Assert.That(text, Does.Not.Contain(phrase));
    }

    [Test]
    public void WhatIsShort_IsCountedFromTheHealthyTasksOfTheMoment()
    {
        var scenario = Path.Combine(Tidy.SourceTree.Root, "scenarios", "autoscaling", "burst-lag.yaml");
        Assert.That(Run("run", scenario, "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        var needed = int.Parse(Cell("services.csv", 2220, "needed"), CultureInfo.InvariantCulture);
        Assert.That(Explained("13:36:10"), Does.Contain($"this load needs {needed} tasks; 4 healthy ones are {needed - 4} tasks short"));
    }

    // Of the row of an instant, in seconds since the start.
    private string Cell(string file, int second, string column)
    {
        var lines = File.ReadAllLines(Path.Combine(At("out"), file));
        var row = lines.Single(l => l.StartsWith($"{second}.000,", StringComparison.Ordinal)).Split(',');
        return row[Array.IndexOf(lines[0].Split(','), column)];
    }

    [Test]
    public void ThinnedSeries_KeepTheirRates()
    {
        var scenario = Path.Combine(Tidy.SourceTree.Root, "scenarios", "autoscaling", "burst-lag.yaml");
        Assert.That(Run("run", scenario, "--set", "output.services.every=5m", "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        // The breach begins at 13:30, so it is told with the interval that ends at 13:35; its length is five minutes.
        var requests = double.Parse(Cell("services.csv", 2100, "requests"), CultureInfo.InvariantCulture);
        Assert.That(Explained("13:36"), Does.Contain($"at {(requests / 300).ToString("0.##", CultureInfo.InvariantCulture)} requests/s"));
        Assert.That(Explained("13:33"), Does.Match("What came next 13:35:00 "), "and nothing before the moment");
    }

    [Test]
    public void Replications_AreNamed()
    {
        Assert.That(Run("run", Write("several.yaml", Small.Replace("duration: 30m", "replications: 2, duration: 20m")), "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        Assert.That(Explained("10m"), Does.StartWith("web at 00:10:00, 10 min after the start, in replication 0 of 2"));
    }

    [Test]
    public void DamagedFolders_AreComplainedAbout()
    {
        var scenario = Path.Combine(Tidy.SourceTree.Root, "scenarios", "autoscaling", "burst-lag.yaml");
        Assert.That(Run("run", scenario, "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        foreach (var (file, change, message) in new (string, Func<string, string?>, string)[]
        {
            ("services.csv", t => t + "garbage\n", "services.csv' has 1 of 21 columns"),
            ("services.csv", _ => null, "services.csv' is missing"),
            ("services.csv", t => t.Replace("desired", "wanted"), "services.csv' has no column 'desired'"),
            ("services.csv", t => t.Replace("\n60.000,", "\nabc,"), "Line 2 of"),
            ("services.csv", t => t.Replace("\n60.000,", "\nabc,"), "has 'abc' as t_s, which is no number"),
            ("services.csv", _ => "\u0001\"\u0003\u0004\n\u0002\n", "services.csv'"),
            ("tasks.csv", _ => null, "tasks.csv' is missing"),
            ("tasks.csv", t => t[..^3], "tasks.csv' ends within a line"),
            ("alarms.csv", _ => null, "alarms.csv' is missing"),
            ("decisions.jsonl", _ => "", "decisions.jsonl' lacks decision"),
            ("decisions.jsonl", t => t[..^20], "it is no JSON: cut off or changed"),
            ("decisions.jsonl", t => t.Replace("\"kind\"", "\"kin\""), "(line 1): a property is missing"),
            ("run.json", _ => "{}", "a property is missing"),
            ("run.json", t => t[..200], "it is no JSON"),
        })
        {
            var path = At("out", file);
            var before = File.ReadAllText(path);
            if (change(before) is { } text) File.WriteAllText(path, text);
            else File.Delete(path);
            var answer = Run("explain", At("out"), "--at", "13:36");
            Assert.That((answer.Code, answer.Out), Is.EqualTo((2, "")), message);
            Assert.That(answer.Error, Does.Contain(message).And.EndWith("; run the scenario again.\n").And.Not.Contain("Exception").And.Not.Contain("dictionary"));
            File.WriteAllText(path, before);
        }
        foreach (var optional in new[] { "failures.csv", "instance_events.csv", "service_events.csv" }) File.Delete(At("out", optional));
        Assert.That(Run("explain", At("out"), "--at", "13:36").Code, Is.Zero, "older versions wrote none");
        Assert.That(Run("run", Write("lean.yaml", Small + "\noutput: {tasks: false, metrics: false, decisions: changes}\n"), "-o", At("lean"), "--no-progress", "--no-charts").Code, Is.Zero);
        Assert.That(Run("explain", At("lean"), "--at", "10m").Code, Is.Zero, "what was switched off is not missing");
    }

    [Test]
    [Property("Rule", "AS-CW-07")]
    public void AlarmThatIsOkWithoutData_SaysHowMissingDataCount()
    {
        var text = Small.Replace("workload:\n", "alarms:\n  - {alarmName: quiet, series: Test.x, statistic: Average, period: 60, evaluationPeriods: 3, threshold: 50, comparisonOperator: GreaterThanThreshold, treatMissingData: notBreaching}\n"
            + "workload:\n  - {name: x, kind: metric, series: Test.x, values: [[0s, 20], [10m, 90]]}\n");
        Assert.That(Run("run", Write("quiet.yaml", text), "-o", At("out"), "--no-progress", "--no-charts").Code, Is.Zero);
        var alarms = File.ReadAllText(At("out", "alarms.csv"));
        Assert.That(alarms, Does.Contain("INSUFFICIENT_DATA,OK,\"No datapoint arrived in 3 periods, and missing ones count as not breaching.\"").And.Not.Contain("too few datapoints"));
    }

    private string Explained(string at)
    {
        var explained = Run("explain", At("out"), "--at", at);
        Assert.That(explained.Code, Is.Zero, explained.Error);
        return string.Join(' ', explained.Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
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
