using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>One container of a task definition with everything that decides about its life.</summary>
/// <param name="Definition">Its definition.</param>
/// <param name="Dependents">Containers that depend on it.</param>
/// <param name="Startup">From its start until it listens.</param>
/// <param name="Shutdown">From SIGTERM to exit.</param>
/// <param name="RunTime">Until it exits by itself, or null.</param>
/// <param name="ExitCode">With which exit code.</param>
/// <param name="FailureShare">Share of exits with code 1 instead.</param>
/// <param name="Unhealthy">When its check fails later on, or null.</param>
internal sealed record ContainerPart(
    ContainerDefinition Definition, ImmutableArray<int> Dependents, Sampler Startup, Sampler Shutdown, Sampler? RunTime, int ExitCode, double FailureShare, SpellPlan? Unhealthy)
{
    /// <summary>Somebody starts only when it is HEALTHY.</summary>
    public bool IsAwaitedHealthy { get; init; }

    /// <summary>Somebody waits for more than its start: its startTimeout counts (ECS-TD-12).</summary>
    public bool IsAwaited { get; init; }
}

/// <summary>
/// What the containers of a task definition do: resolved once from the definition, the application and the model's constants. The application as a whole describes
/// its main container, the first essential one; what <c>containers</c> says of a container comes before it.
/// </summary>
internal sealed class ContainerPlan
{
    private readonly ContainerPart[] _parts;

    private ContainerPlan(ContainerPart[] parts, int main, bool isComposed)
    {
        _parts = parts;
        Main = main;
        IsComposed = isComposed;
    }

    /// <summary>How many containers.</summary>
    public int Count => _parts.Length;

    /// <summary>The first essential container.</summary>
    public int Main { get; }

    /// <summary>Whether its tasks need rows for their containers: several, a restart policy, or an end of their own.</summary>
    public bool IsComposed { get; }

    /// <summary>A container.</summary>
    public ContainerPart this[int index] => _parts[index];

    /// <summary>The plan of a task definition.</summary>
    public static ContainerPlan Of(Scenario scenario, int taskDefinition)
    {
        var definition = scenario.TaskDefinitions[taskDefinition];
        var application = taskDefinition < scenario.Applications.Length ? scenario.Applications[taskDefinition] : ApplicationDefinition.Default;
        var containers = definition.Containers;
        var main = 0;
        for (var i = containers.Length - 1; i >= 0; i--) main = containers[i].Essential ? i : main;
        var parts = new ContainerPart[containers.Length];
        for (var i = 0; i < parts.Length; i++) parts[i] = PartOf(definition, application, scenario.Model, i, i == main);
        return new ContainerPlan(parts, main, Array.Exists(parts, p => parts.Length > 1 || p.RunTime is not null || p.Definition.RestartPolicy is not null));
    }

    private static ContainerPart PartOf(TaskDefinition definition, ApplicationDefinition application, ModelConstants model, int index, bool isMain)
    {
        var container = definition.Containers[index];
        var behavior = application.Containers.GetValueOrDefault(container.Name);
        var dependents = ImmutableArray.CreateBuilder<int>();
        var (healthy, awaited, finishes) = (false, false, false);
        for (var other = 0; other < definition.Containers.Length; other++)
        {
            foreach (var dependency in definition.Containers[other].DependsOn)
            {
                if (dependency.Container != index) continue;
                dependents.Add(other);
                healthy |= dependency.Condition == DependencyCondition.Healthy;
                finishes |= dependency.Condition is DependencyCondition.Complete or DependencyCondition.Success;
                awaited |= dependency.Condition != DependencyCondition.Start;
            }
        }
        var runTime = behavior?.RunTime ?? (finishes ? model.Get(TaskModel.DependencyRunTime) : null);
        var unhealthy = behavior?.Unhealthy ?? (isMain ? application.Unhealthy : null);
        return new ContainerPart(
            container, dependents.ToImmutable(),
            new Sampler(behavior?.Startup ?? (isMain ? application.Startup : model.Get(TaskModel.SidecarStartup))),
            new Sampler(behavior?.Shutdown ?? (isMain ? application.Shutdown : model.Get(TaskModel.ContainerShutdown))),
            runTime is null ? null : new Sampler(runTime), behavior?.ExitCode ?? 0, behavior?.FailureShare ?? 0,
            unhealthy is null ? null : new SpellPlan(new Sampler(unhealthy.After), unhealthy.Length is null ? null : new Sampler(unhealthy.Length), unhealthy.Hangs))
        {
            IsAwaitedHealthy = healthy,
            IsAwaited = awaited,
        };
    }
}

/// <summary>When a container's check fails although it listens.</summary>
/// <param name="After">Until the next spell begins.</param>
/// <param name="Length">How long it lasts; null for ever.</param>
/// <param name="Hangs">Failing probes hang until their timeout.</param>
internal sealed record SpellPlan(Sampler After, Sampler? Length, bool Hangs);
