using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>A task definition of the scenario with what is known about its text.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="View">Its text.</param>
/// <param name="Deferred">Problems that count when a service uses it.</param>
/// <param name="RegisteredAt">When RegisterTaskDefinition is called.</param>
/// <param name="VariantOf">Index of the definition of which this is one with another size (RunTask's overrides, rows of a trace), or -1.</param>
internal sealed record CompiledTaskDefinition(TaskDefinition Definition, ObjectView View, List<ScenarioIssue> Deferred, Instant RegisteredAt, int VariantOf = -1);

/// <summary>RegisterTaskDefinition (ECS-API-01, ECS-TD-*): what AWS would refuse is refused, with AWS's words where they are known.</summary>
internal sealed class TaskDefinitionCompiler(CompileContext c)
{
    private readonly Dictionary<string, List<int>> _families = new(StringComparer.Ordinal);
    private readonly List<CompiledTaskDefinition> _all = [];

    public IReadOnlyList<CompiledTaskDefinition> All => _all;

    /// <summary>The moment at which names are resolved: revisions that are registered later do not exist yet.</summary>
    public Instant Now { get; set; } = Instant.Zero;

    public void Compile(ObjectView root)
    {
        foreach (var v in root.List(ScenarioTable.TaskDefinitions)) CompileOne(v);
        foreach (var v in root.List(ScenarioTable.DaemonTaskDefinitions)) CompileOne(v);
        foreach (var v in root.List(ScenarioTable.Timeline).Where(v => (v.Table == RegisterTaskDefinitionTable.Table || v.Table == RegisterDaemonTaskDefinitionTable.Table) && v.IsRead(ActionTables.At)).OrderBy(v => v.Get(ActionTables.At, Duration.Zero).Nanoseconds))
            CompileOne(v, Instant.Zero + v.Get(ActionTables.At, Duration.Zero));
    }

    /// <summary>Index of the definition that an item of the timeline registers, or -1.</summary>
    public int IndexOf(ObjectView v) => _all.FindIndex(d => d.View == v);

    /// <summary>The same definition with another task-level size: RunTask's overrides, or a row of a trace.</summary>
    public int Resized(int definition, int cpu, int memory)
    {
        var original = _all[definition].Definition;
        if (original.ReservedCpu == cpu && original.ReservedMemory == memory) return definition;
        var known = _all.FindIndex(d => d.VariantOf == definition && d.Definition.ReservedCpu == cpu && d.Definition.ReservedMemory == memory);
        if (known >= 0) return known;
        var resized = original with { Cpu = cpu, Memory = memory, ReservedCpu = cpu, ReservedMemory = memory };
        _all.Add(new CompiledTaskDefinition(resized, _all[definition].View, [], _all[definition].RegisteredAt, definition));
        return _all.Count - 1;
    }

    /// <summary>Compiles one definition and adds it as the newest revision of its family.</summary>
    public CompiledTaskDefinition CompileOne(ObjectView v) => CompileOne(v, Instant.Zero);

    private CompiledTaskDefinition CompileOne(ObjectView v, Instant registeredAt)
    {
        var family = v.Get(TaskDefinitionTable.Family, "");
        if (!_families.TryGetValue(family, out var revisions)) _families.Add(family, revisions = []);
        if (family.Length > 0 && revisions.Count > 0 && _all[revisions[0]].Definition.IsDaemon != DaemonTaskDefinitionTable.IsDaemon(v))
            c.Report(v, TaskDefinitionTable.Family, $"the family `{family}` is a task definition and a daemon task definition: in a scenario they have different names, because `applications` are by family", $"{family}-daemon");
        var newest = revisions.Count > 0 ? _all[revisions[^1]].Definition.Revision : 0;
        var revision = v.Get(TaskDefinitionTable.Revision, newest + 1);
        if (revision <= newest)
        {
            c.Report(v, TaskDefinitionTable.Revision, $"revision {revision} of `{family}` comes after revision {newest}", "list revisions in ascending order");
            revision = newest + 1;
        }
        var definition = Build(v, family, revision);
        var compiled = new CompiledTaskDefinition(definition, v, v.Deferred, registeredAt);
        if (family.Length > 0 && revisions.Count == 0) c.Families.Add(family, _all.Count);
        if (family.Length > 0) revisions.Add(_all.Count);
        _all.Add(compiled);
        return compiled;
    }

