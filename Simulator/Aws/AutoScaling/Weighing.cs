using Simulator.Aws.AutoScaling.Policies;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// The gates between a policy's proposal and a capacity, in AWS's order (AS-GEN-02): no change, deployment, suspension, agreement of all target tracking
/// policies on scale-in, forecast, cooldown, bounds.
/// </summary>
internal sealed class Weighing
{
    private readonly (double Threshold, bool IsAbove)[] _sides; // of the alarms
    private readonly IAlarmView _alarms;
    private readonly PolicyRow[] _policies;
    private readonly double[] _values;
    private readonly SizeMetric? _flapping; // null: the value sized from
    private readonly bool _boundFirst;

    public Weighing(Scenario scenario, MonitoringPlan plan, IAlarmView alarms, PolicyRow[] policies)
    {
        _sides = [.. plan.Alarms.Select(static a => (a.Threshold, a.Comparison is ComparisonOperator.GreaterThanThreshold or ComparisonOperator.GreaterThanOrEqualToThreshold))];
        _alarms = alarms;
        _policies = policies;
        _flapping = scenario.Model.Get(ModelCatalog.FlappingMetric) switch { "last" => SizeMetric.Last, "max" => SizeMetric.Max, _ => null };
        _boundFirst = scenario.Model.Get(ModelCatalog.OutsideBounds) == "boundFirst";
        var most = 1;
        foreach (var alarm in plan.Alarms) most = Math.Max(most, alarm.EvaluationPeriods);
        _values = new double[most];
    }

    /// <summary>What a policy sizes from now: its aggregate over the datapoints the alarm judged; NaN when there are none.</summary>
    public double MetricOf(int policy, int alarm) => MetricOf(policy, alarm, out _, out _);

    /// <summary>As above, with the value by which flapping is judged (AS-TT-10) and the datapoints, newest first, which are valid until the next call.</summary>
    public double MetricOf(int policy, int alarm, out double flapping, out ReadOnlySpan<double> points)
    {
        var count = _alarms.CopyEvaluated(alarm, _values);
        points = _values.AsSpan(0, count);
        if (count == 0) return flapping = double.NaN;
        var values = points;
        var metric = _policies[policy].Policy.Aggregate(values);
        flapping = _flapping is { } size ? TargetTracking.Aggregate(values, size) : metric;
        return metric;
    }

    /// <summary>Most datapoints an alarm judges.</summary>
    public int MostPoints => _values.Length;

    /// <summary>Whether counts outside the bounds are brought to the bound first (AS-TGT-04).</summary>
    public bool BoundFirst => _boundFirst;

    /// <summary>An alarm's threshold.</summary>
    public double ThresholdOf(int alarm) => _sides[alarm].Threshold;

    /// <summary>Weighs one signal by itself.</summary>
    public void Weigh(in TargetRow target, in ServiceRow service, in SignalRow signal, Instant now, out Weighed w)
    {
        ref readonly var policy = ref _policies[signal.Policy];
        var (threshold, isAbove) = _sides[signal.Alarm];
        var running = service.Running;
        w = new Weighed
        {
            Policy = signal.Policy,
            Alarm = signal.Alarm,
            Metric = signal.Metric,
            FlappingMetric = signal.FlappingMetric,
            At = signal.At,
            Until = signal.Until,
            Points = signal.Points,
            Veto = -1,
            Adjustment = double.NaN,
            Others = double.NaN,
            IsAbove = isAbove,
            Capacity = service.Desired,
        };
        if (double.IsNaN(signal.Metric))
        {
            w.Proposal = running;
            w.Gate = DecisionGate.InsufficientData;
            return;
        }
        if (!policy.Policy.TryPropose(signal.Metric, threshold, isAbove, running, out w.Proposal, out w.Adjustment))
        {
            w.Gate = DecisionGate.NoMatchingStep;
            return;
        }
        w.IsOut = w.Proposal > running;
        w.IsSuspended = w.IsOut ? target.IsScaleOutSuspended : target.IsScaleInSuspended;
        if (w.Proposal == running)
            w.Gate = DecisionGate.AlreadyAtDesiredCapacity;
        else if (!w.IsOut && service.DeploymentInProgress)
            w.Gate = DecisionGate.TargetServicePutResourceAsUnscalable; // AS-ECS-01
        else if (w.IsSuspended)
            w.Gate = DecisionGate.Suspended; // AS-TGT-05
        else
            WeighCapacity(in target, in policy, in service, now, ref w);
    }

