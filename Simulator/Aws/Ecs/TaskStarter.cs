using System.Collections.Immutable;
using Simulator.Aws.Ecs.CapacityProviders;
using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Starts tasks: chooses the capacity provider, then the place, then creates the task. Serves services and RunTask alike, and tries waiting tasks again
/// when room appears.
/// </summary>
internal sealed class TaskStarter
{
    private const int MostTasksOfACall = 10; // ECS-TH-06

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly EcsTables _tables;
    private readonly EcsReports _reports;
    private readonly PlacementEngine _engine;
    private readonly TaskLifeCycle _life;
    private readonly WaitingTasks _waiting;
    private readonly CapacitySignal _capacity;
    private readonly TaskTimes _times;
    private readonly BirthDraw _births;
    private readonly ClosestMatch _closest;
    private readonly Duration _tick;
    private readonly FargateCapacity _fargate;
    private readonly DecisionPace _pace;
    private readonly bool[] _scales; // by provider: managed scaling is on
    private readonly PlacementProfile?[][] _jobKinds;
    private readonly HashSet<PlacementProfile> _failed = [];
    private readonly TokenBucket? _calls; // RunTask calls of the account; null while quotas do not hold
    private readonly Dictionary<int, PendingCall> _throttled = [];
    private ImmutableArray<CapacityProviderStrategyItem>? _default; // of the cluster, once the operator has replaced it
    private int _nextCall;
    private Instant _retried = Instant.Zero;

    public TaskStarter(
        Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, PlacementEngine engine, TaskLifeCycle life, WaitingTasks waiting,
        CapacitySignal capacity, TaskTimes times, BirthDraw births, FargateCapacity fargate, DecisionPace pace)
    {
        _calendar = calendar;
        _scenario = scenario;
        _tables = tables;
        _reports = reports;
        _engine = engine;
        _life = life;
        _waiting = waiting;
        _capacity = capacity;
        _times = times;
        _births = births;
        _closest = new ClosestMatch(engine.Index);
        _tick = scenario.Model.Get(ModelCatalog.SchedulerTick);
        _fargate = fargate;
        _pace = pace;
        _scales = [.. scenario.CapacityProviders.Select((p, i) => p.ManagedScaling is not null && scenario.Cluster.Has(i))];
        _jobKinds = new PlacementProfile?[scenario.Workloads.Length][];
        if (AccountQuotas.Hold(scenario.Model)) _calls = new TokenBucket(scenario.Model.Get(ModelCatalog.ModifyCallBurst), scenario.Model.Get(ModelCatalog.ModifyCallRate));
    }

    /// <summary>Managed scaling of a provider is switched on or off: tasks that find no room wait for it, or do not (CP-PV-01).</summary>
    public void SetScaling(int capacityProvider, bool enabled) => _scales[capacityProvider] = enabled;

    /// <summary>The cluster's default strategy is another one: RunTask calls that name none go by it.</summary>
    public void SetDefaultStrategy(ImmutableArray<CapacityProviderStrategyItem> strategy)
    {
        _default = strategy;
        for (var i = 0; i < _jobKinds.Length; i++)
        {
            if (_scenario.Workloads[i] is JobWorkloadDefinition { UsesDefaultStrategy: true }) _jobKinds[i] = null!; // filled again when wanted
        }
    }

    /// <summary>Starts one task of a deployment.</summary>
    /// <param name="service">The service.</param>
    /// <param name="deployment">The deployment whose revision it runs.</param>
    /// <param name="running">Whether it is to be RUNNING at once (initial: steady).</param>
    /// <param name="task">The new row, or -1.</param>
    /// <param name="profile">Its kind on container instances; null on Fargate.</param>
    public StartOutcome Start(Service service, Deployment deployment, bool running, out int task, out PlacementProfile? profile)
    {
        var strategy = deployment.StrategyOf(service);
        var item = strategy.IsEmpty ? 0 : StrategySplit.Choose(strategy.AsSpan(), deployment.Claims);
        if (!deployment.Claim(item))
        {
            (task, profile) = (-1, null);
            return StartOutcome.Denied;
        }
        var provider = strategy.IsEmpty ? -1 : strategy[item].CapacityProvider;
        if (service.OnFargate)
        {
            profile = null;
            return StartOnFargate(service, deployment, provider, running, out task);
        }
        profile = deployment.Profiles[item] ??= _engine.ForService(service.Index, deployment.TaskDefinition, provider, deployment.SubnetZones);
        var instance = _engine.Choose(profile, _tables.NextOrdinal);
        if (instance >= 0)
        {
            task = _life.Create(deployment, deployment.TaskDefinition, -1, LaunchTypeOf(provider), provider);
            if (running) _life.BeginRunning(task, profile, instance);
            else _life.PlaceOn(task, profile, instance);
            return StartOutcome.Placed;
        }
        return WaitFor(profile, deployment, -1, out task);
    }

