using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>
/// How long the steps of a task's life take that ECS and the agent decide. Drawn at the task's birth by its ordinal, so task number n takes the same time
/// under every policy.
/// </summary>
internal sealed class TaskTimes
{
    private readonly BirthDraw _births;
    private readonly Sampler _containerStart;
    private readonly Sampler _provisioningExpiry;
    private readonly PerDefinition[] _definitions;

    public TaskTimes(Scenario scenario, BirthDraw births)
    {
        _births = births;
        _containerStart = new Sampler(scenario.Model.Get(ModelCatalog.ContainerStart));
        _provisioningExpiry = new Sampler(scenario.Model.Get(ModelCatalog.ProvisioningExpiry));
        Deprovisioning = scenario.Model.Get(ModelCatalog.Deprovisioning);
        _definitions = new PerDefinition[scenario.TaskDefinitions.Length];
        for (var i = 0; i < _definitions.Length; i++)
        {
            var application = i < scenario.Applications.Length ? scenario.Applications[i] : ApplicationDefinition.Default;
            var definition = scenario.TaskDefinitions[i];
            _definitions[i] = new PerDefinition(
                new Sampler(application.Startup), new Sampler(application.Shutdown), StopTimeoutOf(definition), definition.NetworkMode == NetworkMode.AwsVpc);
        }
    }

    /// <summary>Deletion of a task's network interface.</summary>
    public Duration Deprovisioning { get; }

    /// <summary>Whether the task has a network interface of its own.</summary>
    public bool HasInterface(in TaskRow task) => task.LaunchType == LaunchType.Fargate || _definitions[task.TaskDefinition].HasInterface;

    /// <summary>Creation and start of its containers.</summary>
    public Duration ContainerStart(in TaskRow task) => _containerStart.AtBirth(_births, Purpose.ContainerStart, task.Ordinal);

    /// <summary>From container start until the application answers.</summary>
    public Duration ApplicationStartup(in TaskRow task) => _definitions[task.TaskDefinition].Startup.AtBirth(_births, Purpose.TaskStart, task.Ordinal);

    /// <summary>From SIGTERM until the containers have exited: the application's own time, cut short by SIGKILL (ECS-TD-13).</summary>
    public Duration ContainerStop(in TaskRow task)
    {
        var own = Shutdown(in task);
        var timeout = _definitions[task.TaskDefinition].StopTimeout;
        return own < timeout ? own : timeout;
    }

    /// <summary>Whether SIGKILL ends it.</summary>
    public bool IsKilled(in TaskRow task) => Shutdown(in task) > _definitions[task.TaskDefinition].StopTimeout;

    /// <summary>How long the task waits for capacity before it gives up (CP-PV-03).</summary>
    public Duration ProvisioningExpiry(in TaskRow task) => _provisioningExpiry.AtBirth(_births, Purpose.ProvisioningExpiry, task.Ordinal);

    // Containers get their signals together; the slowest decides.
    private static Duration StopTimeoutOf(TaskDefinition definition)
    {
        var usual = Duration.FromSeconds(30L);
        var longest = Duration.Zero;
        foreach (var container in definition.Containers)
        {
            var timeout = container.StopTimeout ?? usual;
            if (timeout > longest) longest = timeout;
        }
        return longest;
    }

    private Duration Shutdown(in TaskRow task) => _definitions[task.TaskDefinition].Shutdown.AtBirth(_births, Purpose.TaskStop, task.Ordinal);

    private sealed record PerDefinition(Sampler Startup, Sampler Shutdown, Duration StopTimeout, bool HasInterface);
}
