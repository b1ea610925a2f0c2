using System.Collections.Immutable;
using Simulator.Model.Definitions;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>What the compile functions of timeline actions may look at: everything the scenario defines before the timeline is read.</summary>
internal sealed class TimelineScope
{
    public required CompileContext Context { get; init; }

    public required TaskDefinitionCompiler Tasks { get; init; }

    public required ImmutableArray<AutoScalingGroupDefinition> Groups { get; init; }

    public required ImmutableArray<ServiceDefinition> Services { get; init; }
}
