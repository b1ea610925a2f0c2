using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>StopServiceDeployment; a scenario names the service, which has one deployment in progress at most.</summary>
internal static class StopServiceDeploymentTable
{
    public static readonly ObjectTable Table = ActionTables.New("StopServiceDeployment", "Stops the deployment of a service that is in progress.", "cluster serviceDeploymentArn");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<bool> Abort = Table.Add(
        "stopType", new ChoiceKind<bool>(("ROLLBACK", false), ("ABORT", true)), "ROLLBACK goes back to the last revision; ABORT leaves everything as it is.", defaultText: "ROLLBACK");
}

/// <summary>ContinueServiceDeployment; its own `action` parameter would collide with the item's.</summary>
internal static class ContinueServiceDeploymentTable
{
    public static readonly ObjectTable Table = ActionTables.New("ContinueServiceDeployment", "Answers the PAUSE hooks at which a deployment waits.", "cluster serviceDeploymentArn hookId");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<bool> Rollback = Table.Add(
        "hookAction", new ChoiceKind<bool>(("CONTINUE", false), ("ROLLBACK", true)), "The call's `action`.", defaultText: "CONTINUE");
}

/// <summary>CodeDeploy's CreateDeployment.</summary>
internal static class CreateDeploymentTable
{
    public static readonly ObjectTable Table = ActionTables.New(
        "CreateDeployment",
        "Deploys a task definition to a service with deployment controller CODE_DEPLOY (ECS-BG-04). The service stands for its deployment group, and `taskDefinition` for the AppSpec content. Refused while a deployment of the group is in progress.",
        "applicationName deploymentGroupName revision description ignoreApplicationStopFailures updateOutdatedInstancesOnly fileExistsBehavior targetInstances");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "web:2"), "What is deployed.", required: true);
    public static readonly Property<TrafficSteps> Configuration = Table.Add("deploymentConfigName", DeploymentGroupTable.Configurations, "How production traffic moves.", defaultText: "the deployment group's");
}

/// <summary>CodeDeploy's ContinueDeployment.</summary>
internal static class ContinueDeploymentTable
{
    public static readonly ObjectTable Table = ActionTables.New("ContinueDeployment", "Lets a CodeDeploy deployment go on that waits before it moves traffic (deploymentReadyOption).", "deploymentId deploymentWaitType");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
}

/// <summary>CodeDeploy's StopDeployment.</summary>
internal static class StopDeploymentTable
{
    public static readonly ObjectTable Table = ActionTables.New("StopDeployment", "Stops the CodeDeploy deployment of a service that is in progress.", "deploymentId");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<bool> Rollback = Table.Add("autoRollbackEnabled", Kind.AwsFlag, "Whether traffic goes back to the original task set; otherwise both stay as they are.", defaultText: "false");
}
