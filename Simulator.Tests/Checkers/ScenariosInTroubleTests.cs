using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Scenarios;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Checkers;

/// <summary>Every example scenario at one and a half times its load with one zone gone: invariants hold, and the records say who failed, when and why.</summary>
public sealed class ScenariosInTroubleTests
{
    private const double Overload = 1.5;

    public static IEnumerable<string> ScenarioFiles() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "scenarios"), "*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(ScenarioFiles))]
    public void AtHalfAgainTheLoad_WithOneZoneGone_InvariantsHoldAndTheRecordsTellWhy(string file)
    {
        var loaded = ScenarioLoader.Load(Path.Combine(SourceTree.Root, "scenarios", file));
        Assert.That(loaded.Issues, Is.Empty);
        var calm = loaded.Scenario!;
        var (scenario, outage) = WithoutZone(calm, 0);
        var (checks, result) = WorldInvariants.Run(scenario, stride: 2003);
        for (var zone = 1; zone < calm.AvailabilityZones.Length && HitsNothing(result); zone++) // a lone task may live elsewhere
        {
            (scenario, outage) = WithoutZone(calm, zone);
            (checks, result) = WorldInvariants.Run(scenario, stride: 2003);
        }

        Assert.That(checks, Is.GreaterThan(100));
        var strike = result.Failures.Single(f => f.Name == "zone-gone");
        var victims = result.Tasks.Where(t => t.Zone == outage.Zone && t.Stopped >= outage.At && t.StopReason is StopReason.HostTerminated or StopReason.InfrastructureFailed).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(strike.At, Is.EqualTo(outage.At));
            Assert.That(strike.Target, Is.EqualTo(scenario.AvailabilityZones[outage.Zone]));
            Assert.That(victims, Has.Count.EqualTo(strike.TasksHit), "every task that was hit says so in its record");
            Assert.That(victims.Select(t => t.Stopped), Is.All.EqualTo(outage.At));
            Assert.That(HitsNothing(result), Is.False, "a zone without anything in it would prove nothing");
            Assert.That(result.Tasks.Where(t => t.Zone == outage.Zone && t.Placed > outage.At && t.Placed < outage.At + outage.Length), Is.Empty, "nothing is placed in a zone that is gone");
        });
    }

    private static (Scenario Scenario, FailureDefinition Outage) WithoutZone(Scenario calm, int zone)
    {
        var outage = new FailureDefinition
        {
            Name = "zone-gone",
            Kind = FailureKind.ZoneOutage,
            Zone = zone,
            At = new Instant(calm.Run.Duration.Nanoseconds / 3),
            Length = new Duration(calm.Run.Duration.Nanoseconds / 3),
        };
        return (calm with { Workloads = [.. calm.Workloads.Select(Heavier)], Failures = calm.Failures.Add(outage) }, outage);
    }

    private static bool HitsNothing(RunResult result) => result.Failures.Single(f => f.Name == "zone-gone") is { TasksHit: 0, InstancesHit: 0 };

    private static WorkloadDefinition Heavier(WorkloadDefinition workload) => workload switch
    {
        RequestWorkloadDefinition requests => requests with { Rate = new RateDefinition([.. requests.Rate.Pieces.Select(p => new RatePiece(p.Start, p.From * Overload, p.To * Overload))]) },
        _ => workload,
    };
}
