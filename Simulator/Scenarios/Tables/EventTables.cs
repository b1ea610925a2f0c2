using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>failures:</c> items.</summary>
internal static class FailureTable
{
    public static readonly ObjectTable Table = new("failure", "A failure to inject: once at a moment, or again and again.");

    public static readonly Property<string> Name = Table.Named("name", Kind.PlainName, "Name in the results.", required: false, defaultText: "kind-1, -2, …");
    public static readonly Property<FailureKind> What = Table.Add(
        "kind",
        new ChoiceKind<FailureKind>(("taskCrash", FailureKind.TaskCrash), ("instanceFailure", FailureKind.InstanceFailure), ("zoneOutage", FailureKind.ZoneOutage)),
        "taskCrash: an essential container exits. instanceFailure: an EC2 instance dies with its tasks. zoneOutage: everything in a zone dies and nothing launches there until it is over.", required: true);
    public static readonly Property<Duration> At = Table.Add("at", Kind.Time, "When; instead of meanTimeBetween.");
    public static readonly Property<Duration> MeanTimeBetween = Table.Add("meanTimeBetween", Kind.PositiveTime, "Mean time between occurrences (exponential); instead of at.");
    public static readonly Property<int> Count = Table.Add("count", Kind.Count(1, 100_000), "Tasks or instances hit each time.", defaultText: "1");
    public static readonly Property<Duration> Length = Table.Add("length", Kind.PositiveTime, "How long a zone is out.");
    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Service hit by task crashes.", defaultText: "any");
    public static readonly Property<Reference> Group = Table.Add("autoScalingGroup", Kind.To("an Auto Scaling group", "prod-asg"), "Group hit by instance failures.", required: false, defaultText: "any", aliases: "autoScalingGroupArn");
    public static readonly Property<Reference> Zone = Table.Add("zone", Kind.To("an Availability Zone", "us-east-1a"), "Zone hit.", required: false, defaultText: "any", aliases: "availabilityZone");
    public static readonly Property<int> ExitCode = Table.Add("exitCode", Kind.Count(0, 255), "Exit code of crashed containers.", defaultText: "1");
}

/// <summary><c>timeline:</c> items.</summary>
internal static class TimelineTable
{
    public static readonly ObjectTable Table = new("timelineAction", "An operator's action, with AWS's parameter names.");

    public static readonly Property<Duration> At = Table.Add("at", Kind.Time, "When.", required: true);
    public static readonly Property<string> Action = Table.Add(
        "action",
        new ChoiceKind<string>(("UpdateService", "UpdateService"), ("SetDesiredCapacity", "SetDesiredCapacity"), ("UpdateContainerInstancesState", "UpdateContainerInstancesState")).Refusing(
            ("RegisterTaskDefinition", NotYet("RegisterTaskDefinition"), "list every revision under taskDefinitions and name it in UpdateService"), ("StopTask", NotYet("StopTask"), "a failure of kind taskCrash stops tasks"),
            ("RunTask", NotYet("RunTask"), null), ("UpdateTaskProtection", NotYet("UpdateTaskProtection"), null), ("PutScalingPolicy", NotYet("PutScalingPolicy"), null), ("CreateService", NotYet("CreateService"), "list it under services"),
            ("DeleteService", NotYet("DeleteService"), "UpdateService with desiredCount: 0"), ("RegisterScalableTarget", NotYet("RegisterScalableTarget"), null), ("PutScheduledAction", NotYet("PutScheduledAction"), null),
            ("UpdateAutoScalingGroup", NotYet("UpdateAutoScalingGroup"), "SetDesiredCapacity changes the size")),
        "UpdateService, SetDesiredCapacity or UpdateContainerInstancesState.", required: true);
    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "UpdateService: which.", required: false, defaultText: null, aliases: "serviceName");
    public static readonly Property<int> DesiredCount = Table.Add("desiredCount", Kind.AwsCount(0, 100_000), "UpdateService: new desiredCount.");
    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "web:2"), "UpdateService: new task definition; starts a deployment when it differs.");
    public static readonly Property<bool> Force = Table.Add("forceNewDeployment", Kind.AwsFlag, "UpdateService: starts a deployment in any case.", defaultText: "false");
    public static readonly Property<Reference> Group = Table.Add("autoScalingGroupName", Kind.To("an Auto Scaling group", "prod-asg"), "SetDesiredCapacity, UpdateContainerInstancesState: which group.", required: false, defaultText: null, aliases: ["autoScalingGroup", "autoScalingGroupArn"]);
    public static readonly Property<int> DesiredCapacity = Table.Add("desiredCapacity", Kind.AwsCount(0, 100_000), "SetDesiredCapacity: new size.");
    public static readonly Property<string> Status = Table.Add("status", new ChoiceKind<string>(("DRAINING", "DRAINING")).Refusing(("ACTIVE", "setting instances ACTIVE again is not simulated yet", "DRAINING")), "UpdateContainerInstancesState: DRAINING.");
    public static readonly Property<Reference> Zone = Table.Add("availabilityZone", Kind.To("an Availability Zone", "us-east-1a"), "UpdateContainerInstancesState: zone of the instances.", required: false, defaultText: "all", aliases: "zone");
    public static readonly Property<int> Count = Table.Add("count", Kind.Count(1, 100_000), "UpdateContainerInstancesState: how many.", defaultText: "all that match");

    private static string NotYet(string action) => $"{action} is not simulated yet on the timeline";
}
