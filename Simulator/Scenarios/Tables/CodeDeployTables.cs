using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>deploymentGroup</c> of a service with deployment controller CODE_DEPLOY, in the shape of CodeDeploy's CreateDeploymentGroup.</summary>
internal static class DeploymentGroupTable
{
    public static readonly ObjectTable Table = new ObjectTable("deploymentGroup", "The CodeDeploy deployment group of a service (CreateDeploymentGroup): its pair of target groups, and how traffic moves (ECS-BG-04).")
        .Aws("CreateDeploymentGroup", """
            applicationName deploymentGroupName serviceRoleArn deploymentStyle ecsServices ec2TagFilters ec2TagSet onPremisesInstanceTagFilters onPremisesTagSet autoScalingGroups
            triggerConfigurations outdatedInstancesStrategy terminationHookEnabled tags computePlatform applicationId deploymentGroupId
            """, "deploymentGroup")
        .FromFile("deploymentGroupInfo");

    /// <summary>CodeDeploy's configurations for ECS.</summary>
    public static readonly ChoiceKind<TrafficSteps> Configurations = new(
        ("CodeDeployDefault.ECSAllAtOnce", TrafficSteps.AllAtOnce),
        ("CodeDeployDefault.ECSCanary10Percent5Minutes", Canary(5)), ("CodeDeployDefault.ECSCanary10Percent15Minutes", Canary(15)),
        ("CodeDeployDefault.ECSLinear10PercentEvery1Minutes", Linear(1)), ("CodeDeployDefault.ECSLinear10PercentEvery3Minutes", Linear(3)));

    public static readonly Property<TrafficSteps> Configuration = Table.Add("deploymentConfigName", Configurations, "How production traffic moves, unless CreateDeployment says otherwise.", defaultText: "CodeDeployDefault.ECSAllAtOnce");
    public static readonly Property<ObjectView> LoadBalancers = Table.Add("loadBalancerInfo", Kind.Object(() => LoadBalancerInfoTable.Table), "The pair of target groups.", required: true);
    public static readonly Property<ObjectView> BlueGreen = Table.Add("blueGreenDeploymentConfiguration", Kind.Object(() => BlueGreenConfigurationTable.Table), "What waits for what.");
    public static readonly Property<ObjectView> Alarms = Table.Add("alarmConfiguration", Kind.Object(() => CodeDeployAlarmsTable.Table), "Alarms that stop a deployment.");
    public static readonly Property<ObjectView> Rollback = Table.Add("autoRollbackConfiguration", Kind.Object(() => AutoRollbackTable.Table), "When a stopped deployment is rolled back.");

    private static TrafficSteps Canary(int minutes) => new(100, TrafficSteps.All, Kernel.Duration.FromMinutes(minutes));

    private static TrafficSteps Linear(int minutes) => new(100, 100, Kernel.Duration.FromMinutes(minutes));
}

/// <summary>loadBalancerInfo of a deployment group.</summary>
internal static class LoadBalancerInfoTable
{
    public static readonly ObjectTable Table = new ObjectTable("loadBalancerInfo", "Where the traffic of a deployment group goes.").Aws("CreateDeploymentGroup", "elbInfoList targetGroupInfoList", "deploymentGroup.loadBalancerInfo");

    public static readonly Property<IReadOnlyList<ObjectView>> Pairs = Table.Add("targetGroupPairInfoList", Kind.List(Kind.Object(() => TargetGroupPairTable.Table), 1, 1), "One pair.", required: true);
}

/// <summary>A pair of target groups.</summary>
internal static class TargetGroupPairTable
{
    public static readonly ObjectTable Table = new ObjectTable("targetGroupPair", "Two target groups between which traffic moves.").Aws("CreateDeploymentGroup", "prodTrafficRoute", "deploymentGroup.loadBalancerInfo.targetGroupPairInfoList[]");

    public static readonly Property<IReadOnlyList<ObjectView>> Groups = Table.Add("targetGroups", Kind.List(Kind.Object(() => TargetGroupNameTable.Table), 2, 2), "The two target groups; one of them is the service's.", required: true);
    public static readonly Property<ObjectView> TestRoute = Table.Add("testTrafficRoute", Kind.Object(() => TrafficRouteTable.Table), "Listener of the test traffic.");
}

/// <summary>A target group by its name.</summary>
internal static class TargetGroupNameTable
{
    public static readonly ObjectTable Table = new ObjectTable("targetGroupName", "A target group by its name.").Aws("TargetGroupInfo", "");

    public static readonly Property<Reference> Name = Table.Add("name", Kind.To("a target group", "web-blue"), "Its name.", required: true);
}

/// <summary>testTrafficRoute.</summary>
internal static class TrafficRouteTable
{
    public static readonly ObjectTable Table = new ObjectTable("trafficRoute", "A listener.").Aws("TrafficRoute", "");

