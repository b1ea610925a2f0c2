using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>
/// How long the steps of a task's life take that ECS and the agent decide. Drawn at the task's birth by its ordinal, so task number n takes the same time
/// under every policy; containers and their restarts have draws of their own.
/// </summary>
internal sealed class TaskTimes
{
    private const long RestartsApart = 16; // more than a task has containers

    private readonly Scenario _scenario;
    private readonly BirthDraw _births;
    private readonly SlabView<ContainerInstanceRow> _instances;
    private readonly Sampler _containerStart;
    private readonly Sampler _provisioningExpiry;
    private readonly Sampler _volume;
    private readonly double _createShare;
    private readonly double _lazyFactor;
    private readonly bool[] _hasInterface;
    private readonly bool[][] _isIndexed; // by task definition and container: its image has a SOCI index

    public TaskTimes(Scenario scenario, BirthDraw births, SlabView<ContainerInstanceRow> instances)
    {
        _scenario = scenario;
        _births = births;
        _instances = instances;
        var model = scenario.Model;
        _containerStart = new Sampler(model.Get(ModelCatalog.ContainerStart));
        _provisioningExpiry = new Sampler(model.Get(ModelCatalog.ProvisioningExpiry));
        _volume = new Sampler(model.Get(TaskModel.VolumeAttach));
        _createShare = Math.Min(1, model.Get(TaskModel.ContainerCreateShare));
        _lazyFactor = model.Get(TaskModel.SociStartupFactor);
        Deprovisioning = model.Get(ModelCatalog.Deprovisioning);
        Plans = new ContainerPlan[scenario.TaskDefinitions.Length];
        _hasInterface = new bool[Plans.Length];
        _isIndexed = new bool[Plans.Length][];
        for (var i = 0; i < Plans.Length; i++)
        {
            var definition = scenario.TaskDefinitions[i];
            var application = i < scenario.Applications.Length ? scenario.Applications[i] : ApplicationDefinition.Default;
            Plans[i] = ContainerPlan.Of(scenario, i);
            _hasInterface[i] = definition.NetworkMode == NetworkMode.AwsVpc;
            _isIndexed[i] = [.. Enumerable.Range(0, definition.Containers.Length).Select(c => ContainerImages.Of(definition, application, c, out _).Indexed)];
        }
    }

    /// <summary>What the containers of each task definition do.</summary>
    public ContainerPlan[] Plans { get; }

    /// <summary>Deletion of a task's network interface.</summary>
    public Duration Deprovisioning { get; }

    /// <summary>Tells the draws of a task's containers and of their restarts apart.</summary>
    public static long SubOf(int container, int restarts) => container + (RestartsApart * restarts);

    /// <summary>Configuration of the agent that runs the task.</summary>
    public AgentDefinition AgentOf(in TaskRow task) => task.ContainerInstance < 0 ? AgentDefinition.Default : AgentLookup.Of(_scenario, in _instances[task.ContainerInstance]);

    /// <summary>Whether the task has a network interface of its own.</summary>
    public bool HasInterface(in TaskRow task) => task.LaunchType == LaunchType.Fargate || _hasInterface[task.TaskDefinition];

    /// <summary>Creation and attachment of the task's EBS volume, from its placement on.</summary>
    public Duration VolumeAttach(in TaskRow task) => _volume.AtBirth(_births, Purpose.VolumeAttach, task.Ordinal);

    /// <summary>Creation and start of a container, or the time after which the agent gives up, and with which reason (ECS-TD-12).</summary>
    public Duration ContainerStart(in TaskRow task, int container, int restarts, out StopReason reason)
    {
        var takes = _containerStart.AtBirth(_births, Purpose.ContainerStart, task.Ordinal, SubOf(container, restarts));
        var agent = AgentOf(in task);
        var creates = new Duration((long)(takes.Nanoseconds * _createShare));
        reason = StopReason.None;
        if (creates > agent.ContainerCreateTimeout)
        {
            reason = StopReason.CreateTimedOut;
            return agent.ContainerCreateTimeout;
        }
        if (takes - creates <= agent.ContainerStartTimeout) return takes;
        reason = StopReason.StartTimedOut;
        return creates + agent.ContainerStartTimeout;
    }

    /// <summary>From a container's start until it listens; longer where its image is read lazily (FG-ST-03).</summary>
    public Duration Startup(in TaskRow task, int container, int restarts)
    {
        var takes = Plans[task.TaskDefinition][container].Startup.AtBirth(_births, Purpose.TaskStart, task.Ordinal, SubOf(container, restarts));
        if (!_isIndexed[task.TaskDefinition][container] || restarts > 0) return takes;
        return task.LaunchType == LaunchType.Fargate || AgentOf(in task).SociSnapshotter ? new Duration((long)(takes.Nanoseconds * _lazyFactor)) : takes;
    }

    /// <summary>From SIGTERM until a container would exit of its own accord.</summary>
    public Duration Shutdown(in TaskRow task, int container) =>
        Plans[task.TaskDefinition][container].Shutdown.AtBirth(_births, Purpose.TaskStop, task.Ordinal, container);

    /// <summary>From SIGTERM to SIGKILL: the container's own stopTimeout, or the agent's (ECS-TD-13).</summary>
    public Duration StopTimeout(in TaskRow task, int container) =>
        Plans[task.TaskDefinition][container].Definition.StopTimeout ?? AgentOf(in task).ContainerStopTimeout;

    /// <summary>Of a plain task: from SIGTERM until its container has exited, cut short by SIGKILL.</summary>
    public Duration ContainerStop(in TaskRow task)
    {
        var own = Shutdown(in task, 0);
        var timeout = StopTimeout(in task, 0);
        return own < timeout ? own : timeout;
    }

    /// <summary>Of a plain task: whether SIGKILL ends it.</summary>
    public bool IsKilled(in TaskRow task) => Shutdown(in task, 0) > StopTimeout(in task, 0);

    /// <summary>How long the task waits for capacity before it gives up (CP-PV-03).</summary>
    public Duration ProvisioningExpiry(in TaskRow task) => _provisioningExpiry.AtBirth(_births, Purpose.ProvisioningExpiry, task.Ordinal);

    /// <summary>The spells in which the check of one start of a container fails.</summary>
    public UnhealthySpells SpellsOf(in TaskRow task, int container, int restarts) =>
        new(Plans[task.TaskDefinition][container].Unhealthy, _births, task.Ordinal, SubOf(container, restarts));
}
