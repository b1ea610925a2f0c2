using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>SetDesiredCapacity.</summary>
internal static class SetDesiredCapacityTable
{
    public static readonly ObjectTable Table = ActionTables.New("SetDesiredCapacity", "Sets the size of an Auto Scaling group.", "honorCooldown");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<int> DesiredCapacity = Table.Add("desiredCapacity", Kind.AwsCount(0, 100_000), "New size.", required: true);
}

/// <summary>What the tables of calls on groups share.</summary>
internal static class GroupActionTables
{
    public static Property<Reference> Group(ObjectTable table) =>
        table.Add("autoScalingGroupName", Kind.To("an Auto Scaling group", "prod-asg"), "Which group.", required: true, defaultText: null, aliases: ["autoScalingGroup", "autoScalingGroupArn"]);

    public static Property<Reference> Zone(ObjectTable table) => table.Add("availabilityZone", Kind.To("an Availability Zone", "us-east-1a"), "Zone of the instances.", required: false, defaultText: "all", aliases: "zone");

    public static Property<int> Count(ObjectTable table) => table.Add("count", Kind.Count(1, 100_000), "How many instances, those launched first before the others.", defaultText: "as many as ids are given, else all that match");

    // A run makes up its instances' ids, so that those of a pasted call can say how many only.
    public static Property<IReadOnlyList<Reference>> Ids(ObjectTable table) =>
        table.Add("instanceIds", Kind.List(Kind.To("an instance id", "i-0123456789abcdef0"), 1), "As many instances as ids are given, chosen by zone and age.");

    public static Property<Reference> Id(ObjectTable table) => table.Add("instanceId", Kind.To("an instance id", "i-0123456789abcdef0"), "One instance, chosen by zone and age.");
}

/// <summary>UpdateAutoScalingGroup.</summary>
internal static class UpdateAutoScalingGroupTable
{
    public static readonly ObjectTable Table = ActionTables.New(
        "UpdateAutoScalingGroup", "Changes an Auto Scaling group; what is not named stays.",
        "mixedInstancesPolicy defaultCooldown placementGroup serviceLinkedRoleARN context desiredCapacityType defaultInstanceWarmup availabilityZoneDistribution availabilityZoneImpairmentPolicy skipZonalShiftValidation capacityReservationSpecification");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<int> MinSize = Table.Add("minSize", Kind.AwsCount(0, 100_000), "Smallest size.");
    public static readonly Property<int> MaxSize = Table.Add("maxSize", Kind.AwsCount(0, 100_000), "Largest size.");
    public static readonly Property<int> DesiredCapacity = Table.Add("desiredCapacity", Kind.AwsCount(0, 100_000), "Size.");
    public static readonly Property<ObjectView> LaunchTemplate = Table.Add("launchTemplate", Kind.Object(() => LaunchTemplateTable.Table), "Launch template version of instances launched from now on; an instance type only if it changes.");
    public static readonly Property<string> LaunchConfiguration = Table.Add("launchConfigurationName", Kind.GroupName, "Launch configuration of instances launched from now on.");
    public static readonly Property<IReadOnlyList<Reference>> AvailabilityZones = Table.Add("availabilityZones", Kind.List(Kind.To("an Availability Zone", "us-east-1a"), 1), "Zones; instances elsewhere move (ASG-RB-01).");
    public static readonly Property<Reference> Subnets = Table.Add("vpcZoneIdentifier", Kind.To("subnet ids, separated by commas", "subnet-0a1,subnet-0b2"), "Subnets, instead of zones.");
    public static readonly Property<IReadOnlyList<Reference>> TerminationPolicies = Table.Add("terminationPolicies", Kind.List(Kind.To("a termination policy", "Default")), "Termination policies in order.");
    public static readonly Property<bool> Protected = Table.Add("newInstancesProtectedFromScaleIn", Kind.AwsFlag, "Whether new instances are protected from scale-in.");
    public static readonly Property<Duration> GracePeriod = Table.Add("healthCheckGracePeriod", Kind.Seconds(), "Seconds before health checks count.");
    public static readonly Property<GroupHealthChecks> HealthCheckType = Table.Add("healthCheckType", GroupKinds.HealthCheckType, "Health checks beside EC2's own.");
    public static readonly Property<Duration> MaxInstanceLifetime = Table.Add("maxInstanceLifetime", Kind.Seconds(), "Seconds after which an instance is replaced, at least a day; 0 for never.");
    public static readonly Property<bool> CapacityRebalance = Table.Add("capacityRebalance", Kind.AwsFlag, "Whether Spot instances at risk are replaced ahead of time.");
    public static readonly Property<ObjectView> MaintenancePolicy = Table.Add("instanceMaintenancePolicy", Kind.Object(() => MaintenancePolicyTable.Table), "How replacements keep the group healthy.");
}

