using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>Cooldowns, credit and the states of activities.</summary>
public sealed class CooldownTests
{
    private const int High = 0;
    private const int Low = 1;

    [Property("Rule", "AS-CD-02")]
    [TestCase(75, 7, DecisionGate.None, TestName = "EX-19 a larger step adds only what exceeds the credit")]
    [TestCase(65, 6, DecisionGate.Cooldown, TestName = "EX-20 the same step adds nothing")]
    public void ScaleOutInItsCooldown_CountsTheCredit(double metric, int expected, DecisionGate gate)
    {
        var stage = Stage(4);
        stage.Fire(100, (High, 65)).Run(120, 6);
        stage.Fire(200, (High, metric));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((expected, gate)));
        Assert.That(stage.Decisions[^1].Inputs[8], Is.EqualTo(2), "credit");
        Assert.That(stage.Decisions[^1].Inputs[7], Is.EqualTo(217), "cooldown left: 120 + 300 - 203");
    }

    [Test]
    [Property("Rule", "AS-CD-02")]
    public void Credit_AddsUpOverEscalationsByDefault([Values] bool accumulates)
    {
        var stage = Stage(4, accumulates: accumulates);
        stage.Fire(100, (High, 65)).Run(120, 6);
        stage.Fire(200, (High, 75)).Run(220, 7);
        stage.Fire(300, (High, 75));
        // Credit 2 + 1 or the last one's 1 only: 7 + 3 - 3 = 7 adds nothing, 7 + 3 - 1 = 9 does.
        Assert.That(stage.Service.Desired, Is.EqualTo(accumulates ? 7 : 9));
    }

    [Test]
    [Property("Rule", "AS-CD-02")]
    public void Credit_IsForgottenWhenTheCooldownIsOver()
    {
        var stage = Stage(4);
        stage.Fire(100, (High, 65)).Run(120, 6);
        stage.Fire(420, (High, 65)).Run(440, 8);
        Assert.That(stage.Service.Desired, Is.EqualTo(8));
        stage.Fire(500, (High, 75));
        Assert.That(stage.Service.Desired, Is.EqualTo(9), "8 + 3 less the credit of 2, not of 4");
    }

    [Test]
    [Property("Rule", "AS-CD-01")]
    public void Cooldown_StartsWhenTheActivityCompletes([Values("completion", "request")] string from)
    {
        var stage = Stage(4, model: m => m.With(ModelCatalog.CooldownFrom, from));
        stage.Fire(100, (High, 65)).Run(290, 6);
        stage.Fire(410, (High, 65));
        Assert.That(stage.Service.Desired, Is.EqualTo(from == "request" ? 8 : 6));
    }

    [Test]
    [Property("Rule", "AS-CD-03")]
    [Property("Example", "EX-22")]
    public void ScaleIn_IsBlockedInItsCooldownWhichAScaleOutEnds()
    {
        var stage = Stage(8);
        stage.Fire(0, (Low, 35)).Run(20, 7);
        Assert.That(stage.Service.Desired, Is.EqualTo(7));
        stage.Fire(100, (Low, 35));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((7, DecisionGate.Cooldown)));
        stage.Fire(150, (High, 65)).Run(160, 9);
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((9, DecisionGate.None)));
        stage.Fire(200, (Low, 35));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((8, DecisionGate.None)), "the scale-in cooldown is over for good");
    }

    [Test]
    [Property("Rule", "AS-CD-04")]
    public void ScaleOutCooldown_DoesNotBlockScaleIn()
    {
        var stage = Stage(4);
        stage.Fire(100, (High, 65)).Run(120, 6);
        stage.Fire(200, (Low, 35));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((5, DecisionGate.None)));
    }

    [Test]
    [Property("Rule", "AS-CD-05")]
    public void OperatorsChange_NeitherStartsNorHonoursACooldown()
    {
        var stage = Stage(4);
        stage.Fire(100, (High, 65)).Run(120, 6);
        stage.SetDesired(130, 8).Run(140, 8);
        stage.SetDesired(150, 6).Run(160, 6);
        stage.Fire(200, (High, 75));
        Assert.That(stage.Service.Desired, Is.EqualTo(7), "still the credit of the policy's own activity");
    }

    [Test]
    [Property("Rule", "AS-CD-06")]
    [Property("Rule", "AS-ST-07")]
    public void CooldownOfZero_LeavesOnlyTheRunningBase()
    {
        var stage = Stage(4, cooldown: 0);
        stage.Fire(100, (High, 65)).Run(110, 6);
        stage.Fire(160, (High, 65));
        Assert.That(stage.Service.Desired, Is.EqualTo(8));
        stage.Fire(220, (High, 65));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((8, DecisionGate.AlreadyAtDesiredCapacity)), "6 still run");
    }

    [Test]
    [Property("Rule", "AS-TGT-08")]
    public void Activity_GoesFromPendingToSuccessful()
    {
        var stage = Stage(4);
        stage.Fire(100, (High, 65));
        Assert.That(stage.Activity, Is.EqualTo(new[] { ScalingActivityStatus.Pending, ScalingActivityStatus.InProgress }));
        stage.Run(120, 5);
        Assert.That(stage.Activity, Has.Count.EqualTo(2), "5 of 6 run");
        stage.Run(130, 6);
        Assert.That(stage.Activity[^1], Is.EqualTo(ScalingActivityStatus.Successful));
    }

    [Test]
    [Property("Rule", "AS-TGT-08")]
    public void Activity_IsOverriddenByANewerOne_WithoutCooldown([Values] bool byOperator)
    {
        var stage = Stage(4);
        stage.Fire(100, (High, 65));
        if (byOperator)
            stage.SetDesired(120, 9);
        else
            stage.Fire(120, (High, 100));
        Assert.That(stage.Activity, Does.Contain(ScalingActivityStatus.Overridden));
        stage.Run(140, byOperator ? 9 : 7);
        stage.Fire(200, (High, 65));
        Assert.That(stage.Gate, Is.EqualTo(byOperator ? DecisionGate.None : DecisionGate.Cooldown));
    }

    [Test]
    [Property("Rule", "AS-MP-02")]
    [Property("Rule", "AS-CD-03")]
    public void ScaleInCooldownOfAnotherPolicy_VetoesToo()
    {
        var stage = new AlarmStage(Of(1, 20, Track(50), Track(80, Memory, name: "memory")).With(ModelCatalog.ScaleInStep, "one"), 8);
        stage.Set(stage.Low(1), AlarmState.Alarm, 20);
        stage.Fire(100, (stage.Low(0), 10)).Run(110, 7);
        Assert.That(stage.Service.Desired, Is.EqualTo(7));
        stage.Fire(200, (stage.Low(1), 20));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((7, DecisionGate.Unanimity)));
        stage.Fire(410, (stage.Low(1), 20));
        Assert.That(stage.Service.Desired, Is.EqualTo(6));
    }

    /// <summary>Steps above 60: +2, from 70 on +3; below 40: -1.</summary>
    private static AlarmStage Stage(int running, int cooldown = 300, bool accumulates = true, Func<Scenario, Scenario>? model = null)
    {
        var scenario = Of(
            1, 50,
            Step("out", AdjustmentType.ChangeInCapacity, cooldown, new StepAdjustment(0, 10, 2), new StepAdjustment(10, null, 3)),
            Step("in", AdjustmentType.ChangeInCapacity, cooldown, new StepAdjustment(null, 0, -1)));
        scenario = scenario.WithAlarms(
            Alarm("high", ComparisonOperator.GreaterThanThreshold, 60, actions: new PolicyReference(0, 0)),
            Alarm("low", ComparisonOperator.LessThanThreshold, 40, actions: new PolicyReference(0, 1))).With(ModelCatalog.CreditAccumulates, accumulates);
        return new AlarmStage(model is null ? scenario : model(scenario), running);
    }
}