    /// <summary>Starts a task of zone rebalancing (ECS-AZ-04): on capacity that is there, in one of the zones that lack tasks; -1 when that is impossible.</summary>
    /// <param name="service">The service.</param>
    /// <param name="deployment">Its deployment.</param>
    /// <param name="provider">Capacity provider on Fargate; -1 for the one that is next by the strategy.</param>
    /// <param name="zones">Zones that lack tasks.</param>
    public int StartIn(Service service, Deployment deployment, int provider, ReadOnlySpan<bool> zones)
    {
        var strategy = service.Definition.Strategy;
        if (service.OnFargate)
        {
            if (provider < 0 && !strategy.IsEmpty) provider = strategy[0].CapacityProvider;
            var zone = LeastLoadedZone(service, deployment, provider);
            if (zone < 0 || !zones[zone] || _fargate.Refuses(deployment.TaskDefinition, provider) != StartOutcome.Placed) return -1;
            var born = _life.Create(deployment, deployment.TaskDefinition, -1, LaunchType.Fargate, provider);
            _life.PlaceOnFargate(born, zone);
            return born;
        }
        var item = strategy.IsEmpty ? 0 : StrategySplit.Choose(strategy.AsSpan(), deployment.ByProvider);
        provider = strategy.IsEmpty ? -1 : strategy[item].CapacityProvider;
        var profile = deployment.Profiles[item] ??= _engine.ForService(service.Index, deployment.TaskDefinition, provider, deployment.SubnetZones);
        // The service spreads over zones first (ECS-AZ-01), so the engine's choice is in the emptiest zone that has room.
        var instance = _engine.Choose(profile, _tables.NextOrdinal);
        if (instance < 0 || !zones[_tables.Instances[instance].Zone]) return -1;
        var task = _life.Create(deployment, deployment.TaskDefinition, -1, LaunchTypeOf(provider), provider);
        _life.PlaceOn(task, profile, instance);
        return task;
    }

    /// <summary>Starts a daemon's task on one instance, if it fits there (ECS-DM-01); -1 when it does not.</summary>
    public int StartOn(Deployment deployment, PlacementProfile profile, int instance, bool running)
    {
        return profile.Admits(instance, _engine.Index) ? PutOn(deployment, profile, instance, running) : -1;
    }

    /// <summary>Starts a daemon's task on an instance that has room for it, whether or not others may come there (ECS-DM-04).</summary>
    public int PutOn(Deployment deployment, PlacementProfile profile, int instance, bool running)
    {
        var task = _life.Create(deployment, deployment.TaskDefinition, -1, LaunchTypeOf(_engine.Index.Row(instance).CapacityProvider), _engine.Index.Row(instance).CapacityProvider);
        if (running) _life.BeginRunning(task, profile, instance);
        else _life.PlaceOn(task, profile, instance);
        return task;
    }

    /// <summary>StartTask on one instance: it needs an ACTIVE instance with a connected agent and room; otherwise the call fails and says why (ECS-PL-17).</summary>
    public void StartOn(int instance, int taskDefinition)
    {
        var profile = _engine.ForTask(taskDefinition);
        if (_tables.Instances.IsAlive(instance) && profile.Fits(instance, _engine.Index))
        {
            _life.PlaceOn(_life.Create(null, taskDefinition, -1, LaunchType.Ec2, _engine.Index.Row(instance).CapacityProvider), profile, instance, named: true);
            return;
        }
        var (reason, rejected) = _closest.ExplainOn(profile, instance);
        _reports.PlacementFailures.Report(new PlacementFailure(-1, -1, reason, instance, rejected));
    }

