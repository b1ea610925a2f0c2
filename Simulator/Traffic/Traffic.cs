using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Traffic;

/// <summary>
/// The data plane: arrivals, requests and queues in tasks, demand, and standalone jobs. It knows of a task from RUNNING until its containers stop, and says what the
/// task uses meanwhile.
/// </summary>
public sealed class Traffic : IEventHandler, IListener<TaskTransition>, IListener<ContainerRestart>, IListener<ApplicationChange>, IListener<ProductionMoved>, ITaskUsage, ITaskLoad
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly List<(int Service, ServiceEntrances Entrances)> _entrances = [];
    private readonly SlabView<TaskRow> _tasks;
    private readonly SlabView<ContainerInstanceRow> _instances;
    private readonly HostCpu? _hosts; // where tasks of a host lend each other CPU
    private readonly ServerModel[] _models;
    private readonly RequestPath _path;
    private readonly Jobs _jobs;
    private readonly Demands _demands;
    private readonly Workers _workers;
    private readonly Slab<QueueRow> _queues = new();
    private readonly FactChannel<ContainerExit> _exits;
    private readonly ITargetSelector[] _serviceSelectors;
    private readonly bool[] _isReachedDirectly; // by service: it has requests that come without a load balancer
    private readonly Slab<TargetGroupTrafficRow> _groups;
    private readonly BirthDraw _births;
    private readonly double _fargateSpread;
    private Life[] _lives = [];

    /// <param name="calendar">The calendar.</param>
    /// <param name="facts">Where idle tasks, submissions and finished jobs are reported.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="replication">Replication number, from 0.</param>
    /// <param name="tasks">Tasks.</param>
    /// <param name="targetGroupSelectors">The selector of each target group, whose members load balancing keeps.</param>
    /// <param name="serviceSelectors">An empty selector for each service, for requests that come without a load balancer; this room keeps their members.</param>
    /// <param name="observer">Hears each request.</param>
    /// <param name="queueObserver">Hears of each message that was dealt with.</param>
    /// <param name="instances">Container instances, whose CPU their tasks share; null where every task has what it reserves.</param>
    /// <param name="testSelectors">Of each target group, where the requests of test listeners go; as the others by default.</param>
    public Traffic(
        Calendar calendar, FactSink facts, Scenario scenario, int replication, SlabView<TaskRow> tasks, ITargetSelector[] targetGroupSelectors,
        ITargetSelector[] serviceSelectors, IRequestObserver observer, IQueueObserver queueObserver, SlabView<ContainerInstanceRow>? instances = null, ITargetSelector[]? testSelectors = null)
    {
        _calendar = calendar;
        _scenario = scenario;
        _tasks = tasks;
        _serviceSelectors = serviceSelectors;
        _exits = facts.Channel<ContainerExit>();
        _births = new BirthDraw(scenario.Run.Seed, replication);
        _fargateSpread = Math.Clamp(scenario.Model.Get(ProviderModel.FargateCpuSpread), 0, 0.9);
        if (instances is { } hosts && HostCpu.IsNeeded(scenario)) (_instances, _hosts) = (hosts, new HostCpu());
        _models = new ServerModel[scenario.TaskDefinitions.Length];
        for (var i = 0; i < _models.Length; i++) _models[i] = new ServerModel(scenario.TaskDefinitions[i], scenario.Applications[i], scenario.Model, _hosts is not null);
        _groups = new Slab<TargetGroupTrafficRow>(scenario.TargetGroups.Length);
        foreach (var isWanted in MonitoringPlan.ResponseTimesWanted(scenario)) _groups[_groups.Add()].ResponseTimes = isWanted ? new ResponseTimes() : null;
        _isReachedDirectly = new bool[scenario.Services.Length];
        var sources = new List<RequestSource>();
        foreach (var workload in scenario.Workloads)
        {
            if (workload is not RequestWorkloadDefinition requests) continue;
            if (requests.TargetGroup < 0 || requests.Entrances.Contains(-1)) _isReachedDirectly[requests.Service] = true;
            var groupSelectors = requests.IsTest ? testSelectors ?? targetGroupSelectors : targetGroupSelectors;
            var selector = SelectorOf(requests.TargetGroup, requests.Service);
            if (!requests.Entrances.IsEmpty)
            {
                var entrances = new ServiceEntrances([.. requests.Entrances.Select(g => (g, SelectorOf(g, requests.Service)))]);
                _entrances.Add((requests.Service, entrances));
                selector = entrances;
            }
            sources.Add(RequestSource.Create(requests, scenario, replication, _models, selector));

            ITargetSelector SelectorOf(int group, int service) => group < 0 ? serviceSelectors[service] : groupSelectors[group];
        }
        _path = new RequestPath(calendar, facts, [.. sources], _groups, observer, _hosts);
        _jobs = new Jobs(calendar, facts, scenario, replication);
        _demands = new Demands(scenario);
        _workers = new Workers(calendar, scenario, replication, _queues, queueObserver, _models, _hosts);
    }

    /// <summary>Arrivals and completions that need no event; the run loop advances it.</summary>
    public ScalarClock Clock => _path;

    /// <summary>Traffic of each target group, same index.</summary>
    public SlabView<TargetGroupTrafficRow> Groups => new(_groups);

    /// <summary>Queues, same index as the scenario's.</summary>
    public SlabView<QueueRow> Queues => new(_queues);

    /// <summary>Hands over the health of target groups, by which callers of a service whose load balancers change are divided; load balancing is made after this room.</summary>
    public void Watch(SlabView<TargetGroupRow> groups)
    {
        foreach (var (_, entrances) in _entrances) entrances.Groups = groups;
    }

    /// <summary>Draws the first arrivals and submissions.</summary>
    public void Start()
    {
        _path.Start();
        _jobs.Start();
        _workers.Start();
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.RequestTimeoutDue: _path.OnRequestTimeoutDue(e.Subject); break;
            case EventKinds.TaskReady: OnTaskReady(in e); break;
            case EventKinds.StartupWorkDone: OnStartupWorkDone(in e); break;
            case EventKinds.JobSubmitted: _jobs.OnJobSubmitted(e.Subject); break;
            case EventKinds.JobFinished: OnJobFinished(in e); break;
            default: _workers.TryHandle(in e); break;
        }
    }

    /// <summary>Tasks begin to serve and cease to.</summary>
    public void Apply(in TaskTransition fact)
    {
        switch (fact.To)
        {
            case TaskStatus.Running: Begin(fact.Task, hasStarted: fact.From == TaskStatus.None); break;
            case TaskStatus.Deactivating: Withdraw(fact.Task, isDraining: true); break;
            case TaskStatus.Stopping: Withdraw(fact.Task, isDraining: false); break;
            case TaskStatus.Deprovisioning or TaskStatus.Stopped: End(fact.Task); break;
        }
    }

    /// <summary>A task begins again in place: what it held is lost, and it answers from its new ReadyAt on.</summary>
    public void Apply(in ContainerRestart fact)
    {
        ref var life = ref LifeOf(fact.Task);
        if (life.Phase != LifePhase.Serving) return;
        var readyAt = _tasks[fact.Task].ReadyAt;
        var model = _models[life.TaskDefinition];
        _path.Restart(fact.Task, model, readyAt);
        if (model.ExceedsMemoryIdle) _calendar.Schedule(readyAt, EventKinds.TaskReady, fact.Task, life.Generation);
        // Reached without a load balancer, it is found again only when it answers.
        if (!life.IsMember) return;
        _serviceSelectors[life.Service].Remove(fact.Task);
        life.IsMember = false;
        _calendar.Schedule(readyAt, EventKinds.TaskReady, fact.Task, life.Generation);
    }

    /// <summary>Another task set is PRIMARY: callers of the service go where it is registered (ECS-BG-04).</summary>
    public void Apply(in ProductionMoved fact)
    {
        var balancers = _scenario.LoadBalancersOf(fact.Service, fact.LoadBalancerSet);
        foreach (var (service, entrances) in _entrances)
        {
            if (service == fact.Service) entrances.Only = entrances.BranchOf(balancers.IsEmpty ? -1 : balancers[0].TargetGroup);
        }
    }

    /// <summary>An application stops answering or answers again, and ECS does not know: its host is out of reach, or its container ended under a silent agent.</summary>
    public void Apply(in ApplicationChange fact)
    {
        ref var life = ref LifeOf(fact.Task);
        if (life.Phase is LifePhase.None or LifePhase.Over) return;
        var now = _calendar.Now;
        if (fact.State != ApplicationState.Answering)
        {
            if (fact.State == ApplicationState.Hanging) _path.Hang(fact.Task);
            else _path.Close(fact.Task);
            _workers.Close(fact.Task);
        }
        else if (life.Phase == LifePhase.Serving)
        {
            var readyAt = _tasks[fact.Task].ReadyAt > now ? _tasks[fact.Task].ReadyAt : now;
            _path.Resume(fact.Task, _models[life.TaskDefinition], readyAt);
            _workers.Reopen(fact.Task, life.TaskDefinition, readyAt, PartsOf(fact.Task, in life));
        }
    }

    /// <inheritdoc/>
    public int InFlight(int task) => _path.InFlight(task);

    /// <inheritdoc/>
    public long CpuUsed(int task, Instant now)
    {
        ref readonly var life = ref _lives[task];
        var model = _models[life.TaskDefinition];
        var until = life.Phase == LifePhase.Over ? life.Ended : now;
        var lived = (until - life.Began).Nanoseconds;
        var worked = WorkedUntil(task, in life, until);
        var used = worked + (long)(lived * model.Cpu.IdleUnits / CpuTime.UnitsPerVCpu);
        if (model.Cpu.Startup is not null) used += life.HasStarted ? life.StartupUsed : StartupUsed(model.Cpu, lived, worked);
        return used;
    }

    // What requests, messages and demand have used.
    private long WorkedUntil(int task, in Life life, Instant until)
    {
        var worked = _path.CpuUsed(task, until) + _workers.CpuUsed(task, until);
        if (!_demands.Has(life.Service)) return worked;
        var share = (life.Phase == LifePhase.Serving ? _demands.UtilizationSeconds(life.Service, life.DemandLimit, until) : life.UtilizationAtEnd) - life.UtilizationAtBegin;
        return worked + (long)(share * _models[life.TaskDefinition].ReservedCpuUnits / CpuTime.UnitsPerVCpu * Duration.NanosecondsPerSecond);
    }

    /// <inheritdoc/>
    public double MemoryUsedMiB(int task)
    {
        ref readonly var life = ref _lives[task];
        var model = _models[life.TaskDefinition];
        if (life.Phase == LifePhase.Serving && _demands.Has(life.Service) && _demands.MemoryUtilization(life.Service, _calendar.Now) is { } utilization)
            return utilization * model.ReservedMemoryMiB;
        return model.IdleMemoryMiB + (model.MemoryPerRequestMiB * _path.Held(task));
    }

    // hasStarted: there from the start (initial: steady), so that its start-up lies behind it.
    private void Begin(int task, bool hasStarted)
    {
        ref readonly var row = ref _tasks[task];
        var now = _calendar.Now;
        if (task >= _lives.Length) Array.Resize(ref _lives, Math.Max(task + 1, Math.Max(16, 2 * _lives.Length)));
        ref var life = ref _lives[task];
        life = new Life
        {
            Phase = LifePhase.Serving,
            Service = row.Service,
            TaskDefinition = row.TaskDefinition,
            Began = now,
            HasStarted = hasStarted,
            Generation = unchecked(life.Generation + 1),
        };
        var model = _models[row.TaskDefinition];
        if (row.ContainerInstance >= 0 && _hosts is not null) JoinHost(task, in row, !hasStarted);
        var parts = PartsOf(task, in life);
        _path.Open(task, row.TaskDefinition, model, row.ReadyAt, parts, SlownessOf(in row));
        _workers.Open(task, row.TaskDefinition, row.ReadyAt, parts);
        if (!hasStarted && model.Cpu.Startup is { } startup) _calendar.ScheduleIn(startup.Length, EventKinds.StartupWorkDone, task, life.Generation);
        if (row.Job >= 0 && _jobs.RunTimeOf(row.Job, row.Submission, row.Ordinal) is { } runTime) _calendar.ScheduleIn(runTime, EventKinds.JobFinished, task, life.Generation);
        if (model.ExceedsMemoryIdle) _calendar.Schedule(row.ReadyAt > now ? row.ReadyAt : now, EventKinds.TaskReady, task, life.Generation);
        if (row.Service < 0) return;
        if (_isReachedDirectly[row.Service] && _scenario.LoadBalancersOf(row.Service, row.LoadBalancerSet).IsEmpty)
        {
            if (row.ReadyAt <= now) Join(task, ref life);
            else _calendar.Schedule(row.ReadyAt, EventKinds.TaskReady, task, life.Generation);
        }
        if (_demands.Has(row.Service))
        {
            _demands.ChangeCapacity(row.Service, model.ReservedCpuUnits, model.ReservedMemoryMiB, now);
            life.DemandLimit = _demands.LimitOf(row.Service, row.LaunchType == LaunchType.Fargate ? model.Cpu.WorkShare : double.PositiveInfinity, now);
            life.UtilizationAtBegin = _demands.UtilizationSeconds(row.Service, life.DemandLimit, now);
        }
    }

    private void JoinHost(int task, in TaskRow row, bool starts)
    {
        var model = _models[row.TaskDefinition];
        var claim = model.Cpu.ClaimOf(starts, row.Service >= 0 && _demands.Has(row.Service) ? model.ReservedCpuUnits : 0);
        _hosts!.Join(task, row.ContainerInstance, (long)_instances[row.ContainerInstance].RegisteredCpu * CpuTime.PartsPerVCpu / CpuTime.UnitsPerVCpu, in claim);
    }

    // Parts of a vCPU that a task's work has.
    private int PartsOf(int task, in Life life)
    {
        if (_hosts?.IsThere(task) == true) return _hosts.PartsOf(task);
        var cpu = _models[life.TaskDefinition].Cpu;
        return life.HasStarted ? cpu.WorkParts : cpu.StartupParts;
    }

    private void OnTaskReady(in Event e)
    {
        ref var life = ref _lives[e.Subject];
        if (life.IsCurrent(in e) && life.Phase == LifePhase.Serving && _tasks[e.Subject].ReadyAt <= _calendar.Now && _models[life.TaskDefinition].ExceedsMemoryIdle)
        {
            _exits.Report(new ContainerExit(e.Subject, RequestPath.OutOfMemoryExitCode, OutOfMemory: true));
            return;
        }
        if (life.IsCurrent(in e) && life.Phase == LifePhase.Serving && !life.IsMember && _tasks[e.Subject].ReadyAt <= _calendar.Now) Join(e.Subject, ref life);
    }

    // AS-PX-11: as much as it wants, as far as idleness and work have left of the task's vCPUs.
    private static long StartupUsed(TaskCpu cpu, long lived, long worked)
    {
        var wanted = Math.Min(lived, cpu.Startup!.Length.Nanoseconds) * cpu.Startup.VCpus;
        if (cpu.Borrows) return (long)wanted;
        return (long)Math.Max(0, Math.Min(wanted, (lived * cpu.WorkUnits / CpuTime.UnitsPerVCpu) - worked));
    }

    private void OnStartupWorkDone(in Event e)
    {
        ref var life = ref _lives[e.Subject];
        if (!life.IsCurrent(in e) || life.Phase == LifePhase.Over) return;
        var cpu = _models[life.TaskDefinition].Cpu;
        life.StartupUsed = StartupUsed(cpu, (_calendar.Now - life.Began).Nanoseconds, WorkedUntil(e.Subject, in life, _calendar.Now));
        life.HasStarted = true;
        if (_hosts?.IsThere(e.Subject) == true)
        {
            _hosts.SetStartup(e.Subject, 0);
            return;
        }
        _path.SetParts(e.Subject, cpu.WorkParts);
        _workers.SetParts(e.Subject, cpu.WorkParts);
    }

    private void OnJobFinished(in Event e)
    {
        ref readonly var life = ref _lives[e.Subject];
        if (life.IsCurrent(in e) && life.Phase != LifePhase.Over) _exits.Report(new ContainerExit(e.Subject, 0));
    }

    private void Join(int task, ref Life life)
    {
        life.IsMember = true;
        _serviceSelectors[life.Service].Add(task, _path.InFlight(task));
    }

    /// <summary>A task on its way out receives no demand and no request that comes directly; what its load balancers still send it accepts until SIGTERM.</summary>
    // Fargate's hardware generations differ: the speed of a task's CPU is uniform around the mean (FG-SZ-05).
    private double SlownessOf(in TaskRow row) => _fargateSpread == 0 || row.LaunchType != LaunchType.Fargate
        ? 1
        : 1 / (1 + (_fargateSpread * ((2 * _births.Uniform(Purpose.FargateCpuSpeed, row.Ordinal)) - 1)));

    private void Withdraw(int task, bool isDraining)
    {
        ref var life = ref LifeOf(task);
        if (life.Phase is LifePhase.None or LifePhase.Over) return;
        if (isDraining) _path.Drain(task);
        else Refuse(task);
        if (life.Phase == LifePhase.Serving) CeaseToServe(task, ref life);
    }

    private void Refuse(int task)
    {
        _path.Refuse(task);
        _workers.Refuse(task);
    }

    private void End(int task)
    {
        ref var life = ref LifeOf(task);
        if (life.Phase is LifePhase.None or LifePhase.Over) return;
        if (life.Phase == LifePhase.Serving) CeaseToServe(task, ref life);
        life.Phase = LifePhase.Over;
        life.Ended = _calendar.Now;
        _workers.Close(task);
        _path.Close(task);
        _hosts?.Leave(task);
    }

    private void CeaseToServe(int task, ref Life life)
    {
        life.Phase = LifePhase.Withdrawn;
        if (life.IsMember) _serviceSelectors[life.Service].Remove(task);
        life.IsMember = false;
        if (!_demands.Has(life.Service)) return;
        var model = _models[life.TaskDefinition];
        life.UtilizationAtEnd = _demands.UtilizationSeconds(life.Service, life.DemandLimit, _calendar.Now);
        _demands.ChangeCapacity(life.Service, -model.ReservedCpuUnits, -model.ReservedMemoryMiB, _calendar.Now);
    }

    /// <summary>A task that stops before it ran has no life here.</summary>
    private ref Life LifeOf(int task)
    {
        if (task >= _lives.Length) Array.Resize(ref _lives, Math.Max(task + 1, Math.Max(16, 2 * _lives.Length)));
        return ref _lives[task];
    }

    private enum LifePhase : byte
    {
        None,
        Serving,
        Withdrawn,
        Over,
    }

    /// <summary>What this room knows of the task in a slot.</summary>
    private struct Life
    {
        public LifePhase Phase;
        public bool IsMember;
        public bool HasStarted; // its start-up work lies behind it
        public long StartupUsed; // what that took, in vCPU-nanoseconds
        public uint Generation;
        public int Service;
        public int TaskDefinition;
        public Instant Began;
        public Instant Ended;
        public int DemandLimit; // which of its service's limits holds for it
        public double UtilizationAtBegin;
        public double UtilizationAtEnd;

        public readonly bool IsCurrent(in Event e) => (Generation & (Event.GenerationModulus - 1)) == e.Generation;
    }
}
