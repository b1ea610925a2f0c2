using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Model.Languages;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Scheduled actions of a scalable target (AS-SC-01 … 06).</summary>
internal static class ScheduledActionCompiler
{
    public static ImmutableArray<ScheduledActionDefinition> Compile(CompileContext c, IReadOnlyList<ObjectView> views)
    {
        var actions = ImmutableArray.CreateBuilder<ScheduledActionDefinition>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var v in views)
        {
            var name = v.Get(ScheduledActionTable.Name, "");
            if (name.Length > 0 && !names.Add(name)) c.Report(v, ScheduledActionTable.Name, $"there are two scheduled actions named `{name}`", "give one of them another name (AS-SC-06)");
            if (CompileOne(c, v, name) is { } action) actions.Add(action);
        }
        return actions.ToImmutable();
    }

    private static ScheduledActionDefinition? CompileOne(CompileContext c, ObjectView v, string name)
    {
        var zoneName = v.Get(ScheduledActionTable.TimeZone, "");
        if (!Schedule.TryFindZone(zoneName, out var zone))
        {
            c.Report(v, ScheduledActionTable.TimeZone, $"the time zone `{zoneName}` is not known", "an IANA name, such as Europe/Paris or America/New_York");
            return null;
        }
        var text = v.Get(ScheduledActionTable.Schedule, "");
        if (text.Length == 0) return null; // missing or bad: reported already
        if (!Schedule.TryParse(text, zone, out _, out var error, out var position))
        {
            c.Report(v, ScheduledActionTable.Schedule, $"the schedule is wrong at character {position + 1}: {error}", "cron(0 8 ? * MON-FRI *)");
            return null;
        }
        DateTimeOffset? start = v.IsRead(ScheduledActionTable.Start) ? v.Get(ScheduledActionTable.Start, default) : null;
        DateTimeOffset? end = v.IsRead(ScheduledActionTable.End) ? v.Get(ScheduledActionTable.End, default) : null;
        if (end <= start) c.Report(v, ScheduledActionTable.End, "endTime is not after startTime", "a later time");
        if (v.Find(ScheduledActionTable.Target) is not { } bounds) return null;
        int? minimum = bounds.IsRead(ScalableTargetActionTable.MinCapacity) ? bounds.Get(ScalableTargetActionTable.MinCapacity, 0) : null;
        int? maximum = bounds.IsRead(ScalableTargetActionTable.MaxCapacity) ? bounds.Get(ScalableTargetActionTable.MaxCapacity, 0) : null;
        if (!bounds.Has(ScalableTargetActionTable.MinCapacity) && !bounds.Has(ScalableTargetActionTable.MaxCapacity))
            c.Report(v, ScheduledActionTable.Target, "the action sets neither minCapacity nor maxCapacity", "scalableTargetAction: {minCapacity: 10}");
        if (minimum > maximum) c.Report(bounds, ScalableTargetActionTable.MinCapacity, $"minCapacity {minimum} is more than maxCapacity {maximum}", $"at most {maximum}");
        return new ScheduledActionDefinition(name, text, zoneName, start, end, minimum, maximum);
    }
}
