using Simulator.Model.Definitions;

namespace Simulator.Model.Tables;

/// <summary>Finds the configuration of the agent on a container instance: its group's, or that of the set it was listed in.</summary>
public static class AgentLookup
{
    /// <summary>The configuration; the agent's own defaults where nothing configures it (AWS Managed Instances).</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="instance">The container instance.</param>
    public static AgentDefinition Of(Scenario scenario, in ContainerInstanceRow instance)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var (group, set) = instance.Origin switch
        {
            > 0 => (instance.Origin - 1, -1),
            < 0 => (-1, -instance.Origin - 1),
            _ => (instance.AutoScalingGroup, instance.ContainerInstanceSet),
        };
        if (group >= 0 && group < scenario.AutoScalingGroups.Length) return scenario.AutoScalingGroups[group].Agent;
        return set >= 0 && set < scenario.ContainerInstances.Length ? scenario.ContainerInstances[set].Agent : AgentDefinition.Default;
    }
}
