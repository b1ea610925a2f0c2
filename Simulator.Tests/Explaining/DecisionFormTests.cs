using Simulator.Explaining;
using Simulator.Model.Facts;

namespace Simulator.Tests.Explaining;

public sealed class DecisionFormTests
{
    [Test]
    public void EveryKindOfDecisionHasOneForm() =>
        Assert.That(DecisionForms.All.Select(f => f.Kind), Is.EqualTo(Enum.GetValues<DecisionKind>()));

    [Test]
    public void InputsHaveNamesOfTheirOwnAndFitTheRecord()
    {
        foreach (var form in DecisionForms.All)
        {
            Assert.That(form.Inputs.Select(i => i.Name), Is.Unique, form.Kind.ToString());
            Assert.That(form.Inputs, Has.Length.LessThanOrEqualTo(DecisionInputs.Length), form.Kind.ToString());
            Assert.That(form.Inputs.Where(i => i.Type == InputType.Seconds).Select(i => i.Name), Has.All.EndsWith("_s"), form.Kind.ToString());
            Assert.That(form.Inputs.Select(i => i.Name), Has.All.Match("^[a-z0-9_]+$").And.None.EqualTo("points"), form.Kind.ToString());
        }
    }

    [Test]
    public void PlacesThatRecordersUse_AreThoseOfTheForms()
    {
        foreach (var kind in new[] { DecisionKind.TargetTracking, DecisionKind.StepScaling })
        {
            Assert.That(DecisionForms.PlaceOf(kind, "invoked_s"), Is.EqualTo(ScalingInputs.Invoked(kind)));
            Assert.That(DecisionForms.PlaceOf(kind, "newest_period_end_s"), Is.EqualTo(ScalingInputs.PeriodEnd(kind)));
            Assert.That(DecisionForms.PlaceOf(kind, "published_s"), Is.EqualTo(ScalingInputs.Published(kind)));
        }
        Assert.That(DecisionForms.PlaceOf(DecisionKind.AlarmTransition, "first_breach_period_start_s"), Is.EqualTo(ScalingInputs.AlarmFirstBreach));
        foreach (var (kind, minimum) in new[] { (DecisionKind.Bounds, ScalingInputs.BoundsMinimum), (DecisionKind.ScheduledAction, ScalingInputs.BoundsMinimum), (DecisionKind.PredictiveScaling, ScalingInputs.PredictiveMinimum) })
            Assert.That((DecisionForms.PlaceOf(kind, "minimum"), DecisionForms.PlaceOf(kind, "maximum")), Is.EqualTo((minimum, minimum + 1)));
        Assert.That(DecisionForms.PlaceOf(DecisionKind.ManagedScaling, "computed_s"), Is.EqualTo(ScalingInputs.ManagedScalingComputed));
    }

    [Test]
    public void ReservationWithoutInstances_IsNoQuotient()
    {
        var node = Node(DecisionKind.ManagedScaling, ("needed_instances", 1), ("running_instances", 0), ("reservation", 200), ("target_capacity", 100));
        Assert.That(DecisionForms.Sentence(node), Does.StartWith("Reservation of ec2 is 200 %, the value for 1 needed and none in service (target 100 %)"));
    }

    [TestCase(3600, "the hour that begins in 5 min:")]
    [TestCase(3300, "the hour that begins now:")]
    public void HourOfAForecast_IsToldFromTheDecisionOn(double start, string words) =>
        Assert.That(DecisionForms.Sentence(Node(DecisionKind.PredictiveScaling, ("hour_start_s", start), ("load", 400), ("target_value", 50), ("proposal", 8))), Does.Contain(words));

    [TestCase(1, "1 instance rejected for status or agent")]
    [TestCase(2, "2 instances rejected for status or agent")]
    public void RejectedInstances_HaveTheirNumber(int count, string words) =>
        Assert.That(DecisionForms.Sentence(Node(DecisionKind.Reconcile, ("missing", 1), ("rejected_agent", count)) with { Gate = DecisionGate.NoContainerInstance }), Does.Contain(words));

    [Test]
    public void EnvelopeOfARound_CountsWhatItStarted()
    {
        var node = Node(DecisionKind.Reconcile, ("running", 6), ("desired", 4), ("started", 2), ("missing", 2), ("active_after_stops", 6), ("maximum_percent", 200)) with { Gate = DecisionGate.DeploymentEnvelope };
        Assert.That(DecisionForms.Sentence(node), Does.EndWith("2 tasks still missing: 8 are running or pending now and maximumPercent 200 allows 8."));
    }

    private static DecisionNode Node(DecisionKind kind, params (string Name, double Value)[] numbers) => new()
    {
        Id = 1,
        Parent = 0,
        At = 3300,
        Kind = kind,
        Subject = "ec2",
        Policy = "",
        Words = new Dictionary<string, string>(),
        Datapoints = [],
        Gate = DecisionGate.None,
        From = 1,
        To = 2,
        Numbers = numbers.ToDictionary(n => n.Name, n => n.Value),
    };

    [Test]
    public void Counter_KeepsTheDatapointsOfWhatIsBeingReported()
    {
        var counter = new DecisionCounter();
        for (var round = 0; round < 2000; round++)
        {
            var first = counter.Keep([round, 1, 2]);
            var second = counter.Keep([round + 0.5]);
            Assert.That(counter.Of(first).ToArray(), Is.EqualTo(new[] { round, 1.0, 2 }));
            Assert.That(counter.Of(second).ToArray(), Is.EqualTo(new[] { round + 0.5 }));
        }
        var long1 = counter.Keep(new double[10_000]);
        Assert.That(counter.Of(long1).Length, Is.EqualTo(10_000));
    }
}
