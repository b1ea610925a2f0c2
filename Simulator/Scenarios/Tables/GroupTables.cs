using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>Kinds of value of Auto Scaling groups.</summary>
internal static class GroupKinds
{
    public static readonly ValueKind<GroupHealthChecks> HealthCheckType = new HealthCheckTypeKind();

    public static readonly ValueKind<ScalingProcesses> Process = new ChoiceKind<ScalingProcesses>(
    [
        .. Enum.GetValues<ScalingProcesses>().Where(p => p != ScalingProcesses.None).Select(p => (p.ToString(), p)),
    ]);
}

/// <summary>healthCheckType: a list of words separated by commas, as AWS writes it.</summary>
internal sealed class HealthCheckTypeKind : ScalarKind<GroupHealthChecks>
{
    public override string Described => "EC2, or several of EC2, ELB, EBS separated by commas";

    protected override string Example => "write \"EC2,ELB\"";

    public override System.Text.Json.Nodes.JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string" };

    protected override bool TryReadScalar(Documents.ScalarNode scalar, string path, ReadScope scope, out GroupHealthChecks value)
    {
        value = GroupHealthChecks.None;
        foreach (var word in scalar.Text.Split(',', StringSplitOptions.TrimEntries))
        {
            switch (word.ToUpperInvariant())
            {
                case "EC2": break;
                case "ELB": value |= GroupHealthChecks.Elb; break;
                case "EBS": value |= GroupHealthChecks.Ebs; break;
                case "VPC_LATTICE":
                    scope.Report(scalar, path, "health checks of VPC Lattice are not simulated", "EC2, ELB and EBS are");
                    return false;
                default:
                    if (RefusePlaceholder(scalar, path, scope)) return false;
                    scope.Report(scalar, path, $"there is no health check `{word}`", Example);
                    return false;
            }
        }
        return true;
    }
}

/// <summary>lifecycleHookSpecificationList items (ASG-LC-03).</summary>
internal static class GroupHookTable
{
    public static readonly ObjectTable Table = new ObjectTable("groupLifecycleHook", "A lifecycle hook (PutLifecycleHook), with what the code behind it does.")
        .Aws("PutLifecycleHook", "autoScalingGroupName notificationMetadata notificationTargetARN roleARN globalTimeout", "lifecycleHookSpecificationList[]");

    public static readonly Property<string> Name = Table.Named("lifecycleHookName", Kind.GroupName, "Name of the hook, unique in its group.");
    public static readonly Property<bool> Transition = Table.Add(
        "lifecycleTransition", new ChoiceKind<bool>(("autoscaling:EC2_INSTANCE_LAUNCHING", true), ("autoscaling:EC2_INSTANCE_TERMINATING", false)), "At the launch or at the end of an instance.", required: true);
    public static readonly Property<Duration> Heartbeat = Table.Add("heartbeatTimeout", Kind.Seconds(30, 7200), "Seconds until the hook times out.", defaultText: "3600");
    public static readonly Property<bool> DefaultResult = Table.Add("defaultResult", new ChoiceKind<bool>(("CONTINUE", true), ("ABANDON", false)), "What a timeout counts as.", defaultText: "ABANDON");
    public static readonly Property<DistributionDefinition> Takes = Table.Add("takes", new DistributionKind(), "How long until CompleteLifecycleAction is called; without it nobody calls, and the hook times out.");
    public static readonly Property<bool> Result = Table.Add("result", new ChoiceKind<bool>(("CONTINUE", true), ("ABANDON", false)), "What that call says.", defaultText: "CONTINUE");
    public static readonly Property<bool> Heartbeats = Table.Add("heartbeats", Kind.Flag, "Whether RecordLifecycleActionHeartbeat keeps the hook from timing out, up to 48 hours or 100 heartbeats.", defaultText: "false");
}

/// <summary>warmPool (ASG-WP-01).</summary>
internal static class WarmPoolTable
{
    public static readonly ObjectTable Table = new ObjectTable("warmPool", "A warm pool (PutWarmPool): instances launched ahead that wait.").Aws("PutWarmPool", "autoScalingGroupName status", "warmPool").FromFile("warmPoolConfiguration");

