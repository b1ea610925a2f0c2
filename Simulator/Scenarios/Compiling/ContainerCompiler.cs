using System.Collections.Immutable;
using System.Globalization;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>The containers of one task definition.</summary>
internal sealed class ContainerCompiler
{
    private readonly CompileContext _c;
    private readonly ObjectView _task;
    private readonly NetworkMode _mode;
    private readonly IReadOnlyList<ObjectView> _views;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    public ContainerCompiler(CompileContext c, ObjectView task, NetworkMode mode)
    {
        _c = c;
        _task = task;
        _mode = mode;
        _views = DaemonTaskDefinitionTable.ContainersOf(task);
    }

    public ImmutableArray<ContainerDefinition> Compile()
    {
        if ((_task.IsRead(TaskDefinitionTable.Containers) || _task.IsRead(DaemonTaskDefinitionTable.Containers)) && _views.Count == 0) _c.Report(_task, TaskDefinitionTable.Containers, "a task definition has at least one container", "containerDefinitions: [{name: app, image: …}]");
        if (_views.Count > 10) _c.Report(_task, TaskDefinitionTable.Containers, $"a task definition has at most 10 containers, not {_views.Count} (ECS-TD-01)");
        for (var i = 0; i < _views.Count; i++)
        {
            var name = _views[i].Get(ContainerDefinitionTable.Name, "");
            if (name.Length > 0 && !_index.TryAdd(name, i)) _c.Report(_views[i], ContainerDefinitionTable.Name, $"there are two containers named `{name}`", "give one of them another name");
        }
        if (_views.Count > 0 && _views.All(v => !v.Get(ContainerDefinitionTable.Essential, true)))
            _c.Report(_views[0], ContainerDefinitionTable.Essential, "no container is essential: at least one must be (ECS-TD-01)", "essential: true");
        ImmutableArray<ContainerDefinition> containers = [.. _views.Select(Build)];
        CheckHostPorts(containers);
        CheckCycle();
        return containers;
    }

    private ContainerDefinition Build(ObjectView v)
    {
        CheckMemory(v);
        return new ContainerDefinition
        {
            Name = v.Get(ContainerDefinitionTable.Name, ""),
            Image = v.Get(ContainerDefinitionTable.Image, ""),
            Cpu = v.Get(ContainerDefinitionTable.Cpu, 0),
            Memory = v.Maybe(ContainerDefinitionTable.Memory),
            MemoryReservation = v.Maybe(ContainerDefinitionTable.MemoryReservation),
            Essential = v.Get(ContainerDefinitionTable.Essential, true),
            Gpus = GpusOf(v),
            PortMappings = [.. v.List(ContainerDefinitionTable.PortMappings).Select(p => PortMappingOf(p, v.Get(ContainerDefinitionTable.Name, ""))).OfType<PortMapping>()],
            HealthCheck = v.Find(ContainerDefinitionTable.HealthCheck) is { } check ? HealthCheckOf(check) : null,
            DependsOn = [.. v.List(ContainerDefinitionTable.DependsOn).Select(d => DependencyOf(d, v)).OfType<ContainerDependency>()],
            StartTimeout = v.Maybe(ContainerDefinitionTable.StartTimeout),
            StopTimeout = v.Maybe(ContainerDefinitionTable.StopTimeout),
            RestartPolicy = RestartPolicyOf(v),
            VersionConsistency = v.Get(ContainerDefinitionTable.VersionConsistency, true),
        };
    }

    private static RestartPolicyDefinition? RestartPolicyOf(ObjectView v) =>
        v.Find(ContainerDefinitionTable.RestartPolicy) is { } policy && policy.Get(RestartPolicyTable.Enabled, false)
            ? new RestartPolicyDefinition(policy.Get(RestartPolicyTable.AttemptPeriod, Duration.FromSeconds(300L)), [.. policy.List(RestartPolicyTable.IgnoredExitCodes)])
            : null;

