using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>RegisterDaemonTaskDefinition: the properties of <see cref="DaemonTaskDefinitionTable"/>.</summary>
internal static class RegisterDaemonTaskDefinitionTable
{
    public static readonly ObjectTable Table =
        ActionTables.New("RegisterDaemonTaskDefinition", "Registers a new revision of a daemon task definition, which later actions can name.").Like(DaemonTaskDefinitionTable.Table);
}

/// <summary>CreateDaemon: the properties of <see cref="DaemonTable"/>.</summary>
internal static class CreateDaemonTable
{
    public static readonly ObjectTable Table = ActionTables.New("CreateDaemon", "Creates a managed daemon in the middle of a run: the instances that are there are replaced (ECS-DM-04).").Like(DaemonTable.Table);
}

/// <summary>UpdateDaemon.</summary>
internal static class UpdateDaemonTable
{
    public static readonly ObjectTable Table = ActionTables.New(
            "UpdateDaemon", "Gives a managed daemon another revision or other providers: a deployment replaces the instances that differ (ECS-DM-04). critical and deploymentConfiguration stay as they are when they are not given.", "enableECSManagedTags enableExecuteCommand propagateTags")
        .Including(DaemonTable.TaskDefinition, DaemonTable.Providers, DaemonTable.Critical, DaemonTable.Deployment);

    public static readonly Property<Reference> Daemon = Table.Add("daemonArn", Kind.To("a daemon", "agent"), "Name or ARN.", required: true, defaultText: null, aliases: ["daemon", "daemonName"]);
}

/// <summary>DeleteDaemon.</summary>
internal static class DeleteDaemonTable
{
    public static readonly ObjectTable Table = ActionTables.New("DeleteDaemon", "Deletes a managed daemon: its instances are replaced by some without it (ECS-DM-04).");

    public static readonly Property<Reference> Daemon = Table.Add("daemonArn", Kind.To("a daemon", "agent"), "Name or ARN.", required: true, defaultText: null, aliases: ["daemon", "daemonName"]);
}
