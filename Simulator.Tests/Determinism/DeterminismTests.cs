using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model.Definitions;
using Simulator.Tests.Simulations;

namespace Simulator.Tests.Determinism;

/// <summary>The same scenario and seed give the same run; policies see the same load.</summary>
public sealed class DeterminismTests
{
    private static Scenario Scenario(ulong seed = 1) => SmallWorld.Web(false, 60, Duration.FromMinutes(30), seed) with
    {
        Failures = [new FailureDefinition { Name = "crashes", Kind = FailureKind.TaskCrash, MeanTimeBetweenSeconds = 200 }],
    };

    [Test]
    public void TheSameSeed_GivesTheSameRun()
    {
        var first = ExperimentRunner.Simulate(Scenario());
        var second = ExperimentRunner.Simulate(Scenario());
        Assert.Multiple(() =>
        {
            Assert.That(second.Summary, Is.EqualTo(first.Summary));
            Assert.That(second.Services, Is.EqualTo(first.Services));
            Assert.That(second.Tasks, Is.EqualTo(first.Tasks));
            Assert.That(second.Engine, Is.EqualTo(first.Engine));
        });
    }

    [Test]
    public void AnotherSeed_GivesAnotherRun() =>
        Assert.That(ExperimentRunner.Simulate(Scenario(2)).Engine.Events, Is.Not.EqualTo(ExperimentRunner.Simulate(Scenario()).Engine.Events));

    [Test]
    public void ReplicationsInParallel_GiveWhatTheyGiveOneAfterAnother()
    {
        var scenario = Scenario() with { Run = Scenario().Run with { Replications = 4, Duration = Duration.FromMinutes(10) } };
        var serial = ExperimentRunner.Run(scenario, parallelism: 1);
        var parallel = ExperimentRunner.Run(scenario, parallelism: 4);
        Assert.Multiple(() =>
        {
            Assert.That(parallel.Metrics, Is.EqualTo(serial.Metrics));
            Assert.That(parallel.Replications.Select(r => r.Engine), Is.EqualTo(serial.Replications.Select(r => r.Engine)));
        });
    }

    [Test]
    public void TwoPolicies_SeeTheSameArrivals()
    {
        var base60 = Scenario();
        var base80 = WithTarget(base60, 80);
        var a = ExperimentRunner.Simulate(base60);
        var b = ExperimentRunner.Simulate(base80);
        Assert.Multiple(() =>
        {
            Assert.That(Arrivals(b), Is.EqualTo(Arrivals(a)));
            Assert.That(b.Services.Select(s => s.Running), Is.Not.EqualTo(a.Services.Select(s => s.Running)), "the policies must differ for this to mean anything");
        });
    }

    [Test]
    public void APolicyAgainstItself_DiffersByExactlyZero()
    {
        var scenario = Scenario() with { Run = Scenario().Run with { Replications = 2, Duration = Duration.FromMinutes(10) } };
        var comparison = Comparison.Of([new Variant("a", ExperimentRunner.Run(scenario)), new Variant("b", ExperimentRunner.Run(scenario))]);
        var differences = comparison.Rows.Where(r => r.Variant == "b" && !double.IsNaN(r.Difference)).ToList();
        Assert.That(differences, Is.Not.Empty);
        Assert.That(differences.Select(r => r.Difference), Is.All.Zero);
    }

    private static long[] Arrivals(RunResult result) => [.. result.Services.Select(s => s.Requests)];

    private static Scenario WithTarget(Scenario scenario, double target)
    {
        var service = scenario.Services[0];
        var policy = (TargetTrackingPolicyDefinition)service.AutoScaling!.Policies[0];
        return scenario with { Services = [service with { AutoScaling = service.AutoScaling with { Policies = [policy with { TargetValue = target }] } }] };
    }
}