    /// <summary>Index of the definition that a family, family:revision or ARN names, or -1 after reporting that there is none.</summary>
    /// <param name="reference">The name.</param>
    /// <param name="used">Whether a service uses it from now on.</param>
    /// <param name="daemon">Whether it is to be a daemon task definition (ECS-DM-04).</param>
    public int Resolve(Reference reference, bool used, bool daemon = false)
    {
        var (what, under) = daemon ? ("daemon task definition", "daemonTaskDefinitions") : ("task definition", "taskDefinitions");
        var name = AwsArn.NameOf(reference.Text);
        var colon = name.LastIndexOf(':');
        var family = colon < 0 ? name : name[..colon];
        if (!_families.TryGetValue(family, out var revisions) || revisions.Count == 0)
        {
            var known = _families.Where(f => f.Value.Count > 0 && _all[f.Value[0]].Definition.IsDaemon == daemon).Select(f => f.Key).ToList();
            c.Report(reference, $"there is no {what} `{family}`", known.Count == 0 ? $"none is defined; list it under {under}" : Suggestions.For(family, known, $"{under}: "));
            return -1;
        }
        if (_all[revisions[0]].Definition.IsDaemon != daemon)
        {
            c.Report(
                reference, daemon ? $"`{family}` is a task definition: a daemon takes a daemon task definition (ECS-DM-04)" : $"`{family}` is a daemon task definition: only managed daemons take it (ECS-DM-04)",
                $"list it under {under}");
            return -1;
        }
        var index = revisions.FindLast(i => _all[i].RegisteredAt <= Now, -1);
        if (index < 0)
        {
            c.Report(reference, $"the {what} `{family}` is not registered yet", $"its first revision comes at {Quantity.Time(_all[revisions[0]].RegisteredAt - Instant.Zero)}");
            return -1;
        }
        if (colon >= 0)
        {
            index = int.TryParse(name[(colon + 1)..], out var revision) ? revisions.Find(i => _all[i].Definition.Revision == revision, -1) : -1;
            if (index < 0)
            {
                var numbers = string.Join(", ", revisions.Select(i => _all[i].Definition.Revision));
                c.Report(reference, $"the family `{family}` has no revision `{name[(colon + 1)..]}`", $"it has {numbers}; `{family}` alone is the newest");
                return -1;
            }
            if (_all[index].RegisteredAt > Now)
            {
                c.Report(reference, $"`{name}` is registered at {Quantity.Time(_all[index].RegisteredAt - Instant.Zero)} only", "use it after that moment");
                return -1;
            }
        }
        if (used) PromoteDeferred(_all[index], reference);
        return index;
    }

    /// <summary>All definitions of a family, or the one revision named; none without a report when there is no such family.</summary>
    public IReadOnlyList<int> Matching(string name, out bool byRevision)
    {
        var colon = name.LastIndexOf(':');
        byRevision = colon >= 0;
        if (!_families.TryGetValue(byRevision ? name[..colon] : name, out var revisions)) return [];
        if (!byRevision) return revisions;
        return int.TryParse(name[(colon + 1)..], out var revision) ? [.. revisions.Where(i => _all[i].Definition.Revision == revision)] : [];
    }

    public IReadOnlyList<string> Families => [.. _families.Keys.Where(k => k.Length > 0)];

    /// <summary>What no service uses may stay a template or an excerpt: its problems become warnings.</summary>
    public void WarnAboutUnused()
    {
        foreach (var compiled in _all)
        {
            foreach (var issue in compiled.Deferred)
            {
                var tail = issue.Suggestion is null ? "" : $" ({issue.Suggestion})";
                c.Notes.Add(ScenarioNoteKind.Warning, new SourcePosition(issue.File, issue.Line, issue.Column), $"{issue.Message}{tail}; it matters once a service uses `{compiled.Definition.Family}`");
            }
        }
    }

    private void PromoteDeferred(CompiledTaskDefinition compiled, Reference usedBy)
    {
        foreach (var issue in compiled.Deferred) c.Issues.Add(issue with { Message = $"{issue.Message}, and {PathText.Last(usedBy.Path[..usedBy.Path.LastIndexOf('.')])} uses it" });
        compiled.Deferred.Clear();
    }