    public static readonly Property<int> MinSize = Table.Add("minSize", Kind.AwsCount(0, 100_000), "Fewest instances in the pool.", defaultText: "0");
    public static readonly Property<int> Prepared = Table.Add("maxGroupPreparedCapacity", Kind.AwsCount(-1, 100_000), "Instances of group and pool together at most; -1 for maxSize.", defaultText: "maxSize");
    public static readonly Property<WarmPoolState> State = Table.Add(
        "poolState", new ChoiceKind<WarmPoolState>(("Stopped", WarmPoolState.Stopped), ("Running", WarmPoolState.Running), ("Hibernated", WarmPoolState.Hibernated)), "State in which they wait.", defaultText: "Stopped");
    public static readonly Property<ObjectView> Reuse = Table.Add("instanceReusePolicy", Kind.Object(() => InstanceReuseTable.Table), "Whether instances return to the pool; with ECS they must not.");
}

/// <summary>instanceReusePolicy.</summary>
internal static class InstanceReuseTable
{
    public static readonly ObjectTable Table = new ObjectTable("instanceReusePolicy", "Whether instances return to the pool on scale-in.").Aws("PutWarmPool", "", "warmPool.instanceReusePolicy");

    public static readonly Property<bool> Reuse = Table.Add("reuseOnScaleIn", Kind.AwsFlag, "Must be false with ECS (ASG-WP-01).", defaultText: "false");
}

/// <summary>instanceMaintenancePolicy (ASG-HC-03).</summary>
internal static class MaintenancePolicyTable
{
    public static readonly ObjectTable Table = new ObjectTable("instanceMaintenancePolicy", "How replacements keep the group healthy; the percentages differ by at most 100.").Aws("CreateAutoScalingGroup", "", "instanceMaintenancePolicy");

    public static readonly Property<int> Min = Table.Add("minHealthyPercentage", Kind.AwsCount(-1, 100, "percent"), "Percentage of desired capacity that stays in service.", required: true);
    public static readonly Property<int> Max = Table.Add("maxHealthyPercentage", Kind.AwsCount(-1, 200, "percent"), "Percentage of desired capacity that there may be: above 100, replacements launch first.", required: true);
}

/// <summary>availabilityZoneDistribution (ASG-LC-05).</summary>
internal static class ZoneDistributionTable
{
    public static readonly ObjectTable Table = new ObjectTable("availabilityZoneDistribution", "How launches are divided between zones.").Aws("CreateAutoScalingGroup", "", "availabilityZoneDistribution");

    public static readonly Property<ZoneDistribution> Strategy = Table.Add(
        "capacityDistributionStrategy",
        new ChoiceKind<ZoneDistribution>(("balanced-best-effort", ZoneDistribution.BalancedBestEffort), ("balanced-only", ZoneDistribution.BalancedOnly), ("reservations-then-balanced", ZoneDistribution.ReservationsThenBalanced)),
        "What happens when a launch fails in the emptiest zone.", defaultText: "balanced-best-effort");
}

/// <summary>suspendedProcesses items, as describe output has them.</summary>
internal static class SuspendedProcessTable
{
    public static readonly ObjectTable Table = new ObjectTable("suspendedProcess", "A scaling process that is suspended from the start.").Aws("DescribeAutoScalingGroups", "suspensionReason", "suspendedProcesses[]");

    public static readonly Property<ScalingProcesses> Name = Table.Add("processName", GroupKinds.Process, "Which process.", required: true);
}

/// <summary>instanceRequirements: attribute-based instance type selection over the catalogue, of an override of a mixed group or of Managed Instances.</summary>
internal static class InstanceRequirementsTable
{
    public static readonly ObjectTable Table = new ObjectTable("instanceRequirements", "Attributes instead of names: every type of the catalogue that matches.")
        .Aws("CreateAutoScalingGroup", """
            totalLocalStorageGB baselineEbsBandwidthMbps baselinePerformanceFactors requireHibernateSupport acceleratorTotalMemoryMiB localStorageTypes requireEncryptionInTransit
            maxSpotPriceAsPercentageOfOptimalOnDemandPrice networkInterfaceCount
            """, "instanceRequirements");

