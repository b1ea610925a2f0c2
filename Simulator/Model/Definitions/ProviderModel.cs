using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>Model constants of capacity providers: Fargate, managed scaling, Managed Instances.</summary>
public static class ProviderModel
{
    private static readonly ModelConstantList List = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelConstant> All => List.All;

    /// <summary>Fargate's part before the microVM is asked for.</summary>
    public static readonly ModelConstant<DistributionDefinition> FargateScheduling = List.Distribution("fargateScheduling", DistributionDefinition.LognormalFromMedianP95(3, 6.5),
        "A 413 MB image ran 57 s after the task's creation: 37 s of pull, 14 s of machine, the rest (FG-ST-02); the smallest images take 20–35 s in all (FG-ST-01).");

    /// <summary>RunTask calls a second for Fargate, burst and sustained.</summary>
    public static readonly ModelConstant<double> FargateRunTaskRate = List.Number("fargateRunTaskRate", 20, "Stated in the Fargate throttling page (FG-Q-02).");

    /// <summary>vCPUs an account may run at once on Fargate On-Demand.</summary>
    public static readonly ModelConstant<double> FargateVcpuQuota = List.Number("fargateVcpuQuota", 6,
        "Default service quota of a new account (FG-Q-04); enforced when it is set here or with quotas: awsDefault, since AWS raises it on request.");

    /// <summary>vCPUs an account may run at once on Fargate Spot.</summary>
    public static readonly ModelConstant<double> FargateSpotVcpuQuota = List.Number("fargateSpotVcpuQuota", 6, "As fargateVcpuQuota, for Fargate Spot (ECS-TH-05).");

    /// <summary>Tasks an account may run at once on Fargate.</summary>
    public static readonly ModelConstant<double> FargateTaskQuota = List.Number("fargateTaskQuota", 1000,
        "The quota of accounts before AWS counted vCPUs, autumn 2022; enforced when it is set here, or with quotas: awsDefault in runs that begin before October 2022 (ECS-EV-03).");

    /// <summary>vCPUs of the largest Fargate task an account may run.</summary>
    public static readonly ModelConstant<double> FargateLargestCpu = List.Number("fargateLargestCpu", 32, "The largest size there is; AWS holds some accounts below it and publishes no number. Enforced when it is set here (ECS-EV-03).");

    /// <summary>Memory in GiB of the largest Fargate task an account may run.</summary>
    public static readonly ModelConstant<double> FargateLargestMemory = List.Number("fargateLargestMemory", 244, "As fargateLargestCpu, in GiB (ECS-EV-03).");

    /// <summary>Share of Fargate Spot tasks taken back in a month.</summary>
    public static readonly ModelConstant<double> FargateSpotInterruptions = List.Number("fargateSpotInterruptions", 0.05,
        "Unpublished; 5 % of tasks in 30 days, the lowest band AWS shows for EC2 Spot (FG-SPOT-02). 0 turns them off.");

    /// <summary>Share of a zone's Fargate Spot tasks that one interruption takes.</summary>
    public static readonly ModelConstant<double> FargateSpotCorrelation = List.Number("fargateSpotCorrelation", 0.2,
        "Capacity is taken back by pool, not task by task; each task of the zone goes with this probability. Unpublished (FG-SPOT-02).");

    /// <summary>How far the CPU speed of Fargate tasks spreads around its mean.</summary>
    public static readonly ModelConstant<double> FargateCpuSpread = List.Number("fargateCpuSpread", 0,
        "Hardware generations are mixed, ±15 % in practice, unpublished (FG-SZ-05); 0 by default so that a vCPU is a vCPU and variants compare, 0.15 shows the spread.");

    /// <summary>Which instances managed scaling counts as there.</summary>
    public static readonly ModelConstant<string> ManagedScalingCounts = List.Choice("managedScalingCounts", "inService", ["inService", "registered", "all"],
        "AWS says the instances that run in the group: those InService, those whose agent has registered, or pending ones too (CP-MS-02).");

    /// <summary>Reservation of an empty group without demand.</summary>
    public static readonly ModelConstant<string> ManagedScalingEmptyGroup = List.Choice("managedScalingEmptyGroup", "target", ["target", "hundred"],
        "AWS's blog says 100, which below a target of 100 would launch two instances and remove them for ever; that was closed in 2019 (CP-MS-07).");

    /// <summary>How half of an odd group is rounded when managed scaling scales in.</summary>
    public static readonly ModelConstant<string> ManagedScalingHalf = List.Choice("managedScalingHalf", "down", ["down", "up"], "At most half of the group goes in a minute; its rounding is unpublished (CP-MS-12).");

    /// <summary>Share of the target by which the reservation must fall short before the low alarm counts.</summary>
    public static readonly ModelConstant<double> ManagedScalingDeadBand = List.Number("managedScalingDeadBand", 0,
        "Ordinary target tracking leaves a tenth; reports about managed scaling show none (CP-MS-09).");

