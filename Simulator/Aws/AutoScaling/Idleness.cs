using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// Repetitions that could change nothing (AS-PX-14). A target tracking alarm that stays in ALARM invokes its policy every minute; as long as counts, bounds,
/// cooldowns and the other policies' alarms stay as they are, the answer depends on the metric alone, and for an interval of it the answer is no. CloudWatch is told
/// that interval and repeats the action when a datapoint leaves it. Whatever else a decision reads calls <see cref="Review"/> when it changes, which finds the interval anew.
/// Only where refused decisions are not recorded; the decisions that change something are the same either way.
/// </summary>
internal sealed class Idleness
{
    // Of a task, at the edge between one capacity and the next: more than the rounding of ⌈running × metric ÷ target⌉ can do.
    private const double Guard = 1e-6;

    private readonly bool _isOn;
    private readonly Duration _delay; // from a signal to its decision, which is when cooldowns and the other alarms are looked at
    private readonly IAlarmView _alarms;
    private readonly TargetRow[] _targets;
    private readonly PolicyRow[] _policies;
    private readonly SlabView<ServiceRow> _services;
    private readonly FactChannel<RepetitionIdle> _idle;
    private readonly FactChannel<RepetitionWanted> _wanted;
    private readonly IdleAlarms[] _idleAlarms; // by policy
    private readonly int[] _idleCount; // by target

    public Idleness(FactSink facts, Scenario scenario, IAlarmView alarms, TargetRow[] targets, PolicyRow[] policies, SlabView<ServiceRow> services)
    {
        _isOn = !scenario.Output.AllDecisions;
        _delay = scenario.Model.Get(ModelCatalog.ScalingDecisionDelay);
        _alarms = alarms;
        _targets = targets;
        _policies = policies;
        _services = services;
        _idle = facts.Channel<RepetitionIdle>();
        _wanted = facts.Channel<RepetitionWanted>();
        _idleAlarms = new IdleAlarms[policies.Length];
        _idleCount = new int[targets.Length];
    }

    /// <summary>One of a policy's two alarms has just been answered, with no or with a change that is complete: leaves its repetitions out while they could change nothing.</summary>
    /// <param name="policy">Policy row; only target tracking has such repetitions.</param>
    /// <param name="isAbove">Whether it is the high alarm.</param>
    /// <param name="now">The current instant.</param>
    public void Consider(int policy, bool isAbove, Instant now)
    {
        if (!_isOn || double.IsNaN(_policies[policy].TargetValue)) return;
        ref readonly var row = ref _policies[policy];
        var alarm = isAbove ? row.HighAlarm : row.LowAlarm;
        if (alarm < 0 || !row.Exists || !TryFind(policy, isAbove, now, out var silence)) return;
        Mark(policy, isAbove, isIdle: true);
        _idle.Report(silence with { Alarm = alarm });
    }

    /// <summary>Something that decisions of a target read has changed.</summary>
    public void Review(int index, Instant now)
    {
        if (_idleCount[index] == 0) return;
        ref readonly var target = ref _targets[index];
        for (var i = target.FirstPolicy; i < target.FirstPolicy + target.PolicyCount; i++)
        {
            if (_idleAlarms[i].High) Renew(i, isAbove: true, now);
            if (_idleAlarms[i].Low) Renew(i, isAbove: false, now);
        }
    }

    private void Renew(int policy, bool isAbove, Instant now)
    {
        var alarm = isAbove ? _policies[policy].HighAlarm : _policies[policy].LowAlarm;
        var isOn = alarm >= 0 && _policies[policy].Exists && _alarms.StateOf(alarm) == AlarmState.Alarm;
        if (isOn && TryFind(policy, isAbove, now, out var silence))
        {
            _idle.Report(silence with { Alarm = alarm });
            return;
        }
        Mark(policy, isAbove, isIdle: false);
        if (isOn) _wanted.Report(new RepetitionWanted(alarm, _delay));
    }

    private void Mark(int policy, bool isAbove, bool isIdle)
    {
        ref var mark = ref isAbove ? ref _idleAlarms[policy].High : ref _idleAlarms[policy].Low;
        if (mark == isIdle) return;
        mark = isIdle;
        _idleCount[_policies[policy].Target] += isIdle ? 1 : -1;
    }

    // Within which datapoints, and until when, no signal of the alarm can change the capacity while everything else stays as it is. The gates are those of Weighing.
    private bool TryFind(int policy, bool isAbove, Instant now, out RepetitionIdle silence)
    {
        silence = new RepetitionIdle(-1, double.NegativeInfinity, double.PositiveInfinity, Instant.MaxValue, _delay);
        ref readonly var row = ref _policies[policy];
        ref readonly var target = ref _targets[row.Target];
        ref readonly var service = ref _services[target.Service];
        if (service.Desired < target.Minimum || service.Desired > target.Maximum) return false; // the bounds themselves will move it
        return isAbove ? OutSilence(in row, in target, in service, now, ref silence) : InSilence(in row, in target, in service, policy, now, ref silence);
    }

    private bool OutSilence(in PolicyRow row, in TargetRow target, in ServiceRow service, Instant now, ref RepetitionIdle silence)
    {
        if (target.IsScaleOutSuspended) return false;
        if (service.Desired >= target.Maximum) return true;
        var enough = Math.Max(service.Running, service.Desired);
        var left = row.Cooldown.OutLeft(now);
        if (left > Duration.Zero)
        {
            enough += row.Cooldown.Credit;
            silence = silence with { Until = now + left - _delay };
        }
        if (service.Running > 0) silence = silence with { Highest = row.TargetValue * (enough - Guard) / service.Running };
        else if (enough == 0) silence = silence with { Highest = row.TargetValue };
        return silence.Until > now;
    }

    private bool InSilence(in PolicyRow row, in TargetRow target, in ServiceRow service, int policy, Instant now, ref RepetitionIdle silence)
    {
        if (target.IsScaleInSuspended || service.DeploymentInProgress || target.Floor > 0) return false; // a forecast's floor moves by the hour
        if (row.Policy.IsScaleInDisabled || service.Running == 0 || service.Desired <= target.Minimum) return true;
        var refused = DissentUntil(in target, policy, now);
        if (row.Cooldown.InLeft(now) is { } left && left > Duration.Zero && now + left - _delay > refused) refused = now + left - _delay;
        if (refused > now)
            silence = silence with { Until = refused };
        else
            silence = silence with { Lowest = row.TargetValue * (Math.Min(service.Running, service.Desired) - 1 + Guard) / service.Running };
        return true;
    }

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

    private struct IdleAlarms
    {
        public bool High;
        public bool Low;
    }
}
