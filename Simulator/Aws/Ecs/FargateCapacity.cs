using Simulator.Kernel;
using Simulator.Model.Definitions;

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

    public FargateCapacity(Scenario scenario)
    {
        _scenario = scenario;
        _zoneOut = new bool[scenario.AvailabilityZones.Length];
        _spotShort = new int[_zoneOut.Length];
        _quota[0] = QuotaOf(scenario.Model, ProviderModel.FargateVcpuQuota);
        _quota[1] = QuotaOf(scenario.Model, ProviderModel.FargateSpotVcpuQuota);
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
    public bool IsOpen(int zone, int provider) => !_zoneOut[zone] && (!IsSpot(provider) || _spotShort[zone] == 0);

    /// <summary>Whether the account's quota has room for a task.</summary>
    public bool HasQuota(int taskDefinition, int provider) =>
        _units[IsSpot(provider) ? 1 : 0] + _scenario.TaskDefinitions[taskDefinition].ReservedCpu <= _quota[IsSpot(provider) ? 1 : 0];

    /// <summary>A task was placed (+1) or is STOPPED (-1).</summary>
    public void Count(int taskDefinition, int provider, int by) =>
        _units[IsSpot(provider) ? 1 : 0] += by * _scenario.TaskDefinitions[taskDefinition].ReservedCpu;

    /// <summary>When a RunTask call is taken: now, or after the SDK of its caller has retried for as long as the rate demands.</summary>
    public Instant TakeCall(Instant now) => _calls.Reserve(now);

    /// <summary>Whether a job's tasks run on Fargate.</summary>
    public bool Runs(JobWorkloadDefinition job) => job.Strategy.IsEmpty
        ? job.LaunchType == LaunchType.Fargate
        : _scenario.CapacityProviders[job.Strategy[0].CapacityProvider].Kind is CapacityProviderKind.Fargate or CapacityProviderKind.FargateSpot;

    private static long QuotaOf(ModelConstants model, ModelConstant<double> quota) =>
        AccountQuotas.Hold(model) || model.Overridden.Contains(quota.Name, StringComparer.Ordinal) ? (long)(model.Get(quota) * 1024) : long.MaxValue;
}
