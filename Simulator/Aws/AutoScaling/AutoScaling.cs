using Simulator.Aws.AutoScaling.Policies;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// Application Auto Scaling on ECS services. It never looks at metrics by itself: an alarm's action invokes a policy (AS-GEN-01); all invocations of a
/// target at the same instant are decided together a moment later, from the same counts, and the largest capacity wins (AS-GEN-03, AS-MP-01).
/// Every invocation leaves a decision, the refused ones with the gate that stopped them.
/// <code>
/// activity:  Pending --desiredCount set--> InProgress --running reached it--> Successful (the cooldown starts)
///               \_____________________________\--something else set desiredCount--> Overridden (no cooldown)
/// </code>
/// https://docs.aws.amazon.com/autoscaling/application/userguide/what-is-application-auto-scaling.html
/// </summary>
public sealed class AutoScaling : IEventHandler, IListener<AlarmSignal>, IListener<DesiredCountChange>, IListener<TaskTransition>
{
    private readonly Calendar _calendar;
    private readonly IAlarmView _alarms;
    private readonly SlabView<ServiceRow> _services;
    private readonly SlabView<TaskRow> _tasks;
    private readonly DecisionCounter _decisions;
    private readonly FactChannel<Decision> _decided;
    private readonly FactChannel<DesiredCountRequest> _requests;
    private readonly FactChannel<ScalingActivityChange> _activities;
    private readonly Weighing _weighing;
    private readonly Duration _delay;
    private readonly bool _creditAccumulates;
    private readonly bool _cooldownFromRequest;
    private readonly TargetRow[] _targets;
    private readonly PolicyRow[] _policies;
    private readonly int[] _targetOfService;
    private readonly AlarmActions _actions;
    private readonly ScheduledActions _schedule;
    private readonly Slab<SignalRow> _signals = new(64);
    private Weighed[] _round = new Weighed[8];

    /// <summary>Builds the room; nothing is scheduled before <see cref="Start"/>.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Hears Decision, DesiredCountRequest and ScalingActivityChange.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="plan">Its alarms.</param>
    /// <param name="alarms">Their states and datapoints.</param>
    /// <param name="services">Services.</param>
    /// <param name="tasks">Tasks, to know a task's service.</param>
    /// <param name="decisions">Numbers decisions.</param>
    public AutoScaling(
        Calendar calendar, FactSink facts, Scenario scenario, MonitoringPlan plan, IAlarmView alarms, SlabView<ServiceRow> services, SlabView<TaskRow> tasks,
        DecisionCounter decisions)
    {
        _calendar = calendar;
        _alarms = alarms;
        _services = services;
        _tasks = tasks;
        _decisions = decisions;
        _decided = facts.Channel<Decision>();
        _requests = facts.Channel<DesiredCountRequest>();
        _activities = facts.Channel<ScalingActivityChange>();
        _delay = scenario.Model.Get(ModelCatalog.ScalingDecisionDelay);
        _creditAccumulates = scenario.Model.Get(ModelCatalog.CreditAccumulates);
        _cooldownFromRequest = scenario.Model.Get(ModelCatalog.CooldownFrom) == "request";
        (_targets, _policies, _targetOfService) = Build(scenario, plan);
        _actions = new AlarmActions(plan, _targetOfService, _targets);
        _schedule = new ScheduledActions(calendar, scenario, _targetOfService);
        _weighing = new Weighing(plan, alarms, _policies);
    }

