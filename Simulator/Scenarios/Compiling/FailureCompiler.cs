using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Failures.</summary>
internal sealed class FailureCompiler(CompileContext c)
{
    // Properties that not every kind takes, and the kinds that take them.
    private static readonly (Property Property, FailureKind[] TakenBy)[] Takers =
    [
        (FailureTable.Service, [FailureKind.TaskCrash, FailureKind.FargateSpotInterruption, FailureKind.FargateRetirement]),
        (FailureTable.ExitCode, [FailureKind.TaskCrash]),
        (FailureTable.Container, [FailureKind.TaskCrash]),
        (FailureTable.Image, [FailureKind.RegistryOutage]),
        (FailureTable.Share, [FailureKind.RegistryOutage]),
        (FailureTable.Hangs, [FailureKind.RegistryOutage]),
        (FailureTable.Stalls, [FailureKind.RegistryOutage]),
        (FailureTable.Group, [FailureKind.InstanceFailure, FailureKind.AgentDisconnect, FailureKind.InstanceImpaired, FailureKind.InstanceStop, FailureKind.ScheduledEvent, FailureKind.SpotInterruption]),
        (FailureTable.Length, [FailureKind.ZoneOutage, FailureKind.AgentDisconnect, FailureKind.FargateSpotShortage, FailureKind.RegistryOutage, FailureKind.InstanceImpaired, FailureKind.InstanceStop, FailureKind.CapacityShortage]),
        (FailureTable.Notice, [FailureKind.FargateRetirement]),
        (FailureTable.InstanceTypes, [FailureKind.InstanceFailure, FailureKind.AgentDisconnect, FailureKind.InstanceImpaired, FailureKind.InstanceStop, FailureKind.ScheduledEvent, FailureKind.SpotInterruption, FailureKind.CapacityShortage]),
        (FailureTable.PurchaseOption, [FailureKind.CapacityShortage]),
        (FailureTable.Check, [FailureKind.InstanceImpaired]),
    ];