    /// <summary>A RunTask call: each of its tasks is placed on its own; what does not fit fails at once unless a provider scales for it (ECS-CP-03).</summary>
    /// <remarks>
    /// Fargate takes calls at a rate of its own (FG-Q-02). A throttled call (ECS-TH-06) is made again when the account's bucket has a token, as an SDK would with a
    /// well-guessed delay.
    /// </remarks>
    public void Run(int job, int submission)
    {
        var definition = (JobWorkloadDefinition)_scenario.Workloads[job];
        if (submission < 0)
        {
            Call(new PendingCall(job, -1, definition.TaskDefinition, definition.Count));
            return;
        }
        var asked = definition.Submissions[submission];
        for (var left = asked.Count; left > 0; left -= MostTasksOfACall) Call(new PendingCall(job, submission, asked.TaskDefinition, Math.Min(left, MostTasksOfACall)));
    }

    /// <summary>A call that was throttled is made again.</summary>
    public void RunThrottled(int call)
    {
        RunNow(_throttled[call]);
        _throttled.Remove(call);
    }

    private void Call(in PendingCall call)
    {
        var at = _calls?.Reserve(_calendar.Now) ?? _calendar.Now;
        if (_fargate.Runs(JobOf(call.Job))) at = _fargate.TakeCall(at);
        if (at <= _calendar.Now)
        {
            RunNow(in call);
            return;
        }
        _throttled.Add(_nextCall, call);
        _calendar.Schedule(at, EventKinds.RunTaskRetryDue, _nextCall++);
    }

    private void RunNow(in PendingCall call)
    {
        _pace.BeginCall();
        var definition = JobOf(call.Job);
        var strategy = definition.Strategy;
        Span<int> counts = stackalloc int[Math.Max(1, strategy.Length)];
        counts.Clear();
        for (var i = 0; i < call.Count; i++)
        {
            var item = strategy.IsEmpty ? 0 : StrategySplit.Choose(strategy.AsSpan(), counts);
            counts[item]++;
            var provider = strategy.IsEmpty ? -1 : strategy[item].CapacityProvider;
            RunOne(in call, definition, item, provider);
        }
    }

    /// <summary>A service as it is created now: without a strategy of its own it takes the cluster's default that is in force (CP-03).</summary>
    public ServiceDefinition InForce(ServiceDefinition service)
    {
        var strategy = _default ?? _scenario.Cluster.DefaultStrategy;
        if (!service.UsesDefaultStrategy || strategy.SequenceEqual(service.Strategy)) return service;
        return service with { Strategy = strategy, LaunchType = strategy.IsEmpty ? LaunchType.Ec2 : null };
    }

    private JobWorkloadDefinition JobOf(int job)
    {
        var definition = (JobWorkloadDefinition)_scenario.Workloads[job];
        var strategy = _default ?? _scenario.Cluster.DefaultStrategy;
        if (!definition.UsesDefaultStrategy || strategy == definition.Strategy) return definition;
        return definition with { Strategy = strategy, LaunchType = strategy.IsEmpty ? LaunchType.Ec2 : null };
    }

    /// <summary>Tries the waiting tasks again, each line from its head until one does not fit; lines in order of their heads' age.</summary>
    public void RetryWaiting()
    {
        if (_waiting.Count == 0) return;
        _failed.Clear();
        _pace.BeginCall();
        while (OldestKind() is { } kind)
        {
            var task = kind.Waiting.First;
            var instance = _engine.Choose(kind, _tables.Tasks[task].Ordinal);
            if (instance < 0)
            {
                _failed.Add(kind);
                continue;
            }
            _waiting.Remove(task);
            _life.PlaceOn(task, kind, instance);
        }
        if (_waiting.Count == 0) return;
        if (_calendar.Now - _retried >= _tick)
        {
            _retried = _calendar.Now;
            foreach (var kind in _waiting.Kinds) ReportFailure(kind, _tables.Tasks[kind.Waiting.First].Service, kind.Waiting.First);
        }
        _capacity.Request(_calendar.Now + _tick);
    }

