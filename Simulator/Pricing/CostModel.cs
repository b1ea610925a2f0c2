using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Pricing;

/// <summary>
/// What a run costs, from its records: EC2 instances with their root volumes (COST-01), Fargate (COST-02, FG-PR-01), the load balancer (ALB-PR-01) and
/// alarms (COST-05), at the dated prices of <see cref="PriceCatalog"/>. The ECS control plane is free. Data transfer, logs, public addresses, image storage
/// and commitments are not in it.
/// </summary>
public static class CostModel
{
    private const long MinimumInstanceSeconds = 60;
    private const double FreeSpotSeconds = 3600; // interrupted by EC2 within its first hour (ASG-SP-05)
    private const int IncludedStorageGb = 20;

    /// <summary>The cost lines of a run, each resource once, in a fixed order; they add up to the total.</summary>
    public static List<CostRecord> Compute(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var costs = new List<CostRecord>();
        AddInstances(run, costs);
        AddFargate(run, costs);
        AddLoadBalancer(run, costs);
        AddAlarms(run, costs);
        return costs;
    }

    /// <summary>
    /// <c>cost.total</c>, <c>cost.per_hour</c> and <c>cost.per_million_requests</c> (NaN without requests) in USD, then <c>cost.idle_capacity</c> in USD and
    /// <c>cost.idle_capacity_share</c> in percent of the instances' cost (NaN without instances; COST-03).
    /// </summary>
    public static List<SummaryMetric> Summarize(RunResult run, IReadOnlyList<CostRecord> costs)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(costs);
        var total = costs.Sum(c => c.Usd);
        var hours = run.Engine.End.Seconds / 3600;
        var requests = run.Services.Sum(s => s.Requests);
        var instances = run.Instances.Sum(i => UsdOf(run, i));
        var idle = IdleCapacity.UsdOf(run, i => UsdOf(run, i));
        return
        [
            new("cost.total", total, "USD"),
            new("cost.per_hour", hours > 0 ? total / hours : double.NaN, "USD/h"),
            new("cost.per_million_requests", requests > 0 ? total * 1e6 / requests : double.NaN, "USD"),
            new("cost.idle_capacity", idle, "USD"),
            new("cost.idle_capacity_share", instances > 0 ? 100 * idle / instances : double.NaN, "%"),
        ];
    }

    /// <summary>End of an instance's billing within the run.</summary>
    internal static Instant EndOf(InstanceRecord instance, RunResult run) => instance.Terminated < run.Engine.End ? instance.Terminated : run.Engine.End;

    /// <summary>
    /// Billed seconds of an instance: from its launch to its end, rounded up to a second, at least a minute (COST-01); none for a Spot instance that EC2
    /// took back within its first hour (ASG-SP-05).
    /// </summary>
    internal static double BilledSeconds(InstanceRecord instance, RunResult run)
    {
        var seconds = RunningSeconds(instance, run);
        if (instance is { Spot: true, Reason: TerminationReason.SpotInterruption } && instance.Terminated < Instant.MaxValue && seconds < FreeSpotSeconds) return 0;
        return seconds == 0 && instance.Stopped > Duration.Zero ? 0 : Math.Max(MinimumInstanceSeconds, Math.Ceiling(seconds));
    }

    /// <summary>Seconds of an instance within the run in which it was not stopped: a stopped one costs its volume only (ASG-WP-03).</summary>
    internal static double RunningSeconds(InstanceRecord instance, RunResult run) => Math.Max(0, (EndOf(instance, run) - instance.Launched - instance.Stopped).Seconds);

    private static double UsdOf(RunResult run, InstanceRecord instance) =>
        BilledSeconds(instance, run) / 3600 * PriceCatalog.OfInstance(run.Scenario, run.Scenario.InstanceTypes[instance.InstanceType], instance.Spot) * instance.PriceFactor;

    private static void AddInstances(RunResult run, List<CostRecord> costs)
    {
        var types = run.Scenario.InstanceTypes;
        for (var type = 0; type < types.Length; type++)
        {
            foreach (var spot in (ReadOnlySpan<bool>)[false, true])
            {
                // A Spot pool's price drifts, so the line's price is the mean over what was used (CAT-05).
                var (seconds, weighted) = (0.0, 0.0);
                foreach (var instance in run.Instances)
                {
                    if (instance.InstanceType != type || instance.Spot != spot) continue;
                    var billed = BilledSeconds(instance, run);
                    seconds += billed;
                    weighted += billed * instance.PriceFactor;
                }
                var factor = spot && seconds > 0 ? weighted / seconds : 1;
                Add(costs, $"EC2 {types[type].Name} {(spot ? "Spot" : "On-Demand")}", seconds / 3600, "instance-hours", PriceCatalog.OfInstance(run.Scenario, types[type], spot) * factor);
            }
        }
        AddManagementFee(run, costs);
        var root = PriceCatalog.Of(run.Scenario, PriceCatalog.Ec2RootVolumeGb);
        var volumes = run.Instances.Sum(i => (ManagedBy(run, i)?.StorageGiB ?? root) * Math.Max(MinimumInstanceSeconds, Math.Ceiling((EndOf(i, run) - i.Launched).Seconds))) / 3600;
        Add(costs, "EBS gp3 root volumes", volumes / PriceCatalog.HoursPerMonth, "GB-months", PriceCatalog.Of(run.Scenario, PriceCatalog.EbsGp3GbMonth));
    }

    private static ManagedInstancesDefinition? ManagedBy(RunResult run, InstanceRecord instance) =>
        instance.CapacityProvider < 0 ? null : run.Scenario.CapacityProviders[instance.CapacityProvider].ManagedInstances;

    // CP-MI-06: a share of the On-Demand price whatever the instance itself costs.
    private static void AddManagementFee(RunResult run, List<CostRecord> costs)
    {
        var share = PriceCatalog.Of(run.Scenario, PriceCatalog.ManagedInstancesFee);
        for (var type = 0; type < run.Scenario.InstanceTypes.Length; type++)
        {
            var hours = run.Instances.Where(i => i.InstanceType == type && ManagedBy(run, i) is not null).Sum(i => BilledSeconds(i, run)) / 3600;
            var definition = run.Scenario.InstanceTypes[type];
            Add(costs, $"ECS Managed Instances fee {definition.Name}", hours, "instance-hours", share * PriceCatalog.OfInstance(run.Scenario, definition, spot: false));
        }
    }

    private static void AddFargate(RunResult run, List<CostRecord> costs)
    {
        var scenario = run.Scenario;
        foreach (var spot in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var platform in FargatePlatform.All)
            {
                var (vcpus, gigabytes, storage) = (0.0, 0.0, 0.0);
                foreach (var usage in run.FargateUsage)
                {
                    var definition = scenario.TaskDefinitions[usage.TaskDefinition];
                    if (usage.Spot != spot || FargatePlatform.Of(definition) != platform) continue;
                    var hours = usage.BilledSeconds / 3600.0;
                    vcpus += hours * definition.ReservedCpu / 1024.0;
                    gigabytes += hours * definition.ReservedMemory / 1024.0;
                    storage += hours * Math.Max(0, definition.EphemeralStorageGiB - IncludedStorageGb);
                }
                var factor = spot ? PriceCatalog.Of(scenario, PriceCatalog.FargateSpotFactor) : 1.0;
                var name = (spot ? "Fargate Spot " : "Fargate ") + platform.Name;
                Add(costs, name + " vCPU", vcpus, "vCPU-hours", platform.VcpuHour.Sum(p => PriceCatalog.Of(scenario, p)) * factor);
                Add(costs, name + " memory", gigabytes, "GB-hours", PriceCatalog.Of(scenario, platform.GbHour) * factor);
                Add(costs, name + " ephemeral storage", storage, "GB-hours", PriceCatalog.Of(scenario, PriceCatalog.FargateStorageGbHour));
            }
        }
    }

    private static void AddLoadBalancer(RunResult run, List<CostRecord> costs)
    {
        if (run.Scenario.TargetGroups.IsDefaultOrEmpty) return;
        var hours = LoadBalancerUnits.StartedHours(run.Engine.End) * PriceCatalog.Of(run.Scenario, PriceCatalog.AlbCount);
        Add(costs, "Application Load Balancer", hours, "hours", PriceCatalog.Of(run.Scenario, PriceCatalog.AlbHour));
        Add(costs, "Application Load Balancer capacity", LoadBalancerUnits.HoursOf(run), "LCU-hours", PriceCatalog.Of(run.Scenario, PriceCatalog.AlbLcuHour));
    }

    /// <summary>
    /// Alarms exist for the whole run: the user's own, two for each target tracking policy (one without scale-in; AS-TT-03) and the two of managed scaling.
    /// </summary>
    private static void AddAlarms(RunResult run, List<CostRecord> costs)
    {
        var (standard, fast) = (0, 0);
        void Count(int alarms, int period)
        {
            if (period < 60) fast += alarms;
            else standard += alarms;
        }

        foreach (var alarm in run.Scenario.Alarms) Count(1, alarm.PeriodSeconds);
        foreach (var provider in run.Scenario.CapacityProviders) Count(provider.ManagedScaling is null ? 0 : 2, 60);
        foreach (var service in run.Scenario.Services)
        {
            if (service.AutoScaling is not { } target) continue;
            foreach (var policy in target.Policies.OfType<TargetTrackingPolicyDefinition>()) Count(policy.DisableScaleIn ? 1 : 2, policy.PeriodSeconds);
        }
        var months = run.Engine.End.Seconds / 3600 / PriceCatalog.HoursPerMonth;
        Add(costs, "CloudWatch alarms", standard * months, "alarm-months", PriceCatalog.Of(run.Scenario, PriceCatalog.AlarmMonth));
        Add(costs, "CloudWatch high-resolution alarms", fast * months, "alarm-months", PriceCatalog.Of(run.Scenario, PriceCatalog.AlarmHighResolutionMonth));
    }

    private static void Add(List<CostRecord> costs, string resource, double quantity, string unit, double price)
    {
        if (quantity > 0) costs.Add(new(resource, quantity, unit, quantity * price));
    }

    /// <summary>A platform with prices of its own.</summary>
    private sealed record FargatePlatform(string Name, PriceEntry[] VcpuHour, PriceEntry GbHour)
    {
        private static readonly FargatePlatform X86 = new("x86", [PriceCatalog.FargateVcpuHour], PriceCatalog.FargateGbHour);
        private static readonly FargatePlatform Arm = new("arm64", [PriceCatalog.FargateArmVcpuHour], PriceCatalog.FargateArmGbHour);

        private static readonly FargatePlatform Windows =
            new("Windows", [PriceCatalog.FargateWindowsVcpuHour, PriceCatalog.FargateWindowsLicenseVcpuHour], PriceCatalog.FargateWindowsGbHour);

        public static readonly FargatePlatform[] All = [X86, Arm, Windows];

        public static FargatePlatform Of(TaskDefinition definition) =>
            definition.Windows ? Windows : definition.Architecture == CpuArchitecture.Arm64 ? Arm : X86;
    }
}
