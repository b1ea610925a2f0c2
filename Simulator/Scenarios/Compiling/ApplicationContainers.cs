using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>What an application says of single containers and of images.</summary>
internal static class ApplicationContainers
{
    public static ImmutableSortedDictionary<string, ContainerBehavior> Compile(ObjectView application, CompileContext c)
    {
        var containers = ImmutableSortedDictionary.CreateBuilder<string, ContainerBehavior>(StringComparer.Ordinal);
        foreach (var (name, _, _, _, v) in application.List(ApplicationTable.Containers)) containers[name] = BehaviorOf(v, c);
        return containers.ToImmutable();
    }

    /// <summary>What is said of containers must concern containers that there are, and must not contradict their definitions.</summary>
    public static void Check(ObjectView application, IReadOnlyList<TaskDefinition> definitions, CompileContext c)
    {
        foreach (var named in application.List(ApplicationTable.Containers))
        {
            var containers = definitions.SelectMany(d => d.Containers).Where(x => x.Name == named.Key).ToList();
            if (containers.Count == 0)
            {
                var known = definitions.SelectMany(d => d.Containers).Select(x => x.Name).Distinct().ToList();
                c.Report(named.KeyPosition, named.Path, $"`{definitions[0].Family}` has no container `{named.Key}`", Suggestions.For(named.Key, known, "its containers: "));
                continue;
            }
            if (named.Value.Has(ContainerBehaviorTable.Unhealthy) && containers.TrueForAll(x => x.HealthCheck is null))
                c.Report(named.Value, ContainerBehaviorTable.Unhealthy, $"the container `{named.Key}` has no health check that could fail", "give it a healthCheck in the task definition");
        }
        CheckMain(application, definitions, c);
    }

    private static void CheckMain(ObjectView application, IReadOnlyList<TaskDefinition> definitions, CompileContext c)
    {
        if (application.Has(ApplicationTable.Unhealthy) && definitions.All(d => d.Containers.FirstOrDefault(x => x.Essential)?.HealthCheck is null))
            c.Report(application, ApplicationTable.Unhealthy, "its first essential container has no health check that could fail", "give it a healthCheck in the task definition");
        if (application.Find(ApplicationTable.Image) is { } image && image.Has(ImageTable.Layers) && definitions.Any(d => d.Containers.Length > 1))
            c.Report(image, ImageTable.Layers, "layers belong to one image, and the task has several containers", "give each container its image under `containers`");
    }

    public static UnhealthyDefinition? UnhealthyOf(ObjectView? v) =>
        v?.Find(UnhealthyTable.After) is { } after ? new UnhealthyDefinition(after, v.Find(UnhealthyTable.For), v.Get(UnhealthyTable.Hangs, false)) : null;

    public static ImageDefinition? ImageOf(ObjectView? v, CompileContext c)
    {
        if (v is null) return null;
        ImmutableArray<LayerDefinition> layers = [.. v.List(ImageTable.Layers).Select(l => new LayerDefinition(l.Get(LayerTable.Digest, ""), (long)l.Get(LayerTable.Size, 0)))];
        var sum = layers.Sum(l => l.Bytes);
        var size = v.Maybe(ImageTable.Size);
        if (size is { } stated && !layers.IsEmpty && Math.Abs(stated - sum) > 0.01 * stated)
            c.Report(v, ImageTable.Size, $"the layers add up to {Quantity.Plain(Math.Round(sum / 1048576.0, 1))}MiB, not to the size", "leave the size out");
        return new ImageDefinition((long)(size ?? (layers.IsEmpty ? ApplicationDefinition.Default.ImageBytes : sum)), layers, v.Get(ImageTable.Soci, false));
    }

    private static ContainerBehavior BehaviorOf(ObjectView v, CompileContext c)
    {
        if (!v.Has(ContainerBehaviorTable.RunTime))
        {
            foreach (var property in (Property[])[ContainerBehaviorTable.ExitCode, ContainerBehaviorTable.FailureRate])
            {
                // Where others wait for its exit it has a run time without one being stated.
                if (v.Has(property)) c.Notes.Add(ScenarioNoteKind.Assumed, v.KeyAt(property), $"{property.Name} counts for exits by itself; without runTime only a container on whose exit others wait has one (model.dependencyRunTime)");
            }
        }
        return new ContainerBehavior
        {
            Startup = v.Find(ContainerBehaviorTable.Startup),
            Shutdown = v.Find(ContainerBehaviorTable.Shutdown),
            RunTime = v.Find(ContainerBehaviorTable.RunTime),
            ExitCode = v.Get(ContainerBehaviorTable.ExitCode, 0),
            FailureShare = v.Get(ContainerBehaviorTable.FailureRate, 0) / 100,
            Unhealthy = UnhealthyOf(v.Find(ContainerBehaviorTable.Unhealthy)),
            Image = ImageOf(v.Find(ContainerBehaviorTable.Image), c),
        };
    }
}