    private TaskDefinition Build(ObjectView v, string family, int revision)
    {
        var mode = v.Get(TaskDefinitionTable.NetworkMode, NetworkMode.Bridge);
        var containers = new ContainerCompiler(c, v, mode).Compile();
        var platform = v.Find(TaskDefinitionTable.RuntimePlatform);
        var windows = platform?.Find(RuntimePlatformTable.OperatingSystem) is { } os && os.StartsWith("WINDOWS", StringComparison.Ordinal);
        var definition = new TaskDefinition
        {
            Family = family,
            Revision = revision,
            Containers = containers,
            NetworkMode = mode,
            Cpu = v.Maybe(TaskDefinitionTable.Cpu),
            Memory = v.Maybe(TaskDefinitionTable.Memory),
            RequiresCompatibilities = [.. v.List(TaskDefinitionTable.RequiresCompatibilities).Distinct()],
            PlacementConstraints = ConstraintCompiler.Compile(v, TaskDefinitionTable.PlacementConstraints, inTaskDefinition: true, c),
            Architecture = platform?.Maybe(RuntimePlatformTable.Architecture),
            Windows = windows,
            VolumeConfiguredAtLaunch = VolumeOf(v),
            EphemeralStorageGiB = v.Find(TaskDefinitionTable.EphemeralStorage)?.Get(EphemeralStorageTable.Size, 20) ?? 20,
            IsDaemon = DaemonTaskDefinitionTable.IsDaemon(v),
            ReservedCpu = 0,
            ReservedMemory = 0,
        };
        definition = Reserve(definition);
        CheckSizes(v, definition);
        if (definition.RequiresCompatibilities.Contains(LaunchType.Fargate))
        {
            foreach (var (property, message, suggestion) in FargateProblems(v, definition)) c.Report(v, property, message, suggestion);
        }
        return definition;
    }

    private string? VolumeOf(ObjectView v)
    {
        var atLaunch = v.List(TaskDefinitionTable.Volumes).Where(x => x.Get(VolumeTable.AtLaunch, false)).ToList();
        if (atLaunch.Count > 1) c.Report(atLaunch[1], VolumeTable.AtLaunch, "only one volume of a task definition is configured at launch (ECS-TD-19)", "configuredAtLaunch: false");
        return atLaunch.Count == 0 ? null : atLaunch[0].Get(VolumeTable.Name, "");
    }

    /// <summary>
    /// What placement reserves (ECS-TD-02 to ECS-TD-04). Task-level sizes are ignored for Windows containers on EC2 (ECS-TD-05), not on Fargate, which bills them; a
    /// definition that does not say where it runs is Fargate's when its mode and size are.
    /// </summary>
    private static TaskDefinition Reserve(TaskDefinition d)
    {
        var onFargate = d.RequiresCompatibilities.Contains(LaunchType.Fargate)
            || (d.RequiresCompatibilities.IsEmpty && d is { NetworkMode: NetworkMode.AwsVpc, Cpu: { } units, Memory: { } size } && FargateSizes.Refuse(units, size, d.Windows) is null);
        var ignoresTaskSize = d.Windows && !onFargate;
        var ports = d.NetworkMode == NetworkMode.AwsVpc ? [] : d.Containers.SelectMany(x => x.PortMappings).Where(p => p.HostPort > 0).ToList();
        return d with
        {
            ReservedCpu = (ignoresTaskSize ? null : d.Cpu) ?? (int)Math.Min(int.MaxValue, d.Containers.Sum(x => (long)x.Cpu)),
            ReservedMemory = (ignoresTaskSize ? null : d.Memory) ?? (int)Math.Min(int.MaxValue, d.Containers.Sum(x => (long)(x.MemoryReservation ?? x.Memory ?? 0))),
            ReservedGpus = d.Containers.Sum(x => x.Gpus),
            ReservedTcpPorts = [.. ports.Where(p => !p.Udp).Select(p => p.HostPort).Distinct()],
            ReservedUdpPorts = [.. ports.Where(p => p.Udp).Select(p => p.HostPort).Distinct()],
        };
    }