    /// <summary>Reports that a kind of task could not be placed, with the reasons.</summary>
    /// <param name="profile">The kind of task.</param>
    /// <param name="service">Service index, or -1.</param>
    /// <param name="task">The task that waits, or -1 when none was created.</param>
    public Explanation ReportFailure(PlacementProfile profile, int service, int task)
    {
        var why = _closest.Explain(profile);
        _reports.PlacementFailures.Report(new PlacementFailure(service, task, why.Reason, why.Closest, why.Rejected));
        return why;
    }

    /// <summary>Why a kind of task cannot be placed now, without a report.</summary>
    /// <param name="profile">The kind of task.</param>
    public Explanation Explain(PlacementProfile profile) => _closest.Explain(profile);

    /// <summary>What a task still lacks that has waited too long (ECS-CP-03).</summary>
    /// <param name="task">A task that waits.</param>
    public StopReason WhyItWaits(int task) => _closest.Explain(_waiting.KindOf(task)).Reason switch
    {
        PlacementFailureReason.NoActiveInstances => StopReason.EmptyProvider,
        PlacementFailureReason.Cpu => StopReason.NoCpu,
        PlacementFailureReason.Memory => StopReason.NoMemory,
        PlacementFailureReason.Ports => StopReason.NoPorts,
        PlacementFailureReason.Eni => StopReason.NoEni,
        PlacementFailureReason.Gpu => StopReason.NoGpu,
        PlacementFailureReason.Attribute => StopReason.NoAttribute,
        PlacementFailureReason.Constraint => StopReason.NoConstraint,
        PlacementFailureReason.Agent => StopReason.NoAgent,
        _ => StopReason.CapacityTimeout,
    };

    /// <summary>Reports that Fargate takes no task.</summary>
    /// <param name="service">Service index, or -1.</param>
    /// <param name="outcome">Why not.</param>
    public void ReportNoFargate(int service, StartOutcome outcome)
    {
        _reports.PlacementFailures.Report(new PlacementFailure(service, -1, FargateCapacity.ReasonOf(outcome), -1, default));
    }

    private void RunOne(in PendingCall call, JobWorkloadDefinition definition, int item, int provider)
    {
        var onFargate = provider >= 0
            ? _scenario.CapacityProviders[provider].Kind is CapacityProviderKind.Fargate or CapacityProviderKind.FargateSpot
            : definition.LaunchType == LaunchType.Fargate;
        if (onFargate)
        {
            var zone = RandomZone(definition.Zones, provider);
            if (zone < 0) ReportNoFargate(-1, _fargate.WhyClosed(definition.Zones.AsSpan()));
            else if (_fargate.Refuses(call.TaskDefinition, provider) is var refusal and not StartOutcome.Placed) ReportNoFargate(-1, refusal);
            else _life.PlaceOnFargate(Create(in call, LaunchType.Fargate, provider), zone);
            return;
        }
        var profile = KindOf(in call, definition, item, provider);
        var instance = _engine.Choose(profile, _tables.NextOrdinal);
        if (instance >= 0)
        {
            _life.PlaceOn(Create(in call, LaunchTypeOf(provider), provider), profile, instance);
            return;
        }
        switch (WaitFor(profile, null, call.Job, out var task))
        {
            case StartOutcome.Waiting: _tables.Tasks[task].Submission = call.Submission; break;
            case StartOutcome.LimitExceeded: _reports.PlacementFailures.Report(new PlacementFailure(-1, -1, PlacementFailureReason.ProvisioningLimit, -1, default)); break;
            default: ReportFailure(profile, -1, -1); break;
        }
    }

    private int Create(in PendingCall call, LaunchType launchType, int provider)
    {
        var task = _life.Create(null, call.TaskDefinition, call.Job, launchType, provider);
        _tables.Tasks[task].Submission = call.Submission;
        return task;
    }

    private PlacementProfile KindOf(in PendingCall call, JobWorkloadDefinition definition, int item, int provider)
    {
        if (call.TaskDefinition != definition.TaskDefinition) return _engine.ForJob(call.Job, definition, call.TaskDefinition, provider);
        var kinds = _jobKinds[call.Job] ??= new PlacementProfile?[Math.Max(1, definition.Strategy.Length)];
        return kinds[item] ??= _engine.ForJob(call.Job, definition, call.TaskDefinition, provider);
    }

