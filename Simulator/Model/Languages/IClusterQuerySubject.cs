using System.Diagnostics.CodeAnalysis;

namespace Simulator.Model.Languages;

/// <summary>A container instance as the cluster query language sees it.</summary>
public interface IClusterQuerySubject
{
    /// <summary>agentConnected.</summary>
    bool AgentConnected { get; }

    /// <summary>agentVersion, dotted numbers such as <c>1.14.10</c>.</summary>
    string AgentVersion { get; }

    /// <summary>ec2InstanceId, such as <c>i-0123456789abcdef0</c>.</summary>
    string Ec2InstanceId { get; }

    /// <summary>registeredAt on the simulated wall clock.</summary>
    DateTimeOffset RegisteredAt { get; }

    /// <summary>runningTasksCount: tasks on the instance in status RUNNING.</summary>
    int RunningTasksCount { get; }

    /// <summary>Looks an attribute up.</summary>
    /// <param name="name">Name without the prefix <c>attribute:</c>, such as <c>ecs.instance-type</c>.</param>
    /// <param name="value">Its value; empty for an attribute without one.</param>
    /// <returns>False when the instance lacks the attribute.</returns>
    bool TryGetAttribute(string name, [NotNullWhen(true)] out string? value);

    /// <summary>Whether a task of a group, with desired status RUNNING, is on the instance (ECS-QL-06).</summary>
    /// <param name="group"><c>service:NAME</c>, <c>family:FAMILY</c> or a group of the user's own.</param>
    bool HasTaskOfGroup(string group);
}
