using Simulator.Tests.Explaining;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>AWS's six examples of action suppression; its time unit is a minute here, WaitPeriod two of them and ExtensionPeriod three (AS-CW-14).</summary>
public sealed class ActionSuppressionTests
{
    // States by the minute from t1 on: X is ALARM, 0 is OK. What the composite alarm's actions were: minute and state; what held them back: minute and reason.
    [Property("Rule", "AS-CW-14")]
    [TestCase("0XXXXXX", "0000000", "4 ALARM", "2 WaitPeriod; 4 None", TestName = "Example 1: actions are not suppressed after the WaitPeriod")]
    [TestCase("0XXXXXX", "00XXXXX", "", "2 WaitPeriod; 3 Alarm", TestName = "Example 2: the suppressor goes into ALARM before the WaitPeriod is over")]
    [TestCase("0X00000", "0000000", "5 OK", "2 WaitPeriod; 3 WaitPeriod; 5 None", TestName = "Example 3: a transition in the WaitPeriod starts another")]
    [TestCase("0XXXXXX", "XXXXXXX", "", "2 Alarm", TestName = "Example 4: the suppressor is in ALARM already")]
    [TestCase("0XXXXXXXXX", "00XXX00000", "9 ALARM", "2 WaitPeriod; 3 Alarm; 6 ExtensionPeriod; 9 None", TestName = "Example 5: actions are not suppressed after the ExtensionPeriod")]
    [TestCase("0XXXXX0000", "00XXX00000", "9 OK", "2 WaitPeriod; 3 Alarm; 6 ExtensionPeriod; 7 WaitPeriod; 9 None", TestName = "Example 6: a transition in the ExtensionPeriod starts a WaitPeriod")]
    [TestCase("0XXXXXXX", "00000XXX", "4 ALARM", "2 WaitPeriod; 4 None; 6 Alarm", TestName = "a suppressor that comes too late stops what follows")]
    public void Actions_AreTakenOrHeldBack(string states, string suppressor, string actions, string heldBack)
    {
        var run = Run(states, suppressor, "actionsSuppressorWaitPeriod: 120, actionsSuppressorExtensionPeriod: 180");
        var decided = run.DecisionsOf("composite_actions").Where(d => UnitOf(d.GetProperty("t_s").GetDouble()) >= 2).ToList();
        Assert.That(string.Join("; ", decided.Select(d => $"{UnitOf(d.GetProperty("t_s").GetDouble())} {d.GetProperty("outcome").GetProperty("to").GetString()}")), Is.EqualTo(heldBack));
        Assert.That(string.Join("; ", run.Rows("alarms.csv", "alarm", "top").Where(r => UnitOf(r.Number("actions_s")) >= 2).Select(r => $"{UnitOf(r.Number("actions_s"))} {r.Text("to")}")), Is.EqualTo(actions));
        RecomputeTests.Check(run);
    }

    [Test]
    [Property("Rule", "AS-CW-14")]
    public void Transitions_SayWhatHoldsTheActionsBack()
    {
        var run = Run("0XXXXXX", "00XXXXX", "actionsSuppressorWaitPeriod: 120, actionsSuppressorExtensionPeriod: 180");
        var alarm = run.Rows("alarms.csv", "alarm", "top").Single(r => r.Text("to") == "ALARM");
        Assert.That((alarm.Text("suppressed_by"), alarm.Text("actions_s")), Is.EqualTo(("WaitPeriod", "")));
        Assert.That(alarm.Text("reason"), Does.EndWith("Its actions are suppressed by WaitPeriod."));
        Assert.That(run.DecisionsOf("composite_actions").Where(d => UnitOf(d.GetProperty("t_s").GetDouble()) == 2).Select(d => d.GetProperty("inputs").GetProperty("until_s").GetDouble()), Is.EqualTo(new[] { 540.0 }));
    }

    [Test]
    [Property("Rule", "AS-CW-14")]
    public void PeriodsOfZero_DecideAtOnce()
    {
        var run = Run("0XXXXXX", "000X000", "actionsSuppressorWaitPeriod: 0, actionsSuppressorExtensionPeriod: 0");
        Assert.That(run.DecisionsOf("composite_actions").Where(d => UnitOf(d.GetProperty("t_s").GetDouble()) >= 2).Select(d => (UnitOf(d.GetProperty("t_s").GetDouble()), d.GetProperty("outcome").GetProperty("to").GetString())),
            Is.EqualTo(new[] { (2.0, "None"), (4, "Alarm"), (5, "None") }));
    }

    [Test]
    [Property("Rule", "AS-CW-14")]
    public void WithoutASuppressor_ActionsAreTakenAtOnce_AndPeriodsAreRefused()
    {
        var run = ScenarioRun.Of(AlarmScenario.Of([("a", "[[0s, 0], [1m, 90]]")], Child("a"), "compositeAlarms: [{alarmName: top, alarmRule: ALARM(a)}]"));
        Assert.That(run.Rows("alarms.csv", "alarm", "top").Select(r => r.Number("actions_s") - r.Number("t_s")), Is.All.Zero);
        Assert.That(run.Rows("alarms.csv", "alarm", "a").Select(r => r.Text("actions_s")), Is.All.Empty);
        var refused = Loading.Load(AlarmScenario.Of([("a", "[[0s, 0]]")], Child("a"), "compositeAlarms: [{alarmName: top, alarmRule: ALARM(a), actionsSuppressorWaitPeriod: 60}]"));
        Assert.That(refused.Issues.Select(i => i.Message), Has.Some.Contains("goes with an actionsSuppressor"));
    }

    private static string Child(string name) => $"{{alarmName: {name}, series: Test.{name}, evaluationPeriods: 1, threshold: 50, comparisonOperator: GreaterThanThreshold}}";

    private static ScenarioRun Run(string states, string suppressor, string periods) => ScenarioRun.Of(AlarmScenario.Of(
        [("a", AlarmScenario.Minutes(Quiet(states))), ("s", AlarmScenario.Minutes(Quiet(suppressor)))], Child("a") + "\n" + Child("s"),
        $"compositeAlarms: [{{alarmName: top, alarmRule: ALARM(a), actionsSuppressor: s, {periods}}}]"), "run.duration=19m");

    // Five minutes more, in which the WaitPeriod of the first evaluation is over.
    private static string Quiet(string states) => new string(states[0], 5) + states;

    private static double UnitOf(double seconds) => (seconds / 60) - 5;
}
