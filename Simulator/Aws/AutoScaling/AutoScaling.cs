using Simulator.Aws.AutoScaling.Forecasting;
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
///                                              \--not reached within scalingActivityTimeout--> Unfulfilled (no cooldown)
/// </code>
/// https://docs.aws.amazon.com/autoscaling/application/userguide/what-is-application-auto-scaling.html
/// </summary>
public sealed partial class AutoScaling : IEventHandler, IListener<AlarmSignal>, IListener<DesiredCountChange>, IListener<TaskTransition>, IListener<AutoScalingCall>,
    IListener<MetricPublished>, IListener<MetricComputed>, IForecastOwner
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly IAlarmView _alarms;
    private readonly SlabView<ServiceRow> _services;
    private readonly SlabView<TaskRow> _tasks;
    private readonly DecisionCounter _decisions;
    private readonly FactChannel<Decision> _decided;
    private readonly FactChannel<DesiredCountRequest> _requests;
    private readonly FactChannel<ScalingActivityChange> _activities;
    private readonly ManagedAlarms _managed;
    private readonly Weighing _weighing;
    private readonly Duration _delay;
    private readonly Duration _activityTimeout;
    private readonly bool _creditAccumulates;
    private readonly bool _cooldownFromRequest;
    private readonly TargetRow[] _targets;
    private readonly PolicyRow[] _policies;
    private readonly int[] _targetOfService;
    private readonly Instant[] _created;
    private readonly AlarmActions _actions;
    private readonly ScheduledActions _schedule;
    private readonly PredictiveClock _forecasts;
    private readonly Idleness _idleness;
    private readonly Slab<SignalRow> _signals = new(64);
    private readonly Duration[] _publishDelays; // by alarm
    private double[] _points = []; // datapoints of each signal that waits, by its row
    private Weighed[] _round = new Weighed[8];

    /// <summary>Builds the room; nothing is scheduled before <see cref="Start"/>.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Hears Decision, DesiredCountRequest, ScalingActivityChange and AlarmPresence.</param>
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
        _scenario = scenario;
        _alarms = alarms;
        _services = services;
        _tasks = tasks;
        _decisions = decisions;
        _decided = facts.Channel<Decision>();
        _requests = facts.Channel<DesiredCountRequest>();
        _activities = facts.Channel<ScalingActivityChange>();
        _managed = new ManagedAlarms(facts, plan);
        _created = [.. scenario.Services.Select(s => s.CreatedAt)];
        _delay = scenario.Model.Get(ModelCatalog.ScalingDecisionDelay);
        _activityTimeout = scenario.Model.Get(ModelCatalog.ActivityTimeout);
        _creditAccumulates = scenario.Model.Get(ModelCatalog.CreditAccumulates);
        _cooldownFromRequest = scenario.Model.Get(ModelCatalog.CooldownFrom) == "request";
        (_targets, _policies, _targetOfService) = TargetLayout.Of(scenario, plan);
        _actions = AlarmActions.OfServices(plan, _targetOfService, _targets);
        _schedule = ScheduledActions.OfServices(calendar, scenario, _targetOfService);
        _weighing = new Weighing(scenario, plan, alarms, _policies);
        _publishDelays = [.. Enumerable.Range(0, plan.Alarms.Length).Select(a => plan.Series[plan.SeriesOf(a)].PublishDelay)];
        _forecasts = new PredictiveClock(calendar, facts, scenario, plan, decisions, _policies, this, PredictiveClock.OfServices);
        _idleness = new Idleness(facts, scenario, alarms, _targets, _policies, services);
    }

    /// <summary>Registers every scalable target (AS-TGT-02), an event at the present instant, after the services exist; starts the scheduled actions.</summary>
    public void Start()
    {
        for (var i = 0; i < _targets.Length; i++)
        {
            if (_targets[i].IsRegistered) _calendar.Schedule(_created[_targets[i].Service], EventKinds.ScalableTargetRegistered, i);
        }
        for (var i = 0; i < _policies.Length; i++)
        {
            var reference = new PolicyReference(_targets[_policies[i].Target].Service, _policies[i].Index);
            _forecasts.Follow(i, reference, _scenario.Services[reference.Service].AutoScaling!.Policies[reference.Policy], -1);
        }
        _schedule.Start();
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.ScalingDecisionDue: OnScalingDecisionDue(e.Subject); break;
            case EventKinds.ScheduledActionDue: OnScheduledActionDue(e.Subject, e.Generation); break;
            case EventKinds.ScalableTargetRegistered: OnScalableTargetRegistered(e.Subject); break;
            case EventKinds.ForecastDue: _forecasts.OnForecastDue(e.Subject, e.Generation); break;
            case EventKinds.PredictedHourDue: _forecasts.OnPredictedHourDue(e.Subject, e.Generation); break;
            case EventKinds.ScalingActivityDue: OnScalingActivityDue(e.Subject, e.Generation); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of Application Auto Scaling");
        }
    }

    /// <summary>An alarm invokes policies: the datapoints it judged are taken now, the decision follows.</summary>
    public void Apply(in AlarmSignal fact)
    {
        if (fact.From != fact.To)
        {
            foreach (var policy in _actions.Of(fact.Alarm)) _idleness.Review(_policies[policy].Target, _calendar.Now);
        }
        if (!fact.Invokes) return;
        foreach (var policy in _actions.Of(fact.Alarm, fact.To))
        {
            if (_policies[policy].Exists) Enqueue(_policies[policy].Target, policy, fact.Alarm, _calendar.Now - fact.Age);
        }
    }

    private void Enqueue(int index, int policy, int alarm, Instant at)
    {
        ref var target = ref _targets[index];
        if (target.LastSignal < 0 || _signals[target.LastSignal].At != at) _calendar.Schedule(at + _delay, EventKinds.ScalingDecisionDue, index);
        var signal = _signals.Add();
        var metric = _weighing.MetricOf(policy, alarm, out var flapping, out var points);
        _signals[signal] = new SignalRow
        {
            Policy = policy,
            Alarm = alarm,
            Metric = metric,
            FlappingMetric = flapping,
            Revision = _policies[policy].Revision,
            At = at,
            Until = _alarms.EvaluatedUntil(alarm),
            Points = points.Length,
            Next = -1,
        };
        var place = signal * _weighing.MostPoints;
        if (place + points.Length > _points.Length) Array.Resize(ref _points, Math.Max((signal + 1) * _weighing.MostPoints, _points.Length * 2));
        points.CopyTo(_points.AsSpan(place));
        var last = target.LastSignal;
        if (last >= 0 && _signals[last].At > at)
        {
            InsertInOrder(ref target, signal);
            return;
        }
        if (last < 0) target.FirstSignal = signal;
        else _signals[last].Next = signal;
        target.LastSignal = signal;
    }

    // A repetition that was left out and counts after all may be older than what waits already.
    private void InsertInOrder(ref TargetRow target, int signal)
    {
        var before = -1;
        for (var next = target.FirstSignal; _signals[next].At <= _signals[signal].At; next = _signals[next].Next) before = next;
        ref var place = ref before < 0 ? ref target.FirstSignal : ref _signals[before].Next;
        (_signals[signal].Next, place) = (place, signal);
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
            // A policy that was changed or deleted meanwhile is not asked any more.
            if (_policies[_signals[signal].Policy].Revision == _signals[signal].Revision)
            {
                _weighing.Weigh(in target, in service, in _signals[signal], now, out _round[count]);
                _round[count].Signal = signal;
                if (_round[count].Gate == DecisionGate.None && (best < 0 || _round[count].Capacity > _round[best].Capacity)) best = count;
                count++;
            }
            target.FirstSignal = _signals[signal].Next;
            if (target.FirstSignal < 0) target.LastSignal = -1;
            _signals.Remove(signal);
        }
        if (best >= 0) _round[best].Gate = LastGate(in target, in _round[best], service.Desired);
        var decision = 0;
        double capacity = best >= 0 ? _round[best].Capacity : double.NaN;
        for (var i = 0; i < count; i++)
        {
            ref var w = ref _round[i];
            if (w.Gate == DecisionGate.None && i != best) w.Gate = DecisionGate.Outbid;
            if (w.Gate != DecisionGate.None && _decisions.ChangesOnly) continue;
            var id = Record(in target, in service, in w, capacity);
            if (w.Gate == DecisionGate.None) decision = id;
        }
        for (var i = 0; i < count && decision == 0; i++) _idleness.Consider(_round[i].Policy, _round[i].IsAbove, now);
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

    private int Record(in TargetRow target, in ServiceRow service, in Weighed w, double roundCapacity)
    {
        ref readonly var policy = ref _policies[w.Policy];
        var step = policy.Definition as StepScalingPolicyDefinition;
        var inputs = step is null ? InputsOf(in policy, in target, in service, in w, roundCapacity) : InputsOf(step, in target, in service, in w, roundCapacity);
        var id = _decisions.Next();
        _decided.Report(new Decision(
            id, _alarms.DecisionOf(w.Alarm), step is null ? DecisionKind.TargetTracking : DecisionKind.StepScaling, target.Service, policy.Index, w.Gate,
            service.Desired, w.Gate == DecisionGate.None ? w.Capacity : service.Desired, inputs, _decisions.Keep(_points.AsSpan(w.Signal * _weighing.MostPoints, w.Points))));
        return id;
    }

    private DecisionInputs InputsOf(in PolicyRow policy, in TargetRow target, in ServiceRow service, in Weighed w, double roundCapacity) => DecisionInputs.Of(
        w.Metric, policy.TargetValue, service.Running, service.Desired, w.Proposal, target.Minimum, target.Maximum, w.CooldownLeft.Seconds, w.Credit, w.Others,
        w.IsAbove ? 1 : -1, Flag(service.DeploymentInProgress), Flag(w.IsSuspended), w.VotesMissing, target.Floor, roundCapacity, w.FlappingMetric,
        Flag(policy.Policy.IsScaleInDisabled), policy.Policy.LowestAfterScaleIn(service.Running), w.Veto < 0 ? double.NaN : w.Veto, w.Veto < 0 ? double.NaN : (int)w.VetoState,
        w.Alarm, w.At.Seconds, w.Until.Seconds, (w.Until + _publishDelays[w.Alarm]).Seconds, Flag(IsAfterEqualBid(in w, roundCapacity)), Flag(_weighing.BoundFirst));

    private DecisionInputs InputsOf(StepScalingPolicyDefinition policy, in TargetRow target, in ServiceRow service, in Weighed w, double roundCapacity)
    {
        var threshold = _weighing.ThresholdOf(w.Alarm);
        var step = double.IsNaN(w.Metric) ? null : StepScaling.StepOf(policy.Steps, w.Metric - threshold, w.IsAbove);
        return DecisionInputs.Of(
            w.Metric, threshold, service.Running, service.Desired, w.Proposal, target.Minimum, target.Maximum, w.CooldownLeft.Seconds, w.Credit, w.Adjustment,
            w.IsAbove ? 1 : -1, Flag(service.DeploymentInProgress), Flag(w.IsSuspended), target.Floor, roundCapacity, (int)policy.AdjustmentType, policy.MinAdjustmentMagnitude,
            step?.LowerBound ?? double.NaN, step?.UpperBound ?? double.NaN, w.Alarm, w.At.Seconds, w.Until.Seconds, (w.Until + _publishDelays[w.Alarm]).Seconds,
            Flag(IsAfterEqualBid(in w, roundCapacity)), Flag(_weighing.BoundFirst));
    }

    // Of equal bids of one round the first counts.
    private static bool IsAfterEqualBid(in Weighed w, double roundCapacity) => w.Gate == DecisionGate.Outbid && w.Capacity == roundCapacity;

    private static double Flag(bool value) => value ? 1 : 0;
}
