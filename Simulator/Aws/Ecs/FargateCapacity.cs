using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// What Fargate gives an account: zones that are out, shortages of Spot, the quota of concurrent vCPUs (FG-Q-04, ECS-TH-05; On-Demand and Spot apart, counted from
/// placement to STOPPED), and the rate at which RunTask is taken (FG-Q-02). AWS: AWS General Reference, "Amazon ECS endpoints and quotas".
/// </summary>
internal sealed class FargateCapacity
{
    private const int SpotProvider = 1;

    private readonly Scenario _scenario;
    private readonly bool[] _zoneOut;
    private readonly int[] _spotShort; // by zone: shortages that overlap
    private readonly long[] _units = new long[2];
    private readonly long[] _quota = new long[2];
    private readonly TokenBucket _calls;
    private readonly bool[] _unsupported; // by zone
    private readonly long _taskQuota;
    private readonly double _largestCpu;
    private readonly double _largestMemory;
    private long _tasks;

    public FargateCapacity(Scenario scenario)
    {
        _scenario = scenario;
        _zoneOut = new bool[scenario.AvailabilityZones.Length];
        _spotShort = new int[_zoneOut.Length];
        _quota[0] = QuotaOf(scenario.Model, ProviderModel.FargateVcpuQuota);
        _quota[1] = QuotaOf(scenario.Model, ProviderModel.FargateSpotVcpuQuota);
        _unsupported = new bool[_zoneOut.Length];
        foreach (var subnet in scenario.Subnets) _unsupported[subnet.Zone] |= !subnet.SupportsFargate;
        _taskQuota = DatedBehaviour.FargateTaskQuota(scenario);
        _largestCpu = LimitOf(scenario.Model, ProviderModel.FargateLargestCpu) * 1024;
        _largestMemory = LimitOf(scenario.Model, ProviderModel.FargateLargestMemory) * 1024;
        var rate = scenario.Model.Get(ProviderModel.FargateRunTaskRate);
        _calls = new TokenBucket(Math.Max(1, rate), rate);
    }

    /// <summary>Whether a provider (-1: a plain launch type) is FARGATE_SPOT.</summary>
    public static bool IsSpot(int provider) => provider == SpotProvider;

    /// <summary>A zone went out or came back.</summary>
    public void SetZone(int zone, bool isOut) => _zoneOut[zone] = isOut;

    /// <summary>Spot ran short of capacity in a zone (-1: in all), or has some again.</summary>
    public void SetSpotShortage(int zone, bool isShort)
    {
        for (var z = 0; z < _spotShort.Length; z++)
        {
            if (zone < 0 || z == zone) _spotShort[z] += isShort ? 1 : -1;
        }
    }

    /// <summary>Whether a task of a provider can be placed in a zone.</summary>
    public bool IsOpen(int zone, int provider) => !_zoneOut[zone] && !_unsupported[zone] && (!IsSpot(provider) || _spotShort[zone] == 0);

    /// <summary>Why no zone is open: Fargate is offered in none of them (AWS calls it an internal error), or has no capacity.</summary>
    public StartOutcome WhyClosed(ReadOnlySpan<int> zones)
    {
        foreach (var zone in zones)
        {
            if (!_unsupported[zone]) return StartOutcome.NoFargate;
        }
        return zones.Length > 0 ? StartOutcome.UnsupportedZone : StartOutcome.NoFargate;
    }

    /// <summary>Why the account may not run another task (ECS-EV-03); Placed when it may.</summary>
    public StartOutcome Refuses(int taskDefinition, int provider)
    {
        var definition = _scenario.TaskDefinitions[taskDefinition];
        if (definition.ReservedCpu > _largestCpu) return StartOutcome.LargestCpu;
        if (definition.ReservedMemory > _largestMemory) return StartOutcome.LargestMemory;
        if (_tasks >= _taskQuota) return StartOutcome.TaskQuota;
        return _units[IsSpot(provider) ? 1 : 0] + definition.ReservedCpu <= _quota[IsSpot(provider) ? 1 : 0] ? StartOutcome.Placed : StartOutcome.VcpuQuota;
    }

    /// <summary>The same as a reason of placements.csv.</summary>
    public static PlacementFailureReason ReasonOf(StartOutcome outcome) => outcome switch
    {
        StartOutcome.VcpuQuota => PlacementFailureReason.VcpuQuota,
        StartOutcome.TaskQuota => PlacementFailureReason.TaskQuota,
        StartOutcome.LargestCpu => PlacementFailureReason.LargestCpu,
        StartOutcome.LargestMemory => PlacementFailureReason.LargestMemory,
        StartOutcome.UnsupportedZone => PlacementFailureReason.UnsupportedZone,
        _ => PlacementFailureReason.Fargate,
    };

    /// <summary>A task was placed (+1) or is STOPPED (-1).</summary>
    public void Count(int taskDefinition, int provider, int by)
    {
        _tasks += by;
        _units[IsSpot(provider) ? 1 : 0] += by * _scenario.TaskDefinitions[taskDefinition].ReservedCpu;
    }

    /// <summary>When a RunTask call is taken: now, or after the SDK of its caller has retried for as long as the rate demands.</summary>
    public Instant TakeCall(Instant now) => _calls.Reserve(now);

    /// <summary>Whether a job's tasks run on Fargate.</summary>
    public bool Runs(JobWorkloadDefinition job) => job.Strategy.IsEmpty
        ? job.LaunchType == LaunchType.Fargate
        : _scenario.CapacityProviders[job.Strategy[0].CapacityProvider].Kind is CapacityProviderKind.Fargate or CapacityProviderKind.FargateSpot;

    // In force only where a scenario sets it: AWS publishes no such limit for accounts in general.
    private static double LimitOf(ModelConstants model, ModelConstant<double> limit) => model.Overrides(limit) ? model.Get(limit) : double.PositiveInfinity;

    private static long QuotaOf(ModelConstants model, ModelConstant<double> quota) =>
        AccountQuotas.Hold(model) || model.Overridden.Contains(quota.Name, StringComparer.Ordinal) ? (long)(model.Get(quota) * 1024) : long.MaxValue;
}