    private StartOutcome WaitFor(PlacementProfile profile, Deployment? deployment, int job, out int task)
    {
        task = -1;
        var provider = profile.CapacityProvider;
        if (provider < 0) return StartOutcome.NoRoom;
        var managed = _scenario.CapacityProviders[provider].ManagedInstances is not null; // no limit to what waits (CP-MI-01)
        if (!managed && !_scales[provider]) return StartOutcome.NoRoom;
        if (!managed && _waiting.Limited >= _waiting.Limit) return StartOutcome.LimitExceeded;
        task = _life.Create(deployment, profile.TaskDefinitionIndex, job, LaunchTypeOf(provider), provider);
        _waiting.Add(task, profile);
        _life.Wait(task);
        ReportFailure(profile, deployment?.Service ?? -1, task);
        _calendar.ScheduleIn(_times.ProvisioningExpiry(in _tables.Tasks[task]), EventKinds.ProvisioningExpiryDue, task, _tables.Tasks.GenerationOf(task));
        _capacity.Request(_calendar.Now + _tick);
        return StartOutcome.Waiting;
    }

    private LaunchType LaunchTypeOf(int provider) =>
        provider >= 0 && _scenario.CapacityProviders[provider].ManagedInstances is not null ? LaunchType.ManagedInstances : LaunchType.Ec2;

    private PlacementProfile? OldestKind()
    {
        PlacementProfile? oldest = null;
        foreach (var kind in _waiting.Kinds)
        {
            if (_failed.Contains(kind)) continue;
            if (oldest is null || _tables.Tasks[kind.Waiting.First].Ordinal < _tables.Tasks[oldest.Waiting.First].Ordinal) oldest = kind;
        }
        return oldest;
    }

    private StartOutcome StartOnFargate(Service service, Deployment deployment, int provider, bool running, out int task)
    {
        task = -1;
        var zone = LeastLoadedZone(service, deployment, provider);
        if (zone < 0) return _fargate.WhyClosed(deployment.Zones);
        if (_fargate.Refuses(deployment.TaskDefinition, provider) is var refusal and not StartOutcome.Placed) return refusal;
        task = _life.Create(deployment, deployment.TaskDefinition, -1, LaunchType.Fargate, provider);
        if (running) _life.BeginRunning(task, null, zone);
        else _life.PlaceOnFargate(task, zone);
        return StartOutcome.Placed;
    }

    // ECS-PL-15: Fargate spreads a service over the zones of its subnets, each provider by itself; ties are drawn.
    private int LeastLoadedZone(Service service, Deployment deployment, int provider)
    {
        var least = int.MaxValue;
        var ties = 0;
        foreach (var zone in deployment.Zones)
        {
            if (!_fargate.IsOpen(zone, provider)) continue;
            var tasks = service.ActiveIn(zone, provider);
            if (tasks < least) (least, ties) = (tasks, 0);
            if (tasks == least) ties++;
        }
        if (ties == 0) return -1;
        var pick = _births.Index(ties, Purpose.AvailabilityZoneTie, _tables.NextOrdinal);
        foreach (var zone in deployment.Zones)
        {
            if (_fargate.IsOpen(zone, provider) && service.ActiveIn(zone, provider) == least && pick-- == 0) return zone;
        }
        return -1;
    }

    // ECS-PL-15: Fargate spreads over the zones of the subnets; a single task goes to any of them.
    private int RandomZone(ImmutableArray<int> zones, int provider)
    {
        var open = 0;
        for (var zone = 0; zone < _scenario.AvailabilityZones.Length; zone++) open += IsOpen(zone, zones, provider) ? 1 : 0;
        if (open == 0) return -1;
        var pick = _births.Index(open, Purpose.AvailabilityZoneTie, _tables.NextOrdinal);
        var chosen = 0;
        while (!IsOpen(chosen, zones, provider) || pick-- > 0) chosen++;
        return chosen;
    }

    private bool IsOpen(int zone, ImmutableArray<int> zones, int provider) => _fargate.IsOpen(zone, provider) && (zones.IsEmpty || zones.Contains(zone));

    private readonly record struct PendingCall(int Job, int Submission, int TaskDefinition, int Count);
}
