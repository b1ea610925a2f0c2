using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>The agents' configuration (ECS-AG-02, ECS-AG-04, ECS-CL-02, ECS-TD-12 to ECS-TD-14).</summary>
internal static class AgentCompiler
{
    public static AgentDefinition Compile(ObjectView owner, Property<ObjectView> property, ImmutableArray<int> instanceTypes, CompileContext c)
    {
        if (owner.Find(property) is not { } v) return AgentDefinition.Default;
        var usual = AgentDefinition.Default;
        var agent = new AgentDefinition
        {
            PullBehavior = v.Get(AgentTable.PullBehavior, usual.PullBehavior),
            SpotInstanceDraining = v.Get(AgentTable.SpotDraining, false),
            WarmPoolsCheck = v.Get(AgentTable.WarmPoolsCheck, false),
            ReservedMemoryMiB = v.Get(AgentTable.ReservedMemory, 0),
            ContainerStopTimeout = v.Get(AgentTable.StopTimeout, usual.ContainerStopTimeout),
            ContainerStartTimeout = v.Get(AgentTable.StartTimeout, usual.ContainerStartTimeout),
            ContainerCreateTimeout = v.Get(AgentTable.CreateTimeout, usual.ContainerCreateTimeout),
            PullDependentContainersUpfront = v.Get(AgentTable.PullUpfront, false),
            TaskCleanupWait = v.Get(AgentTable.TaskCleanupWait, usual.TaskCleanupWait),
            ImageCleanupInterval = v.Get(AgentTable.CleanupInterval, usual.ImageCleanupInterval),
            MinimumImageAge = v.Get(AgentTable.MinimumImageAge, usual.MinimumImageAge),
            ImagesDeletedPerCycle = v.Get(AgentTable.ImagesPerCycle, usual.ImagesDeletedPerCycle),
            ImageCleanupDisabled = v.Get(AgentTable.CleanupDisabled, false),
            PreloadedImages = [.. v.List(AgentTable.Preloaded).Select(r => r.Text).Distinct(StringComparer.Ordinal)],
            SociSnapshotter = v.Get(AgentTable.Soci, false),
        };
        Check(v, agent, instanceTypes, c);
        return agent;
    }

    private static void Check(ObjectView v, AgentDefinition agent, ImmutableArray<int> instanceTypes, CompileContext c)
    {
        // The agent itself puts shorter values back to its default, and logs it.
        if (agent.ImageCleanupInterval < Duration.FromMinutes(10)) c.Report(v, AgentTable.CleanupInterval, "the agent removes images at most every 10 minutes (ECS-AG-04)", "10m or more");
        if (agent.TaskCleanupWait < Duration.FromSeconds(1L)) c.Report(v, AgentTable.TaskCleanupWait, "the agent keeps stopped containers for a second at least (ECS-AG-04)", "1s or more");
        if (agent.ContainerStopTimeout < Duration.FromSeconds(1L)) c.Report(v, AgentTable.StopTimeout, "the agent waits for a second at least before it kills (ECS-TD-13)", "1s or more");
        foreach (var index in instanceTypes)
        {
            if (index < 0 || c.InstanceTypes[index] is not { } type || agent.ReservedMemoryMiB < type.RegisteredMemoryMiB) continue;
            c.Report(v, AgentTable.ReservedMemory, $"ECS_RESERVED_MEMORY {agent.ReservedMemoryMiB} leaves nothing of the {type.RegisteredMemoryMiB} MiB that {type.Name} registers: its registration would fail (ECS-CL-02)", $"less than {type.RegisteredMemoryMiB}");
        }
    }
}
