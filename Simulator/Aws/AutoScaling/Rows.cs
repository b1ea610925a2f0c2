using Simulator.Aws.AutoScaling.Forecasting;
using Simulator.Aws.AutoScaling.Policies;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling;

/// <summary>A scalable target: a service's desiredCount with its bounds and its open activity.</summary>
internal struct TargetRow
{
    /// <summary>Service index.</summary>
    public int Service;

    /// <summary>MinCapacity now.</summary>
    public int Minimum;

    /// <summary>MaxCapacity now.</summary>
    public int Maximum;

    /// <summary>First of its policy rows.</summary>
    public int FirstPolicy;

    /// <summary>How many there are.</summary>
    public int PolicyCount;

    /// <summary>Whether it is registered.</summary>
    public bool IsRegistered;

    /// <summary>Capacity below which no policy may go: the forecast of predictive scaling (AS-PR-05); 0 without one.</summary>
    public int Floor;

    /// <summary>DynamicScalingInSuspended.</summary>
    public bool IsScaleInSuspended;

    /// <summary>DynamicScalingOutSuspended.</summary>
    public bool IsScaleOutSuspended;

    /// <summary>ScheduledScalingSuspended.</summary>
    public bool IsScheduledSuspended;

    /// <summary>Oldest signal that waits for its decision, or -1.</summary>
    public int FirstSignal;

    /// <summary>Newest of them, or -1.</summary>
    public int LastSignal;

    /// <summary>Decision of the open activity, or 0.</summary>
    public int Activity;

    /// <summary>Policy row of the open activity, or -1 when bounds opened it.</summary>
    public int ActivityPolicy;

    /// <summary>Running tasks when it opened.</summary>
    public int ActivityFrom;

    /// <summary>Capacity it leads to.</summary>
    public int ActivityTo;

    /// <summary>Whether it adds tasks.</summary>
    public bool ActivityIsOut;

    /// <summary>Whether desiredCount is set (InProgress).</summary>
    public bool ActivityInProgress;

    /// <summary>Counts activities, so that a time limit finds only its own.</summary>
    public uint ActivitySerial;
}

/// <summary>A policy of a scalable target.</summary>
internal struct PolicyRow
{
    /// <summary>Its arithmetic.</summary>
    public ScalingPolicy Policy;

    /// <summary>Scalable target.</summary>
    public int Target;

    /// <summary>Index among the service's policies.</summary>
    public int Index;

    /// <summary>Whether it exists.</summary>
    public bool Exists;

    /// <summary>Counts its changes: what an older version was invoked for is no longer decided.</summary>
    public int Revision;

    /// <summary>High alarm that target tracking manages, or -1.</summary>
    public int HighAlarm;

    /// <summary>Low alarm that target tracking manages, or -1.</summary>
    public int LowAlarm;

    /// <summary>Target or NaN.</summary>
    public double TargetValue;

    /// <summary>What it was made from.</summary>
    public ScalingPolicyDefinition Definition;

    /// <summary>Its forecasts, when it is a predictive policy.</summary>
    public Forecaster? Forecaster;

    /// <summary>Capacity it asks for in the present hour; 0 when it asks for none.</summary>
    public int Floor;

    /// <summary>Capacity it asks for from the coming hour on.</summary>
    public int NextFloor;

    /// <summary>Whether its hourly events are on the calendar.</summary>
    public bool HasHourClock;

    /// <summary>Its cooldowns.</summary>
    public Cooldown Cooldown;

    /// <summary>Whether it is disabled; only a group's policies can be.</summary>
    public bool IsDisabled;

    /// <summary>How long instances that it launches warm up; of a group's policy.</summary>
    public Duration Warmup;
}

/// <summary>An alarm's invocation of a policy that waits for its decision.</summary>
internal struct SignalRow
{
    /// <summary>Policy row.</summary>
    public int Policy;

    /// <summary>Alarm.</summary>
    public int Alarm;

    /// <summary>The value to size from; NaN without datapoints.</summary>
    public double Metric;

    /// <summary>The value by which flapping is judged.</summary>
    public double FlappingMetric;

    /// <summary>Revision of the policy that was invoked.</summary>
    public int Revision;

    /// <summary>When it came.</summary>
    public Instant At;

    /// <summary>End of the newest period the alarm had looked at.</summary>
    public Instant Until;

    /// <summary>Datapoints the alarm had judged; they lie beside the signals.</summary>
    public int Points;

    /// <summary>Next signal of the same target, or -1.</summary>
    public int Next;
}

/// <summary>What became of one signal in a round of decisions.</summary>
internal struct Weighed
{
    /// <summary>Policy row.</summary>
    public int Policy;

    /// <summary>Alarm.</summary>
    public int Alarm;

    /// <summary>The value sized from.</summary>
    public double Metric;

    /// <summary>The policy's own proposal.</summary>
    public int Proposal;

    /// <summary>The signal's row; it is free, but its datapoints are still there.</summary>
    public int Signal;

    /// <summary>When the alarm invoked the policy.</summary>
    public Instant At;

    /// <summary>End of the newest period the alarm had looked at.</summary>
    public Instant Until;

    /// <summary>Datapoints the alarm had judged.</summary>
    public int Points;

    /// <summary>Adjustment of the step, or NaN.</summary>
    public double Adjustment;

    /// <summary>Largest proposal of the other policies that had to agree, or NaN.</summary>
    public double Others;

    /// <summary>The value by which flapping is judged.</summary>
    public double FlappingMetric;

    /// <summary>Other policies that had to agree to a scale-in and were not ready.</summary>
    public int VotesMissing;

    /// <summary>Whether the alarm looks for values above its threshold.</summary>
    public bool IsAbove;

    /// <summary>Whether scaling in its direction is suspended.</summary>
    public bool IsSuspended;

    /// <summary>Capacity within the bounds.</summary>
    public int Capacity;

    /// <summary>Whether it adds tasks.</summary>
    public bool IsOut;

    /// <summary>What is left of the cooldown in its direction.</summary>
    public Duration CooldownLeft;

    /// <summary>Credit taken off the proposal.</summary>
    public int Credit;

    /// <summary>Index of the policy that is not ready to scale in, or -1.</summary>
    public int Veto;

    /// <summary>State of that policy's low alarm.</summary>
    public AlarmState VetoState;

    /// <summary>What stopped it.</summary>
    public DecisionGate Gate;
}
