using System.Globalization;
using System.Reflection;
using Simulator.Reporting.Reading;
using Simulator.Tests.Cli;
using Simulator.Tests.Explaining;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Conformance.AutoScaling;

/// <summary>
/// Each pathology's scenario as a user runs it: its assertions hold, every decision follows from its own record, lags add up, and explain says at the right
/// moment what an expert would say.
/// </summary>
public sealed class PathologyScenarioTests : CliFixture
{
    [TestCase("burst-lag", "13:33", "11 tasks short|2 more in a row make it ALARM|becomes visible at 13:3", Description = "AS-PX-01"), Property("Rule", "AS-PX-01"), Property("Rule", "AS-TM-01")]
    [TestCase("slow-scale-in", "13:50", "8 breach; 7 more in a row make it ALARM|10 healthy ones are 7 more than that", Description = "AS-PX-02"), Property("Rule", "AS-PX-02"), Property("Rule", "AS-TM-02")]
    [TestCase("saturated-metric-crawl", "13:34", "15 tasks short|ceil(11 running ×|desiredCount goes from 11 to 14|CPU 100 %", Description = "AS-PX-03"), Property("Rule", "AS-PX-03")]
    [TestCase("unbounded-metric", "13:26", "ceil(3 running × 3,515.3 ÷ 200) = 53|limited to the maximum of 40|ceil(40 running × 3,330.3 ÷ 200) = 667|ceil(3 running × 1,208.8 ÷ 900) = 5|of the newest 3 visible datapoints", Description = "AS-PX-04"), Property("Rule", "AS-PX-04")]
    [TestCase("low-task-counts", "13:40", "from the mean of its alarm's 15 datapoints|ceil(2 running × 40.55 ÷ 50) = 2; with one task fewer the metric would come to 81|Nothing changes: that is what runs and what is desired", Description = "AS-PX-05"), Property("Rule", "AS-PX-05")]
    [TestCase("two-policies-veto", "14:20", "memory80 does not: its low alarm is in OK|75 lies between 72 and 80", Description = "AS-PX-06"), Property("Rule", "AS-PX-06")]
    [TestCase("step-against-target-tracking", "14:30", "Policy cpu60 (high alarm)|save, alarm cpu-below-55|desiredCount goes from 5 to 6", Description = "AS-PX-07"), Property("Rule", "AS-PX-07")]
    [TestCase("deployment-pins-capacity", "14:30", "does not scale in while a deployment is in progress|A deployment of web:2 is in progress", Description = "AS-PX-08"), Property("Rule", "AS-PX-08")]
    [TestCase("scale-from-zero", "13:20", "without data the policy cannot act|m1/m2 above 100) is in INSUFFICIENT_DATA as it was created|CPUUtilization above 60) is in INSUFFICIENT_DATA as it was created|desiredCount goes from 4 to 8", Description = "AS-PX-09"), Property("Rule", "AS-PX-09")]
    [TestCase("short-cooldown-slow-starts", "13:40", "more than that|desiredCount goes from 6 to 10|desiredCount goes from 10 to 17|7 of the 17 running tasks started later, so that the load they take is asked for again|All 4 tasks are RUNNING", Description = "AS-PX-10"), Property("Rule", "AS-PX-10")]
    [TestCase("start-up-cpu", "13:31", "ceil(6 running × 68.86 ÷ 60) = 7|3 breach", Description = "AS-PX-11"), Property("Rule", "AS-PX-11")]
    [TestCase("unplaceable-tasks", "13:31", "rejected for too little memory|tasks of it are not running yet", Description = "AS-PX-12"), Property("Rule", "AS-PX-12")]
    [TestCase("desired-count-in-template", "14:00:30", "The operator calls UpdateService on service/default/web: desired goes from 1|to 4|stops", Description = "AS-PX-13"), Property("Rule", "AS-PX-13")]
    [TestCase("idle-steady-state", "14:30", "at the minimum of 2|low alarm", Description = "AS-PX-14"), Property("Rule", "AS-PX-14")]
    [TestCase("publish-gaps", "13:26", "3 of the 3 newest datapoints (90, 90, 90)|desiredCount goes from 4 to 6", Description = "AS-PX-15"), Property("Rule", "AS-PX-15")]
    [TestCase("predictive-scaling", "2026-01-07 09:03", "forecast load 416.49 ÷ 50 per unit = 9. Capacity goes from 3 to 9 ahead of the hour|9 healthy ones are 2 tasks short", Description = "AS-PR-03"), Property("Rule", "AS-PR-03")]
    public void Scenario_ShowsItsPathology(string name, string moment, string phrases)
    {
        var run = Run("run", Path.Combine(SourceTree.Root, "scenarios", "autoscaling", name + ".yaml"), "-o", At("out"), "--no-progress", "--no-charts");
        Assert.That(run.Code, Is.Zero, run.Out + run.Error);
        RecomputeTests.Check(DecisionReader.Read(At("out")));
        LagsAddUp();
        var explained = Run("explain", At("out"), "--at", moment);
        Assert.That(explained.Code, Is.Zero, explained.Error);
        var text = string.Join(' ', explained.Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        foreach (var phrase in phrases.Split('|')) Assert.That(text, Does.Contain(phrase), explained.Out);
        CheckOrder(explained.Out);
        CheckReadme(name, moment, explained.Out);
    }

    // Every section tells its events in the order of their times, and each of them once.
    private static void CheckOrder(string explanation)
    {
        var last = "";
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in explanation.Split('\n'))
        {
            if (!line.StartsWith(' ')) last = "";
            if (line == "At that moment") told.Clear(); // another service
            if (line.Length < 12 || line[4] != ':' || line[7] != ':' || line[10] != ' ') continue;
            Assert.That(string.CompareOrdinal(line[2..10], last), Is.GreaterThanOrEqualTo(0), line + "\nin\n" + explanation);
            Assert.That(told.Add(line), Is.True, line + "\nis told twice in\n" + explanation);
            last = line[2..10];
        }
    }