    public static readonly Property<ObjectView> VCpus = Table.Add("vCpuCount", Kind.Object(() => CountRangeTable.Table), "vCPUs; a group's must be given.");
    public static readonly Property<ObjectView> Memory = Table.Add("memoryMiB", Kind.Object(() => CountRangeTable.Table), "Memory in MiB; a group's must be given.");
    public static readonly Property<ObjectView> MemoryPerVCpu = Table.Add("memoryGiBPerVCpu", Kind.Object(() => NumberRangeTable.Table), "GiB for each vCPU.");
    public static readonly Property<ObjectView> NetworkBandwidth = Table.Add("networkBandwidthGbps", Kind.Object(() => NumberRangeTable.Table), "Sustained network bandwidth in Gbit/s.");
    public static readonly Property<ObjectView> Accelerators = Table.Add("acceleratorCount", Kind.Object(() => CountRangeTable.Table), "GPUs.");
    public static readonly Property<IReadOnlyList<string>> Manufacturers = Table.Add(
        "cpuManufacturers", Kind.List(new ChoiceKind<string>(("intel", "intel"), ("amd", "amd"), ("amazon-web-services", "amazon-web-services"), ("apple", "apple"))), "Makers of the CPU.", defaultText: "any");
    public static readonly Property<IReadOnlyList<string>> AllowedTypes = Table.Add("allowedInstanceTypes", Kind.WordList, "Types, families or patterns such as m6i.*; only these.", defaultText: "all");
    public static readonly Property<IReadOnlyList<string>> ExcludedTypes = Table.Add("excludedInstanceTypes", Kind.WordList, "Types, families or patterns that are left out.", defaultText: "none");
    public static readonly Property<IReadOnlyList<string>> Generations = Table.Add("instanceGenerations", Kind.List(new ChoiceKind<string>(("current", "current"), ("previous", "previous"))), "Generations.", defaultText: "any");
    public static readonly Property<string> Burstable = Table.Add("burstablePerformance", Inclusion, "T types.", defaultText: "excluded");
    public static readonly Property<string> LocalStorage = Table.Add("localStorage", Inclusion, "Types with instance store.", defaultText: "included");
    public static readonly Property<string> BareMetal = Table.Add("bareMetal", Inclusion, "Metal types; the catalogue holds none.", defaultText: "excluded");
    public static readonly Property<IReadOnlyList<string>> AcceleratorTypes = Table.Add("acceleratorTypes", Kind.WordList, "Accelerators; gpu is what the catalogue knows.");
    public static readonly Property<IReadOnlyList<string>> AcceleratorNames = Table.Add("acceleratorNames", Kind.WordList, "Refused: the catalogue does not name accelerators.");
    public static readonly Property<IReadOnlyList<string>> AcceleratorManufacturers = Table.Add("acceleratorManufacturers", Kind.WordList, "Refused: the catalogue does not know who makes accelerators.");
    public static readonly Property<int> OnDemandPriceLimit = Table.Add(
        "onDemandMaxPricePercentageOverLowestPrice", Kind.AwsCount(0, 999_999, "percent"), "Price protection: types dearer than the cheapest current C, M or R type that matches plus this are left out, unless types are named; for Managed Instances by price for each vCPU.", defaultText: "20");
    public static readonly Property<int> SpotPriceLimit = Table.Add("spotMaxPricePercentageOverLowestPrice", Kind.AwsCount(0, 999_999, "percent"), "The same for the Spot prices of Managed Instances.", defaultText: "100");

    private static ChoiceKind<string> Inclusion => new(("included", "included"), ("excluded", "excluded"), ("required", "required"));
}

/// <summary>A range of counts.</summary>
internal static class CountRangeTable
{
    public static readonly ObjectTable Table = new ObjectTable("countRange", "A range of whole numbers.").Aws("CreateAutoScalingGroup", "");

    public static readonly Property<int> Min = Table.Add("min", Kind.AwsCount(), "At least.", defaultText: "0");
    public static readonly Property<int> Max = Table.Add("max", Kind.AwsCount(), "At most.", defaultText: "no limit");
}

/// <summary>A range of numbers.</summary>
internal static class NumberRangeTable
{
    public static readonly ObjectTable Table = new ObjectTable("numberRange", "A range of numbers.").Aws("CreateAutoScalingGroup", "");

    public static readonly Property<double> Min = Table.Add("min", Kind.AwsNumber(), "At least.", defaultText: "0");
    public static readonly Property<double> Max = Table.Add("max", Kind.AwsNumber(), "At most.", defaultText: "no limit");
}
