using Simulator.Kernel;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling.Groups;

/// <summary>How a group scales by itself.</summary>
internal struct GroupRow
{
    /// <summary>First of its policy rows.</summary>
    public int FirstPolicy;

    /// <summary>How many there are.</summary>
    public int PolicyCount;

    /// <summary>Oldest signal that waits for its decision, or -1.</summary>
    public int FirstSignal;

    /// <summary>Newest of them, or -1.</summary>
    public int LastSignal;

    /// <summary>Capacity below which no policy may go: the forecast of predictive scaling; 0 without one.</summary>
    public int Floor;

    /// <summary>Decision of the open activity, or 0.</summary>
    public int Activity;

    /// <summary>Capacity it leads to.</summary>
    public int ActivityTo;

    /// <summary>Policy row of the simple policy that opened it; -1 when another kind did.</summary>
    public int SimplePolicy;

    /// <summary>Until when simple policies do nothing; <see cref="Instant.MaxValue"/> while the activity of one is under way.</summary>
    public Instant SimpleUntil;
}

/// <summary>Instances of a group as its policies count them.</summary>
/// <param name="Serving">In service and warm.</param>
/// <param name="Warming">In service but warming up, or still launching.</param>
internal readonly record struct GroupCount(int Serving, int Warming);

/// <summary>What became of one signal in a round of a group's decisions.</summary>
internal struct WeighedGroup
{
    /// <summary>Policy row.</summary>
    public int Policy;

    /// <summary>Alarm; -1 for ExecutePolicy.</summary>
    public int Alarm;

    /// <summary>The value sized from.</summary>
    public double Metric;

    /// <summary>Threshold of the alarm.</summary>
    public double Threshold;

    /// <summary>Whether the alarm looks for values above its threshold.</summary>
    public bool IsAbove;

    /// <summary>The value by which flapping is judged.</summary>
    public double FlappingMetric;

    /// <summary>Instances by warmth.</summary>
    public GroupCount Count;

    /// <summary>The policy's own proposal.</summary>
    public int Proposal;

    /// <summary>Adjustment of a step or simple policy, or NaN.</summary>
    public double Adjustment;

    /// <summary>Largest proposal of the other policies that had to agree, or NaN.</summary>
    public double Others;

    /// <summary>Other policies that had to agree to a scale-in and were not ready.</summary>
    public int VotesMissing;

    /// <summary>What is left of a simple policy's wait.</summary>
    public Duration CooldownLeft;

    /// <summary>Whether it adds instances.</summary>
    public bool IsOut;

    /// <summary>Whether the group's process AlarmNotification is suspended.</summary>
    public bool IsSuspended;

    /// <summary>Capacity within the bounds.</summary>
    public int Capacity;

    /// <summary>What stopped it.</summary>
    public DecisionGate Gate;
}
