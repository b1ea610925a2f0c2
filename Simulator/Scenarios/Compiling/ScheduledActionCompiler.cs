using System.Globalization;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Languages;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Scheduled actions of scalable targets (AS-SC-01 … 06) and of groups (AS-EC2-04).</summary>
internal static class ScheduledActionCompiler
{
    /// <summary>Actions of a service's scalable target.</summary>
    public static List<(ObjectView View, ScheduledActionDefinition Action)> Compile(CompileContext c, IReadOnlyList<ObjectView> views) => CompileAll(c, views, OfService);

    /// <summary>Actions of a group.</summary>
    public static List<(ObjectView View, ScheduledActionDefinition Action)> CompileOfGroup(CompileContext c, IReadOnlyList<ObjectView> views) => CompileAll(c, views, OfGroup);

    /// <summary>One action of a service's scalable target, or null after reporting why not.</summary>
    /// <param name="c">What the compilers share.</param>
    /// <param name="v">The action.</param>
    /// <param name="name">Its name.</param>
    /// <param name="putAt">When a call puts it; null for an action of the start.</param>
    public static ScheduledActionDefinition? OfService(CompileContext c, ObjectView v, string name, Instant? putAt)
    {
        var text = v.Get(ScheduledActionTable.Schedule, "");
        if (text.Length == 0) return null; // missing or bad: reported already
        var dialect = c.Model.Get(ModelCatalog.CronDayNumbers) == "sundayIs0" ? CronDialect.AwsFromZero : CronDialect.Aws;
        if (ScheduleOf(c, v, ScheduledActionTable.Schedule, text, dialect, "cron(0 8 ? * MON-FRI *)") is not { } schedule || v.Find(ScheduledActionTable.Target) is not { } bounds) return null;
        var (start, end) = Times(c, v);
        var (minimum, maximum) = Bounds(c, bounds, ScalableTargetActionTable.MinCapacity, ScalableTargetActionTable.MaxCapacity);
        if (!bounds.Has(ScalableTargetActionTable.MinCapacity) && !bounds.Has(ScalableTargetActionTable.MaxCapacity))
            c.Report(v, ScheduledActionTable.Target, "the action sets neither minCapacity nor maxCapacity", "scalableTargetAction: {minCapacity: 10}");
        if (v.Has(ScheduledActionTable.TimeZone) && text.TrimStart().StartsWith("rate", StringComparison.Ordinal))
            c.Notes.Add(ScenarioNoteKind.Warning, v.At(ScheduledActionTable.TimeZone), "the time zone changes nothing: it is that of at(…) and cron(…), and a rate counts from the action's start (AS-SC-03)");
        WarnIfNever(c, v, ScheduledActionTable.Schedule, name, schedule, (start, end), putAt);
        return new ScheduledActionDefinition(name, text, v.Get(ScheduledActionTable.TimeZone, ""), start, end, minimum, maximum);
    }

    /// <summary>One action of a group, or null after reporting why not.</summary>
    /// <param name="c">What the compilers share.</param>
    /// <param name="v">The action.</param>
    /// <param name="name">Its name.</param>
    /// <param name="putAt">When a call puts it; null for an action of the start.</param>
    public static ScheduledActionDefinition? OfGroup(CompileContext c, ObjectView v, string name, Instant? putAt)
    {
        var text = v.Get(GroupScheduledActionTable.Recurrence, "");
        if (v.IsBad(GroupScheduledActionTable.Recurrence)) return null;
        Schedule? schedule = null;
        if (text.Length > 0 && (schedule = ScheduleOf(c, v, GroupScheduledActionTable.Recurrence, text, CronDialect.Unix, "0 8 * * MON-FRI")) is null) return null;
        var (start, end) = Times(c, v);
        if (putAt is { } call && start < c.MomentOf(call))
            c.Report(v, ScheduledActionTable.Start, $"startTime {Text(start.Value)} is in the past when the call is made, {Text(c.MomentOf(call))}: AWS refuses it (AS-EC2-04)", "a time after the call");
        else if (schedule is not null || start is not null) WarnIfNever(c, v, schedule is null ? ScheduledActionTable.Start : GroupScheduledActionTable.Recurrence, name, schedule ?? Schedule.Once(start!.Value), (start, end), putAt);
        var (minimum, maximum) = Bounds(c, v, GroupScheduledActionTable.MinSize, GroupScheduledActionTable.MaxSize);
        var desired = v.Maybe(GroupScheduledActionTable.Desired);
        if (text.Length == 0 && start is null && !v.Has(ScheduledActionTable.Start)) c.Report(v.Position, v.Path, $"the scheduled action `{name}` never runs: it has neither recurrence nor startTime", "recurrence: 0 8 * * MON-FRI");
        if (minimum is null && maximum is null && desired is null && !v.IsBad(GroupScheduledActionTable.MinSize) && !v.IsBad(GroupScheduledActionTable.MaxSize) && !v.IsBad(GroupScheduledActionTable.Desired))
            c.Report(v.Position, v.Path, "the action sets none of minSize, maxSize and desiredCapacity", "desiredCapacity: 4");
        if (desired < minimum || desired > maximum) c.Report(v, GroupScheduledActionTable.Desired, $"desiredCapacity {desired} is not between the minSize and maxSize of the action", "a size between them");
        return new ScheduledActionDefinition(name, text, v.Get(ScheduledActionTable.TimeZone, ""), start, end, minimum, maximum) { DesiredCapacity = desired };
    }