    /// <summary>ECS-TD-06.</summary>
    private void CheckMemory(ObjectView v)
    {
        var hard = v.Maybe(ContainerDefinitionTable.Memory);
        var soft = v.Maybe(ContainerDefinitionTable.MemoryReservation);
        var name = v.Get(ContainerDefinitionTable.Name, "");
        if (hard is null && soft is null && !_task.Has(TaskDefinitionTable.Memory) && !v.Has(ContainerDefinitionTable.Memory) && !v.Has(ContainerDefinitionTable.MemoryReservation))
        {
            // Fargate's own sentence about the task level comes instead.
            if (_task.List(TaskDefinitionTable.RequiresCompatibilities).Contains(LaunchType.Fargate)) return;
            const string suggestion = "memory: 512 at the task, or memory or memoryReservation at the container (MiB)";
            var message = $"Invalid setting for container '{name}': at least one of 'memory' or 'memoryReservation' must be specified (ECS-TD-06)";
            if (_task.FromFile is null) _c.Report(v.Position, v.Path, message, suggestion);
            else _task.Deferred.Add(new ScenarioIssue(v.Path, v.Position.File, v.Position.Line, v.Position.Column, message, suggestion));
        }
        if (hard <= soft) _c.Report(v, ContainerDefinitionTable.Memory, $"memory {hard} of container '{name}' must be more than its memoryReservation {soft} (ECS-TD-06)", "raise memory, or give one of them only");
        if (hard < 4) _c.Report(v, ContainerDefinitionTable.Memory, $"memory {hard} of container '{name}' is less than a container can have (ECS-TD-06)", "at least 6 MiB, or 4 before Docker 20.10");
        if (soft < 4) _c.Report(v, ContainerDefinitionTable.MemoryReservation, $"memoryReservation {soft} of container '{name}' is less than a container can have (ECS-TD-06)", "at least 6 MiB, or 4 before Docker 20.10");
    }

