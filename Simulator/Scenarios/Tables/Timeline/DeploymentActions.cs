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