/// <summary>SetInstanceHealth.</summary>
internal static class SetInstanceHealthTable
{
    public static readonly ObjectTable Table = ActionTables.New("SetInstanceHealth", "Sets the health of instances of a group; unhealthy ones are replaced at once (ASG-HC-03).");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<bool> Health = Table.Add("healthStatus", new ChoiceKind<bool>(("Unhealthy", false), ("Healthy", true)), "Healthy or Unhealthy.", required: true);
    public static readonly Property<bool> Grace = Table.Add("shouldRespectGracePeriod", Kind.AwsFlag, "Whether instances in their grace period are left alone.", defaultText: "true");
    public static readonly Property<Reference> Id = GroupActionTables.Id(Table);
    public static readonly Property<Reference> Zone = GroupActionTables.Zone(Table);
    public static readonly Property<int> Count = GroupActionTables.Count(Table);
}

/// <summary>SetInstanceProtection.</summary>
internal static class SetInstanceProtectionTable
{
    public static readonly ObjectTable Table = ActionTables.New("SetInstanceProtection", "Protects instances of a group from scale-in, or no longer.");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<bool> Protected = Table.Add("protectedFromScaleIn", Kind.AwsFlag, "Protected or not.", required: true);
    public static readonly Property<IReadOnlyList<Reference>> Ids = GroupActionTables.Ids(Table);
    public static readonly Property<Reference> Zone = GroupActionTables.Zone(Table);
    public static readonly Property<int> Count = GroupActionTables.Count(Table);
}

/// <summary>TerminateInstanceInAutoScalingGroup.</summary>
internal static class TerminateInstanceTable
{
    public static readonly ObjectTable Table = ActionTables.New("TerminateInstanceInAutoScalingGroup", "Terminates instances of a group; without decrement the group replaces them.");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<bool> Decrement = Table.Add("shouldDecrementDesiredCapacity", Kind.AwsFlag, "Whether desired capacity falls by as many.", required: true);
    public static readonly Property<Reference> Id = GroupActionTables.Id(Table);
    public static readonly Property<Reference> Zone = GroupActionTables.Zone(Table);
    public static readonly Property<int> Count = GroupActionTables.Count(Table);
}

/// <summary>EnterStandby.</summary>
internal static class EnterStandbyTable
{
    public static readonly ObjectTable Table = ActionTables.New("EnterStandby", "Takes instances out of a group's count; they keep running, with their tasks.");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<bool> Decrement = Table.Add("shouldDecrementDesiredCapacity", Kind.AwsFlag, "Whether desired capacity falls by as many; otherwise others are launched.", required: true);
    public static readonly Property<IReadOnlyList<Reference>> Ids = GroupActionTables.Ids(Table);
    public static readonly Property<Reference> Zone = GroupActionTables.Zone(Table);
    public static readonly Property<int> Count = GroupActionTables.Count(Table);
}

/// <summary>ExitStandby.</summary>
internal static class ExitStandbyTable
{
    public static readonly ObjectTable Table = ActionTables.New("ExitStandby", "Puts instances in Standby back into service; desired capacity grows by as many.");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<IReadOnlyList<Reference>> Ids = GroupActionTables.Ids(Table);
    public static readonly Property<Reference> Zone = GroupActionTables.Zone(Table);
    public static readonly Property<int> Count = GroupActionTables.Count(Table);
}

/// <summary>DetachInstances.</summary>
internal static class DetachInstancesTable
{
    public static readonly ObjectTable Table = ActionTables.New("DetachInstances", "Takes instances out of a group for good: they keep running and stay container instances, without a group and its capacity provider.");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<bool> Decrement = Table.Add("shouldDecrementDesiredCapacity", Kind.AwsFlag, "Whether desired capacity falls by as many; otherwise others are launched.", required: true);
    public static readonly Property<IReadOnlyList<Reference>> Ids = GroupActionTables.Ids(Table);
    public static readonly Property<Reference> Zone = GroupActionTables.Zone(Table);
    public static readonly Property<int> Count = GroupActionTables.Count(Table);
}

