using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// What the container agent of an instance can do, by its version: agents announce capabilities as attributes, and a task is placed only where the ones it needs are
/// announced (ECS-CL-12). AWS: aws/amazon-ecs-agent, agent/app/agent_capability.go and CHANGELOG.md.
/// </summary>
internal static class AgentCapabilities
{
    /// <summary>Version of agents that a scenario says nothing about: any from 1.86 on behaves alike here.</summary>
    public const string DefaultVersion = "1.98.0";

    private static readonly (string Attribute, Version Since, Func<TaskDefinition, bool> Needs)[] All =
    [
        ("ecs.capability.task-eni", new(1, 15, 0), d => d.NetworkMode == NetworkMode.AwsVpc),
        ("ecs.capability.container-ordering", new(1, 26, 0), d => d.Containers.Any(c => !c.DependsOn.IsEmpty || c.StartTimeout is not null || c.StopTimeout is not null)),
        ("ecs.capability.gpu-driver", new(1, 24, 0), d => d.ReservedGpus > 0),
    ];

    /// <summary>Whether an agent of a version can run a task.</summary>
    public static bool Suffice(TaskDefinition definition, Version agent)
    {
        foreach (var (_, since, needs) in All)
        {
            if (agent < since && needs(definition)) return false;
        }
        return true;
    }

    /// <summary>Attributes that an agent of a version announces.</summary>
    public static IEnumerable<string> Announced(Version agent)
    {
        foreach (var (attribute, since, _) in All)
        {
            if (agent >= since) yield return attribute;
        }
    }
}
