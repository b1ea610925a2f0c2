using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Fargate;

/// <summary>
/// Fargate Spot takes tasks back (FG-SPOT-01). AWS publishes no rate: a task is hit with hazard <c>λ = −ln(1 − f) / 720 h</c>, f of the tasks in a month
/// (<c>fargateSpotInterruptions</c>), and not alone: capacity goes by zone, each of its Spot tasks with probability p (<c>fargateSpotCorrelation</c>), at moments with rate
/// λ / p. One event for each such moment within the run; none where no strategy names FARGATE_SPOT. AWS: Amazon ECS Developer Guide, "Fargate capacity providers".
/// </summary>
internal sealed class SpotMarket
{
    private const double HoursPerMonth = 720;

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly BirthDraw _births;
    private readonly SlabView<TaskRow> _tasks;
    private readonly FactChannel<FargateSpotWarning> _warnings;
    private readonly double _share;
    private readonly Sampler? _gap;
    private readonly long[] _occurrences;
    private readonly List<(long Ordinal, int Row)> _victims = [];

    public SpotMarket(Calendar calendar, FactSink facts, Scenario scenario, BirthDraw births, SlabView<TaskRow> tasks)
    {
        _calendar = calendar;
        _scenario = scenario;
        _births = births;
        _tasks = tasks;
        _warnings = facts.Channel<FargateSpotWarning>();
        _occurrences = new long[scenario.AvailabilityZones.Length];
        var monthly = Math.Clamp(scenario.Model.Get(ProviderModel.FargateSpotInterruptions), 0, 0.999_999);
        _share = Math.Clamp(scenario.Model.Get(ProviderModel.FargateSpotCorrelation), 1e-6, 1);
        if (monthly > 0 && UsesSpot(scenario)) _gap = new Sampler(DistributionDefinition.Exponential(_share * HoursPerMonth * 3600 / -Math.Log(1 - monthly)));
    }

    /// <summary>Draws the first moment of each zone.</summary>
    public void Start()
    {
        for (var zone = 0; zone < _occurrences.Length; zone++) ScheduleNext(zone);
    }

    /// <summary>Capacity of a zone is taken back.</summary>
    public void OnReclaimDue(int zone)
    {
        var key = (zone * 1_000_000_007L) + _occurrences[zone];
        _victims.Clear();
        for (var i = 0; i < _tasks.Length; i++)
        {
            if (!_tasks.IsAlive(i)) continue;
            ref readonly var task = ref _tasks[i];
            if (task.CapacityProvider != 1 || task.Zone != zone || task.Status >= TaskStatus.Stopping) continue;
            if (_births.Chance(_share, Purpose.FargateSpotInterruption, key, task.Ordinal)) _victims.Add((task.Ordinal, i));
        }
        _victims.Sort();
        foreach (var victim in _victims) _warnings.Report(new(victim.Row));
        _occurrences[zone]++;
        ScheduleNext(zone);
    }

    private static bool UsesSpot(Scenario scenario) =>
        scenario.Services.Any(s => s.Strategy.Any(i => i.CapacityProvider == 1))
        || scenario.Workloads.OfType<JobWorkloadDefinition>().Any(j => j.Strategy.Any(i => i.CapacityProvider == 1))
        || scenario.Cluster.DefaultStrategy.Any(i => i.CapacityProvider == 1)
        || scenario.Timeline.OfType<PutClusterCapacityProvidersAction>().Any(p => p.DefaultStrategy.Any(i => i.CapacityProvider == 1));

    private void ScheduleNext(int zone)
    {
        if (_gap is null) return;
        var at = _calendar.Now + _gap.AtBirth(_births, Purpose.CapacityShortage, zone, _occurrences[zone]);
        if (at <= Instant.Zero + _scenario.Run.Duration) _calendar.Schedule(at, EventKinds.FargateSpotReclaimDue, zone);
    }
}
