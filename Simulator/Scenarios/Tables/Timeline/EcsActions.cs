using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>UpdateService.</summary>
internal static class UpdateServiceTable
{
    public static readonly ObjectTable Table = ActionTables.New("UpdateService", "Changes a service; starts a deployment when what its tasks are made of changes (ECS-SV-03).", "cluster");

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<int> DesiredCount = Table.Add("desiredCount", Kind.AwsCount(0, 100_000), "New desiredCount.");
    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "web:2"), "New task definition; starts a deployment when it differs.");
    public static readonly Property<bool> Force = Table.Add("forceNewDeployment", Kind.AwsFlag, "Starts a deployment in any case.", defaultText: "false");
}
