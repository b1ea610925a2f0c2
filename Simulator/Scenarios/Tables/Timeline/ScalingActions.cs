using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>What the autoscaling calls share: whom they are about.</summary>
internal static class ScalingCallTables
{
    public const string IgnoredOfTargets = "serviceNamespace scalableDimension";

    public static readonly Property<Reference> Service = new(
        "service", Kind.To("a service", "web"), "Service of the scalable target, by its name or as ResourceId (service/cluster/web).", required: true, null, ["serviceName", "resourceId"]);

    public static readonly Property<Reference> AnyService = new(
        "service", Kind.To("a service", "web"), "Service of the scalable target, by its name or as ResourceId (service/cluster/web); or autoScalingGroupName.", required: false, null, ["serviceName", "resourceId"]);

    public static readonly Property<Reference> Group = new(
        "autoScalingGroupName", Kind.To("an Auto Scaling group", "prod-asg"), "Which group.", required: true, null, ["autoScalingGroup", "autoScalingGroupArn"]);

    public static readonly Property<Reference> AnyGroup = new(
        "autoScalingGroupName", Kind.To("an Auto Scaling group", "prod-asg"), "Group, for EC2 Auto Scaling's call of this name.", required: false, null, ["autoScalingGroup", "autoScalingGroupArn"]);
}

/// <summary>RegisterScalableTarget.</summary>
internal static class RegisterScalableTargetTable
{
    public static readonly ObjectTable Table = ActionTables
        .New("RegisterScalableTarget", "Registers a scalable target or changes what is given of it; desiredCount is brought into the bounds at once (AS-TGT-02).", ScalingCallTables.IgnoredOfTargets + " roleARN tags")
        .Including(ScalingCallTables.Service);

    public static readonly Property<int> MinCapacity = Table.Add("minCapacity", Kind.AwsCount(0, 100_000), "Fewest tasks.", defaultText: "as it is; needed when nothing is registered");
    public static readonly Property<int> MaxCapacity = Table.Add("maxCapacity", Kind.AwsCount(0, 100_000), "Most tasks.", defaultText: "as it is; needed when nothing is registered");
    public static readonly Property<ObjectView> Suspended = Table.Add("suspendedState", Kind.Object(() => SuspendedStateTable.Table), "What is suspended or resumed; what is not named stays (AS-TGT-05).");
}

/// <summary>DeregisterScalableTarget.</summary>
internal static class DeregisterScalableTargetTable
{
    public static readonly ObjectTable Table = ActionTables
        .New("DeregisterScalableTarget", "Takes the scalable target away with its policies, their alarms and scheduled actions; desiredCount stays (AS-TGT-06).", ScalingCallTables.IgnoredOfTargets)
        .Including(ScalingCallTables.Service);
}

/// <summary>PutScalingPolicy of both services.</summary>
internal static class PutScalingPolicyTable
{
    public static readonly ObjectTable Table = ActionTables
        .New("PutScalingPolicy", "Creates a policy of a service or group, or replaces it; target tracking gets new alarms (AS-TT-03).", ScalingCallTables.IgnoredOfTargets)
        .Including(ScalingCallTables.AnyService, ScalingCallTables.AnyGroup, PolicyTable.Name, PolicyTable.Type, PolicyTable.TargetTracking, PolicyTable.Step, PolicyTable.Predictive)
        .Including(GroupPolicyTable.Own);
}

/// <summary>DeleteScalingPolicy.</summary>
internal static class DeleteScalingPolicyTable
{
    public static readonly ObjectTable Table = ActionTables
        .New("DeleteScalingPolicy", "Deletes a policy of a service, and the alarms of target tracking with it.", ScalingCallTables.IgnoredOfTargets)
        .Including(ScalingCallTables.Service, PolicyTable.Name);
}

/// <summary>DeletePolicy.</summary>
internal static class DeletePolicyTable
{
    public static readonly ObjectTable Table = ActionTables.New("DeletePolicy", "Deletes a policy of a group, and the alarms of target tracking with it.").Including(ScalingCallTables.Group, PolicyTable.Name);
}

/// <summary>ExecutePolicy.</summary>
internal static class ExecutePolicyTable
{
    public static readonly ObjectTable Table = ActionTables.New("ExecutePolicy", "Carries out a simple or step policy of a group by hand.").Including(ScalingCallTables.Group, PolicyTable.Name);

    public static readonly Property<bool> HonorCooldown = Table.Add("honorCooldown", Kind.AwsFlag, "Whether a simple policy waits for the cooldown.", defaultText: "false");
    public static readonly Property<double> MetricValue = Table.Add("metricValue", Kind.AwsNumber(), "Value that chooses the step of a step policy.");
    public static readonly Property<double> BreachThreshold = Table.Add("breachThreshold", Kind.AwsNumber(), "Threshold from which the steps are measured.");
}

/// <summary>PutScheduledAction.</summary>
internal static class PutScheduledActionTable
{
    public static readonly ObjectTable Table = ActionTables
        .New("PutScheduledAction", "Creates a scheduled action of a service or replaces all of it (AS-SC-06).", ScalingCallTables.IgnoredOfTargets)
        .Including(ScalingCallTables.Service, ScheduledActionTable.Name, ScheduledActionTable.Schedule, ScheduledActionTable.TimeZone, ScheduledActionTable.Start, ScheduledActionTable.End, ScheduledActionTable.Target);
}

/// <summary>PutScheduledUpdateGroupAction.</summary>
internal static class PutScheduledUpdateGroupActionTable
{
    public static readonly ObjectTable Table = ActionTables
        .New("PutScheduledUpdateGroupAction", "Creates a scheduled action of a group or replaces all of it (AS-EC2-04).")
        .Including(ScalingCallTables.Group).Including(GroupScheduledActionTable.Own);
}

/// <summary>DeleteScheduledAction of both services.</summary>
internal static class DeleteScheduledActionTable
{
    public static readonly ObjectTable Table = ActionTables
        .New("DeleteScheduledAction", "Deletes a scheduled action of a service or group.", ScalingCallTables.IgnoredOfTargets)
        .Including(ScalingCallTables.AnyService, ScalingCallTables.AnyGroup, ScheduledActionTable.Name);
}
