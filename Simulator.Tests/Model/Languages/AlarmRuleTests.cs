using Simulator.Model;
using Simulator.Model.Languages;

namespace Simulator.Tests.Model.Languages;

public sealed class AlarmRuleTests
{
    private static readonly AlarmState[] States = [AlarmState.Alarm, AlarmState.Ok, AlarmState.InsufficientData];

    [Property("Rule", "AS-CW-14")]
    [TestCase("ALARM(a)", true)]
    [TestCase("ALARM(\"a\") AND OK(b)", true)]
    [TestCase("ALARM(a) AND ALARM(b)", false)]
    [TestCase("ALARM(b) OR INSUFFICIENT_DATA(c)", true)]
    [TestCase("NOT ALARM(a)", false)]
    [TestCase("NOT (ALARM(b) OR OK(c)) AND ALARM(a)", true)]
    [TestCase("ALARM(b) OR ALARM(c) OR ALARM(a) AND FALSE", false)]
    [TestCase("TRUE", true)]
    [TestCase("AT_LEAST(1, ALARM, (a, b, c))", true)]
    [TestCase("AT_LEAST(2, ALARM, (a, b, c))", false)]
    [TestCase("AT_LEAST(50%, NOT ALARM, (a, b, c))", true)]
    [TestCase("AT_LEAST(100%, NOT ALARM, (a, b, c))", false)]
    [TestCase("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a) AND OK('b')", true)]
    public void Rules_HoldByTheStatesOfAlarms(string text, bool holds)
    {
        Assert.That(AlarmRule.TryParse(text, out var rule, out var error, out _), Is.True, error);
        Assert.That(rule!.Holds([.. rule.Names.Select(n => States[n[0] - 'a'])]), Is.EqualTo(holds));
    }

    [Property("Rule", "AS-CW-14")]
    [TestCase("ALARM(a", "')' is expected here", 7)]
    [TestCase("ALARM()", "the name of an alarm is expected here", 6)]
    [TestCase("ALARM(a) ALARM(b)", "AND, OR or the end is expected here", 9)]
    [TestCase("SOMETIMES(a)", "ALARM(…), OK(…)", 0)]
    [TestCase("AT_LEAST(4, ALARM, (a, b))", "AT_LEAST asks for 4 of 2 alarms", 9)]
    [TestCase("OKAY(a)", "ALARM(…), OK(…)", 0)]
    public void Slips_AreSaidWithTheirPlace(string text, string message, int position)
    {
        Assert.That(AlarmRule.TryParse(text, out _, out var error, out var at), Is.False);
        Assert.That(error, Does.StartWith(message));
        Assert.That(at, Is.EqualTo(position));
    }
}