/// <summary>AttachInstances.</summary>
internal static class AttachInstancesTable
{
    public static readonly ObjectTable Table = ActionTables.New("AttachInstances", "Puts running instances that belong to no group (containerInstances, or detached ones) into a group; desired capacity grows by as many, and the call fails when that is above maxSize.");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<IReadOnlyList<Reference>> Ids = GroupActionTables.Ids(Table);
    public static readonly Property<Reference> Zone = GroupActionTables.Zone(Table);
    public static readonly Property<int> Count = GroupActionTables.Count(Table);
}

/// <summary>StartInstanceRefresh.</summary>
internal static class StartInstanceRefreshTable
{
    public static readonly ObjectTable Table = ActionTables.New("StartInstanceRefresh", "Replaces the instances of a group step by step.", "desiredConfiguration");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<string> Strategy = Table.Add("strategy", new ChoiceKind<string>(("Rolling", "Rolling")).Refusing(("ReplaceRootVolume", "the refresh strategy ReplaceRootVolume is not simulated", "Rolling")), "Rolling.", defaultText: "Rolling");
    public static readonly Property<ObjectView> Preferences = Table.Add("preferences", Kind.Object(() => RefreshPreferencesTable.Table), "How the refresh goes about it.");
}

/// <summary>preferences of StartInstanceRefresh.</summary>
internal static class RefreshPreferencesTable
{
    public static readonly ObjectTable Table = new ObjectTable("refreshPreferences", "Preferences of an instance refresh.")
        .Aws("StartInstanceRefresh", "checkpointPercentages checkpointDelay autoRollback standbyInstances alarmSpecification bakeTime", "preferences");

    public static readonly Property<int> Min = Table.Add("minHealthyPercentage", Kind.AwsCount(0, 100, "percent"), "Percentage of desired capacity that stays in service.", defaultText: "the maintenance policy's, else 90");
    public static readonly Property<int> Max = Table.Add("maxHealthyPercentage", Kind.AwsCount(100, 200, "percent"), "Percentage of desired capacity that there may be: above 100, new instances launch first.", defaultText: "the maintenance policy's, else 100");
    public static readonly Property<Duration> Warmup = Table.Add("instanceWarmup", Kind.Seconds(), "Seconds a new instance must have served before the next is replaced.", defaultText: "the group's default warm-up, else its grace period");
    public static readonly Property<bool> SkipMatching = Table.Add("skipMatching", Kind.AwsFlag, "Whether instances of the current launch template version are left alone.", defaultText: "false");
    public static readonly Property<ProtectedInRefresh> Protected = Table.Add(
        "scaleInProtectedInstances", new ChoiceKind<ProtectedInRefresh>(("Wait", ProtectedInRefresh.Wait), ("Ignore", ProtectedInRefresh.Ignore), ("Refresh", ProtectedInRefresh.Refresh)), "What happens to instances protected from scale-in: wait an hour for them at most, leave them, or replace them.", defaultText: "Wait");
}

/// <summary>CancelInstanceRefresh.</summary>
internal static class CancelInstanceRefreshTable
{
    public static readonly ObjectTable Table = ActionTables.New("CancelInstanceRefresh", "Ends an instance refresh where it stands.", "waitForTransitioningInstances");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
}

/// <summary>SuspendProcesses.</summary>
internal static class SuspendProcessesTable
{
    public static readonly ObjectTable Table = ActionTables.New("SuspendProcesses", "Suspends scaling processes of a group.");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<IReadOnlyList<ScalingProcesses>> Processes = Table.Add("scalingProcesses", Kind.List(GroupKinds.Process), "Which.", defaultText: "all");
}

/// <summary>ResumeProcesses.</summary>
internal static class ResumeProcessesTable
{
    public static readonly ObjectTable Table = ActionTables.New("ResumeProcesses", "Resumes scaling processes of a group.");

    public static readonly Property<Reference> Group = GroupActionTables.Group(Table);
    public static readonly Property<IReadOnlyList<ScalingProcesses>> Processes = Table.Add("scalingProcesses", Kind.List(GroupKinds.Process), "Which.", defaultText: "all");
}
