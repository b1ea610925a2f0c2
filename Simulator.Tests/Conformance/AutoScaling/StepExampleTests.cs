using System.Globalization;
using Simulator.Tests.Conformance.Scaling;
using Simulator.Tests.Scenarios;
using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.AutoScaling;

/// <summary>AWS's examples of step scaling with their own numbers: a scenario with one alarm on one played-back value, and the one move it leads to.</summary>
public sealed class StepExampleTests
{
    private const string AtLeast = "GreaterThanOrEqualToThreshold";
    private const string AtMost = "LessThanOrEqualToThreshold";
    private const string Change = "ChangeInCapacity";
    private const string Percent = "PercentChangeInCapacity";
    private const string Awss = "0..10:0 10..20:10 20..:30";

    [Property("Rule", "AS-ST-03")]
    [Property("Rule", "AS-ST-05")]
    [Property("Example", "EX-05")]
    [Property("Example", "EX-06")]
    [Property("Example", "EX-08")]
    [Property("Example", "EX-09")]
    [Property("Example", "EX-10")]
    [Property("Example", "EX-11")]
    [Property("Example", "EX-12")]
    [Property("Example", "EX-15")]
    [TestCase(AtLeast, 50, Percent, Awss, 10, 59.99, 10, TestName = "EX-05 {m}: 59.99 lies in the step that changes nothing")]
    [TestCase(AtMost, 50, Percent, "-10..0:0 -20..-10:-10 ..-20:-30", 14, 41, 14, TestName = "EX-05 {m}: and so does 41")]
    [TestCase(AtLeast, 50, Percent, Awss, 10, 69.99, 11, TestName = "EX-06 {m}: 69.99 is in the second step")]
    [TestCase(AtLeast, 50, Percent, Awss, 10, 70, 13, TestName = "EX-06 {m}: 70 is in the third")]
    [TestCase(AtLeast, 50, Change, "0..10:1 10..:5", 10, 50, 11, TestName = "EX-08 {m}: the lower bound belongs to a step above the threshold")]
    [TestCase(AtLeast, 50, Change, "0..10:1 10..:5", 10, 60, 15, TestName = "EX-08 {m}: the upper bound does not")]
    [TestCase(AtMost, 50, Change, "-10..0:-1 ..-10:-5", 10, 50, 9, TestName = "EX-09 {m}: the upper bound belongs to a step below the threshold")]
    [TestCase(AtMost, 50, Change, "-10..0:-1 ..-10:-5", 10, 40, 5, TestName = "EX-09 {m}: the lower bound does not")]
    [TestCase(AtLeast, 50, Change, "0..:5", 3, 60, 8, TestName = "EX-10 {m}: five more than three")]
    [TestCase(AtLeast, 50, "ExactCapacity", "0..:5", 3, 60, 5, TestName = "EX-11 {m}: exactly five")]
    [TestCase(AtLeast, 50, Percent, "0..:10", 10, 60, 11, TestName = "EX-12 {m}: ten per cent of ten")]
    [TestCase(AtLeast, 70, Change, "0..15:1 15..25:2 25..:3", 10, 70, 11, TestName = "EX-15 {m}: 70")]
    [TestCase(AtLeast, 70, Change, "0..15:1 15..25:2 25..:3", 10, 84.9, 11, TestName = "EX-15 {m}: 84.9")]
    [TestCase(AtLeast, 70, Change, "0..15:1 15..25:2 25..:3", 10, 85, 12, TestName = "EX-15 {m}: 85")]
    [TestCase(AtLeast, 70, Change, "0..15:1 15..25:2 25..:3", 10, 94.9, 12, TestName = "EX-15 {m}: 94.9")]
    [TestCase(AtLeast, 70, Change, "0..15:1 15..25:2 25..:3", 10, 95, 13, TestName = "EX-15 {m}: 95")]
    public void Step_IsChosenByTheDistanceFromTheThreshold(string comparison, double threshold, string type, string steps, int running, double metric, int expected)
    {
        var run = Stepped(comparison, threshold, type, steps, running, metric);
        Assert.That(run.Moves(), Is.EqualTo(expected == running ? [] : new[] { (93.0, running, expected) }));
        if (expected == running) Assert.That(run.Decided()[0].Gate, Is.EqualTo("already_at_desired_capacity"));
    }

    [Property("Rule", "AS-ST-06")]
    [Property("Example", "EX-13")]
    [TestCase(10, 127, 22, TestName = "EX-13 {m}: 12.7 is 12")]
    [TestCase(1, 67, 2, TestName = "EX-13 {m}: 0.67 is 1")]
    [TestCase(2, -29, 1, TestName = "EX-13 {m}: -0.58 is -1")]
    [TestCase(23, -29, 17, TestName = "EX-13 {m}: -6.67 is -6")]
    public void Percentage_IsRoundedTowardZero_ButToOneAtLeast(int running, int percent, int expected) =>
        Assert.That(Stepped(AtLeast, 50, Percent, "0..:" + percent, running, 60).Moves(), Is.EqualTo(new[] { (93.0, running, expected) }));

    [Property("Rule", "AS-ST-04")]
    [Property("Example", "EX-17")]
    [TestCase("0..10:1 20..:2", "there is a gap", TestName = "EX-17 {m}: [0,10) and [20,∞)")]
    [TestCase("0..10:1", "needs a step above it without upper bound", TestName = "EX-17 {m}: [0,10) alone")]
    [TestCase("..:1", "needs at least one bound", TestName = "EX-17 {m}: no bounds at all")]
    public void Steps_ThatLeaveAGapOrEndTooEarly_AreRefused(string steps, string words)
    {
        var loaded = Loading.Load(Text(AtLeast, 50, Change, steps, 4, 60));
        Assert.That(loaded.Issues.Select(i => i.Message), Has.Some.Contains(words));
    }

    private static ScenarioRun Stepped(string comparison, double threshold, string type, string steps, int running, double metric) =>
        Run(Text(comparison, threshold, type, steps, running, metric));

    // One datapoint, visible at the minute, judged at second 90, decided 3 s later.
    private static string Text(string comparison, double threshold, string type, string steps, int running, double metric) => Of(
        "minCapacity: 0, maxCapacity: 200, policies: [" + Stepping("s", type, "", [.. steps.Split(' ').Select(Parse)]) + "]", desired: running,
        rest: Playing("q.depth", $"[[0s, {metric.ToString(CultureInfo.InvariantCulture)}], [1m, null]]") + "alarms: [" + Alarm("x", comparison, threshold, "s") + "]", duration: "2m");

    // LOWER..UPPER:ADJUSTMENT
    private static (double? Lower, double? Upper, int Adjustment) Parse(string step)
    {
        var (bounds, adjustment) = (step.Split(':')[0], int.Parse(step.Split(':')[1], CultureInfo.InvariantCulture));
        return (Bound(bounds.Split("..")[0]), Bound(bounds.Split("..")[1]), adjustment);

        static double? Bound(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);
    }
}
