using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// Repetitions that could change nothing (AS-PX-14). A target tracking alarm that stays in ALARM invokes its policy every minute; as long as capacities, bounds,
/// cooldowns and the other policies' alarms stay as they are, the answer depends on the metric alone, and for an interval of it the answer is no. CloudWatch is told
/// that interval and repeats the action when a datapoint leaves it. Whatever else a decision reads calls <see cref="Wake"/> when it changes.
/// Only where refused decisions are not recorded; the decisions that change something are the same either way.
/// </summary>
internal sealed class Idleness
{
    // Of a bound that decides whether ⌈running × metric ÷ target⌉ is one capacity or the next: more than rounding can do.
    private const double Guard = 1e-9;

    private readonly bool _isOn;
    private readonly Duration _delay; // from a signal to its decision, which is when cooldowns and the other alarms are looked at
    private readonly IAlarmView _alarms;
    private readonly PolicyRow[] _policies;
    private readonly FactChannel<RepetitionIdle> _idle;
    private readonly FactChannel<RepetitionWanted> _wanted;
    private readonly bool[] _isIdle; // by alarm
    private readonly List<int>[] _alarmsOfTarget;
    private readonly int[] _idleAlarms; // by target: how many

    public Idleness(FactSink facts, Scenario scenario, IAlarmView alarms, PolicyRow[] policies, AlarmActions actions, int targets, int alarmCount)
    {
        _isOn = !scenario.Output.AllDecisions;
        _delay = scenario.Model.Get(ModelCatalog.ScalingDecisionDelay);
        _alarms = alarms;
        _policies = policies;
        _idle = facts.Channel<RepetitionIdle>();
        _wanted = facts.Channel<RepetitionWanted>();
        _isIdle = new bool[alarmCount];
        _alarmsOfTarget = [.. Enumerable.Range(0, targets).Select(static _ => new List<int>())];
        for (var alarm = 0; alarm < alarmCount; alarm++)
        {
            foreach (var policy in actions.Of(alarm))
            {
                if (!_alarmsOfTarget[policies[policy].Target].Contains(alarm)) _alarmsOfTarget[policies[policy].Target].Add(alarm);
            }
        }
        _idleAlarms = new int[targets];
    }

    /// <summary>Whether refused decisions are left out of the record.</summary>
    public bool LeavesOutRefusals => _isOn;

    /// <summary>A signal was refused and nothing else came of its round: finds out whether its repetitions can be left out.</summary>
    /// <param name="index">Scalable target.</param>
    /// <param name="target">Its row.</param>
    /// <param name="service">Its service.</param>
    /// <param name="w">What became of the signal.</param>
    /// <param name="now">The current instant.</param>
    public void Consider(int index, in TargetRow target, in ServiceRow service, in Weighed w, Instant now)
    {
        if (!_isOn) return;
        ref readonly var policy = ref _policies[w.Policy];
        if (double.IsNaN(policy.TargetValue) || (target.Floor > 0 && !w.IsAbove)) return; // a forecast's floor moves by the hour
        var (lowest, highest, until) = (double.NegativeInfinity, double.PositiveInfinity, Instant.MaxValue);
        switch (w.Gate)
        {
            case DecisionGate.AlreadyAtMaxCapacity or DecisionGate.AlreadyAtMinCapacity:
                break;
            case DecisionGate.Cooldown:
                until = now + w.CooldownLeft - _delay;
                if (w.IsAbove) highest = Bound(policy.TargetValue, (double)Math.Max(service.Running, service.Desired) + w.Credit, service.Running, -Guard);
                break;
            case DecisionGate.Unanimity:
                until = DissentUntil(in target, w.Policy, now);
                if (until == Instant.Zero) return;
                break;
            case DecisionGate.AlreadyAtDesiredCapacity when w.IsAbove:
                highest = Bound(policy.TargetValue, Math.Max(service.Running, service.Desired), service.Running, -Guard);
                break;
            case DecisionGate.AlreadyAtDesiredCapacity:
                lowest = Bound(policy.TargetValue, Math.Min(service.Running, service.Desired) - 1.0, service.Running, Guard);
                break;
            default: return;
        }
        if (!_isIdle[w.Alarm]) _idleAlarms[index]++;
        _isIdle[w.Alarm] = true;
        _idle.Report(new RepetitionIdle(w.Alarm, lowest, highest, until));
    }

    /// <summary>Something that decisions of a target read has changed.</summary>
    public void Wake(int index)
    {
        if (_idleAlarms[index] == 0) return;
        _idleAlarms[index] = 0;
        foreach (var alarm in _alarmsOfTarget[index])
        {
            if (!_isIdle[alarm]) continue;
            _isIdle[alarm] = false;
            _wanted.Report(new RepetitionWanted(alarm, _delay));
        }
    }

    // The metric up to which (from which) capacity suffices (stays needed).
    private static double Bound(double target, double capacity, int running, double guard) =>
        running == 0 ? guard < 0 ? double.PositiveInfinity : double.NegativeInfinity : target * capacity / running * (1 + guard);

    // Until when signals meet another policy that does not agree, whatever the metrics are; zero when that depends on the metrics.
    private Instant DissentUntil(in TargetRow target, int policy, Instant now)
    {
        for (var i = target.FirstPolicy; i < target.FirstPolicy + target.PolicyCount; i++)
        {
            ref readonly var voter = ref _policies[i];
            if (i == policy || !voter.Exists || !voter.Policy.VotesOnScaleIn) continue;
            if (_alarms.StateOf(voter.LowAlarm) != AlarmState.Alarm) return Instant.MaxValue;
            if (voter.Cooldown.InLeft(now) is { } left && left > Duration.Zero) return now + left - _delay;
        }
        return Instant.Zero;
    }
}