    /// <summary>How long ECS gathers waiting tasks before it launches Managed Instances for them.</summary>
    public static readonly ModelConstant<Duration> ManagedInstancesGathering = List.Time("managedInstancesGathering", 2, "Tasks that come together are packed together; unpublished (CP-MI-02).");

    /// <summary>scaleInAfter of a provider that does not set it.</summary>
    public static readonly ModelConstant<Duration> ManagedInstancesScaleInAfter = List.Time("managedInstancesScaleInAfter", 300, "AWS keeps its own default to itself (CP-MI-03).");

    /// <summary>Share of a Managed Instance below which it is underused.</summary>
    public static readonly ModelConstant<double> ManagedInstancesUnderused = List.Number("managedInstancesUnderused", 0.5,
        "AWS does not say when an instance counts as underutilized: the larger of its reserved shares of CPU and memory, and only while its tasks fit elsewhere (CP-MI-03).");

    /// <summary>Age at which a Managed Instance is drained for patching.</summary>
    public static readonly ModelConstant<Duration> ManagedInstancesPatchAfter = List.Time("managedInstancesPatchAfter", 14 * 86400, "Stated in the patching page (CP-MI-04).");

    /// <summary>How long the agent of a Managed Instance is silent before the instance counts as IMPAIRED and is repaired.</summary>
    public static readonly ModelConstant<Duration> ManagedInstancesImpairedAfter = List.Time("managedInstancesImpairedAfter", 180,
        "Health is checked about twice a minute; how many checks must fail is unpublished, an Auto Scaling group waits a few minutes too (ECS-CL-16, CP-MI-05).");

    /// <summary>autoRepairConfiguration of a provider that does not set it.</summary>
    public static readonly ModelConstant<string> ManagedInstancesAutoRepair = List.Choice("managedInstancesAutoRepair", "enabled", ["enabled", "disabled"],
        "The API calls the setting optional and names no default; AWS's description of managed daemons speaks of repair without asking for it (CP-MI-05).");

    /// <summary>How long the deployment of a managed daemon is PENDING before it drains the first instances.</summary>
    public static readonly ModelConstant<Duration> ManagedDaemonDeploymentDelay = List.Time("managedDaemonDeploymentDelay", 30,
        "Unpublished; an update that was looked at about every half minute had begun and was draining at 40 s (ECS-DM-04).");

    /// <summary>How long a step of such a deployment goes on when its instances have left the cluster.</summary>
    public static readonly ModelConstant<Duration> ManagedDaemonStepEnd = List.Time("managedDaemonStepEnd", 60,
        "Unpublished; a measured update was still IN_PROGRESS when its only old instance had been deregistering for more than a minute, looked at about every minute then (ECS-DM-04).");

    /// <summary>How drainPercent of the instances is rounded.</summary>
    public static readonly ModelConstant<string> ManagedDaemonBatchRounding = List.Choice("managedDaemonBatchRounding", "down", ["down", "up"],
        "Unpublished; down never drains more than the share, and one instance at least goes at a time, as one of one did in a measurement (ECS-DM-04).");

    /// <summary>After what bakeTimeInMinutes of a managed daemon runs.</summary>
    public static readonly ModelConstant<string> ManagedDaemonBake = List.Choice("managedDaemonBake", "step", ["step", "deployment"],
        "The API calls it a wait after each step before the next; others read it as a time of watching when all instances are replaced (ECS-DM-04).");

    /// <summary>Services a cluster may have, when quotas are on.</summary>
    public static readonly ModelConstant<double> ServicesPerCluster = List.Number("servicesPerClusterQuota", 5000, "Default service quota (CP-05).");

    /// <summary>Tasks a service may want, when quotas are on.</summary>
    public static readonly ModelConstant<double> TasksPerService = List.Number("tasksPerServiceQuota", 5000, "Default service quota (CP-05).");

    /// <summary>Container instances a cluster may begin with, when quotas are on.</summary>
    public static readonly ModelConstant<double> InstancesPerCluster = List.Number("instancesPerClusterQuota", 5000, "Default service quota (CP-05).");

    /// <summary>Auto Scaling groups a Region may have, when quotas are on.</summary>
    public static readonly ModelConstant<double> GroupsPerRegion = List.Number("groupsPerRegionQuota", 500, "Default quota of EC2 Auto Scaling (ASG-LC-08).");

    /// <summary>Scalable targets of ECS that a Region may have, when quotas are on.</summary>
    public static readonly ModelConstant<double> ScalableTargetsPerRegion = List.Number("scalableTargetsPerRegionQuota", 3000, "Default quota of Application Auto Scaling (AS-TGT-07).");

    /// <summary>Longest drain of a Managed Instance.</summary>
    public static readonly ModelConstant<Duration> ManagedInstancesDrainLimit = List.Time("managedInstancesDrainLimit", 7 * 86400,
        "Stated in the draining page: typically seven days after the drain began, day 21 of a patched instance (ECS-DR-06, CP-MI-04).");
}
