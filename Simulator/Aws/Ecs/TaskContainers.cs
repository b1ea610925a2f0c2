using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>What happens to a task because of its containers; the control plane's side.</summary>
internal interface IContainerOutcome
{
    /// <summary>Every container runs, or has run to its end: the task is up.</summary>
    void OnContainersUp(int task);

    /// <summary>The task cannot go on: an essential container is over, or the start-up cannot go on.</summary>
    void OnContainerFailed(int task, StopReason reason, int exitCode);

    /// <summary>An essential container begins again in place.</summary>
    void OnContainerRestarting(int task, int container);

    /// <summary>A container runs again after its restart.</summary>
    void OnContainerRestarted(int task);

    /// <summary>The last container of a task that was told to stop is over.</summary>
    void OnContainersGone(int task);
}

/// <summary>
/// The containers of tasks that are more than one container which runs until it is told to stop; a plain task never comes here. On the host, each container has its
/// own life (ECS-TD-11 to ECS-TD-14, ECS-TD-18):
/// <code>
///            dependencies met          image there            created and started
///  WAITING ─────────────────► PULLING ──────────► STARTING ─────────────────────► RUNNING ──SIGTERM──► STOPPING
///     │                          │ pull failed        │ timed out                  │  ▲ │                   │ at most stopTimeout
///     │ told to stop             ▼                    ▼               policy lets  ▼  │ │ exits by itself   ▼
///     └──────────────────────────► STOPPED ◄──────────┘               RESTARTING ──┘  └─┴────────────► STOPPED
/// </code>
/// A stop goes the other way round: a container is stopped when all that depend on it are. AWS: API reference, ContainerDependency; aws/amazon-ecs-agent,
/// agent/engine/dependencygraph.
/// </summary>
internal sealed partial class TaskContainers : IContainerView
{
    private const int Killed = 137; // 128 + SIGKILL

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly EcsTables _tables;
    private readonly EcsReports _reports;
    private readonly BirthDraw _births;
    private readonly TaskTimes _times;
    private readonly ContainerPlan[] _plans;
    private readonly Sampler _report;
    private readonly ContainerBlocks _blocks = new();

    public TaskContainers(Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, BirthDraw births, TaskTimes times)
    {
        _calendar = calendar;
        _scenario = scenario;
        _tables = tables;
        _reports = reports;
        _births = births;
        _times = times;
        _plans = times.Plans;
        _report = new Sampler(scenario.Model.Get(TaskModel.ContainerReport));
    }

    /// <summary>Who hears what becomes of the tasks; set once.</summary>
    public IContainerOutcome Outcome { get; set; } = null!;

    /// <summary>Whether tasks of a definition are followed here.</summary>
    public bool Follows(int taskDefinition) => _plans[taskDefinition].IsComposed;

    /// <inheritdoc/>
    public ReadOnlySpan<ContainerRow> Of(int task) => Rows(task);

    /// <summary>Containers of a task of which a change of health is to be remembered.</summary>
    public Span<ContainerRow> Rows(int task)
    {
        var first = _tables.LinksOf(task).Containers;
        return first < 0 ? [] : _blocks.Block(first, _plans[_tables.Tasks[task].TaskDefinition].Count);
    }

    /// <summary>The agent begins with a task.</summary>
    public void Begin(int task)
    {
        ref var links = ref _tables.LinksOf(task);
        var count = _plans[_tables.Tasks[task].TaskDefinition].Count;
        links.Containers = _blocks.Rent(count, task);
        if (_times.AgentOf(in _tables.Tasks[task]).PullDependentContainersUpfront)
        {
            for (var i = 0; i < count; i++) RequestPull(task, i);
        }
        Progress(task);
    }

    /// <summary>A task was there from the start: what runs to its end has done so, the rest runs.</summary>
    public void BeginRunning(int task)
    {
        var plan = _plans[_tables.Tasks[task].TaskDefinition];
        var first = _tables.LinksOf(task).Containers = _blocks.Rent(plan.Count, task);
        for (var i = 0; i < plan.Count; i++)
        {
            ref var row = ref _blocks[first + i];
            row.Started = row.LastStarted = _calendar.Now;
            if (plan[i].RunTime is not null && !plan[i].Definition.Essential)
            {
                row.Status = ContainerStatus.Stopped;
                row.ExitCode = plan[i].ExitCode;
                row.Stopped = _calendar.Now;
                continue;
            }
            row.Status = ContainerStatus.Running;
            ScheduleExit(task, i);
        }
    }

    /// <summary>A container's image is there, or cannot be had.</summary>
    public void OnPulled(int task, int container, StopReason failure)
    {
        if (_tables.LinksOf(task).Containers < 0) return;
        ref var row = ref Row(task, container);
        if (row.PullStarted == Instant.MaxValue || row.PullStopped != Instant.MaxValue || row.Status > ContainerStatus.Pulling) return;
        row.PullStopped = _tables.Tasks[task].PullStopped = _calendar.Now;
        if (failure != StopReason.None)
        {
            row.Reason = failure;
            End(task, container, -1);
        }
        else if (row.Status == ContainerStatus.Pulling)
        {
            Start(task, container);
        }
        else
        {
            Progress(task);
        }
    }