    private void WeighCapacity(in TargetRow target, in PolicyRow policy, in ServiceRow service, Instant now, ref Weighed w)
    {
        var running = service.Running;
        var capacity = w.Proposal;
        if (!w.IsOut && policy.Policy.IsScaleInDisabled)
            w.Gate = DecisionGate.ScaleInDisabled;
        else if (!w.IsOut && policy.Policy.VotesOnScaleIn)
            w.Gate = Agree(in target, in policy, running, now, ref capacity, ref w);
        if (w.Gate == DecisionGate.None && !w.IsOut && capacity < target.Floor)
        {
            capacity = target.Floor; // AS-PR-05
            if (capacity >= running) w.Gate = DecisionGate.PredictedCapacity;
        }
        if (w.Gate != DecisionGate.None) return;

        if (w.IsOut)
        {
            w.CooldownLeft = policy.Cooldown.OutLeft(now);
            if (w.CooldownLeft > Duration.Zero)
            {
                w.Credit = policy.Cooldown.Credit; // AS-CD-02: only what goes beyond the capacity already added
                capacity -= w.Credit;
                if (capacity <= running) w.Gate = DecisionGate.Cooldown;
            }
        }
        else
        {
            w.CooldownLeft = policy.Cooldown.InLeft(now);
            if (w.CooldownLeft > Duration.Zero) w.Gate = DecisionGate.Cooldown; // AS-CD-03
        }
        if (w.Gate != DecisionGate.None) return;
        // AS-TGT-03; a count set outside the bounds by hand is brought to the bound first where the switch says so (AS-TGT-04).
        if (_boundFirst && w.IsOut && service.Desired < target.Minimum) capacity = target.Minimum;
        if (_boundFirst && !w.IsOut && service.Desired > target.Maximum) capacity = target.Maximum;
        w.Capacity = Math.Clamp(capacity, target.Minimum, target.Maximum);
    }

    // AS-MP-02: every target tracking policy that may scale in must want to; the largest of their capacities counts. Then one activity's limit (AS-TT-09).
    private DecisionGate Agree(in TargetRow target, in PolicyRow policy, int running, Instant now, ref int capacity, ref Weighed w)
    {
        for (var i = target.FirstPolicy; i < target.FirstPolicy + target.PolicyCount; i++)
        {
            ref readonly var voter = ref _policies[i];
            if (i == target.FirstPolicy + policy.Index || !voter.Exists || !voter.Policy.VotesOnScaleIn) continue;
            var value = _alarms.StateOf(voter.LowAlarm) == AlarmState.Alarm && voter.Cooldown.InLeft(now) == Duration.Zero ? MetricOf(i, voter.LowAlarm) : double.NaN;
            if (double.IsNaN(value))
            {
                if (w.VotesMissing++ == 0) (w.Veto, w.VetoState) = (voter.Index, _alarms.StateOf(voter.LowAlarm));
                continue;
            }
            voter.Policy.TryPropose(value, _sides[voter.LowAlarm].Threshold, isAbove: false, running, out var proposal, out _);
            w.Others = double.IsNaN(w.Others) ? proposal : Math.Max(w.Others, proposal);
            capacity = Math.Max(capacity, proposal);
        }
        if (w.VotesMissing > 0) return DecisionGate.Unanimity;
        capacity = Math.Max(capacity, policy.Policy.LowestAfterScaleIn(running));
        if (capacity >= running) return DecisionGate.AlreadyAtDesiredCapacity;
        return policy.Policy.ExpectsFlapping(w.FlappingMetric, running, capacity) ? DecisionGate.AutoScalingAnticipatedFlapping : DecisionGate.None;
    }
}
