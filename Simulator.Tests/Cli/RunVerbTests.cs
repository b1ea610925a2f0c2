using System.Text.Json;

namespace Simulator.Tests.Cli;

public sealed class RunVerbTests : CliFixture
{
    [Test]
    public void Run_WritesTheWholeResultFolderAndPrintsASummary()
    {
        var run = Run("run", Write("small.yaml", Small), "-o", At("out"));
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Contain("small: 30 min simulated, seed 3").And.Contain("report.html"));
        Assert.That(run.Error, Does.Contain("events/s"));
        string[] expected =
        [
            "alarms.csv", "charts", "cluster.csv", "containers.csv", "costs.csv", "decisions.jsonl", "deployment_stages.csv", "deployments.csv", "failures.csv", "instance_events.csv", "instances.csv", "lag.csv", "metrics.csv", "placements.csv",
            "report.html", "run.json", "scaling_activities.csv", "service_events.csv", "services.csv", "summary.csv", "summary.json", "target_groups.csv", "tasks.csv",
        ];
        Assert.That(Directory.GetFileSystemEntries(At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(expected));
        Assert.That(File.ReadLines(At("out", "services.csv")).Count(), Is.EqualTo(31));
        Assert.That(Directory.GetFileSystemEntries(Folder, ".*"), Is.Empty);
    }

