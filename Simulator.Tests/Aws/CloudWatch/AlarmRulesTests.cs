using Simulator.Aws.CloudWatch;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.CloudWatch;

public sealed class AlarmRulesTests
{
    // The published table of M = N = 3 and a range of 5; newest right (AS-CW-08, table A).
    [Property("Rule", "AS-CW-08")]
    [Property("Rule", "AS-CW-07")]
    [TestCase("0-X-X", "OK", "OK", "OK", "OK", TestName = "EX-54 0-X-X")]
    [TestCase("0----", "OK", "OK", "OK", "OK", TestName = "EX-55 0----")]
    [TestCase("-----", "INSUFFICIENT_DATA", "cur", "ALARM", "OK", TestName = "EX-56 -----")]
    [TestCase("0XX-X", "ALARM", "ALARM", "ALARM", "ALARM", TestName = "EX-57 0XX-X")]
    [TestCase("--X--", "ALARM", "cur", "ALARM", "OK", TestName = "EX-58 --X--")]
    public void TableA_AllThreeOfThree(string points, string missing, string ignore, string breaching, string notBreaching) =>
        AssertRow(points, 3, missing, ignore, breaching, notBreaching);

    // M = 2, N = 3, range 5 (table B).
    [Property("Rule", "AS-CW-08")]
    [Property("Rule", "AS-CW-07")]
    [TestCase("0-X-X", "ALARM", "ALARM", "ALARM", "ALARM", TestName = "EX-59 0-X-X")]
    [TestCase("00X0X", "ALARM", "ALARM", "ALARM", "ALARM", TestName = "EX-60 00X0X")]
    [TestCase("0-X--", "OK", "OK", "ALARM", "OK", TestName = "EX-61 0-X--")]
    [TestCase("----0", "OK", "OK", "ALARM", "OK", TestName = "EX-62 ----0")]
    [TestCase("---X-", "ALARM", "cur", "ALARM", "OK", TestName = "EX-63 ---X-")]
    public void TableB_TwoOfThree(string points, string missing, string ignore, string breaching, string notBreaching) =>
        AssertRow(points, 2, missing, ignore, breaching, notBreaching);

    [Property("Rule", "AS-CW-07")]
    [Property("Example", "EX-64")]
    [TestCase("----X")]
    [TestCase("---X-")]
    public void FreshBreaches_DoNotAlarmYet(string points)
    {
        foreach (var current in new[] { AlarmState.InsufficientData, AlarmState.Ok })
        {
            Assert.That(Decide(points, 3, TreatMissingData.Missing, current), Is.EqualTo(AlarmState.InsufficientData));
            Assert.That(Decide(points, 3, TreatMissingData.Missing, current, keeps: true), Is.EqualTo(current));
            Assert.That(Decide(points, 3, TreatMissingData.Ignore, current), Is.EqualTo(current));
        }
    }

    [Property("Rule", "AS-CW-07")]
    [Property("Example", "EX-65")]
    [TestCase("---X0")]
    [TestCase("--X-0")]
    public void OneGoodDatapoint_EndsThePrematureCase(string points)
    {
        Assert.That(Decide(points, 3, TreatMissingData.Missing, AlarmState.Alarm), Is.EqualTo(AlarmState.Ok));
        Assert.That(Decide(points, 3, TreatMissingData.Ignore, AlarmState.Alarm), Is.EqualTo(AlarmState.Ok));
    }

    [Test]
    [Property("Rule", "AS-CW-05")]
    public void RealDatapoints_AloneDecideWhenThereAreEnough([Values] TreatMissingData treat)
    {
        Assert.That(Decide("X-XX-", 3, treat, AlarmState.Ok), Is.EqualTo(AlarmState.Alarm));
        Assert.That(Decide("XXX0-", 3, treat, AlarmState.Alarm), Is.EqualTo(AlarmState.Ok));
        Assert.That(Decide("00XXX", 3, treat, AlarmState.Ok), Is.EqualTo(AlarmState.Alarm));
    }

    [Test]
    [Property("Rule", "AS-PX-15")]
    public void OneMissingMinute_IsBridgedByAnOlderDatapoint() => Assert.That(Decide("0XX-X", 3, TreatMissingData.Missing, AlarmState.Ok), Is.EqualTo(AlarmState.Alarm));

    [TestCase(ComparisonOperator.GreaterThanThreshold, false, false, true)]
    [TestCase(ComparisonOperator.GreaterThanOrEqualToThreshold, false, true, true)]
    [TestCase(ComparisonOperator.LessThanThreshold, true, false, false)]
    [TestCase(ComparisonOperator.LessThanOrEqualToThreshold, true, true, false)]
    public void Operators_TreatEqualityAsTheirNameSays(ComparisonOperator comparison, bool below, bool at, bool above)
    {
        Assert.That(AlarmRules.CodeOf(44.9, comparison, 45) == SlotCode.Breaching, Is.EqualTo(below));
        Assert.That(AlarmRules.CodeOf(45, comparison, 45) == SlotCode.Breaching, Is.EqualTo(at));
        Assert.That(AlarmRules.CodeOf(45.1, comparison, 45) == SlotCode.Breaching, Is.EqualTo(above));
        Assert.That(AlarmRules.CodeOf(double.NaN, comparison, 45), Is.EqualTo(SlotCode.Missing));
    }

    [Test]
    [Property("Rule", "AS-TT-04")]
    [Property("Example", "EX-34")]
    public void DeadZone_BreachesNeitherManagedAlarm()
    {
        Assert.That(AlarmRules.CodeOf(46, ComparisonOperator.GreaterThanThreshold, 50), Is.EqualTo(SlotCode.Ok));
        Assert.That(AlarmRules.CodeOf(46, ComparisonOperator.LessThanThreshold, TargetTrackingAlarms.LowThreshold(50, 0.9)), Is.EqualTo(SlotCode.Ok));
    }

    private static void AssertRow(string points, int m, string missing, string ignore, string breaching, string notBreaching)
    {
        foreach (var current in Enum.GetValues<AlarmState>())
        {
            Assert.That(AwsText.Of(Decide(points, m, TreatMissingData.Missing, current)), Is.EqualTo(missing), "missing");
            Assert.That(AwsText.Of(Decide(points, m, TreatMissingData.Ignore, current)), Is.EqualTo(ignore == "cur" ? AwsText.Of(current) : ignore), "ignore");
            Assert.That(AwsText.Of(Decide(points, m, TreatMissingData.Breaching, current)), Is.EqualTo(breaching), "breaching");
            Assert.That(AwsText.Of(Decide(points, m, TreatMissingData.NotBreaching, current)), Is.EqualTo(notBreaching), "notBreaching");
        }
    }

    private static AlarmState Decide(string points, int m, TreatMissingData treat, AlarmState current, bool keeps = false)
    {
        var ring = new double[8];
        for (var i = 0; i < points.Length; i++)
        {
            ring[i + 1] = points[i] switch
            {
                'X' => 90,
                '0' => 10,
                _ => double.NaN,
            };
        }
        return new AlarmRules(50, ComparisonOperator.GreaterThanThreshold, 3, m, points.Length, treat, keeps).Decide(new SlotHistory(ring, points.Length, 1), current);
    }
}
