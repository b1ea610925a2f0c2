using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Tests.Simulations;

namespace Simulator.Tests.Checkers;

/// <summary>Invariants after every event of worlds in trouble.</summary>
public sealed class WorldInvariantsTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void InvariantsHold_AfterEveryEvent(bool fargate)
    {
        var (checks, _) = WorldInvariants.Run(SmallWorld.Web(fargate, requestsPerSecond: 30, duration: Duration.FromMinutes(20)));
        Assert.That(checks, Is.GreaterThan(10_000));
    }

    [TestCase(false, InitialState.Cold)]
    [TestCase(true, InitialState.Cold)]
    [TestCase(false, InitialState.Steady)]
    [TestCase(true, InitialState.Steady)]
    public void InvariantsHold_WhileInstancesAndTasksAndAZoneFail(bool fargate, InitialState initial)
    {
        var scenario = SmallWorld.Web(fargate, requestsPerSecond: 60, duration: Duration.FromHours(2), initial: initial) with
        {
            Failures =
            [
                new FailureDefinition { Name = "crashes", Kind = FailureKind.TaskCrash, MeanTimeBetweenSeconds = 120 },
                new FailureDefinition { Name = "hosts", Kind = FailureKind.InstanceFailure, MeanTimeBetweenSeconds = 600 },
                new FailureDefinition { Name = "zone", Kind = FailureKind.ZoneOutage, Zone = 1, At = Instant.FromSeconds(1800L), Length = Duration.FromMinutes(30) },
            ],
        };
        var (checks, _) = WorldInvariants.Run(scenario, stride: 7);
        Assert.That(checks, Is.GreaterThan(50_000));
    }
}