    private static List<(ObjectView View, ScheduledActionDefinition Action)> CompileAll(
        CompileContext c, IReadOnlyList<ObjectView> views, Func<CompileContext, ObjectView, string, Instant?, ScheduledActionDefinition?> compile)
    {
        var actions = new List<(ObjectView View, ScheduledActionDefinition Action)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var v in views)
        {
            var name = v.Get(ScheduledActionTable.Name, "");
            if (name.Length > 0 && !names.Add(name)) c.Report(v, ScheduledActionTable.Name, $"there are two scheduled actions named `{name}`", "give one of them another name (AS-SC-06)");
            if (compile(c, v, name, null) is { } action) actions.Add((v, action));
        }
        return actions;
    }

    private static Schedule? ScheduleOf(CompileContext c, ObjectView v, Property<string> property, string text, CronDialect dialect, string example)
    {
        var zoneName = v.Get(ScheduledActionTable.TimeZone, "");
        if (!Schedule.TryFindZone(zoneName, out var zone))
        {
            c.Report(v, ScheduledActionTable.TimeZone, $"the time zone `{zoneName}` is not known", "an IANA name, such as Europe/Paris or America/New_York");
            return null;
        }
        if (Schedule.TryParse(text, zone, out var schedule, out var error, out var position, dialect)) return schedule;
        c.Report(v, property, $"the schedule is wrong at character {position + 1}: {error}", example);
        return null;
    }

    // The first run as the clockwork finds it: with StartTime at that time, and after EndTime none.
    private static void WarnIfNever(
        CompileContext c, ObjectView v, Property at, string name, Schedule schedule, (DateTimeOffset? Start, DateTimeOffset? End) times, Instant? putAt)
    {
        var now = c.MomentOf(putAt ?? Instant.Zero);
        var after = putAt is null ? now.AddTicks(-1) : now; // what falls on the start of the run still comes
        var first = times.Start > after ? times.Start : schedule.NextAfter(after, times.Start ?? now);
        if (first is not null && !(first > times.End)) return;
        var moment = $"when {(putAt is null ? "the run starts" : "it is put")}, {Text(now)}";
        var (where, why) = times.End <= now ? ((Property)ScheduledActionTable.End, $"its endTime {Text(times.End.Value)} has passed {moment}")
            : first is null ? (at, $"its time has passed {moment}") : (ScheduledActionTable.End, $"its first run would come at {Text(first.Value)}, after its endTime");
        c.Notes.Add(ScenarioNoteKind.Warning, v.At(where), $"the scheduled action `{name}` never runs: {why}");
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static (DateTimeOffset? Start, DateTimeOffset? End) Times(CompileContext c, ObjectView v)
    {
        DateTimeOffset? start = v.IsRead(ScheduledActionTable.Start) ? v.Get(ScheduledActionTable.Start, default) : null;
        DateTimeOffset? end = v.IsRead(ScheduledActionTable.End) ? v.Get(ScheduledActionTable.End, default) : null;
        if (end <= start) c.Report(v, ScheduledActionTable.End, "endTime is not after startTime", "a later time");
        return (start, end);
    }

    private static (int? Minimum, int? Maximum) Bounds(CompileContext c, ObjectView v, Property<int> least, Property<int> most)
    {
        var (minimum, maximum) = (v.Maybe(least), v.Maybe(most));
        if (minimum > maximum) c.Report(v, least, $"{least.Name} {minimum} is more than {most.Name} {maximum}", $"at most {maximum}");
        return (minimum, maximum);
    }
}
