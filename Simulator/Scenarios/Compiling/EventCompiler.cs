using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Failures and the operator's timeline.</summary>
internal sealed class EventCompiler(CompileContext c, TaskDefinitionCompiler tasks)
{
    private static readonly Dictionary<FailureKind, Property[]> OnlyFor = new()
    {
        [FailureKind.TaskCrash] = [FailureTable.Service, FailureTable.ExitCode],
        [FailureKind.InstanceFailure] = [FailureTable.Group],
        [FailureKind.ZoneOutage] = [FailureTable.Length],
    };

    public ImmutableArray<FailureDefinition> CompileFailures(ObjectView root, bool hasInstances)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var failures = ImmutableArray.CreateBuilder<FailureDefinition>();
        var ordinal = 0;
        foreach (var v in root.List(ScenarioTable.Failures))
        {
            ordinal++;
            if (v.Maybe(FailureTable.What) is not { } kind) continue;
            var word = char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];
            var name = v.Get(FailureTable.Name, $"{word}-{ordinal}");
            if (!names.Add(name)) c.Report(v, FailureTable.Name, $"there are two failures named `{name}`", "give one of them another name");
            CheckFailure(v, kind, word, hasInstances);
            failures.Add(new FailureDefinition
            {
                Name = name,
                Kind = kind,
                At = v.Maybe(FailureTable.At) is { } at ? Instant.Zero + at : null,
                MeanTimeBetweenSeconds = v.Maybe(FailureTable.MeanTimeBetween)?.Seconds,
                Count = v.Get(FailureTable.Count, 1),
                Length = v.Get(FailureTable.Length, Duration.Zero),
                Service = v.Find(FailureTable.Service) is { } service ? c.Services.Resolve(service, c) : -1,
                AutoScalingGroup = v.Find(FailureTable.Group) is { } group ? c.Groups.Resolve(group, c) : -1,
                Zone = v.Find(FailureTable.Zone) is { } zone ? c.Zones.Resolve(zone, c) : -1,
                ExitCode = v.Get(FailureTable.ExitCode, 1),
            });
        }
        return failures.ToImmutable();
    }

    private void CheckFailure(ObjectView v, FailureKind kind, string word, bool hasInstances)
    {
        if (v.Has(FailureTable.At) == v.Has(FailureTable.MeanTimeBetween))
        {
            if (v.Has(FailureTable.At)) c.Report(v, FailureTable.MeanTimeBetween, "a failure happens either at a moment or again and again, not both", "keep at or meanTimeBetween");
            else c.Report(v.Position, v.Path, "the failure never happens: it has neither at nor meanTimeBetween", "at: 3h, or meanTimeBetween: 24h");
        }
        foreach (var (owner, properties) in OnlyFor)
        {
            foreach (var property in properties)
            {
                if (owner != kind && v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"{word} takes no `{property.Name}`", $"it belongs to {char.ToLowerInvariant(owner.ToString()[0])}{owner.ToString()[1..]}");
            }
        }
        if (kind == FailureKind.ZoneOutage)
        {
            if (!v.Has(FailureTable.Length)) c.Report(v.Position, v.Path, "a zone outage needs a `length`", "length: 1h");
            if (v.Has(FailureTable.Count)) c.Report(v.KeyAt(FailureTable.Count), v.PathOf(FailureTable.Count), "zoneOutage takes no `count`: everything in the zone is hit", "remove it");
        }
        if (kind == FailureKind.InstanceFailure && !hasInstances)
            c.Report(v, FailureTable.What, "no instance can fail: the scenario has neither autoScalingGroups nor containerInstances", "use taskCrash, or zoneOutage");
        WarnIfLate(v, FailureTable.At, v.Maybe(FailureTable.At));
    }

    public ImmutableArray<TimelineActionDefinition> CompileTimeline(ObjectView root, ImmutableArray<AutoScalingGroupDefinition> groups) =>
    [
        .. root.List(ScenarioTable.Timeline).Select(v => CompileAction(v, groups)).OfType<TimelineActionDefinition>().OrderBy(a => a.At.Nanoseconds),
    ];

    private TimelineActionDefinition? CompileAction(ObjectView v, ImmutableArray<AutoScalingGroupDefinition> groups)
    {
        if (v.Find(TimelineTable.Action) is not { } action || v.Maybe(TimelineTable.At) is not { } offset) return null;
        WarnIfLate(v, TimelineTable.At, offset);
        var at = Instant.Zero + offset;
        return action switch
        {
            "UpdateService" => UpdateService(v, at),
            "SetDesiredCapacity" => SetDesiredCapacity(v, at, groups),
            _ => DrainInstances(v, at),
        };
    }

    private UpdateServiceAction? UpdateService(ObjectView v, Instant at)
    {
        Refuse(v, "UpdateService", TimelineTable.Group, TimelineTable.DesiredCapacity, TimelineTable.Status, TimelineTable.Zone, TimelineTable.Count);
        if (!Need(v, TimelineTable.Service, "service: web")) return null;
        if (!v.Has(TimelineTable.DesiredCount) && !v.Has(TimelineTable.TaskDefinition) && !v.Has(TimelineTable.Force))
            c.Report(v.Position, v.Path, "this UpdateService changes nothing", "give desiredCount, taskDefinition or forceNewDeployment");
        var service = v.Find(TimelineTable.Service) is { } reference ? c.Services.Resolve(reference, c) : -1;
        int? task = v.Find(TimelineTable.TaskDefinition) is { } definition ? tasks.Resolve(definition, used: true) : null;
        return new UpdateServiceAction(at, service, v.Maybe(TimelineTable.DesiredCount), task, v.Get(TimelineTable.Force, false));
    }

    private SetDesiredCapacityAction? SetDesiredCapacity(ObjectView v, Instant at, ImmutableArray<AutoScalingGroupDefinition> groups)
    {
        Refuse(v, "SetDesiredCapacity", TimelineTable.Service, TimelineTable.DesiredCount, TimelineTable.TaskDefinition, TimelineTable.Force, TimelineTable.Status, TimelineTable.Zone, TimelineTable.Count);
        if (!Need(v, TimelineTable.Group, "autoScalingGroupName: prod-asg") | !Need(v, TimelineTable.DesiredCapacity, "desiredCapacity: 4")) return null;
        if (v.Find(TimelineTable.Group) is not { } reference || v.Maybe(TimelineTable.DesiredCapacity) is not { } capacity) return null;
        var group = c.Groups.Resolve(reference, c);
        if (group >= 0 && group < groups.Length && (capacity < groups[group].MinSize || capacity > groups[group].MaxSize))
            c.Report(v, TimelineTable.DesiredCapacity, $"desiredCapacity {capacity} is not between minSize {groups[group].MinSize} and maxSize {groups[group].MaxSize} of `{groups[group].Name}`", $"{groups[group].MinSize} to {groups[group].MaxSize}");
        return new SetDesiredCapacityAction(at, group, capacity);
    }

    private DrainInstancesAction? DrainInstances(ObjectView v, Instant at)
    {
        Refuse(v, "UpdateContainerInstancesState", TimelineTable.Service, TimelineTable.DesiredCount, TimelineTable.TaskDefinition, TimelineTable.Force, TimelineTable.DesiredCapacity);
        if (!Need(v, TimelineTable.Status, "status: DRAINING")) return null;
        var zone = v.Find(TimelineTable.Zone) is { } z ? c.Zones.Resolve(z, c) : -1;
        var group = v.Find(TimelineTable.Group) is { } g ? c.Groups.Resolve(g, c) : -1;
        return new DrainInstancesAction(at, zone, group, v.Maybe(TimelineTable.Count));
    }

    private bool Need(ObjectView v, Property property, string example)
    {
        if (v.Has(property)) return true;
        c.Report(v.Position, v.Path, $"{v.Find(TimelineTable.Action)} needs `{property.Name}`", example);
        return false;
    }

    private void Refuse(ObjectView v, string action, params ReadOnlySpan<Property> properties)
    {
        foreach (var property in properties)
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"{action} takes no `{property.Name}`", "remove it");
        }
    }

    private void WarnIfLate(ObjectView v, Property property, Duration? at)
    {
        if (at is { } offset && offset >= c.Run.Duration)
            c.Notes.Add(ScenarioNoteKind.Warning, v.At(property), $"this never happens: {Quantity.Time(offset)} is not before the end of the run, {Quantity.Time(c.Run.Duration)}");
    }
}