    /// <summary>Registers every scalable target (AS-TGT-02), an event at the present instant, after the services exist; starts the scheduled actions.</summary>
    public void Start()
    {
        for (var i = 0; i < _targets.Length; i++) _calendar.Schedule(_calendar.Now, EventKinds.ScalableTargetRegistered, i);
        _schedule.Start();
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.ScalingDecisionDue: OnScalingDecisionDue(e.Subject); break;
            case EventKinds.ScheduledActionDue: OnScheduledActionDue(e.Subject); break;
            case EventKinds.ScalableTargetRegistered: OnScalableTargetRegistered(e.Subject); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of Application Auto Scaling");
        }
    }

    /// <summary>An alarm invokes policies: the datapoints it judged are taken now, the decision follows.</summary>
    public void Apply(in AlarmSignal fact)
    {
        foreach (var policy in _actions.Of(fact.Alarm, fact.To)) Enqueue(_policies[policy].Target, policy, fact.Alarm);
    }

    /// <summary>Follows desiredCount: the open activity's own change, or another's, which overrides it.</summary>
    public void Apply(in DesiredCountChange fact)
    {
        var index = _targetOfService[fact.Service];
        if (index < 0 || _targets[index].Activity == 0) return;
        ref var target = ref _targets[index];
        if (fact.Decision == target.Activity)
        {
            target.ActivityInProgress = true;
            Report(in target, ScalingActivityStatus.InProgress);
            CompleteWhenReached(ref target);
        }
        else if (fact.To != target.ActivityTo)
        {
            Close(ref target, ScalingActivityStatus.Overridden);
        }
    }

    /// <summary>Completes the open activity when runningCount has reached its capacity.</summary>
    public void Apply(in TaskTransition fact)
    {
        if (fact.To != TaskStatus.Running && fact.From != TaskStatus.Running) return;
        var service = _tasks[fact.Task].Service;
        if (service < 0 || _targetOfService[service] is not (>= 0 and var index) || _targets[index].Activity == 0) return;
        CompleteWhenReached(ref _targets[index]);
    }

    private static (TargetRow[] Targets, PolicyRow[] Policies, int[] TargetOfService) Build(Scenario scenario, MonitoringPlan plan)
    {
        var targets = new List<TargetRow>();
        var policies = new List<PolicyRow>();
        var targetOfService = new int[scenario.Services.Length];
        for (var service = 0; service < targetOfService.Length; service++)
        {
            targetOfService[service] = -1;
            if (scenario.Services[service].AutoScaling is not { } definition) continue;
            targetOfService[service] = targets.Count;
            for (var i = 0; i < definition.Policies.Length; i++)
            {
                policies.Add(new PolicyRow
                {
                    Policy = ScalingPolicies.Create(definition.Policies[i], scenario.Model),
                    Target = targets.Count,
                    Index = i,
                    LowAlarm = plan.LowAlarmOf(new PolicyReference(service, i)),
                    TargetValue = definition.Policies[i] is TargetTrackingPolicyDefinition t ? t.TargetValue : double.NaN,
                });
            }
            targets.Add(new TargetRow
            {
                Service = service,
                Minimum = definition.MinCapacity,
                Maximum = definition.MaxCapacity,
                FirstPolicy = policies.Count - definition.Policies.Length,
                PolicyCount = definition.Policies.Length,
                IsScaleInSuspended = definition.ScaleInSuspended,
                IsScaleOutSuspended = definition.ScaleOutSuspended,
                IsScheduledSuspended = definition.ScheduledSuspended,
                FirstSignal = -1,
                LastSignal = -1,
            });
        }
        return ([.. targets], [.. policies], targetOfService);
    }

    private void Enqueue(int index, int policy, int alarm)
    {
        ref var target = ref _targets[index];
        var now = _calendar.Now;
        if (target.LastSignal < 0 || _signals[target.LastSignal].At != now) _calendar.Schedule(now + _delay, EventKinds.ScalingDecisionDue, index);
        var signal = _signals.Add();
        _signals[signal] = new SignalRow { Policy = policy, Alarm = alarm, Metric = _weighing.MetricOf(policy, alarm), At = now, Next = -1 };
        if (target.LastSignal < 0)
            target.FirstSignal = signal;
        else
            _signals[target.LastSignal].Next = signal;
        target.LastSignal = signal;
    }

    private void OnScalingDecisionDue(int index)
    {
        ref var target = ref _targets[index];
        ref readonly var service = ref _services[target.Service];
        var now = _calendar.Now;
        int count = 0, best = -1;
        while (target.FirstSignal >= 0 && _signals[target.FirstSignal].At + _delay <= now)
        {
            var signal = target.FirstSignal;
            if (count == _round.Length) Array.Resize(ref _round, count * 2);
            _weighing.Weigh(in target, in service, in _signals[signal], now, out _round[count]);
            if (_round[count].Gate == DecisionGate.None && (best < 0 || _round[count].Capacity > _round[best].Capacity)) best = count;
            target.FirstSignal = _signals[signal].Next;
            if (target.FirstSignal < 0) target.LastSignal = -1;
            _signals.Remove(signal);
            count++;
        }
        if (best >= 0) _round[best].Gate = LastGate(in target, in _round[best], service.Desired);
        var decision = 0;
        for (var i = 0; i < count; i++)
        {
            ref var w = ref _round[i];
            if (w.Gate == DecisionGate.None && i != best) w.Gate = DecisionGate.Outbid;
            var id = Record(in target, in service, in w);
            if (w.Gate == DecisionGate.None) decision = id;
        }
        if (decision != 0) Open(ref target, decision, _round[best].Policy, service.Running, _round[best].Capacity, _round[best].IsOut);
    }

    // AS-GEN-02, step 10: in its direction the capacity must still be a change of desiredCount.
    private static DecisionGate LastGate(in TargetRow target, in Weighed w, int desired)
    {
        if (w.IsOut ? w.Capacity > desired : w.Capacity < desired) return DecisionGate.None;
        if (w.IsOut && w.Capacity == target.Maximum) return DecisionGate.AlreadyAtMaxCapacity;
        if (!w.IsOut && w.Capacity == target.Minimum) return DecisionGate.AlreadyAtMinCapacity;
        return DecisionGate.AlreadyAtDesiredCapacity;
    }

    private int Record(in TargetRow target, in ServiceRow service, in Weighed w)
    {
        ref readonly var policy = ref _policies[w.Policy];
        var isTracking = !double.IsNaN(policy.TargetValue);
        var inputs = DecisionInputs.Of(
            w.Metric, isTracking ? policy.TargetValue : _weighing.ThresholdOf(w.Alarm), service.Running, service.Desired, w.Proposal, target.Minimum, target.Maximum,
            w.CooldownLeft.Seconds, w.Credit, isTracking ? w.Others : w.Adjustment);
        var id = _decisions.Next();
        _decided.Report(new Decision(
            id, _alarms.DecisionOf(w.Alarm), isTracking ? DecisionKind.TargetTracking : DecisionKind.StepScaling, target.Service, policy.Index, w.Gate,
            service.Desired, w.Gate == DecisionGate.None ? w.Capacity : service.Desired, inputs));
        return id;
    }

    // AS-TGT-02: a registration moves desiredCount into the bounds at once, without alarm or cooldown.
    private void OnScalableTargetRegistered(int index)
    {
        ref var target = ref _targets[index];
        var desired = _services[target.Service].Desired;
        if (Math.Clamp(desired, target.Minimum, target.Maximum) != desired) ApplyBounds(ref target, DecisionKind.Bounds);
    }

    // AS-SC-01: new bounds, then desiredCount into them; neither cooldowns nor suspended policies matter.
    private void OnScheduledActionDue(int index)
    {
        var (target, action) = _schedule.Take(index);
        ref var row = ref _targets[target];
        var (minimum, maximum) = (action.MinCapacity ?? row.Minimum, action.MaxCapacity ?? row.Maximum);
        if (row.IsScheduledSuspended)
        {
            RecordBounds(in row, DecisionKind.ScheduledAction, DecisionGate.Suspended, minimum, maximum, _services[row.Service].Desired);
        }
        else if (minimum > maximum) // AS-SC-05: this occurrence fails, later ones still run
        {
            var id = RecordBounds(in row, DecisionKind.ScheduledAction, DecisionGate.InvalidBounds, minimum, maximum, _services[row.Service].Desired);
            _activities.Report(new ScalingActivityChange(id, row.Service, ScalingActivityStatus.Failed));
        }
        else
        {
            (row.Minimum, row.Maximum) = (minimum, maximum);
            ApplyBounds(ref row, DecisionKind.ScheduledAction);
        }
    }

    private void ApplyBounds(ref TargetRow target, DecisionKind kind)
    {
        ref readonly var service = ref _services[target.Service];
        var bounded = Math.Clamp(service.Desired, target.Minimum, target.Maximum);
        var id = RecordBounds(in target, kind, DecisionGate.None, target.Minimum, target.Maximum, bounded);
        if (bounded == service.Desired)
            _activities.Report(new ScalingActivityChange(id, target.Service, ScalingActivityStatus.Successful));
        else
            Open(ref target, id, -1, service.Running, bounded, bounded > service.Desired);
    }

    private int RecordBounds(in TargetRow target, DecisionKind kind, DecisionGate gate, int minimum, int maximum, int to)
    {
        ref readonly var service = ref _services[target.Service];
        var id = _decisions.Next();
        _decided.Report(new Decision(id, 0, kind, target.Service, -1, gate, service.Desired, to, DecisionInputs.Of(service.Running, service.Desired, minimum, maximum)));
        return id;
    }

    private void Open(ref TargetRow target, int decision, int policy, int running, int capacity, bool isOut)
    {
        if (target.Activity != 0) Close(ref target, ScalingActivityStatus.Overridden);
        target.Activity = decision;
        target.ActivityPolicy = policy;
        target.ActivityFrom = running;
        target.ActivityTo = capacity;
        target.ActivityIsOut = isOut;
        target.ActivityInProgress = false;
        if (policy >= 0) _policies[policy].Cooldown.Open(_calendar.Now);
        if (isOut)
        {
            for (var i = target.FirstPolicy; i < target.FirstPolicy + target.PolicyCount; i++) _policies[i].Cooldown.CancelIn();
        }
        if (_cooldownFromRequest) StartCooldown(in target);
        Report(in target, ScalingActivityStatus.Pending);
        _requests.Report(new DesiredCountRequest(target.Service, capacity, decision));
    }

    private void CompleteWhenReached(ref TargetRow target)
    {
        if (!target.ActivityInProgress || _services[target.Service].Running != target.ActivityTo) return;
        if (!_cooldownFromRequest) StartCooldown(in target);
        Close(ref target, ScalingActivityStatus.Successful);
    }

    private void StartCooldown(in TargetRow target)
    {
        if (target.ActivityPolicy < 0) return; // bounds and schedules start no cooldown (AS-CD-05)
        ref var row = ref _policies[target.ActivityPolicy];
        if (target.ActivityIsOut)
            row.Cooldown.StartOut(_calendar.Now, row.Policy.ScaleOutCooldown, target.ActivityTo - target.ActivityFrom, _creditAccumulates);
        else
            row.Cooldown.StartIn(_calendar.Now, row.Policy.ScaleInCooldown);
    }

    private void Close(ref TargetRow target, ScalingActivityStatus status)
    {
        Report(in target, status);
        target.Activity = 0;
    }

    private void Report(in TargetRow target, ScalingActivityStatus status) => _activities.Report(new ScalingActivityChange(target.Activity, target.Service, status));
}