    public static readonly Property<IReadOnlyList<Reference>> Listeners = Table.Add("listenerArns", Kind.List(Kind.To("a listener or its ARN", "test-listener"), 1, 1), "The listener; workloads to a listener of this name follow it.", required: true);
}

/// <summary>blueGreenDeploymentConfiguration.</summary>
internal static class BlueGreenConfigurationTable
{
    public static readonly ObjectTable Table = new ObjectTable("blueGreenDeploymentConfiguration", "What waits for what in a CodeDeploy deployment.").Aws("CreateDeploymentGroup", "greenFleetProvisioningOption", "deploymentGroup.blueGreenDeploymentConfiguration");

    public static readonly Property<ObjectView> Terminate = Table.Add("terminateBlueInstancesOnDeploymentSuccess", Kind.Object(() => TerminateBlueTable.Table), "When the original task set goes.");
    public static readonly Property<ObjectView> Ready = Table.Add("deploymentReadyOption", Kind.Object(() => DeploymentReadyTable.Table), "Whether traffic moves as soon as the replacement is ready.");
}

/// <summary>terminateBlueInstancesOnDeploymentSuccess.</summary>
internal static class TerminateBlueTable
{
    public static readonly ObjectTable Table = new ObjectTable("terminateBlue", "When the original task set goes.").Aws("CreateDeploymentGroup", "");

    public static readonly Property<string> Action = Table.Add(
        "action", new ChoiceKind<string>(("TERMINATE", "TERMINATE")).Refusing(("KEEP_ALIVE", "an original task set that is kept alive is not simulated", "TERMINATE with terminationWaitTimeInMinutes: 2880")), "TERMINATE.", defaultText: "TERMINATE");
    public static readonly Property<int> Wait = Table.Add("terminationWaitTimeInMinutes", Kind.AwsCount(0, 2880, "minutes"), "Minutes from the last shift of traffic; both task sets run until then.", defaultText: "0");
}

/// <summary>deploymentReadyOption.</summary>
internal static class DeploymentReadyTable
{
    public static readonly ObjectTable Table = new ObjectTable("deploymentReadyOption", "Whether traffic moves as soon as the replacement is ready.").Aws("CreateDeploymentGroup", "");

    public static readonly Property<bool> Stops = Table.Add("actionOnTimeout", new ChoiceKind<bool>(("CONTINUE_DEPLOYMENT", false), ("STOP_DEPLOYMENT", true)), "CONTINUE_DEPLOYMENT at once; STOP_DEPLOYMENT waits for ContinueDeployment.", defaultText: "CONTINUE_DEPLOYMENT");
    public static readonly Property<int> Wait = Table.Add("waitTimeInMinutes", Kind.AwsCount(0, 2880, "minutes"), "Minutes until a deployment that nobody continues is stopped.", defaultText: "0");
}

/// <summary>alarmConfiguration of a deployment group.</summary>
internal static class CodeDeployAlarmsTable
{
    public static readonly ObjectTable Table = new ObjectTable("alarmConfiguration", "Alarms that stop a deployment.").Aws("CreateDeploymentGroup", "ignorePollAlarmFailure", "deploymentGroup.alarmConfiguration");

    public static readonly Property<bool> Enabled = Table.Add("enabled", Kind.AwsFlag, "Whether they count.", defaultText: "false");
    public static readonly Property<IReadOnlyList<ObjectView>> Alarms = Table.Add("alarms", Kind.List(Kind.Object(() => AlarmNameTable.Table), 0, 10), "Which.");
}

/// <summary>An alarm by its name.</summary>
internal static class AlarmNameTable
{
    public static readonly ObjectTable Table = new ObjectTable("alarmName", "An alarm by its name.").Aws("Alarm", "");

    public static readonly Property<Reference> Name = Table.Add("name", Kind.To("an alarm", "errors"), "Its name.", required: true);
}

/// <summary>autoRollbackConfiguration.</summary>
internal static class AutoRollbackTable
{
    public static readonly ObjectTable Table = new ObjectTable("autoRollbackConfiguration", "When a deployment is rolled back.").Aws("CreateDeploymentGroup", "", "deploymentGroup.autoRollbackConfiguration");

    public static readonly Property<bool> Enabled = Table.Add("enabled", Kind.AwsFlag, "Whether it is.", defaultText: "false");
    public static readonly Property<IReadOnlyList<string>> Events = Table.Add(
        "events",
        Kind.List<string>(new ChoiceKind<string>(("DEPLOYMENT_FAILURE", "DEPLOYMENT_FAILURE"), ("DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_ALARM"), ("DEPLOYMENT_STOP_ON_REQUEST", "DEPLOYMENT_STOP_ON_REQUEST"))),
        "On which events.");
}
