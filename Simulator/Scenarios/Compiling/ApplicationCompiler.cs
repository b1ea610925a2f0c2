using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Aligns <c>applications:</c> with the task definitions: family:revision before family before the default behaviour.</summary>
internal static class ApplicationCompiler
{
    public static ImmutableArray<ApplicationDefinition> Compile(ObjectView root, TaskDefinitionCompiler tasks, QueueCompiler queues, CompileContext c)
    {
        var result = new ApplicationDefinition[tasks.All.Count];
        var specificity = new int[result.Length];
        Array.Fill(result, ApplicationDefinition.Default with { Shutdown = c.Model.Get(TaskModel.ContainerShutdown) });
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var v in root.List(ScenarioTable.Applications))
        {
            var application = Build(v, queues, c);
            if (v.Find(ApplicationTable.Family) is not { } reference) continue;
            var name = AwsArn.NameOf(reference.Text);
            if (!seen.Add(name)) c.Report(reference, $"there are two applications for `{name}`", "put them together, or use family:revision for one revision");
            var matching = tasks.Matching(name, out var byRevision);
            if (matching.Count == 0)
            {
                c.Report(reference, $"there is no task definition `{name}`", tasks.Families.Count == 0 ? "none is defined; list it under taskDefinitions" : Suggestions.For(name.Split(':')[0], tasks.Families, "taskDefinitions: "));
                continue;
            }
            ApplicationContainers.Check(v, [.. matching.Select(i => tasks.All[i].Definition)], c);
            foreach (var index in matching)
            {
                if (specificity[index] > (byRevision ? 2 : 1)) continue;
                specificity[index] = byRevision ? 2 : 1;
                result[index] = application;
            }
        }
        return [.. result];
    }

    private static ApplicationDefinition Build(ObjectView v, QueueCompiler queues, CompileContext c)
    {
        var fallback = ApplicationDefinition.Default;
        var idle = v.Find(ApplicationTable.Idle);
        var image = ApplicationContainers.ImageOf(v.Find(ApplicationTable.Image), c) ?? new ImageDefinition(fallback.ImageBytes, [], false);
        const double mebibyte = 1048576;
        var application = new ApplicationDefinition
        {
            ImageBytes = image.Bytes,
            ImageLayers = image.Layers,
            ImageIsIndexed = image.Indexed,
            Containers = ApplicationContainers.Compile(v, c),
            Unhealthy = ApplicationContainers.UnhealthyOf(v.Find(ApplicationTable.Unhealthy)),
            Startup = v.Get(ApplicationTable.Startup, fallback.Startup),
            Shutdown = v.Get(ApplicationTable.Shutdown, c.Model.Get(TaskModel.ContainerShutdown)),
            IdleCpuFraction = idle is null ? fallback.IdleCpuFraction : idle.Get(IdleTable.Cpu, 0) / 100,
            IdleMemoryMiB = idle is null ? fallback.IdleMemoryMiB : idle.Get(IdleTable.Memory, fallback.IdleMemoryMiB * mebibyte) / mebibyte,
            StatesIdleMemory = idle is not null && idle.Has(IdleTable.Memory),
            MemoryPerRequestMiB = v.Get(ApplicationTable.MemoryPerRequest, 0) / mebibyte,
            Request = v.Find(ApplicationTable.Request) is { } request ? RequestOf(request, c) : null,
            RunTime = v.Find(ApplicationTable.RunTime),
            Message = v.Find(ApplicationTable.Message) is { } message ? queues.MessageOf(message) : null,
            StartupCpu = v.Find(ApplicationTable.StartupCpu) is { } s ? new StartupCpu(s.Get(StartupCpuTable.VCpus, 0), s.Get(StartupCpuTable.Length, Kernel.Duration.Zero)) : null,
            MeanTimeBetweenCrashesSeconds = v.Maybe(ApplicationTable.MeanTimeBetweenCrashes)?.Seconds,
        };
        if (application.IdleCpuFraction >= 1 && (application.Request?.Cpu.Mean > 0 || application.Message?.Cpu.Mean > 0))
            c.Report(idle!, IdleTable.Cpu, "idle.cpu is all of the task's CPU: nothing is left for its requests and messages", "less than 100%");
        return application;
    }

    private static RequestDefinition RequestOf(ObjectView v, CompileContext c)
    {
        var request = new RequestDefinition
        {
            Cpu = v.Get(RequestTable.Cpu, DistributionDefinition.Constant(0)),
            Wait = v.Get(RequestTable.Wait, DistributionDefinition.Constant(0)),
            Order = v.Get(RequestTable.Order, RequestOrder.WaitThenCpu),
            Concurrency = v.Get(RequestTable.Concurrency, 64),
            QueueLimit = v.Get(RequestTable.QueueLimit, int.MaxValue),
            Timeout = v.Maybe(RequestTable.Timeout),
        };
        var mean = request.Cpu.Mean + request.Wait.Mean;
        if (mean == 0 && !v.IsBad(RequestTable.Cpu) && !v.IsBad(RequestTable.Wait)) c.Report(v.Position, v.Path, "a request takes neither cpu nor wait: it would cost nothing", "cpu: {distribution: exponential, mean: 40ms}");
        if (request.Timeout is { } timeout && timeout.Seconds < mean) c.Report(v, RequestTable.Timeout, $"the timeout {Quantity.Time(timeout)} is shorter than a mean request, {Quantity.Time(Math.Round(mean, 6))}: most would fail", "raise it");
        return request;
    }
}
