using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Compiling.Scaling;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>What the compile functions of timeline actions may look at: everything the scenario defines before the timeline is read.</summary>
internal sealed class TimelineScope
{
    private readonly Dictionary<int, List<(int Number, TaskSetDefinition Set)>> _taskSets = [];

    public required CompileContext Context { get; init; }

    public required TaskDefinitionCompiler Tasks { get; init; }

    public required ImmutableArray<AutoScalingGroupDefinition> Groups { get; init; }

    public required ServiceCompiler ServiceCompiler { get; init; }

    /// <summary>Compiles managed daemons.</summary>
    public required DaemonCompiler Daemons { get; init; }

    /// <summary>The capacity providers as they are at the action's moment.</summary>
    public required CapacityProviderDefinition[] Providers { get; init; }

    /// <summary>The cluster over the run.</summary>
    public required ClusterCompiler Clusters { get; init; }

    /// <summary>The services as they are at the action's moment: items are compiled in order of time, and each replaces what it changes.</summary>
    public required ServiceDefinition[] Services { get; init; }

    public required ScalingCompiler Scaling { get; init; }

    /// <summary>Groups whose bounds an UpdateAutoScalingGroup moves.</summary>
    public HashSet<int> MovedBounds { get; } = [];

    /// <summary>Groups that UpdateAutoScalingGroup makes protect new instances from scale-in, or no longer.</summary>
    public Dictionary<int, bool> NewInstancesProtected { get; } = [];

    /// <summary>Compiles RunTask calls.</summary>
    public required JobCompiler Jobs { get; init; }

    /// <summary>The task sets of a service as they are at the action's moment.</summary>
    public List<(int Number, TaskSetDefinition Set)> TaskSetsOf(int service)
    {
        if (!_taskSets.TryGetValue(service, out var sets)) _taskSets.Add(service, sets = [.. Services[service].TaskSets.Select(static (set, number) => (number, set))]);
        return sets;
    }

    /// <summary>Services that have been deleted so far, with the moment.</summary>
    public Dictionary<int, Kernel.Instant> Deleted { get; } = [];

    /// <summary>Compiles PutMetricAlarm calls.</summary>
    public required AlarmCompiler Alarms { get; init; }
}