    private int GpusOf(ObjectView v)
    {
        var gpus = 0;
        foreach (var requirement in v.List(ContainerDefinitionTable.ResourceRequirements))
        {
            if (requirement.Find(ResourceRequirementTable.Type) != "GPU") continue;
            if (int.TryParse(requirement.Find(ResourceRequirementTable.Amount), NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and <= 64) gpus += amount;
            else if (requirement.IsRead(ResourceRequirementTable.Amount)) _c.Report(requirement, ResourceRequirementTable.Amount, $"{requirement.Find(ResourceRequirementTable.Amount)} is no number of GPUs", "value: \"1\"");
        }
        return gpus;
    }

    private PortMapping? PortMappingOf(ObjectView p, string container)
    {
        var port = p.Get(PortMappingTable.ContainerPort, 0);
        var host = p.Get(PortMappingTable.HostPort, 0);
        var udp = p.Get(PortMappingTable.Udp, false);
        if (p.IsBad(PortMappingTable.ContainerPort) || p.IsBad(PortMappingTable.HostPort)) return null;
        if (port == 0)
        {
            if (p.Has(PortMappingTable.Range)) return null; // dynamic host ports only: nothing to reserve
            _c.Report(p.Position, p.Path, $"Invalid 'containerPort' setting for container '{container}': it is missing or 0", p.Has(PortMappingTable.HostPort) ? $"containerPort: {host}" : "containerPort: 8080");
            return null;
        }
        switch (_mode)
        {
            case NetworkMode.None:
                _c.Report(p.Position, p.Path, "a task without network maps no ports (ECS-TD-10)", "remove portMappings, or choose another networkMode");
                return null;
            case NetworkMode.AwsVpc when host != 0 && host != port:
                WarnOrReport(p, $"with networkMode awsvpc hostPort {host} must equal containerPort {port} or be left out (ECS-TD-10)", "remove hostPort");
                return new PortMapping(port, 0, udp);
            case NetworkMode.AwsVpc:
                return new PortMapping(port, 0, udp);
            case NetworkMode.Host when host != 0 && host != port:
                WarnOrReport(p, $"with networkMode host hostPort {host} must equal containerPort {port} or be left out (ECS-TD-10)", "remove hostPort");
                return new PortMapping(port, port, udp);
            case NetworkMode.Host:
                return new PortMapping(port, port, udp);
            default:
                return new PortMapping(port, host, udp);
        }
    }

    private void WarnOrReport(ObjectView p, string message, string suggestion)
    {
        if (_task.FromFile is null) _c.Report(p, PortMappingTable.HostPort, message, suggestion);
        else _task.Deferred.Add(new ScenarioIssue(p.PathOf(PortMappingTable.HostPort), p.At(PortMappingTable.HostPort).File, p.At(PortMappingTable.HostPort).Line, p.At(PortMappingTable.HostPort).Column, message, suggestion));
    }

    private void CheckHostPorts(ImmutableArray<ContainerDefinition> containers)
    {
        if (_mode == NetworkMode.AwsVpc) return;
        var taken = new HashSet<(int Port, bool Udp)>();
        for (var i = 0; i < containers.Length; i++)
        {
            foreach (var mapping in containers[i].PortMappings)
            {
                if (mapping.HostPort > 0 && !taken.Add((mapping.HostPort, mapping.Udp)))
                    _c.Report(_views[i], ContainerDefinitionTable.PortMappings, $"host port {mapping.HostPort} is mapped twice in this task", "give each container its own host port, or 0 for a dynamic one");
            }
        }
    }

    private HealthCheckDefinition? HealthCheckOf(ObjectView h)
    {
        var command = h.List(HealthCheckTable.Command);
        if (h.IsRead(HealthCheckTable.Command))
        {
            if (command.Count == 0) _c.Report(h, HealthCheckTable.Command, "the command of a health check is empty", "[CMD-SHELL, \"curl -f http://localhost/ || exit 1\"]");
            else if (command[0].Equals("NONE", StringComparison.OrdinalIgnoreCase)) return null;
        }
        return new HealthCheckDefinition(
            h.Get(HealthCheckTable.Interval, Duration.FromSeconds(30L)), h.Get(HealthCheckTable.Timeout, Duration.FromSeconds(5L)), h.Get(HealthCheckTable.Retries, 3), h.Get(HealthCheckTable.StartPeriod, Duration.Zero));
    }

    /// <summary>ECS-TD-11.</summary>
    private ContainerDependency? DependencyOf(ObjectView d, ObjectView owner)
    {
        if (d.Find(DependsOnTable.Container) is not { } reference || d.Maybe(DependsOnTable.Condition) is not { } condition) return null;
        if (!_index.TryGetValue(reference.Text, out var index))
        {
            var message = $"there is no container `{reference.Text}` in this task definition";
            var suggestion = Suggestions.For(reference.Text, _index.Keys, "containers: ");
            if (_task.FromFile is null) _c.Report(reference, message, suggestion);
            else _task.Deferred.Add(new ScenarioIssue(reference.Path, reference.Position.File, reference.Position.Line, reference.Position.Column, message, suggestion));
            return null;
        }
        var target = _views[index];
        if (ReferenceEquals(target, owner))
        {
            _c.Report(reference, $"container `{reference.Text}` depends on itself", "remove this dependency");
            return null;
        }
        if (condition is DependencyCondition.Complete or DependencyCondition.Success && target.Get(ContainerDefinitionTable.Essential, true))
            _c.Report(d, DependsOnTable.Condition, $"{condition.ToString().ToUpperInvariant()} waits for `{reference.Text}` to exit, but it is essential (ECS-TD-11)", $"essential: false for `{reference.Text}`, or condition START or HEALTHY");
        if (condition == DependencyCondition.Healthy && !target.Has(ContainerDefinitionTable.HealthCheck))
            _c.Report(d, DependsOnTable.Condition, $"HEALTHY waits for the health check of `{reference.Text}`, which has none", $"give `{reference.Text}` a healthCheck, or use START");
        return new ContainerDependency(index, condition);
    }

    /// <summary>dependsOn, links and volumesFrom together order the start; a circle could never start.</summary>
    private void CheckCycle()
    {
        var edges = new List<(int To, string How, SourcePosition At)>[_views.Count];
        for (var i = 0; i < edges.Length; i++) edges[i] = [.. EdgesOf(_views[i])];
        var state = new int[_views.Count]; // 0 not seen, 1 on the way, 2 done
        List<(int Container, string How, SourcePosition At)> way = [];
        for (var i = 0; i < edges.Length; i++)
        {
            if (state[i] == 0 && Visit(i)) return;
        }

        bool Visit(int container)
        {
            state[container] = 1;
            foreach (var (to, how, at) in edges[container])
            {
                way.Add((container, how, at));
                if (state[to] == 1)
                {
                    ReportCycle(way, to);
                    return true;
                }
                if (state[to] == 0 && Visit(to)) return true;
                way.RemoveAt(way.Count - 1);
            }
            state[container] = 2;
            return false;
        }
    }

    private IEnumerable<(int To, string How, SourcePosition At)> EdgesOf(ObjectView v)
    {
        foreach (var d in v.List(ContainerDefinitionTable.DependsOn))
        {
            if (d.Find(DependsOnTable.Container) is { } on && _index.TryGetValue(on.Text, out var to) && !ReferenceEquals(_views[to], v)) yield return (to, "dependsOn", on.Position);
        }
        foreach (var link in v.List(ContainerDefinitionTable.Links))
        {
            if (_index.TryGetValue(link.Text.Split(':')[0], out var to)) yield return (to, "links", link.Position);
        }
        foreach (var volumes in v.List(ContainerDefinitionTable.VolumesFrom))
        {
            if (volumes.Find(VolumesFromTable.Source) is { } source && _index.TryGetValue(source.Text, out var to)) yield return (to, "volumesFrom", source.Position);
        }
    }

    private void ReportCycle(List<(int Container, string How, SourcePosition At)> way, int back)
    {
        var start = way.FindIndex(w => w.Container == back);
        var names = string.Join(" → ", way.Skip(start).Select(w => $"{NameOf(w.Container)} ({w.How})").Append(NameOf(back)));
        _c.Report(way[^1].At, _task.Path, $"the containers wait for each other in a circle: {names}", "remove one of these dependencies");
    }

    private string NameOf(int container) => _views[container].Get(ContainerDefinitionTable.Name, "");
}
