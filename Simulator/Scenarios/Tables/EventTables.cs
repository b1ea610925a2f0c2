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
        new ChoiceKind<FailureKind>(
            ("taskCrash", FailureKind.TaskCrash), ("instanceFailure", FailureKind.InstanceFailure), ("zoneOutage", FailureKind.ZoneOutage), ("agentDisconnect", FailureKind.AgentDisconnect),
            ("fargateSpotInterruption", FailureKind.FargateSpotInterruption), ("fargateSpotShortage", FailureKind.FargateSpotShortage), ("fargateRetirement", FailureKind.FargateRetirement), ("instanceImpaired", FailureKind.InstanceImpaired),
            ("instanceStop", FailureKind.InstanceStop), ("scheduledEvent", FailureKind.ScheduledEvent), ("spotInterruption", FailureKind.SpotInterruption), ("capacityShortage", FailureKind.CapacityShortage), ("registryOutage", FailureKind.RegistryOutage)),
        "taskCrash: an essential container exits. instanceFailure: an EC2 instance dies with its tasks. zoneOutage: everything in a zone dies and nothing launches there until it is over. agentDisconnect: the container agent of an instance cannot be reached, its tasks go on. fargateSpotInterruption: Fargate Spot tasks are taken back with two minutes' warning. fargateSpotShortage: no Fargate Spot task can be placed until it is over. fargateRetirement: AWS retires the hosts of Fargate tasks after a notice. "
        + "instanceImpaired: an instance fails its status check for a while; nobody reaches it. instanceStop: an instance is stopped, not terminated. scheduledEvent: retirement or maintenance of an instance's host. "
        + "spotInterruption: EC2 takes Spot instances back, two minutes after their notice. capacityShortage: instance types are sold out. registryOutage: image pulls fail until it is over.", required: true);
    public static readonly Property<Duration> At = Table.Add("at", Kind.Time, "When; instead of meanTimeBetween.");
    public static readonly Property<Duration> MeanTimeBetween = Table.Add("meanTimeBetween", Kind.PositiveTime, "Mean time between occurrences (exponential); instead of at.");
    public static readonly Property<int> Count = Table.Add("count", Kind.Count(1, 100_000), "Tasks or instances hit each time.", defaultText: "1; all that run at the notice for fargateRetirement");
    public static readonly Property<Duration> Length = Table.Add("length", Kind.PositiveTime, "How long a zone or registry is out, or Fargate Spot short, an agent cannot be reached (without it: for good), a type sold out, an instance impaired (default model.impairmentRepair) or stopped (default: for good).");
    public static readonly Property<Duration> Notice = Table.Add("notice", Kind.Time, "From the notice of a retirement to the retirement (account setting fargateTaskRetirementWaitPeriod: 0, 7 or 14 days).", defaultText: "7d");
    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Service whose tasks are hit.", defaultText: "any");
    public static readonly Property<IReadOnlyList<Reference>> InstanceTypes = Table.Add("instanceTypes", Kind.List(Kind.To("an EC2 instance type", "m6i.large"), 1), "Instance types that are sold out or hit.", defaultText: "those of the groups");
    public static readonly Property<bool> PurchaseOption = Table.Add("purchaseOption", new ChoiceKind<bool>(("spot", true), ("any", false)), "What a capacityShortage is of.", defaultText: "any");
    public static readonly Property<StatusCheck> Check = Table.Add("check", new ChoiceKind<StatusCheck>(("instance", StatusCheck.Instance), ("system", StatusCheck.System), ("ebs", StatusCheck.Ebs)), "Which status check of an instanceImpaired fails; for system EC2 recovers an instance without a group, of ebs only groups with that health check take notice.", defaultText: "instance");
    public static readonly Property<Reference> Group = Table.Add("autoScalingGroup", Kind.To("an Auto Scaling group", "prod-asg"), "Group of the instances hit.", required: false, defaultText: "any", aliases: "autoScalingGroupArn");
    public static readonly Property<Reference> Zone = Table.Add("zone", Kind.To("an Availability Zone", "us-east-1a"), "Zone hit.", required: false, defaultText: "any", aliases: "availabilityZone");
    public static readonly Property<string> Container = Table.Add("container", Kind.Words, "Container that crashes.", defaultText: "the first essential one");
    public static readonly Property<string> Image = Table.Add("image", Kind.Words, "Registry, repository or image whose pulls fail.", defaultText: "all");
    public static readonly Property<double> Share = Table.Add("share", Kind.Percent, "Percentage of the attempts that fail.", defaultText: "100%");
    public static readonly Property<bool> Hangs = Table.Add("hangs", Kind.Flag, "The registry does not even answer: attempts end by their timeout.", defaultText: "false");
    public static readonly Property<bool> Stalls = Table.Add("stalls", Kind.Flag, "The registry answers, but the layers do not come: transfers stand still, and attempts end after model.pullInactivity.", defaultText: "false");
    public static readonly Property<int> ExitCode = Table.Add("exitCode", Kind.Count(0, 255), "Exit code of crashed containers.", defaultText: "1");
}