    // scenarios/README.md shows some explanations whole, README.md the end of one. After a deliberate change, run once with ECS_SIM_ACCEPT=1.
    private static void CheckReadme(string name, string moment, string explanation)
    {
        CheckPage(Path.Combine("scenarios", "README.md"), $"[{name}.yaml](autoscaling/{name}.yaml): ", explanation);
        CheckPage("README.md", $"`explain results/{name} --at {moment}` ends with", explanation[Math.Max(0, explanation.LastIndexOf("What was decided around then", StringComparison.Ordinal))..]);
    }

    private static void CheckPage(string file, string mark, string shown)
    {
        var page = Path.Combine(SourceTree.Root, file);
        var text = File.ReadAllText(page);
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0) return;
        var begin = text.IndexOf("```\n", at, StringComparison.Ordinal) + 4;
        var end = text.IndexOf("```", begin, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("ECS_SIM_ACCEPT") == "1") File.WriteAllText(page, text[..begin] + shown.TrimEnd('\n') + '\n' + text[end..]);
        else Assert.That(text[begin..end].TrimEnd('\n'), Is.EqualTo(shown.TrimEnd('\n')), $"{file} is not what explain prints.");
    }

    /// <summary>Whether a scenario is among those that are run here.</summary>
    internal static bool Runs(string name) => typeof(PathologyScenarioTests).GetMethod(nameof(Scenario_ShowsItsPathology))!.GetCustomAttributes<TestCaseAttribute>().Any(c => Equals(c.Arguments[0], name));

    /// <summary>The cures that the files name: an expression with a value at no running task wakes the worker, and tasks that burn nothing need no more of them.</summary>
    [TestCase("scale-from-zero", "services.worker.autoScaling.policies[0].targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[2].expression='IF(m2>0,m1/m2,m1)'", "13:20", "no task runs, so it proposes 1|desiredCount goes from 0 to 1|ceil(1 running × 533.67 ÷ 100) = 6", "worker.tasks.running.max"), Property("Rule", "AS-PX-09")]
    [TestCase("start-up-cpu", "applications.web.startupCpu.vCpus=0", "13:31", "6 desired; 6 running|6 healthy ones are 1 more than that", "web.scale_outs|web.tasks.running.max"), Property("Rule", "AS-PX-11")]
    public void Cure_MakesThePathologyGo(string name, string set, string moment, string phrases, string failing)
    {
        var path = Path.Combine(SourceTree.Root, "scenarios", "autoscaling", name + ".yaml");
        Assert.That(File.ReadAllText(path), Does.Contain(set), "its header says how");
        var run = Run("run", path, "--set", set, "-o", At("out"), "--no-progress", "--no-charts");
        Assert.That(run.Code, Is.EqualTo(1), "what made the pathology visible no longer holds");
        foreach (var metric in failing.Split('|')) Assert.That(run.Out, Does.Match($@"(?m)^fail +{System.Text.RegularExpressions.Regex.Escape(metric)} "), run.Out);
        RecomputeTests.Check(DecisionReader.Read(At("out")));
        var explained = Run("explain", At("out"), "--at", moment);
        var text = string.Join(' ', explained.Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        foreach (var phrase in phrases.Split('|')) Assert.That(text, Does.Contain(phrase), explained.Out);
    }

    /// <summary>Without the grace period that the file sets, a program that needs a minute to start is replaced before it is ready, and the story says so.</summary>
    [Test]
    public void WithoutItsGracePeriod_SlowStartsAreReplaced()
    {
        var path = Path.Combine(SourceTree.Root, "scenarios", "autoscaling", "short-cooldown-slow-starts.yaml");
        Run("run", path, "--set", "services.web.healthCheckGracePeriodSeconds=0", "-o", At("out"), "--no-progress", "--no-charts");
        var explained = Run("explain", At("out"), "--at", "13:40");
        Assert.That(string.Join(' ', explained.Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), Does.Contain("1 of the 4 tasks is RUNNING; the others were stopped before"));
    }

    // In decimals, as they stand in the file.
    private void LagsAddUp()
    {
        var lines = File.ReadAllLines(At("out", "lag.csv"));
        var columns = lines[0].Split(',');
        var (first, total) = (Array.IndexOf(columns, "detection"), Array.IndexOf(columns, "total"));
        Assert.That(total - first, Is.EqualTo(7));
        foreach (var line in lines.Skip(1))
        {
            var cells = line.Split(',');
            if (cells[total].Length == 0) continue;
            var sum = cells[first..total].Sum(c => decimal.Parse(c, CultureInfo.InvariantCulture));
            Assert.That(sum, Is.EqualTo(decimal.Parse(cells[total], CultureInfo.InvariantCulture)), line);
            Assert.That(cells[first..total], Has.None.StartsWith("-"), line);
        }
    }
}
