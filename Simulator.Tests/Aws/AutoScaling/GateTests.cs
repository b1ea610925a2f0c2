using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>From one round of alarm signals to a desired count or the gate that refuses it.</summary>
public sealed class GateTests
{
    private const double Seconds = 100;

    [Property("Rule", "AS-GEN-04")]
    [TestCase(4, 6, 75, 6, DecisionGate.AlreadyAtDesiredCapacity, TestName = "EX-79 two tasks still pending: the same total again")]
    [TestCase(4, 4, 75, 6, DecisionGate.None, TestName = "EX-79 the first time")]
    [TestCase(2, 8, 75, 8, DecisionGate.AlreadyAtDesiredCapacity, TestName = "fewer than desired run: no runaway")]
    public void Base_IsWhatRuns(int running, int desired, double metric, int expected, DecisionGate gate)
    {
        var stage = new AlarmStage(Of(1, 20, Track(50)), running, desired);
        stage.Fire(Seconds, (stage.High(0), metric));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((expected, gate)));
    }

    [Test]
    [Property("Rule", "AS-TGT-08")]
    [Property("Example", "EX-81")]
    public void AtMaximum_HighAlarmIsNotScaledWithItsReason()
    {
        var stage = new AlarmStage(Of(1, 4, Track(50)), 4);
        stage.Fire(Seconds, (stage.High(0), 90));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((4, DecisionGate.AlreadyAtMaxCapacity)));
        Assert.That(stage.Activity, Is.Empty);
    }

    [Property("Rule", "AS-TGT-03")]
    [TestCase(2, 3, 2, 3, 3, TestName = "EX-27 +3 is clamped to the maximum")]
    [TestCase(3, -2, 2, 3, 2, TestName = "EX-28 -2 is clamped to the minimum")]
    public void Result_IsClampedNotRefused(int running, int adjustment, int minimum, int maximum, int expected)
    {
        var stage = Stepping(minimum, maximum, running, 0, (adjustment, null));
        stage.Fire(Seconds, (0, 100));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((expected, DecisionGate.None)));
    }

    [Property("Rule", "AS-MP-01")]
    [TestCase(AdjustmentType.ChangeInCapacity, 3, AdjustmentType.PercentChangeInCapacity, 200, 30, TestName = "EX-24 +3 and +200 %")]
    [TestCase(AdjustmentType.ChangeInCapacity, 1, AdjustmentType.ChangeInCapacity, 2, 12, TestName = "EX-26 +1 and +2")]
    [TestCase(AdjustmentType.ChangeInCapacity, -1, AdjustmentType.ChangeInCapacity, -5, 9, TestName = "two that remove: the larger capacity")]
    [TestCase(AdjustmentType.ChangeInCapacity, -5, AdjustmentType.ChangeInCapacity, 1, 11, TestName = "out beats in")]
    public void SeveralPolicies_TheLargestCapacityWins(AdjustmentType first, int a, AdjustmentType second, int b, int expected)
    {
        var scenario = Of(1, 100, Step("a", first, 0, new StepAdjustment(0, null, a)), Step("b", second, 0, new StepAdjustment(0, null, b))).WithAlarms(
            Alarm("a", ComparisonOperator.GreaterThanThreshold, 50, actions: new PolicyReference(0, 0)),
            Alarm("b", ComparisonOperator.GreaterThanThreshold, 50, actions: new PolicyReference(0, 1)));
        var stage = new AlarmStage(scenario, 10);
        stage.Fire(Seconds, (0, 60), (1, 60));
        Assert.That(stage.Service.Desired, Is.EqualTo(expected));
        Assert.That(stage.Decisions.Select(d => d.Gate), Is.EquivalentTo(new[] { DecisionGate.None, DecisionGate.Outbid }));
    }

    [Test]
    [Property("Rule", "AS-MP-02")]
    [Property("Example", "EX-40")]
    public void ScaleIn_NeedsEveryTargetTrackingPolicyReady([Values(AlarmState.Ok, AlarmState.InsufficientData)] AlarmState memory)
    {
        var stage = new AlarmStage(Of(1, 20, Track(50), Track(80, Memory, name: "memory")), 6);
        stage.Set(stage.Low(1), memory, 75);
        stage.Fire(Seconds, (stage.Low(0), 25));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((6, DecisionGate.Unanimity)));
    }

    [Test]
    [Property("Rule", "AS-MP-02")]
    public void ScaleIn_TakesTheLargestOfTheAgreeingProposals()
    {
        var stage = new AlarmStage(Of(1, 20, Track(50), Track(80, Memory, name: "memory")).With(ModelCatalog.ScaleInStep, "proportional"), 6);
        stage.Set(stage.Low(1), AlarmState.Alarm, 60);
        stage.Fire(Seconds, (stage.Low(0), 10));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((5, DecisionGate.None)));
        Assert.That(stage.Decisions[0].Inputs[9], Is.EqualTo(5), "the other policy's proposal is recorded");
    }

    [Test]
    [Property("Rule", "AS-MP-02")]
    public void ScaleIn_AsksNoPolicyThatNeverScalesIn()
    {
        var stage = new AlarmStage(Of(1, 20, Track(50), Track(80, Memory, disableScaleIn: true, name: "memory")), 6);
        stage.Fire(Seconds, (stage.Low(0), 25));
        Assert.That(stage.Service.Desired, Is.EqualTo(4));
        Assert.That(stage.Low(1), Is.EqualTo(-1), "a policy that never scales in has no low alarm");
    }

    [Test]
    [Property("Rule", "AS-MP-02")]
    [Property("Example", "EX-42")]
    public void ScaleOut_NeedsOneTargetTrackingPolicyOnly()
    {
        var stage = new AlarmStage(Of(1, 20, Track(50), Track(80, Memory, name: "memory")), 6);
        stage.Fire(Seconds, (stage.High(0), 75), (stage.Low(1), 40));
        Assert.That(stage.Service.Desired, Is.EqualTo(9));
        Assert.That(stage.Decisions.Select(d => d.Gate), Is.EqualTo(new[] { DecisionGate.None, DecisionGate.Unanimity }));
    }

    [Test]
    [Property("Rule", "AS-MP-03")]
    public void StepScaleIn_IsNotHeldBackByTargetTracking()
    {
        var scenario = Of(1, 20, Track(50), Step(AdjustmentType.ChangeInCapacity, 0, new StepAdjustment(null, 0, -2))).WithAlarms(
            Alarm("low", ComparisonOperator.LessThanThreshold, 20, actions: new PolicyReference(0, 1)));
        var stage = new AlarmStage(scenario, 6);
        stage.Set(stage.Low(0), AlarmState.Ok, 48);
        stage.Fire(Seconds, (0, 10));
        Assert.That(stage.Service.Desired, Is.EqualTo(4));
    }

    [Test]
    [Property("Rule", "AS-ECS-01")]
    public void Deployment_StopsScaleInNotScaleOut()
    {
        var stage = new AlarmStage(Of(1, 20, Track(50)), 6);
        stage.Service.DeploymentInProgress = true;
        stage.Fire(Seconds, (stage.Low(0), 10));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((6, DecisionGate.TargetServicePutResourceAsUnscalable)));
        stage.Fire(200, (stage.High(0), 60));
        Assert.That(stage.Service.Desired, Is.EqualTo(8));
        var again = new AlarmStage(Of(1, 20, Track(50)), 6);
        again.Fire(Seconds, (again.Low(0), 25));
        Assert.That(again.Service.Desired, Is.EqualTo(4), "EX-39, once the deployment is over");
    }

    [Test]
    [Property("Rule", "AS-TGT-05")]
    public void Suspension_StopsOneDirectionOnly([Values] bool isIn)
    {
        var target = new ScalableTargetDefinition { MinCapacity = 1, MaxCapacity = 20, Policies = [Track(50)], ScaleInSuspended = isIn, ScaleOutSuspended = !isIn };
        var stage = new AlarmStage(Of(target), 6);
        stage.Fire(Seconds, (isIn ? stage.Low(0) : stage.High(0), isIn ? 25 : 75));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((6, DecisionGate.Suspended)));
        stage.Fire(200, (isIn ? stage.High(0) : stage.Low(0), isIn ? 75 : 25));
        Assert.That(stage.Service.Desired, Is.EqualTo(isIn ? 9 : 4));
    }

    [Property("Rule", "AS-TGT-02")]
    [TestCase(12, 10, TestName = "EX-44 above the maximum")]
    [TestCase(1, 2, TestName = "EX-44 below the minimum")]
    [TestCase(5, 5, TestName = "within the bounds nothing moves")]
    public void Registration_MovesDesiredIntoTheBoundsAtOnce(int desired, int expected)
    {
        var stage = new AlarmStage(Of(2, 10, Track(50)), desired);
        Assert.That(stage.Service.Desired, Is.EqualTo(expected));
        Assert.That(stage.Decisions.Select(d => (d.Kind, d.From, d.To)), Is.EqualTo(desired == expected ? [] : new[] { (DecisionKind.Bounds, desired, expected) }));
    }

    [Test]
    [Property("Rule", "AS-TGT-04")]
    [Property("Example", "EX-45")]
    public void DesiredSetBelowMinimumByHand_IsLiftedByTheHighAlarmOnly()
    {
        var stage = new AlarmStage(Of(2, 10, Track(50)), 2);
        stage.SetDesired(50, 1).Run(60, 1);
        stage.Fire(Seconds, (stage.Low(0), 0));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((1, DecisionGate.AlreadyAtMinCapacity)));
        stage.Fire(200, (stage.High(0), 60));
        Assert.That(stage.Service.Desired, Is.EqualTo(2));
    }

    [Test]
    [Property("Rule", "AS-TGT-04")]
    public void DesiredSetAboveMaximumByHand_IsDroppedByTheLowAlarmOnly()
    {
        var stage = new AlarmStage(Of(2, 10, Track(50)), 10);
        stage.SetDesired(50, 15).Run(60, 15);
        stage.Fire(Seconds, (stage.High(0), 80));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((15, DecisionGate.AlreadyAtMaxCapacity)));
        stage.Fire(200, (stage.Low(0), 44));
        Assert.That(stage.Service.Desired, Is.EqualTo(10));
    }

    [Test]
    [Property("Rule", "AS-TT-13")]
    [Property("Example", "EX-36")]
    public void LowAlarmThatRoundingUndoes_IsAlreadyAtDesired()
    {
        var stage = new AlarmStage(Of(1, 10, Track(50)), 2);
        stage.Fire(Seconds, (stage.Low(0), 40));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((2, DecisionGate.AlreadyAtDesiredCapacity)));
    }

    [Test]
    [Property("Rule", "AS-ST-05")]
    public void NoMatchingStep_AndNoDatapoint_AreRecordedAndDoNothing()
    {
        var stage = Stepping(1, 10, 4, 0, (1, 30));
        stage.Fire(Seconds, (0, 45));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((4, DecisionGate.NoMatchingStep)));
        stage.Fire(200, (0, double.NaN));
        Assert.That((stage.Service.Desired, stage.Gate), Is.EqualTo((4, DecisionGate.InsufficientData)));
    }

    [Test]
    [Property("Rule", "AS-GEN-03")]
    public void SignalsOfDifferentInstants_AreDecidedApart()
    {
        var scenario = Of(1, 100, Step("a", AdjustmentType.ChangeInCapacity, 0, new StepAdjustment(0, null, 1)), Step("b", AdjustmentType.ChangeInCapacity, 0, new StepAdjustment(0, null, 2)))
            .WithAlarms(
                Alarm("a", ComparisonOperator.GreaterThanThreshold, 50, actions: new PolicyReference(0, 0)),
                Alarm("b", ComparisonOperator.GreaterThanThreshold, 50, actions: new PolicyReference(0, 1)));
        var stage = new AlarmStage(scenario, 10);
        stage.Fire(100, (0, 60));
        stage.Fire(104, (1, 60));
        Assert.That(stage.Decisions.Select(d => (d.Gate, d.To)), Is.EqualTo(new[] { (DecisionGate.None, 11), (DecisionGate.None, 12) }));
        Assert.That(stage.Activity, Does.Contain(ScalingActivityStatus.Overridden));
    }

    /// <summary>A step policy behind one alarm above 50; each step is (adjustment, distance at which the next begins).</summary>
    private static AlarmStage Stepping(int minimum, int maximum, int running, int cooldown, (int Adjustment, double? From) only)
    {
        var step = Step(AdjustmentType.ChangeInCapacity, cooldown, new StepAdjustment(only.From ?? 0, null, only.Adjustment));
        return new AlarmStage(
            Of(minimum, maximum, step).WithAlarms(Alarm("a", ComparisonOperator.GreaterThanThreshold, 50, actions: new PolicyReference(0, 0))), running);
    }
}