    public ImmutableArray<FailureDefinition> Compile(ObjectView root, bool hasInstances)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var failures = ImmutableArray.CreateBuilder<FailureDefinition>();
        var ordinal = 0;
        foreach (var v in root.List(ScenarioTable.Failures))
        {
            ordinal++;
            if (v.Maybe(FailureTable.What) is not { } kind) continue;
            var word = WordOf(kind);
            var name = v.Get(FailureTable.Name, $"{word}-{ordinal}");
            if (!names.Add(name)) c.Report(v, FailureTable.Name, $"there are two failures named `{name}`", "give one of them another name");
            CheckFailure(v, kind, word, hasInstances);
            failures.Add(new FailureDefinition
            {
                Name = name,
                Kind = kind,
                At = v.Maybe(FailureTable.At) is { } at ? Instant.Zero + at : null,
                MeanTimeBetweenSeconds = v.Maybe(FailureTable.MeanTimeBetween)?.Seconds,
                Count = v.Get(FailureTable.Count, kind == FailureKind.FargateRetirement ? int.MaxValue : 1),
                InstanceTypes = TypesOf(v, kind),
                SpotOnly = v.Get(FailureTable.PurchaseOption, false),
                Check = v.Get(FailureTable.Check, StatusCheck.Instance),
                Length = v.Get(FailureTable.Length, Duration.Zero),
                Notice = v.Get(FailureTable.Notice, kind == FailureKind.FargateRetirement ? Duration.FromHours(7 * 24) : Duration.Zero),
                Service = v.Find(FailureTable.Service) is { } service ? c.ServiceOrDaemon(service) : -1,
                AutoScalingGroup = v.Find(FailureTable.Group) is { } group ? c.Groups.Resolve(group, c) : -1,
                Zone = v.Find(FailureTable.Zone) is { } zone ? c.Zones.Resolve(zone, c) : -1,
                ExitCode = v.Get(FailureTable.ExitCode, 1),
                Container = v.Get(FailureTable.Container, ""),
                Image = v.Get(FailureTable.Image, ""),
                Share = v.Get(FailureTable.Share, 100) / 100,
                Hangs = v.Get(FailureTable.Hangs, false),
                Stalls = v.Get(FailureTable.Stalls, false),
            });
        }
        return failures.ToImmutable();
    }

    private static string OwnersOf(FailureKind[] takers) => takers.Length == 1 ? WordOf(takers[0]) : string.Join(", ", takers[..^1].Select(WordOf)) + " and " + WordOf(takers[^1]);

    private static string WordOf(FailureKind kind) => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];

    // A shortage that names no types is of all types the scenario uses.
    private ImmutableArray<int> TypesOf(ObjectView v, FailureKind kind)
    {
        var given = v.List(FailureTable.InstanceTypes);
        if (given.Count == 0 && kind == FailureKind.CapacityShortage) return [.. Enumerable.Range(0, c.InstanceTypes.Length)];
        return given.Count == 0 ? [] : [.. given.Select(c.InstanceType).Where(t => t >= 0).Distinct()];
    }

    private void CheckFailure(ObjectView v, FailureKind kind, string word, bool hasInstances)
    {
        if (v.Has(FailureTable.At) == v.Has(FailureTable.MeanTimeBetween))
        {
            if (v.Has(FailureTable.At)) c.Report(v, FailureTable.MeanTimeBetween, "a failure happens either at a moment or again and again, not both", "keep at or meanTimeBetween");
            else c.Report(v.Position, v.Path, "the failure never happens: it has neither at nor meanTimeBetween", "at: 3h, or meanTimeBetween: 24h");
        }
        foreach (var (property, takers) in Takers)
        {
            if (!takers.Contains(kind) && v.Has(property))
                c.Report(v.KeyAt(property), v.PathOf(property), $"{word} takes no `{property.Name}`", "it belongs to " + OwnersOf(takers));
        }
        if (kind == FailureKind.CapacityShortage)
        {
            if (!v.Has(FailureTable.Length)) c.Report(v.Position, v.Path, "a capacity shortage needs a `length`", "length: 1h");
            if (v.Has(FailureTable.Count)) c.Report(v.KeyAt(FailureTable.Count), v.PathOf(FailureTable.Count), "capacityShortage takes no `count`: the types are sold out for everybody", "remove it");
        }
        CheckOutage(v, kind, word);
        if (kind is FailureKind.FargateSpotInterruption or FailureKind.FargateSpotShortage && c.FirstSpotUse is null)
            c.Report(v, FailureTable.What, "nothing runs on Fargate Spot: no strategy names FARGATE_SPOT", "capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]");
        if (kind is not (FailureKind.TaskCrash or FailureKind.ZoneOutage or FailureKind.FargateSpotInterruption or FailureKind.FargateSpotShortage or FailureKind.FargateRetirement or FailureKind.RegistryOutage) && !hasInstances)
            c.Report(v, FailureTable.What, "no instance can fail: the scenario has neither autoScalingGroups nor containerInstances nor Managed Instances", "use taskCrash, or zoneOutage");
        c.WarnIfLate(v, FailureTable.At, v.Maybe(FailureTable.At));
    }

    private void CheckOutage(ObjectView v, FailureKind kind, string word)
    {
        if (kind is not (FailureKind.ZoneOutage or FailureKind.RegistryOutage or FailureKind.FargateSpotShortage)) return;
        var what = kind switch { FailureKind.ZoneOutage => "zone outage", FailureKind.RegistryOutage => "registry outage", _ => "shortage" };
        var where = kind == FailureKind.RegistryOutage ? "registry" : "zone";
        if (!v.Has(FailureTable.Length)) c.Report(v.Position, v.Path, $"a {what} needs a `length`", "length: 1h");
        if (v.Has(FailureTable.Count)) c.Report(v.KeyAt(FailureTable.Count), v.PathOf(FailureTable.Count), $"{word} takes no `count`: everything in the {where} is hit", "remove it");
        if (v.Get(FailureTable.Hangs, false) && v.Get(FailureTable.Stalls, false))
            c.Report(v.KeyAt(FailureTable.Stalls), v.PathOf(FailureTable.Stalls), "a registry that does not answer (`hangs`) sends no manifest after which transfers could stand still (`stalls`)", "keep hangs or stalls");
        if (kind == FailureKind.RegistryOutage && v.Has(FailureTable.Zone)) c.Report(v.KeyAt(FailureTable.Zone), v.PathOf(FailureTable.Zone), "registryOutage takes no `zone`: a registry is one for its Region", "remove it");
    }
}
