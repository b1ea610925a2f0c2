using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Managed daemons (ECS-DM-04): one task on each instance of the providers of Managed Instances that a daemon is associated with.
/// <code>
///  instance registers ──► its tasks start ──► RUNNING (HEALTHY with checks) ──► instance ACTIVE ──► other tasks come
///                              └── fails ──► impaired ──► drained, ended        (of a daemon that is not critical: it stays)
///  task stops, checks fail ──► impaired: drained ──► its tasks move ──► the daemon's stops last ──► instance ends
///  new revision, new daemon, deletion ──► <see cref="Roll"/>: instances are replaced, a share of them at a time
/// </code>
/// An instance gets its revision when it registers and never another: what changes a daemon replaces instances. Nothing here launches instances; tasks that
/// wait for room do (CP-MI-01). AWS: Amazon ECS Developer Guide, "Amazon ECS Managed Daemons", "Daemon deployments" and "Daemon auto repair".
/// </summary>
internal sealed partial class ManagedDaemonScheduler : IDaemonReservations
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly EcsTables _tables;
    private readonly EcsReports _reports;
    private readonly Announcer _announcer;
    private readonly ServiceBook _services;
    private readonly PlacementEngine _engine;
    private readonly ContainerInstances _instances;
    private readonly TaskLifeCycle _life;
    private readonly TaskStarter _starter;
    private readonly Deployments _deployments;
    private readonly DaemonCoverage?[] _coverage; // by service
    private readonly bool[] _isChecked; // by task definition: every essential container has a health check
    private readonly Duration _delay;
    private readonly Duration _stepEnd;
    private readonly bool _roundsUp;
    private readonly bool _bakesSteps;

    public ManagedDaemonScheduler(
        Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, Announcer announcer, ServiceBook services, PlacementEngine engine,
        ContainerInstances instances, TaskLifeCycle life, TaskStarter starter, Deployments deployments)
    {
        _calendar = calendar;
        _scenario = scenario;
        _tables = tables;
        _reports = reports;
        _announcer = announcer;
        _services = services;
        _engine = engine;
        _instances = instances;
        _life = life;
        _starter = starter;
        _deployments = deployments;
        _coverage = [.. scenario.Services.Select(s => s.ManagedDaemon is null ? null : new DaemonCoverage(tables.Instances))];
        _isChecked = [.. scenario.TaskDefinitions.Select(static d => d.Containers.Any(static c => c.Essential) && d.Containers.All(static c => !c.Essential || c.HealthCheck is not null))];
        _delay = scenario.Model.Get(ProviderModel.ManagedDaemonDeploymentDelay);
        _stepEnd = scenario.Model.Get(ProviderModel.ManagedDaemonStepEnd);
        _roundsUp = scenario.Model.Get(ProviderModel.ManagedDaemonBatchRounding) == "up";
        _bakesSteps = scenario.Model.Get(ProviderModel.ManagedDaemonBake) == "step";
    }

    /// <summary>Whether some managed daemon is to have a task on an instance that registers now.</summary>
    public bool Want(int instance)
    {
        foreach (var service in _services.Services)
        {
            if (service.IsManagedDaemon && IsWanted(service, instance)) return true;
        }
        return false;
    }

    /// <summary>An instance has registered and waits for its daemons: their tasks start, before any other may come.</summary>
    public void Welcome(int instance)
    {
        foreach (var service in _services.Services)
        {
            if (service.IsManagedDaemon && IsWanted(service, instance)) Give(service, instance);
        }
        OpenIfReady(instance);
    }

    /// <inheritdoc/>
    public (int Cpu, int Memory) ReservedOn(int capacityProvider)
    {
        var (cpu, memory) = (0, 0);
        foreach (var service in _services.Services)
        {
            if (!service.IsManagedDaemon || !IsAssociated(service, capacityProvider)) continue;
            var task = _scenario.TaskDefinitions[service.Primary.TaskDefinition];
            cpu += task.ReservedCpu;
            memory += task.ReservedMemory;
        }
        return (cpu, memory);
    }

    /// <summary>Looks after the instances of a daemon.</summary>
    /// <param name="service">The daemon.</param>
    /// <param name="running">Whether what there is was there from the start (initial: steady).</param>
    public void Reconcile(Service service, bool running)
    {
        var coverage = _coverage[service.Index]!;
        var next = Instant.MaxValue;
        FindTasks(service, coverage);
        _announcer.Begin();
        var wanted = Observe(service, coverage);
        _services.RowOf(service).Desired = wanted;
        Roll(service, coverage, wanted, running, ref next);
        _deployments.Tidy(service);
        if (!running) _announcer.Tell(service, 0);
        var steady = service.Primary.State == RolloutState.Completed && service.Primary.Active == wanted && service.Primary.Healthy == wanted && !_services.RowOf(service).IsDeleted;
        if (steady) _announcer.TellSteady(service, entered: !service.IsSteady);
        service.IsSteady = steady;
        if (next != Instant.MaxValue) _services.RequestReconcile(service, next);
    }

    /// <summary>What is not as it should be; for tests.</summary>
    public List<string> Check()
    {
        var problems = new List<string>();
        foreach (var service in _services.Services)
        {
            if (!service.IsManagedDaemon || service.Primary is null) continue;
            var coverage = _coverage[service.Index]!;
            FindTasks(service, coverage);
            for (var i = 0; i < _tables.Instances.Length; i++)
            {
                if (!_tables.Instances.IsAlive(i)) continue;
                var has = coverage.TaskOn[i] >= 0;
                var state = coverage[i].State;
                if (has && state == CoverageState.None) problems.Add($"{service.Definition.Name}: instance {i} has a task that nobody gave it.");
                if (_engine.ScopeOfService(service.Index).CountOn(i) > 1) problems.Add($"{service.Definition.Name}: instance {i} has more than one task.");
                if (_tables.Instances[i].Status == ContainerInstanceStatus.Active && state == CoverageState.Starting && coverage[i].Critical) problems.Add($"{service.Definition.Name}: instance {i} is ACTIVE before its daemon runs.");
            }
        }
        return problems;
    }

    private bool IsAssociated(Service service, int provider)
    {
        if (provider < 0 || service.Primary is null || _services.RowOf(service).IsDeleted) return false;
        foreach (var item in service.Primary.Revision.Strategy!.Value)
        {
            if (item.CapacityProvider == provider) return true;
        }
        return false;
    }

    private bool IsWanted(Service service, int instance) => IsAssociated(service, _tables.Instances[instance].CapacityProvider);

    // Whether the instance is what one that registers now would become.
    private bool IsCurrent(Service service, DaemonCoverage coverage, int instance)
    {
        ref readonly var has = ref coverage[instance];
        if (!IsWanted(service, instance)) return has.State == CoverageState.None;
        return has.State != CoverageState.None && has.TaskDefinition == service.Primary.TaskDefinition && has.Critical == service.Primary.Revision.Daemon!.Critical;
    }

    private void Give(Service service, int instance)
    {
        var deployment = service.Primary;
        var profile = _engine.ForService(service.Index, deployment.TaskDefinition, -1, deployment.SubnetZones);
        ref readonly var row = ref _tables.Instances[instance];
        var fits = profile.VerdictOn(_engine.Index.PoolOf(instance)) is PoolVerdict.Accepted or PoolVerdict.PerInstance
            && profile.Need[0] <= row.RemainingCpu && profile.Need[1] <= row.RemainingMemory;
        var steady = _calendar.Now == Instant.Zero && _scenario.Run.Initial == InitialState.Steady;
        var task = fits ? _starter.PutOn(deployment, profile, instance, steady) : -1;
        _coverage[service.Index]![instance] = new Coverage
        {
            State = task < 0 ? CoverageState.Lost : steady ? CoverageState.Up : CoverageState.Starting,
            TaskDefinition = deployment.TaskDefinition,
            Critical = deployment.Revision.Daemon!.Critical,
        };
        if (task < 0) Miss(service, instance);
        else if (!steady) _announcer.Say(new ServiceEvent(service.Index, ServiceEventMessage.StartedTasks, 1, -1, new[] { _tables.Tasks[task].Ordinal }));
        _services.RequestReconcile(service.Index);
    }

    private void FindTasks(Service service, DaemonCoverage coverage)
    {
        if (coverage.TaskOn.Length < _tables.Instances.Length) coverage.TaskOn = new int[Math.Max(16, _tables.Instances.Length * 2)];
        Array.Fill(coverage.TaskOn, -1);
        Enter(service.Primary, coverage.TaskOn);
        foreach (var older in service.Older) Enter(older, coverage.TaskOn);
    }

    private void Enter(Deployment deployment, int[] taskOn)
    {
        for (var task = deployment.First; task >= 0; task = _tables.LinksOf(task).NextInDeployment) taskOn[_tables.Tasks[task].ContainerInstance] = task;
    }

    // What became of each task; returns on how many instances one is wanted.
    private int Observe(Service service, DaemonCoverage coverage)
    {
        var wanted = 0;
        for (var i = 0; i < _tables.Instances.Length; i++)
        {
            if (!_tables.Instances.IsAlive(i)) continue;
            var status = _tables.Instances[i].Status;
            var task = coverage.TaskOn[i];
            if (status == ContainerInstanceStatus.Draining)
            {
                if (task >= 0 && _tables.Instances[i].Tasks == _tables.Instances[i].DaemonTasks) StopLast(task);
                continue;
            }
            if (status != ContainerInstanceStatus.Active && !_tables.LinksOfInstance(i).AwaitsDaemons) continue;
            if (IsWanted(service, i)) wanted++;
            ref var entry = ref coverage[i];
            if (entry.State is not (CoverageState.Starting or CoverageState.Up)) continue;
            if (task < 0 || _tables.LinksOf(task).Standing == TaskStanding.Unhealthy) Lose(service, ref entry, i);
            else if (entry.State == CoverageState.Starting && IsUp(task)) entry.State = CoverageState.Up;
            OpenIfReady(i);
        }
        return wanted;
    }

    private bool IsUp(int task)
    {
        ref readonly var row = ref _tables.Tasks[task];
        return row.Status == TaskStatus.Running && (!_isChecked[row.TaskDefinition] || row.HealthStatus == ContainerHealth.Healthy);
    }

    private void Lose(Service service, ref Coverage entry, int instance)
    {
        entry.State = CoverageState.Lost;
        Miss(service, instance);
    }

    // One failure for each instance, whatever the reason: the circuit breaker counts what the deployment under way has brought.
    private void Miss(Service service, int instance)
    {
        ref var entry = ref _coverage[service.Index]![instance];
        if (IsCurrent(service, _coverage[service.Index]!, instance)) _deployments.CountCheckFailure(service.Primary);
        _announcer.Say(new ServiceEvent(service.Index, entry.Critical ? ServiceEventMessage.DaemonImpaired : ServiceEventMessage.DaemonMissing, 0, instance));
        if (entry.Critical) Replace(ref entry, instance, TerminationReason.DaemonImpaired, 0);
    }

    private void Replace(ref Coverage entry, int instance, TerminationReason reason, int decision)
    {
        if (entry.Leaves) return;
        entry.Leaves = true;
        _reports.Replacements.Report(new InstanceReplacement(instance, reason, decision));
    }

    private void StopLast(int task)
    {
        if (_tables.Tasks[task].Status == TaskStatus.Running) _announcer.Stopped(task);
        _life.Stop(task, StopCode.ServiceSchedulerInitiated, StopReason.InstanceDraining);
    }

    private void OpenIfReady(int instance)
    {
        if (!_tables.LinksOfInstance(instance).AwaitsDaemons) return;
        foreach (var service in _services.Services)
        {
            if (!service.IsManagedDaemon) continue;
            ref readonly var entry = ref _coverage[service.Index]![instance];
            if (entry.State != CoverageState.None && entry.Critical && entry.State != CoverageState.Up) return;
        }
        _instances.Open(instance);
        foreach (var service in _services.Services)
        {
            if (service.IsDaemon) _services.RequestReconcile(service.Index);
        }
    }
}
