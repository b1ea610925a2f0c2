using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary><c>timeline:</c> to definitions in order of time; actions of the same moment keep the order of the file.</summary>
internal static class TimelineCompiler
{
    public static ImmutableArray<TimelineActionDefinition> Compile(ObjectView root, TimelineScope scope) =>
    [
        .. root.List(ScenarioTable.Timeline).OrderBy(v => v.Get(ActionTables.At, Duration.Zero).Nanoseconds).Select(v => CompileAction(v, scope)).OfType<TimelineActionDefinition>(),
    ];

    private static TimelineActionDefinition? CompileAction(ObjectView v, TimelineScope scope)
    {
        if (v.Maybe(ActionTables.At) is not { } offset) return null;
        scope.Context.WarnIfLate(v, ActionTables.At, offset);
        // What is missing has been reported; an executor never meets half an action.
        if (v.Table.Properties.Any(p => p.Required && !v.IsRead(p))) return null;
        scope.Tasks.Now = Instant.Zero + offset;
        return TimelineActions.All.First(a => a.Table == v.Table).Compile(scope, v, Instant.Zero + offset) is { } action ? action with { Name = v.Table.Name } : null;
    }
}
