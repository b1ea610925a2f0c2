using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.CloudWatch;

// An alarm is kept in three parts, because a cluster with thousands of services spends its time on cache misses: what every datapoint touches and what
// a prediction reads lie in the order in which series are read, what an invocation touches lies in the order of the alarms' phases, in which they come.

/// <summary>The part that every datapoint touches.</summary>
internal struct AlarmPulse
{
    /// <summary>Threshold.</summary>
    public double Threshold;

    /// <summary>Newest entries with the same code.</summary>
    public int RunLength;

    /// <summary>Newest entries with data.</summary>
    public int RealLength;

    /// <summary>Entries the alarm looks back on.</summary>
    public int Span;

    /// <summary>N when all of N periods must breach and follow each other entry by entry; otherwise 0.</summary>
    public int AllOf;

    /// <summary>Comparison.</summary>
    public ComparisonOperator Comparison;

    /// <summary>Code of the newest entry.</summary>
    public SlotCode LastCode;

    /// <summary>Whether the newest prediction looked back on nothing but <see cref="LastCode"/>.</summary>
    public bool IsSteady;

    /// <summary>Whether repetitions of its actions are left out as long as datapoints stay within the limits below.</summary>
    public bool IsIdle;

    /// <summary>A datapoint below it ends the idleness; −∞ otherwise.</summary>
    public double Lowest;

    /// <summary>A datapoint above it ends the idleness; +∞ otherwise.</summary>
    public double Highest;
}

/// <summary>The part that a prediction reads. Lengths are nanoseconds, entries are counted on the <see cref="BucketClock"/>.</summary>
internal struct AlarmForecast
{
    /// <summary>Its rules.</summary>
    public AlarmRules Rules;

    /// <summary>State after the evaluation that sees the newest closed bucket.</summary>
    public AlarmState Predicted;

    /// <summary>Alarm.</summary>
    public int Alarm;

    /// <summary>Place of its row.</summary>
    public int Row;

    /// <summary>View it reads.</summary>
    public int View;

    /// <summary>Whether it keeps its state while its newest period has too few samples.</summary>
    public bool KeepsOnLowSamples;

    /// <summary>Publish delay of the series.</summary>
    public long Delay;

    /// <summary>Phase of its evaluations.</summary>
    public long Phase;

    /// <summary>From one evaluation to the next.</summary>
    public long Cadence;

    /// <summary>When it entered its state.</summary>
    public Instant Since;
}

/// <summary>The part that an invocation touches: one cache line.</summary>
internal struct AlarmRow
{
    /// <summary>State.</summary>
    public AlarmState State;

    /// <summary>Alarm.</summary>
    public int Alarm;

    /// <summary>Place of its forecast and pulse.</summary>
    public int Place;

    /// <summary>Decision by which it entered the state.</summary>
    public int Decision;

    /// <summary>N.</summary>
    public ushort N;

    /// <summary>Periods in the evaluation range.</summary>
    public ushort Range;

    /// <summary>Entries from one period to the next.</summary>
    public ushort Stride;

    /// <summary>Entries from one minute to the next.</summary>
    public ushort EntriesPerMinute;

    /// <summary>Bit s is set when state s invokes a scaling policy.</summary>
    public byte ScalingStates;

    /// <summary>Scheduled evaluations that will move the state.</summary>
    public byte PendingChanges;

    /// <summary>Whether its actions are disabled.</summary>
    public bool IsMuted;

    /// <summary>Whether the alarm does not exist: not created yet, or deleted.</summary>
    public bool IsAbsent;

    /// <summary>Number of the repetition that is scheduled; an event with another number is overtaken.</summary>
    public ushort Repetition;

    /// <summary>Newest entry of the newest evaluation that was an event.</summary>
    public long Evaluated;

    /// <summary>When that was; nanoseconds since the clock's origin.</summary>
    public long EvaluatedAt;

    /// <summary>When the repetition that is scheduled comes; <see cref="Instant.MaxValue"/> when none is.</summary>
    public Instant NextRepetition;

    /// <summary>When it invoked its actions last.</summary>
    public Instant LastFired;

    /// <summary>Whether its state invokes a scaling policy.</summary>
    public readonly bool Invokes => !IsMuted && (ScalingStates >> (int)State & 1) != 0;
}
