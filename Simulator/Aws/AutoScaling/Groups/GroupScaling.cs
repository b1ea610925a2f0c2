using Simulator.Aws.AutoScaling.Forecasting;
using Simulator.Aws.AutoScaling.Policies;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.AutoScaling.Groups;

/// <summary>
/// EC2 Auto Scaling's own policies and scheduled actions of groups. The arithmetic of policies is that of services; what differs is warm-up in the place of
/// cooldowns, simple scaling, and bounds that belong to the group (AS-EC2-01 … 04, AS-EC2-08). It only asks: the EC2 room launches and terminates.
/// <code>
/// activity:  InProgress --as many in service as wanted, none launching--> Successful (the cooldown of simple scaling starts)
///                  \--another decision sets desired capacity--> Overridden
/// </code>
/// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scale-based-on-demand.html
/// </summary>
public sealed partial class GroupScaling : IEventHandler, IListener<AlarmSignal>, IListener<AutoScalingCall>, IListener<Ec2InstanceTransition>, IListener<MetricPublished>, IListener<MetricComputed>, IForecastOwner
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly IAlarmView _alarms;
    private readonly SlabView<AutoScalingGroupRow> _groups;
    private readonly SlabView<Ec2InstanceRow> _instances;
    private readonly DecisionCounter _decisions;
    private readonly FactChannel<Decision> _decided;
    private readonly FactChannel<DesiredCapacityRequest> _requests;
    private readonly FactChannel<GroupBoundsRequest> _bounds;
    private readonly FactChannel<ScalingActivityChange> _activities;
    private readonly ManagedAlarms _managed;
    private readonly GroupWeighing _weighing;
    private readonly Duration _delay;
    private readonly GroupRow[] _rows;
    private readonly PolicyRow[] _policies;
    private readonly AlarmActions _actions;
    private readonly ScheduledActions _schedule;
    private readonly PredictiveClock _forecasts;
    private readonly Slab<SignalRow> _signals = new(16);
    private WeighedGroup[] _round = new WeighedGroup[4];

    /// <summary>Builds the room; nothing is scheduled before <see cref="Start"/>.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Hears Decision, DesiredCapacityRequest, GroupBoundsRequest, ScalingActivityChange and AlarmPresence.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="plan">Its alarms.</param>
    /// <param name="alarms">Their states and datapoints.</param>
    /// <param name="groups">Groups of the EC2 room.</param>
    /// <param name="instances">Its instances.</param>
    /// <param name="decisions">Numbers decisions.</param>
    public GroupScaling(
        Calendar calendar, FactSink facts, Scenario scenario, MonitoringPlan plan, IAlarmView alarms, SlabView<AutoScalingGroupRow> groups,
        SlabView<Ec2InstanceRow> instances, DecisionCounter decisions)
    {
        _calendar = calendar;
        _scenario = scenario;
        _alarms = alarms;
        _groups = groups;
        _instances = instances;
        _decisions = decisions;
        _decided = facts.Channel<Decision>();
        _requests = facts.Channel<DesiredCapacityRequest>();
        _bounds = facts.Channel<GroupBoundsRequest>();
        _activities = facts.Channel<ScalingActivityChange>();
        _managed = new ManagedAlarms(facts, plan);
        _delay = scenario.Model.Get(ModelCatalog.ScalingDecisionDelay);
        (_rows, _policies) = Build(scenario, plan);
        _actions = AlarmActions.OfGroups(plan, _rows);
        _schedule = ScheduledActions.OfGroups(calendar, scenario);
        _forecasts = new PredictiveClock(calendar, facts, scenario, plan, decisions, _policies, this, PredictiveClock.OfGroups);
        _weighing = new GroupWeighing(scenario, plan, alarms, _policies, instances);
    }

    /// <summary>Starts scheduled actions and forecasts.</summary>
    public void Start()
    {
        _schedule.Start();
        for (var i = 0; i < _policies.Length; i++)
        {
            var reference = new PolicyReference(-1, _policies[i].Index, _policies[i].Target);
            _forecasts.Follow(i, reference, _scenario.AutoScalingGroups[reference.Group].Scaling!.Policies[reference.Policy], -1);
        }
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.GroupScalingDecisionDue: OnGroupScalingDecisionDue(e.Subject); break;
            case EventKinds.GroupScheduledActionDue: OnGroupScheduledActionDue(e.Subject, e.Generation); break;
            case EventKinds.GroupForecastDue: _forecasts.OnForecastDue(e.Subject, e.Generation); break;
            case EventKinds.GroupPredictedHourDue: _forecasts.OnPredictedHourDue(e.Subject, e.Generation); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the scaling of groups");
        }
    }

    /// <summary>An alarm invokes policies: the datapoints it judged are taken now, the decision follows.</summary>
    public void Apply(in AlarmSignal fact)
    {
        if (!fact.Invokes) return;
        foreach (var policy in _actions.Of(fact.Alarm, fact.To))
        {
            if (_policies[policy].Exists) Enqueue(_policies[policy].Target, policy, fact.Alarm);
        }
    }

    private static (GroupRow[] Rows, PolicyRow[] Policies) Build(Scenario scenario, MonitoringPlan plan)
    {
        var rows = new GroupRow[scenario.AutoScalingGroups.Length];
        var policies = new List<PolicyRow>();
        for (var group = 0; group < rows.Length; group++)
        {
            var scaling = scenario.AutoScalingGroups[group].Scaling;
            rows[group] = new GroupRow { FirstPolicy = policies.Count, PolicyCount = scaling?.Policies.Length ?? 0, FirstSignal = -1, LastSignal = -1, SimplePolicy = -1 };
            for (var i = 0; i < rows[group].PolicyCount; i++)
            {
                var reference = new PolicyReference(-1, i, group);
                var row = new PolicyRow { Target = group, Index = i, HighAlarm = plan.HighAlarmOf(reference), LowAlarm = plan.LowAlarmOf(reference) };
                Fill(ref row, scenario, scaling!, scaling!.Policies[i]);
                row.Exists = scaling.Policies[i].ExistsFromStart;
                policies.Add(row);
            }
        }
        return (rows, [.. policies]);
    }

    private static void Fill(ref PolicyRow row, Scenario scenario, GroupScalingDefinition group, ScalingPolicyDefinition policy)
    {
        row.Exists = true;
        row.Policy = ScalingPolicies.Create(policy, scenario.Model);
        row.Definition = policy;
        row.IsDisabled = !policy.IsEnabled;
        row.Warmup = group.WarmupOf(policy);
        row.TargetValue = TargetLayout.TargetOf(policy);
    }

    private void Enqueue(int group, int policy, int alarm)
    {
        ref var row = ref _rows[group];
        var now = _calendar.Now;
        if (row.LastSignal < 0 || _signals[row.LastSignal].At != now) _calendar.Schedule(now + _delay, EventKinds.GroupScalingDecisionDue, group);
        var metric = _weighing.MetricOf(policy, alarm, out var flapping);
        var signal = _signals.Add();
        _signals[signal] = new SignalRow { Policy = policy, Alarm = alarm, Metric = metric, FlappingMetric = flapping, Revision = _policies[policy].Revision, At = now, Next = -1 };
        if (row.LastSignal < 0)
            row.FirstSignal = signal;
        else
            _signals[row.LastSignal].Next = signal;
        row.LastSignal = signal;
    }

    private void OnGroupScalingDecisionDue(int group)
    {
        ref var row = ref _rows[group];
        var now = _calendar.Now;
        var count = 0;
        while (row.FirstSignal >= 0 && _signals[row.FirstSignal].At + _delay <= now)
        {
            var index = row.FirstSignal;
            ref readonly var signal = ref _signals[index];
            if (_policies[signal.Policy].Revision == signal.Revision)
            {
                if (count == _round.Length) Array.Resize(ref _round, count * 2);
                var (threshold, isAbove) = _weighing.SideOf(signal.Alarm);
                _round[count++] = new WeighedGroup
                {
                    Policy = signal.Policy,
                    Alarm = signal.Alarm,
                    Metric = signal.Metric,
                    FlappingMetric = signal.FlappingMetric,
                    Threshold = threshold,
                    IsAbove = isAbove,
                };
            }
            row.FirstSignal = signal.Next;
            if (row.FirstSignal < 0) row.LastSignal = -1;
            _signals.Remove(index);
        }
        Decide(group, count, honorCooldown: true, parent: 0);
    }

    // The first places of the round are filled in; the largest capacity wins (AS-EC2-08).
    private void Decide(int group, int count, bool honorCooldown, int parent)
    {
        ref var row = ref _rows[group];
        ref readonly var size = ref _groups[group];
        var best = -1;
        for (var i = 0; i < count; i++)
        {
            _weighing.Weigh(group, in row, in size, _calendar.Now, honorCooldown, ref _round[i]);
            if (_round[i].Gate == DecisionGate.None && (best < 0 || _round[i].Capacity > _round[best].Capacity)) best = i;
        }
        if (best >= 0) _round[best].Gate = LastGate(in size, in _round[best]);
        double capacity = best >= 0 ? _round[best].Capacity : double.NaN;
        var decision = 0;
        for (var i = 0; i < count; i++)
        {
            ref var w = ref _round[i];
            if (w.Gate == DecisionGate.None && i != best) w.Gate = DecisionGate.Outbid;
            if (w.Gate != DecisionGate.None && _decisions.ChangesOnly) continue;
            var id = Record(group, in row, in size, in w, capacity, parent);
            if (w.Gate == DecisionGate.None) decision = id;
        }
        if (decision != 0) Open(group, decision, _round[best].Policy, _round[best].Capacity);
    }

    private static DecisionGate LastGate(in AutoScalingGroupRow row, in WeighedGroup w)
    {
        if (w.IsOut ? w.Capacity > row.Desired : w.Capacity < row.Desired) return DecisionGate.None;
        if (w.IsOut && w.Capacity == row.MaxSize) return DecisionGate.AlreadyAtMaxCapacity;
        if (!w.IsOut && w.Capacity == row.MinSize) return DecisionGate.AlreadyAtMinCapacity;
        return DecisionGate.AlreadyAtDesiredCapacity;
    }

    private int Record(int group, in GroupRow row, in AutoScalingGroupRow size, in WeighedGroup w, double roundCapacity, int parent)
    {
        ref readonly var policy = ref _policies[w.Policy];
        var (kind, inputs) = policy.Definition switch
        {
            TargetTrackingPolicyDefinition => (DecisionKind.GroupTargetTracking, InputsOfTracking(in policy, in row, in size, in w, roundCapacity)),
            StepScalingPolicyDefinition step => (DecisionKind.GroupStepScaling, InputsOfSteps(step, in policy, in row, in size, in w, roundCapacity)),
            _ => (DecisionKind.GroupSimpleScaling, InputsOfSimple((SimpleScalingPolicyDefinition)policy.Definition, in policy, in row, in size, in w, roundCapacity)),
        };
        var id = _decisions.Next();
        _decided.Report(new Decision(
            id, w.Alarm >= 0 ? _alarms.DecisionOf(w.Alarm) : parent, kind, group, policy.Index, w.Gate, size.Desired, w.Gate == DecisionGate.None ? w.Capacity : size.Desired, inputs));
        return id;
    }

    private static DecisionInputs InputsOfTracking(in PolicyRow policy, in GroupRow row, in AutoScalingGroupRow size, in WeighedGroup w, double roundCapacity) => DecisionInputs.Of(
        w.Metric, policy.TargetValue, w.Count.Serving, size.Desired, w.Proposal, size.MinSize, size.MaxSize, w.Count.Warming, policy.Warmup.Seconds, w.Others, w.IsAbove ? 1 : -1,
        Flag(policy.IsDisabled), w.VotesMissing, row.Floor, roundCapacity, w.FlappingMetric, Flag(policy.Policy.IsScaleInDisabled), policy.Policy.LowestAfterScaleIn(w.Count.Serving),
        Flag(IsAfterEqualBid(in w, roundCapacity)), Flag(w.IsSuspended));

    private static DecisionInputs InputsOfSteps(
        StepScalingPolicyDefinition step, in PolicyRow policy, in GroupRow row, in AutoScalingGroupRow size, in WeighedGroup w, double roundCapacity) => DecisionInputs.Of(
        w.Metric, w.Threshold, w.Count.Serving, size.Desired, w.Proposal, size.MinSize, size.MaxSize, w.Count.Warming, policy.Warmup.Seconds, w.Adjustment, w.IsAbove ? 1 : -1,
        Flag(policy.IsDisabled), row.Floor, roundCapacity, (int)step.AdjustmentType, step.MinAdjustmentMagnitude, Flag(IsAfterEqualBid(in w, roundCapacity)), Flag(w.IsSuspended));

    private static DecisionInputs InputsOfSimple(
        SimpleScalingPolicyDefinition simple, in PolicyRow policy, in GroupRow row, in AutoScalingGroupRow size, in WeighedGroup w, double roundCapacity) => DecisionInputs.Of(
        w.Metric, w.Threshold, w.Count.Serving, size.Desired, w.Proposal, size.MinSize, size.MaxSize, w.CooldownLeft.Seconds, w.Adjustment, Flag(policy.IsDisabled), row.Floor, roundCapacity,
        (int)simple.AdjustmentType, simple.MinAdjustmentMagnitude, Flag(w.Gate == DecisionGate.Cooldown), Flag(IsAfterEqualBid(in w, roundCapacity)), Flag(w.IsSuspended));

    // Of equal bids of one round the first counts.
    private static bool IsAfterEqualBid(in WeighedGroup w, double roundCapacity) => w.Gate == DecisionGate.Outbid && w.Capacity == roundCapacity;

    private static double Flag(bool value) => value ? 1 : 0;

    private void Open(int group, int decision, int policy, int capacity)
    {
        ref var row = ref _rows[group];
        if (row.Activity != 0) _activities.Report(new ScalingActivityChange(row.Activity, -1, ScalingActivityStatus.Overridden));
        row.Activity = decision;
        row.ActivityTo = capacity;
        row.SimplePolicy = policy >= 0 && _policies[policy].Policy is SimpleScaling ? policy : -1;
        if (row.SimplePolicy >= 0) row.SimpleUntil = Instant.MaxValue;
        else if (row.SimpleUntil == Instant.MaxValue) row.SimpleUntil = _calendar.Now; // its activity is overridden
        _activities.Report(new ScalingActivityChange(decision, -1, ScalingActivityStatus.InProgress));
        // AS-EC2-02: what a target tracking or step policy launches warms up for as long as that policy says; simple scaling and forecasts have no warm-up of their own.
        Duration? warmup = policy >= 0 && _policies[policy].Definition is (TargetTrackingPolicyDefinition or StepScalingPolicyDefinition) ? _policies[policy].Warmup : null;
        _requests.Report(new DesiredCapacityRequest(group, capacity, decision, Warmup: warmup));
    }

    /// <summary>
    /// Completes the open activity when as many instances serve as it wanted; simple scaling then waits for its cooldown. An instance that waits in its terminate
    /// hook is out of service already: the hook does not prolong the wait, as AWS says (AS-EC2-03).
    /// </summary>
    public void Apply(in Ec2InstanceTransition fact)
    {
        var group = _instances[fact.Instance].AutoScalingGroup;
        if (group < 0 || _rows[group].Activity == 0) return;
        ref var row = ref _rows[group];
        ref readonly var size = ref _groups[group];
        if (size.Desired != row.ActivityTo || size.InService != row.ActivityTo || size.Pending > 0) return;
        _activities.Report(new ScalingActivityChange(row.Activity, -1, ScalingActivityStatus.Successful));
        row.Activity = 0;
        if (row.SimplePolicy < 0) return;
        var cooldown = (_policies[row.SimplePolicy].Policy as SimpleScaling)?.Cooldown ?? _scenario.AutoScalingGroups[group].Scaling!.DefaultCooldown;
        row.SimpleUntil = _calendar.Now + cooldown;
    }
}