    private void CheckSizes(ObjectView v, TaskDefinition d)
    {
        var onFargate = d.RequiresCompatibilities.Contains(LaunchType.Fargate);
        if (d.Cpu is { } cpu)
        {
            if (!onFargate && cpu is < 128 or > 196_608 && !onFargate) c.Report(v, TaskDefinitionTable.Cpu, $"Invalid 'cpu' setting for task: {cpu}", "128 to 196608 CPU units on EC2 (ECS-TD-05)");
            var sum = d.Containers.Sum(x => (long)x.Cpu);
            if (sum > cpu) c.Report(v, TaskDefinitionTable.Cpu, $"the containers' cpu adds up to {sum}, more than the task's {cpu}", $"cpu: {sum}, or less for the containers");
        }
        if (d.Memory is not { } memory) return;
        var containers = DaemonTaskDefinitionTable.ContainersOf(v);
        foreach (var container in containers)
        {
            var name = container.Get(ContainerDefinitionTable.Name, "");
            if (container.Maybe(ContainerDefinitionTable.Memory) is { } hard && hard > memory)
                c.Report(container, ContainerDefinitionTable.Memory, $"The 'memory' setting for container '{name}' is greater than for the task: {hard} > {memory}", $"at most {memory}");
            if (container.Maybe(ContainerDefinitionTable.MemoryReservation) is { } soft && soft > memory)
                c.Report(container, ContainerDefinitionTable.MemoryReservation, $"The 'memoryReservation' setting for container '{name}' is greater than for the task: {soft} > {memory}", $"at most {memory}");
        }
    }

    /// <summary>Why the definition cannot run on Fargate (ECS-TD-09, ECS-TD-10, FG-SZ-01); none when it can.</summary>
    public static IEnumerable<(Property Property, string Message, string Suggestion)> FargateProblems(ObjectView v, TaskDefinition d)
    {
        if (v.IsBad(TaskDefinitionTable.Cpu) || v.IsBad(TaskDefinitionTable.Memory) || v.IsBad(TaskDefinitionTable.NetworkMode)) yield break;
        if (d.Cpu is null) yield return (TaskDefinitionTable.Cpu, "Fargate requires that 'cpu' be defined at the task level", $"cpu: one of {FargateSizes.CpuValues}");
        if (d.Memory is null) yield return (TaskDefinitionTable.Memory, "Fargate requires that 'memory' be defined at the task level", "memory: MiB, such as 2048");
        if (d.Cpu is { } cpu && d.Memory is { } memory && FargateSizes.Refuse(cpu, memory, d.Windows) is { } sizes)
            yield return (TaskDefinitionTable.Cpu, $"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory", sizes);
        if (d.NetworkMode != NetworkMode.AwsVpc) yield return (TaskDefinitionTable.NetworkMode, $"Fargate only supports network mode 'awsvpc', not '{d.NetworkMode.ToString().ToLowerInvariant()}'", "networkMode: awsvpc");
        if (d.ReservedGpus > 0) yield return (TaskDefinitionTable.Containers, "Fargate has no GPUs (FG-SZ-05)", "use EC2 capacity, or remove the GPU requirement");
        if (!d.PlacementConstraints.IsEmpty) yield return (TaskDefinitionTable.PlacementConstraints, "Fargate takes no placement constraints (ECS-PL-15)", "remove placementConstraints");
        foreach (var container in d.Containers)
        {
            if (OutsideFargate(container.StopTimeout)) yield return (TaskDefinitionTable.Containers, $"stopTimeout of container '{container.Name}' is outside Fargate's range (ECS-TD-13)", "2 to 120 seconds");
            if (OutsideFargate(container.StartTimeout)) yield return (TaskDefinitionTable.Containers, $"startTimeout of container '{container.Name}' is outside Fargate's range (ECS-TD-12)", "2 to 120 seconds");
        }
    }

    private static bool OutsideFargate(Duration? timeout) => timeout is { Seconds: < 2 or > 120 };
}

/// <summary>List search with a default.</summary>
file static class ListSearch
{
    public static int Find(this List<int> list, Predicate<int> match, int otherwise)
    {
        foreach (var item in list)
        {
            if (match(item)) return item;
        }
        return otherwise;
    }

    public static int FindLast(this List<int> list, Predicate<int> match, int otherwise)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (match(list[i])) return list[i];
        }
        return otherwise;
    }
}
