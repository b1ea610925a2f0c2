using Simulator.Aws.AutoScaling.Policies;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.AutoScaling.Groups;

/// <summary>
/// The gates between a group policy's proposal and a capacity. Step scaling and target tracking start from the instances that are in service and warm, compare
/// with desired capacity, so that what is launching counts, and do not scale in while anything warms up (AS-EC2-02); simple scaling starts from desired capacity
/// and waits for its cooldown (AS-EC2-03).
/// </summary>
internal sealed class GroupWeighing
{
    private readonly (double Threshold, bool IsAbove)[] _sides; // of the alarms
    private readonly IAlarmView _alarms;
    private readonly PolicyRow[] _policies;
    private readonly SlabView<Ec2InstanceRow> _instances;
    private readonly double[] _values;
    private readonly SizeMetric? _flapping;

    public GroupWeighing(Scenario scenario, MonitoringPlan plan, IAlarmView alarms, PolicyRow[] policies, SlabView<Ec2InstanceRow> instances)
    {
        _sides = [.. plan.Alarms.Select(static a => (a.Threshold, a.Comparison is ComparisonOperator.GreaterThanThreshold or ComparisonOperator.GreaterThanOrEqualToThreshold))];
        _alarms = alarms;
        _policies = policies;
        _instances = instances;
        _flapping = scenario.Model.Get(ModelCatalog.FlappingMetric) switch { "last" => SizeMetric.Last, "max" => SizeMetric.Max, _ => null };
        var most = 1;
        foreach (var alarm in plan.Alarms) most = Math.Max(most, alarm.EvaluationPeriods);
        _values = new double[most];
    }

    /// <summary>What a policy sizes from now, and the value by which flapping is judged; NaN without datapoints.</summary>
    public double MetricOf(int policy, int alarm, out double flapping)
    {
        var count = _alarms.CopyEvaluated(alarm, _values);
        if (count == 0) return flapping = double.NaN;
        var values = _values.AsSpan(0, count);
        var metric = _policies[policy].Policy.Aggregate(values);
        flapping = _flapping is { } size ? TargetTracking.Aggregate(values, size) : metric;
        return metric;
    }

    /// <summary>An alarm's threshold and side.</summary>
    public (double Threshold, bool IsAbove) SideOf(int alarm) => _sides[alarm];

    /// <summary>Weighs one invocation; alarm, metric, threshold and side are filled in.</summary>
    public void Weigh(int index, in GroupRow group, in AutoScalingGroupRow row, Instant now, bool honorCooldown, ref WeighedGroup w)
    {
        ref readonly var policy = ref _policies[w.Policy];
        var isSimple = policy.Policy is SimpleScaling;
        w.Count = CountOf(index, now);
        w.Adjustment = w.Others = double.NaN;
        w.Capacity = row.Desired;
        w.Proposal = row.Desired;
        if (policy.IsDisabled)
        {
            w.Gate = DecisionGate.Disabled; // AS-EC2-08
            return;
        }
        w.IsSuspended = w.Alarm >= 0 && (row.Suspended & ScalingProcesses.AlarmNotification) != ScalingProcesses.None;
        if (w.IsSuspended)
        {
            w.Gate = DecisionGate.Suspended;
            return;
        }
        if (!isSimple && double.IsNaN(w.Metric))
        {
            w.Gate = DecisionGate.InsufficientData;
            return;
        }
        var running = isSimple ? row.Desired : w.Count.Serving;
        if (!policy.Policy.TryPropose(w.Metric, w.Threshold, w.IsAbove, running, out w.Proposal, out w.Adjustment))
        {
            w.Gate = DecisionGate.NoMatchingStep;
            return;
        }
        w.IsOut = w.Proposal > running;
        if (w.Proposal == running)
            w.Gate = DecisionGate.AlreadyAtDesiredCapacity;
        else if (isSimple && honorCooldown && now < group.SimpleUntil)
            (w.Gate, w.CooldownLeft) = (DecisionGate.Cooldown, group.SimpleUntil == Instant.MaxValue ? Duration.Zero : group.SimpleUntil - now);
        else if (!isSimple && !w.IsOut && w.Count.Warming > 0)
            w.Gate = DecisionGate.InstanceWarmup;
        else
            WeighCapacity(in group, in policy, in row, running, ref w);
    }

    /// <summary>Instances of a group by warmth.</summary>
    public GroupCount CountOf(int group, Instant now)
    {
        int serving = 0, warming = 0;
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i)) continue;
            ref readonly var instance = ref _instances[i];
            if (instance.AutoScalingGroup != group) continue;
            if (instance.State == Ec2InstanceState.Pending || (instance.State == Ec2InstanceState.InService && GroupScalingDefinition.IsWarming(instance.InService, instance.Warmup, now))) warming++;
            else if (instance.State == Ec2InstanceState.InService) serving++;
        }
        return new GroupCount(serving, warming);
    }

    private void WeighCapacity(in GroupRow group, in PolicyRow policy, in AutoScalingGroupRow row, int running, ref WeighedGroup w)
    {
        var capacity = w.Proposal;
        if (!w.IsOut && policy.Policy.IsScaleInDisabled)
            w.Gate = DecisionGate.ScaleInDisabled;
        else if (!w.IsOut && policy.Policy.VotesOnScaleIn)
            w.Gate = Agree(in group, in policy, running, ref capacity, ref w);
        if (w.Gate == DecisionGate.None && !w.IsOut && capacity < group.Floor)
        {
            capacity = group.Floor;
            if (capacity >= running) w.Gate = DecisionGate.PredictedCapacity;
        }
        if (w.Gate == DecisionGate.None) w.Capacity = Math.Clamp(capacity, row.MinSize, row.MaxSize);
    }

    // AS-MP-02 applies to groups too (AS-EC2-08).
    private DecisionGate Agree(in GroupRow group, in PolicyRow policy, int running, ref int capacity, ref WeighedGroup w)
    {
        for (var i = group.FirstPolicy; i < group.FirstPolicy + group.PolicyCount; i++)
        {
            ref readonly var voter = ref _policies[i];
            if (i == group.FirstPolicy + policy.Index || !voter.Exists || voter.IsDisabled || !voter.Policy.VotesOnScaleIn) continue;
            var value = _alarms.StateOf(voter.LowAlarm) == AlarmState.Alarm ? MetricOf(i, voter.LowAlarm, out _) : double.NaN;
            if (double.IsNaN(value))
            {
                w.VotesMissing++;
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