    /// <summary>Something of a container is due.</summary>
    public void OnDue(in Event e)
    {
        if (_blocks.GenerationOf(e.Subject) != e.Generation) return;
        ref var row = ref _blocks[e.Subject];
        var (task, now) = (row.Task, _calendar.Now);
        var container = e.Subject - _tables.LinksOf(task).Containers;
        if (row.StepAt == now)
        {
            row.StepAt = Instant.MaxValue;
            OnStep(task, container);
        }
        else if (row.ExitAt == now)
        {
            OnExit(task, container, ExitCodeOf(task, container));
        }
        else if (row.HealthyAt == now)
        {
            row.HealthyAt = Instant.MaxValue;
            row.Healthy = now;
            Progress(task);
        }
        else if (row.TimeoutAt == now)
        {
            row.TimeoutAt = Instant.MaxValue;
            GiveUpOn(task, container);
        }
    }

    /// <summary>A container is ended from outside: it crashed, or its work is done.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="container">Container, or -1 for the main one.</param>
    /// <param name="exitCode">Exit code.</param>
    /// <param name="reason">Why, when there is more to say than that it exited.</param>
    public void Exit(int task, int container, int exitCode, StopReason reason = StopReason.None)
    {
        if (container < 0) container = _plans[_tables.Tasks[task].TaskDefinition].Main;
        if (_tables.LinksOf(task).Containers < 0 || Row(task, container).Status is not (ContainerStatus.Running or ContainerStatus.Stopping)) return;
        Row(task, container).Reason = reason;
        OnExit(task, container, exitCode);
    }

    /// <summary>Whether a container of the task runs, so that a stop takes time.</summary>
    public bool AnyRuns(int task)
    {
        foreach (ref readonly var row in Of(task))
        {
            if (row.Status is ContainerStatus.Running or ContainerStatus.Stopping) return true;
        }
        return false;
    }

    /// <summary>A task is to stop: what has not begun never will, the rest is stopped in reverse order of dependency (ECS-TD-11).</summary>
    public void Stop(int task)
    {
        foreach (ref var row in Rows(task))
        {
            if (row.Status is ContainerStatus.Running or ContainerStatus.Stopping or ContainerStatus.Stopped) continue;
            Close(task, ref row);
        }
        GoOnStopping(task);
    }

    /// <summary>The host is gone, or nothing runs: every container of the task is over at once.</summary>
    public void Abandon(int task)
    {
        foreach (ref var row in Rows(task))
        {
            if (row.Status != ContainerStatus.Stopped) Close(task, ref row);
        }
    }

    /// <summary>The task's row goes, and the rows of its containers.</summary>
    public void Release(int task)
    {
        ref var links = ref _tables.LinksOf(task);
        if (links.Containers < 0) return;
        _blocks.Return(links.Containers, _plans[_tables.Tasks[task].TaskDefinition].Count);
        links.Containers = -1;
    }

    /// <summary>Exit code of the main container, or -1.</summary>
    public int MainExitCode(int task) => Row(task, _plans[_tables.Tasks[task].TaskDefinition].Main).ExitCode;

    /// <summary>When every essential container listens, from what is known now.</summary>
    public Instant ReadyAt(int task)
    {
        ref readonly var row = ref _tables.Tasks[task];
        var plan = _plans[row.TaskDefinition];
        var ready = Instant.Zero;
        for (var i = 0; i < plan.Count; i++)
        {
            if (!plan[i].Definition.Essential) continue;
            ref readonly var container = ref Row(task, i);
            var begins = container.Status == ContainerStatus.Restarting ? container.StepAt : container.LastStarted;
            if (begins == Instant.MaxValue) continue;
            var listens = begins + _times.Startup(in row, i, container.Restarts);
            if (listens > ready) ready = listens;
        }
        return ready;
    }

    private ref ContainerRow Row(int task, int container) => ref _blocks[_tables.LinksOf(task).Containers + container];

    private void Schedule(int task, int container, Instant at)
    {
        var row = _tables.LinksOf(task).Containers + container;
        _calendar.Schedule(at, EventKinds.ContainerDue, row, _blocks.GenerationOf(row));
    }

    private void Close(int task, ref ContainerRow row)
    {
        row.Status = ContainerStatus.Stopped;
        row.Stopped = _calendar.Now;
        row.Reported = _calendar.Now + _report.AtBirth(_births, Purpose.ContainerReport, _tables.Tasks[task].Ordinal, row.Restarts);
        row.StepAt = row.ExitAt = row.HealthyAt = row.TimeoutAt = Instant.MaxValue;
    }
}