    [Test]
    public void AverageCpu_IsTheSameInTableAndChart()
    {
        // Three busy tasks for fifteen minutes, twelve idle ones for as long: the mean over the intervals would be higher.
        var run = Run("run", Write("s.yaml", Small.Replace("20/s", "60/s", StringComparison.Ordinal) + "\ntimeline: [{at: 15m, action: UpdateService, service: web, desiredCount: 12}]\n"), "-o", At("out"), "--no-progress");
        Assert.That(run.Code, Is.Zero, run.Error);
        var cpu = run.Out.Split('\n').Single(l => l.StartsWith("web ", StringComparison.Ordinal)).Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^3];
        Assert.That(File.ReadAllText(At("out", "charts", "utilization-web.svg")), Does.Contain($"CPU {cpu} and memory"));
    }

    [Test]
    public void StepScaling_HasItsRowInTheScalingTable()
    {
        var scaled = Small.Replace("    networkConfiguration", """
                autoScaling: {minCapacity: 1, maxCapacity: 9, policies: [{policyName: more, policyType: StepScaling, stepScalingPolicyConfiguration: {adjustmentType: ChangeInCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 2}]}}]}
                networkConfiguration
            """, StringComparison.Ordinal) + "\n" + """
            alarms: [{alarmName: busy, series: q.depth, comparisonOperator: GreaterThanThreshold, threshold: 5, evaluationPeriods: 1, alarmActions: [web/more]}]
            """;
        var run = Run("run", Write("s.yaml", scaled.Replace("workload:", "workload:\n  - {kind: metric, series: q.depth, values: [[0s, 1], [10m, 9], [11m, 1]]}", StringComparison.Ordinal)), "-o", At("out"), "--no-progress", "--no-charts");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(run.Out, Does.Match(@"(?m)^scaling .*\nweb +1 +[\d.]+ min "));
    }

    [Test]
    public void SameRun_GivesTheSameBytes()
    {
        var scenario = Write("small.yaml", Small);
        Assert.That(Run("run", scenario, "-o", At("a")).Code, Is.Zero);
        Assert.That(Run("run", scenario, "-o", At("b"), "--parallelism", "1").Code, Is.Zero);
        foreach (var file in Directory.EnumerateFiles(At("a"), "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(At("a"), file);
            if (name is "run.json") continue;
            Assert.That(File.ReadAllBytes(At("b", name)), Is.EqualTo(File.ReadAllBytes(file)), name);
        }
    }

    [Test]
    public void Seed_ChangesTheRun()
    {
        var scenario = Write("small.yaml", Small);
        Run("run", scenario, "-o", At("a"));
        Run("run", scenario, "-o", At("b"), "--seed", "4");
        Assert.That(File.ReadAllText(At("b", "services.csv")), Is.Not.EqualTo(File.ReadAllText(At("a", "services.csv"))));
    }

    [Test]
    public void RunFile_SaysWhatWasRun()
    {
        Run("run", Write("small.yaml", Small), "-o", At("a"), "--set", "services.web.desiredCount=4");
        using var run = JsonDocument.Parse(File.ReadAllText(At("a", "run.json")));
        var root = run.RootElement;
        Assert.That(root.GetProperty("seed").GetInt32(), Is.EqualTo(3));
        Assert.That(root.GetProperty("events").GetInt64(), Is.GreaterThan(30_000));
        Assert.That(root.GetProperty("events_per_second").GetDouble(), Is.GreaterThan(0));
        Assert.That(root.GetProperty("allocated_bytes").GetInt64(), Is.GreaterThan(0));
        Assert.That(root.GetProperty("scenario_hash").GetString(), Has.Length.EqualTo(64));
        Assert.That(root.GetProperty("scenario").GetProperty("services")[0].GetProperty("desiredCount").ToString(), Is.EqualTo("4"));
    }

    [Test]
    public void ResolvedScenario_RunsAgainToTheSameResult()
    {
        Run("run", Write("small.yaml", Small), "-o", At("a"), "--set", "services.web.desiredCount=4");
        using var run = JsonDocument.Parse(File.ReadAllText(At("a", "run.json")));
        var again = Run("run", Write("again.json", run.RootElement.GetProperty("scenario").GetRawText()), "-o", At("b"));
        Assert.That(again.Code, Is.Zero, again.Error);
        Assert.That(File.ReadAllText(At("b", "services.csv")), Is.EqualTo(File.ReadAllText(At("a", "services.csv"))));
    }

    [Test]
    public void NoCharts_LeavesChartsAndReportOut()
    {
        var run = Run("run", Write("small.yaml", Small), "-o", At("out"), "--no-charts");
        Assert.That(run.Code, Is.Zero);
        Assert.That(Directory.Exists(At("out", "charts")) || File.Exists(At("out", "report.html")), Is.False);
        Assert.That(run.Out, Does.Contain("results: "));
    }

    [Test]
    public void Quiet_SaysNothingButTheResult()
    {
        var run = Run("run", Write("small.yaml", Small), "-o", At("out"), "--quiet");
        Assert.That(run.Error, Is.Empty);
        Assert.That(run.Out, Is.Not.Empty);
    }

    [Test]
    public void JsonFormat_IsOneDocumentWithTheSummary()
    {
        var run = Run("run", Write("small.yaml", Small), "-o", At("out"), "--format", "json");
        Assert.That(run.Out, Is.EqualTo(File.ReadAllText(At("out", "summary.json"))));
        using var document = JsonDocument.Parse(run.Out);
        Assert.That(document.RootElement.GetProperty("metrics").EnumerateArray().Any(m => m.GetProperty("metric").GetString() == "web.latency.p99"), Is.True);
    }

    [Test]
    public void CsvFormat_IsTheSummary()
    {
        var run = Run("run", Write("small.yaml", Small), "-o", At("out"), "--format", "csv");
        Assert.That(run.Out, Is.EqualTo(File.ReadAllText(At("out", "summary.csv"))));
    }

    [Test]
    public void SeveralScenarios_GoToAFolderEach()
    {
        var (a, b) = (Write("a.yaml", Small.Replace("name: small", "name: a")), Write("b.yaml", Small.Replace("name: small", "name: b")));
        var run = Run("run", a, b, "-o", At("out"), "--format", "json", "--no-charts");
        Assert.That(run.Code, Is.Zero, run.Error);
        Assert.That(File.Exists(At("out", "a", "summary.json")) && File.Exists(At("out", "b", "summary.json")), Is.True);
        using var document = JsonDocument.Parse(run.Out);
        Assert.That(document.RootElement.EnumerateArray().Select(r => r.GetProperty("name").GetString()), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void TwoScenariosOfOneName_AreAnError()
    {
        var run = Run("run", Write("a.yaml", Small), Write("b.yaml", Small), "-o", At("out"));
        Assert.That(run, Has.Property("Code").EqualTo(2).And.Property("Error").Contains("are both named 'small'"));
        Assert.That(Directory.Exists(At("out")), Is.False);
    }

    [Test]
    public void OneBadFile_MeansThatNothingRuns()
    {
        var bad = Write("bad.yaml", Small.Replace("desiredCount", "desiredCont"));
        var run = Run("run", Write("a.yaml", Small), bad, "-o", At("out"));
        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Match(@"bad\.yaml:\d+:\d+: .*desiredCont"));
        Assert.That(run.Out, Is.Empty);
        Assert.That(Directory.Exists(At("out")), Is.False);
    }

    [TestCase("{metric: web.latency.p99, below: 10s}", 0, "pass")]
    [TestCase("{metric: web.latency.p99, below: 1ms}", 1, "fail")]
    [TestCase("{metric: cost.total, below: 0.01}", 1, "fail")]
    public void Assertion_DecidesTheExitCode(string assertion, int code, string status)
    {
        var run = Run("run", Write("small.yaml", Small + $"\nassert: [{assertion}]\n"), "-o", At("out"), "--no-charts");
        Assert.That(run.Code, Is.EqualTo(code), run.Error);
        Assert.That(run.Out, Does.Contain(status));
        Assert.That(Directory.Exists(At("out")), Is.True, "the results are there in any case");
    }

    [Test]
    public void InconclusiveAssertion_IsExitCodeThree()
    {
        // The bound lies inside the interval: the mean of these replications itself.
        var scenario = Write("small.yaml", Small);
        Run("run", scenario, "-o", At("a"), "--replications", "4", "--no-charts");
        using var summary = JsonDocument.Parse(File.ReadAllText(At("a", "summary.json")));
        var mean = summary.RootElement.GetProperty("metrics").EnumerateArray().Single(m => m.GetProperty("metric").GetString() == "web.latency.mean").GetProperty("value").GetDouble();
        File.AppendAllText(scenario, $"\nassert: [{{metric: web.latency.mean, below: {mean:R}ms}}]\n");
        var run = Run("run", scenario, "-o", At("b"), "--replications", "4", "--no-charts");
        Assert.That(run.Code, Is.EqualTo(3), run.Error);
        Assert.That(run.Out, Does.Contain("inconclusive"));
    }

    [Test]
    public void Replications_LieBelowTheAggregate()
    {
        var run = Run("run", Write("small.yaml", Small), "-o", At("out"), "--replications", "3");
        Assert.That(run.Code, Is.Zero, run.Error);
        for (var k = 0; k < 3; k++) Assert.That(File.Exists(At("out", $"replication={k}", "services.csv")), Is.True);
        Assert.That(File.Exists(At("out", "services.csv")), Is.False);
        Assert.That(File.ReadLines(At("out", "summary.csv")).First(l => l.StartsWith("web.latency.mean,", StringComparison.Ordinal)), Does.Match(@"^web\.latency\.mean,[\d.]+,[\d.]+,0\.95,3,ms$"));
        Assert.That(File.ReadAllText(At("out", "replication=0", "services.csv")), Is.Not.EqualTo(File.ReadAllText(At("out", "replication=1", "services.csv"))));
    }

    [Test]
    public void ParallelReplications_GiveTheSameBytes()
    {
        var scenario = Write("small.yaml", Small);
        Run("run", scenario, "-o", At("a"), "--replications", "4", "--parallelism", "1", "--no-charts");
        Run("run", scenario, "-o", At("b"), "--replications", "4", "--parallelism", "4", "--no-charts");
        foreach (var file in Directory.EnumerateFiles(At("a"), "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(At("a"), file);
            if (name is not "run.json") Assert.That(File.ReadAllBytes(At("b", name)), Is.EqualTo(File.ReadAllBytes(file)), name);
        }
    }

    [Test]
    public void Interrupted_LeavesTheOlderResult()
    {
        var scenario = Write("small.yaml", Small);
        Assert.That(Run("run", scenario, "-o", At("out")).Code, Is.Zero);
        var before = File.ReadAllText(At("out", "run.json"));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var run = Run(cancelled.Token, "run", scenario, "-o", At("out"), "--seed", "9");
        Assert.That(run.Code, Is.EqualTo(130));
        Assert.That(run.Error, Does.Contain("interrupted"));
        Assert.That(File.ReadAllText(At("out", "run.json")), Is.EqualTo(before));
        Assert.That(Directory.GetFileSystemEntries(Folder, ".*"), Is.Empty);
    }

    [Test]
    public void ForeignOutputFolder_IsRefusedBeforeAnythingRuns()
    {
        Directory.CreateDirectory(At("mine"));
        File.WriteAllText(At("mine", "thesis.txt"), "the only copy");
        var run = Run("run", Write("small.yaml", Small), "-o", At("mine"));
        Assert.That(run, Has.Property("Code").EqualTo(2).And.Property("Error").Contains("is not a result folder"));
        Assert.That(File.Exists(At("mine", "thesis.txt")), Is.True);
    }
}
