using FsCheck;
using FsCheck.Fluent;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>Repetitions that are left out because they could change nothing: what changes must be the same with them and without.</summary>
public sealed class IdlenessTests
{
    [Test]
    [Property("Rule", "AS-PX-14")]
    [Property("Rule", "AS-CW-10")]
    public void ChangesAndTransitions_AreTheSameWithAndWithoutTheRefusedDecisions() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), AreTheSame).Holds(300);

    [Test]
    [Property("Rule", "AS-PX-14")]
    public void AtTheMinimum_AnAlarmThatStaysOnCostsNoEvents()
    {
        var full = Day(Idle(), allDecisions: true);
        var thin = Day(Idle(), allDecisions: false);
        Assert.That(full.Log.Scaling.Count(d => d.Fact.Gate == Simulator.Model.Facts.DecisionGate.AlreadyAtMinCapacity), Is.GreaterThan(1300), "one for each minute");
        Assert.That(thin.Log.Scaling, Is.Empty);
        Assert.That(full.Calendar.EventsTaken - thin.Calendar.EventsTaken, Is.GreaterThan(2500), "two events a minute less");

        static Scenario Idle() => Of(2, 10, Track(60)).WithPlayback(Cpu, (0, 10)).WithPhase(30);
    }

    private static ScalingWorld Day(Scenario scenario, bool allDecisions)
    {
        var world = new ScalingWorld(
            scenario with { Output = scenario.Output with { AllDecisions = allDecisions, Metrics = allDecisions } }, running: 2, startSeconds: 23);
        world.RunUntil(24 * 3600);
        return world;
    }

    private static void AreTheSame(int seed)
    {
        var random = new Random(seed);
        var policies = new List<ScalingPolicyDefinition> { Track(60, cooldown: random.GetItems([0, 60, 300], 1)[0]) };
        if (random.Next(2) == 0) policies.Add(Track(70, Memory, cooldown: random.GetItems([0, 120, 300], 1)[0], disableScaleIn: random.Next(5) == 0, name: "memory"));
        var scenario = Of(random.Next(0, 4), random.Next(6, 14), [.. policies])
            .WithPlayback(Cpu, Points(random, 60)).WithPlayback(Memory, Points(random, 70))
            .With(ModelCatalog.EcsMetricDelay, Duration.FromSeconds(random.GetItems([0L, 10, 60, 120], 1)[0]))
            .With(ModelCatalog.ScalingDecisionDelay, Duration.FromSeconds(random.GetItems([0L, 3, 20], 1)[0]))
            .With(ModelCatalog.TargetTrackingLowPeriods, (double)random.GetItems([3, 15], 1)[0]);
        var full = Run(scenario, allDecisions: true, seed);
        var thin = Run(scenario, allDecisions: false, seed);
        Assert.That(thin.Log.Changes.Select(c => (c.At, c.Fact.From, c.Fact.To)), Is.EqualTo(full.Log.Changes.Select(c => (c.At, c.Fact.From, c.Fact.To))), $"seed {seed}");
        Assert.That(Transitions(thin), Is.EqualTo(Transitions(full)), $"seed {seed}");
        Assert.That(thin.Log.Scaling.Select(d => d.Fact.Gate), Is.All.EqualTo(Simulator.Model.Facts.DecisionGate.None));
    }

    private static ScalingWorld Run(Scenario scenario, bool allDecisions, int seed)
    {
        var world = new ScalingWorld(
            scenario with { Output = scenario.Output with { AllDecisions = allDecisions, Metrics = allDecisions } }, running: 4, startSeconds: 23 + (seed % 200), seed: seed);
        // Counts are also moved from outside: by an operator, within the bounds or not, and by tasks that die.
        var random = new Random(seed);
        for (var at = random.Next(600, 3600); at < 4 * 3600; at += random.Next(60, 7200))
        {
            world.RunUntil(at);
            if (random.Next(2) == 0) world.SetDesired(random.Next(0, 16));
            else if (Enumerable.Range(0, world.Tasks.Length).Where(t => world.Tasks[t].Status == TaskStatus.Running).ToArray() is { Length: > 0 } tasks) world.Stop(random.GetItems(tasks, 1)[0]);
        }
        world.RunUntil(4 * 3600);
        return world;
    }

    private static IEnumerable<(double At, int Alarm, AlarmState From, AlarmState To)> Transitions(ScalingWorld world) =>
        world.Log.Signals.Where(s => s.Fact.From != s.Fact.To).Select(s => (s.At, s.Fact.Alarm, s.Fact.From, s.Fact.To));

    private static (int AtSeconds, double? Value)[] Points(Random random, double target)
    {
        var points = new List<(int, double?)>();
        for (int at = 0, hold; at < 4 * 3600; at += hold)
        {
            hold = 60 * random.Next(1, 25);
            points.Add((at, random.Next(12) switch { 0 => null, 1 => 0, _ => target * (0.6 + (0.7 * random.NextDouble())) }));
        }
        return [.. points];
    }
}
