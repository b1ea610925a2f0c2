using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.CloudWatch;

/// <summary>An alarm's fixed geometry and its state. Lengths are nanoseconds, entries are counted on the <see cref="BucketClock"/>.</summary>
internal struct AlarmRow
{
    // Touched for every datapoint.

    /// <summary>Threshold.</summary>
    public double Threshold;

    /// <summary>Comparison.</summary>
    public ComparisonOperator Comparison;

    /// <summary>Statistic over each period.</summary>
    public MetricStatistic Statistic;

    /// <summary>Code of the newest entry.</summary>
    public SlotCode LastCode;

    /// <summary>Whether the newest prediction looked back on nothing but <see cref="LastCode"/>.</summary>
    public bool IsSteady;

    /// <summary>Whether a period is exactly one bucket of the series.</summary>
    public bool IsPlain;

    /// <summary>State after the evaluation that sees the newest closed bucket.</summary>
    public AlarmState Predicted;

    /// <summary>Newest entries with the same code.</summary>
    public int RunLength;

    /// <summary>Entries the alarm looks back on.</summary>
    public int Span;

    /// <summary>Number of the newest entry.</summary>
    public long LastEntry;

    /// <summary>First place of its ring in the codes.</summary>
    public int RingStart;

    /// <summary>Length of its ring, a power of two.</summary>
    public int RingLength;

    // Touched when something may change.

    /// <summary>N.</summary>
    public int N;

    /// <summary>M.</summary>
    public int M;

    /// <summary>Periods in the evaluation range.</summary>
    public int Range;

    /// <summary>Entries from one period to the next.</summary>
    public int Stride;

    /// <summary>Treatment of missing data.</summary>
    public TreatMissingData Treat;

    /// <summary>Series it reads.</summary>
    public int Series;

    /// <summary>Length of a bucket of the series.</summary>
    public long Resolution;

    /// <summary>Length of a period.</summary>
    public long Period;

    /// <summary>From one entry to the next.</summary>
    public long Step;

    /// <summary>Publish delay of the series.</summary>
    public long Delay;

    /// <summary>Phase of its evaluations.</summary>
    public long Phase;

    /// <summary>From one evaluation to the next.</summary>
    public long Cadence;

    /// <summary>State.</summary>
    public AlarmState State;

    /// <summary>Bit s is set when state s invokes a scaling policy.</summary>
    public int ScalingStates;

    /// <summary>Decision by which it entered the state.</summary>
    public int Decision;

    /// <summary>When it entered the state.</summary>
    public Instant Since;

    /// <summary>When it invoked its actions last.</summary>
    public Instant LastFired;
}
