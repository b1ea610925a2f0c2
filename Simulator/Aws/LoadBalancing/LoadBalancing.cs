using Simulator.Aws.LoadBalancing.Routing;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.LoadBalancing;

/// <summary>
/// Application Load Balancer target groups: registration, health checks, fail-open, deregistration. It decides who the members of each group's selector are;
/// the traffic room asks the selectors.
/// </summary>
/// <remarks>
/// <code>
///                                    checks (see HealthChecks)
///  task RUNNING ──► initial ──────────► healthy ◄────────► unhealthy
///                      │                   │                   │
///                      └───────────┬───────┴───────────────────┘
///                                  ▼ task DEACTIVATING, or stopped abruptly
///                              draining ──► unused (gone): idle, delay over, or task stopped
/// </code>
/// A healthy target costs nothing: its checks are arithmetic, and an event exists only for the check that will change a state. A target is a member while
/// it is healthy; while a group has no healthy target, all known targets are members, those in their first checks included (fail-open, ALB-HC-07).
/// </remarks>
public sealed class LoadBalancing : IEventHandler,
    IListener<TaskTransition>, IListener<TaskIdle>, IListener<ApplicationChange>, IListener<TrafficShifted>, IListener<ContainerRestart>
{
    private const int None = -1;

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly SlabView<TaskRow> _tasks;
    private readonly ITaskLoad _load;
    private readonly ITargetSelector[] _selectors;
    private readonly ListenerRules? _rules;
    private readonly FactChannel<TargetHealthChange> _changes;
    private readonly BirthDraw _births;
    private readonly Sampler _registration;
    private readonly Duration _firstCheckWithin;
    private readonly Duration _removal;
    private readonly long[] _groupKeys;
    private readonly List<int>[] _targetsOfGroup;
    private readonly bool[] _failOpen;
    private readonly Slab<TargetGroupRow> _groups;
    private readonly Slab<Target> _targets = new();
    private int[] _firstTargetOfTask = [];

    /// <param name="calendar">The calendar.</param>
    /// <param name="facts">Where target health is reported.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="replication">Replication number, from 0.</param>
    /// <param name="tasks">Tasks.</param>
    /// <param name="load">Requests in each task.</param>
    /// <param name="selectors">The selector of each target group (<see cref="RoutingAlgorithms.ForTargetGroups"/>).</param>
    /// <param name="rules">The listener rules whose weights deployments set; none by default.</param>
    public LoadBalancing(
        Calendar calendar, FactSink facts, Scenario scenario, int replication, SlabView<TaskRow> tasks, ITaskLoad load, ITargetSelector[] selectors,
        ListenerRules? rules = null)
    {
        _rules = rules;
        _calendar = calendar;
        _scenario = scenario;
        _tasks = tasks;
        _load = load;
        _selectors = selectors;
        _changes = facts.Channel<TargetHealthChange>();
        _births = new BirthDraw(scenario.Run.Seed, replication);
        _registration = new Sampler(scenario.Model.Get(ModelCatalog.TargetRegistration));
        _firstCheckWithin = scenario.Model.Get(ModelCatalog.FirstHealthCheck);
        _removal = scenario.Model.Get(ModelCatalog.TargetDeregistration);
        var count = scenario.TargetGroups.Length;
        _groups = new Slab<TargetGroupRow>(count);
        _groupKeys = new long[count];
        _targetsOfGroup = new List<int>[count];
        _failOpen = new bool[count];
        Array.Fill(_failOpen, true);
        for (var i = 0; i < count; i++)
        {
            _groups.Add();
            _groupKeys[i] = SourceKey.Of(scenario.TargetGroups[i].Name);
            _targetsOfGroup[i] = [];
        }
        _rules?.Watch(Groups);
    }

    /// <summary>One row for each target group of the scenario, same index.</summary>
    public SlabView<TargetGroupRow> Groups => new(_groups);

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        if (!_targets.IsCurrent(e.Subject, e.Generation)) return;
        ref var target = ref _targets[e.Subject];
        switch (e.Kind)
        {
            case EventKinds.TargetRegistered: OnTargetRegistered(e.Subject, ref target); break;
            case EventKinds.TargetHealthDue: OnTargetHealthDue(e.Subject, ref target); break;
            case EventKinds.TargetRemoved: OnTargetRemoved(e.Subject, ref target); break;
            case EventKinds.DeregistrationDue: Finish(e.Subject); break;
        }
    }

    /// <summary>Registers running tasks and takes stopping ones out.</summary>
    public void Apply(in TaskTransition fact)
    {
        switch (fact.To)
        {
            case TaskStatus.Running: Register(fact.Task); break;
            case TaskStatus.Deactivating: Deregister(fact.Task); break;
            case TaskStatus.Stopping or TaskStatus.Deprovisioning or TaskStatus.Stopped: Abandon(fact.Task, fact.To == TaskStatus.Stopped); break;
        }
    }

    /// <summary>Deregistration is complete early when no request is left (ALB-DR-01).</summary>
    public void Apply(in TaskIdle fact)
    {
        for (int index = FirstTargetOf(fact.Task), next; index != None; index = next)
        {
            next = _targets[index].NextOfTask;
            if (_targets[index].State == TargetState.Draining && !_targets[index].IsMember) Finish(index);
        }
    }

    /// <summary>A deployment sets the weights of a service's listener rules.</summary>
    public void Apply(in TrafficShifted fact) => _rules?.Shift(_scenario.LoadBalancersOf(fact.Service, fact.LoadBalancerSet), fact.Production, fact.Test);

    /// <summary>From now on checks fail, or pass.</summary>
    public void Apply(in ApplicationChange fact)
    {
        var now = _calendar.Now;
        for (var index = FirstTargetOf(fact.Task); index != None; index = _targets[index].NextOfTask)
        {
            ref var target = ref _targets[index];
            if (fact.State == ApplicationState.Answering)
            {
                var ready = _tasks[fact.Task].ReadyAt;
                target.AnswersFrom = ready > now ? ready : now;
                if (target.AnswersFrom == now) target.FailsFrom = now;
                target.Hangs = false;
            }
            else
            {
                if (target.AnswersFrom <= now) target.FailsFrom = now; // otherwise it has failed all along
                target.AnswersFrom = Instant.MaxValue;
                target.Hangs = fact.State == ApplicationState.Hanging;
            }
            ScheduleChange(index, ref target);
        }
    }

    /// <summary>A task begins again in place: checks are refused until it listens. Most restarts are over before enough of them have failed.</summary>
    public void Apply(in ContainerRestart fact)
    {
        var now = _calendar.Now;
        for (var index = FirstTargetOf(fact.Task); index != None; index = _targets[index].NextOfTask)
        {
            ref var target = ref _targets[index];
            if (target.State == TargetState.Draining) continue;
            if (target.AnswersFrom <= now) target.FailsFrom = now; // otherwise it has failed all along
            target.AnswersFrom = _tasks[fact.Task].ReadyAt;
            target.Hangs = false;
            ScheduleChange(index, ref target);
        }
    }

    private void Register(int task)
    {
        var service = _tasks[task].Service;
        if (service < 0) return;
        var loadBalancers = _scenario.LoadBalancersOf(service, _tasks[task].LoadBalancerSet);
        if (loadBalancers.IsEmpty) return;
        var steady = _scenario.Run.Initial == InitialState.Steady && _calendar.Now == Instant.Zero;
        Reserve(task);
        foreach (var loadBalancer in loadBalancers)
        {
            var group = loadBalancer.On(_tasks[task].Side);
            if (steady) AddHealthy(group, task);
            else AddInitial(group, task);
        }
    }

    private void AddInitial(int group, int task)
    {
        var index = Add(group, task, TargetState.Initial);
        ref var target = ref _targets[index];
        ref readonly var row = ref _tasks[task];
        var known = _calendar.Now + _registration.AtBirth(_births, Purpose.TargetRegistration, row.Ordinal, _groupKeys[group]);
        var interval = _scenario.TargetGroups[group].HealthCheckInterval;
        target.FirstCheck = known + Phase(row.Ordinal, group, interval < _firstCheckWithin ? interval : _firstCheckWithin);
        target.AnswersFrom = row.ReadyAt > target.FirstCheck ? row.ReadyAt : target.FirstCheck;
        target.FailsFrom = target.FirstCheck;
        _calendar.Schedule(known, EventKinds.TargetRegistered, index, _targets.GenerationOf(index));
    }

    private void AddHealthy(int group, int task)
    {
        var index = Add(group, task, TargetState.Healthy);
        ref var target = ref _targets[index];
        target.IsKnown = true;
        target.FirstCheck = _calendar.Now + Phase(_tasks[task].Ordinal, group, _scenario.TargetGroups[group].HealthCheckInterval);
        target.AnswersFrom = _calendar.Now;
        target.FailsFrom = _calendar.Now;
        UpdateMembers(group, index);
    }

    private int Add(int group, int task, TargetState state)
    {
        var index = _targets.Add();
        ref var target = ref _targets[index];
        target.Group = group;
        target.Task = task;
        target.State = state;
        target.NextOfTask = _firstTargetOfTask[task];
        target.ChangeAt = Instant.MaxValue;
        _firstTargetOfTask[task] = index;
        _targetsOfGroup[group].Add(index);
        ref var row = ref _groups[group];
        row.Registered++;
        if (state == TargetState.Healthy) row.Healthy++;
        _changes.Report(new TargetHealthChange(group, task, TargetState.Unused, state));
        return index;
    }

    private void OnTargetRegistered(int index, ref Target target)
    {
        if (target.State == TargetState.Draining) return;
        target.IsKnown = true;
        UpdateMembers(target.Group, index);
        ScheduleChange(index, ref target);
    }

    private void OnTargetHealthDue(int index, ref Target target)
    {
        if (target.ChangeAt != _calendar.Now) return; // the application changed its ways meanwhile
        var to = target.ChangeTo;
        // Checks that failed before the target became healthy are history: they must not be counted against it again.
        if (to == TargetState.Healthy) target.FailsFrom = target.AnswersFrom;
        MoveTo(to, ref target);
        UpdateMembers(target.Group, index);
        if (to == TargetState.Healthy && _selectors[target.Group] is SlowStartRouting selector) selector.BeginRamp(target.Task);
        ScheduleChange(index, ref target);
    }

    private void OnTargetRemoved(int index, ref Target target)
    {
        Leave(ref target);
        var isOver = _tasks[target.Task].Status > TaskStatus.Deactivating;
        if (isOver || _load.InFlight(target.Task) == 0) Finish(index);
    }

    /// <summary>Planned stop: no new requests; those in flight may end within the deregistration delay (ALB-DR-01, ALB-DR-02).</summary>
    private void Deregister(int task)
    {
        for (int index = FirstTargetOf(task), next; index != None; index = next)
        {
            ref var target = ref _targets[index];
            next = target.NextOfTask;
            BeginDraining(index, ref target);
            if (!target.IsMember && _load.InFlight(task) == 0)
            {
                Finish(index);
                continue;
            }
            var delay = _scenario.TargetGroups[target.Group].DeregistrationDelay;
            _calendar.ScheduleIn(delay > _removal ? delay : _removal, EventKinds.DeregistrationDue, index, _targets.GenerationOf(index));
        }
    }

    /// <summary>The task stops without having been drained, or before its drain was over: ECS deregisters it at once. At STOPPED its row goes, and its targets with it.</summary>
    private void Abandon(int task, bool isGone)
    {
        for (int index = FirstTargetOf(task), next; index != None; index = next)
        {
            ref var target = ref _targets[index];
            next = target.NextOfTask;
            if (target.State != TargetState.Draining) BeginDraining(index, ref target);
            if (isGone || !target.IsMember) Finish(index);
        }
    }

    private void BeginDraining(int index, ref Target target)
    {
        MoveTo(TargetState.Draining, ref target);
        target.ChangeAt = Instant.MaxValue;
        if (target.IsMember)
        {
            if (_removal > Duration.Zero) _calendar.ScheduleIn(_removal, EventKinds.TargetRemoved, index, _targets.GenerationOf(index));
            else Leave(ref target);
        }
        UpdateMembers(target.Group, None);
    }

    private void Finish(int index)
    {
        ref var target = ref _targets[index];
        if (target.IsMember) Leave(ref target);
        MoveTo(TargetState.Unused, ref target);
        _targetsOfGroup[target.Group].Remove(index);
        ref var link = ref _firstTargetOfTask[target.Task];
        while (link != index) link = ref _targets[link].NextOfTask;
        link = target.NextOfTask;
        _targets.Remove(index);
    }

    private void MoveTo(TargetState to, ref Target target)
    {
        var from = target.State;
        target.State = to;
        ref var row = ref _groups[target.Group];
        Count(ref row, from, -1);
        Count(ref row, to, +1);
        _changes.Report(new TargetHealthChange(target.Group, target.Task, from, to));
    }

    private static void Count(ref TargetGroupRow row, TargetState state, int change)
    {
        switch (state)
        {
            case TargetState.Healthy: row.Healthy += change; break;
            case TargetState.Unhealthy: row.Unhealthy += change; break;
            case TargetState.Draining: row.Draining += change; break;
        }
        if (state is TargetState.Initial or TargetState.Healthy or TargetState.Unhealthy) row.Registered += change;
    }

    /// <summary>Makes a target a member or not; when its group has just lost its last or gained its first healthy one, all targets of the group.</summary>
    /// <param name="group">Target group index.</param>
    /// <param name="changed">The target that changed, or -1 when it left.</param>
    private void UpdateMembers(int group, int changed)
    {
        var failOpen = _groups[group].Healthy == 0;
        if (failOpen != _failOpen[group])
        {
            _failOpen[group] = failOpen;
            foreach (var index in _targetsOfGroup[group]) UpdateMember(ref _targets[index], failOpen);
        }
        else if (changed != None)
        {
            UpdateMember(ref _targets[changed], failOpen);
        }
    }

    /// <summary>A draining target keeps its place until its removal has propagated.</summary>
    private void UpdateMember(ref Target target, bool failOpen)
    {
        if (target.State == TargetState.Draining) return;
        var belongs = target.IsKnown && (failOpen || target.State == TargetState.Healthy);
        if (belongs == target.IsMember) return;
        if (belongs) Join(ref target);
        else Leave(ref target);
    }

    private void Join(ref Target target)
    {
        target.IsMember = true;
        _selectors[target.Group].Add(target.Task, _load.InFlight(target.Task));
    }

    private void Leave(ref Target target)
    {
        target.IsMember = false;
        _selectors[target.Group].Remove(target.Task);
    }

    private void ScheduleChange(int index, ref Target target)
    {
        if (target.State == TargetState.Draining || !target.IsKnown) return;
        var group = _scenario.TargetGroups[target.Group];
        var checks = new HealthChecks(target.FirstCheck, group.HealthCheckInterval);
        (target.ChangeAt, target.ChangeTo) = checks.NextChange(target.State, target.FailsFrom, target.AnswersFrom, target.Hangs, group);
        if (target.ChangeAt != Instant.MaxValue) _calendar.Schedule(target.ChangeAt, EventKinds.TargetHealthDue, index, _targets.GenerationOf(index));
    }

    /// <summary>Uniform in [0, <paramref name="range"/>).</summary>
    private Duration Phase(long ordinal, int group, Duration range) =>
        new((long)(_births.Uniform(Purpose.HealthCheckPhase, ordinal, _groupKeys[group]) * range.Nanoseconds));

    private int FirstTargetOf(int task) => task < _firstTargetOfTask.Length ? _firstTargetOfTask[task] : None;

    private void Reserve(int task)
    {
        var length = _firstTargetOfTask.Length;
        if (task < length) return;
        Array.Resize(ref _firstTargetOfTask, Math.Max(task + 1, Math.Max(16, length * 2)));
        Array.Fill(_firstTargetOfTask, None, length, _firstTargetOfTask.Length - length);
    }
}
