using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Autoscaling calls: compiled with the scalable targets, because alarms may invoke what they create.</summary>
internal static class ScalingActionCompiler
{
    public static TimelineActionDefinition? Call(TimelineScope s, ObjectView v, Instant at) => s.Scaling.CallOf(v) is { } call ? call with { At = at } : null;
}
