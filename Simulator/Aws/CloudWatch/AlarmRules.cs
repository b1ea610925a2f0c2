using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.CloudWatch;

/// <summary>What an alarm found in one period.</summary>
internal enum SlotCode : byte
{
    /// <summary>No datapoint.</summary>
    Missing,

    /// <summary>A datapoint within the threshold.</summary>
    Ok,

    /// <summary>A datapoint that breaches the threshold.</summary>
    Breaching,
}

/// <summary>The periods an alarm looks back on, newest first.</summary>
/// <param name="ring">Codes by number of entry modulo the length, which is a power of two.</param>
/// <param name="newest">Number of the newest entry; entries up to 0 lie before the run and are missing.</param>
/// <param name="stride">Entries from one period to the next: a long period slides by the minute (AS-CW-04).</param>
internal readonly ref struct SlotHistory(ReadOnlySpan<SlotCode> ring, long newest, int stride)
{
    private readonly ReadOnlySpan<SlotCode> _ring = ring;

    /// <summary>Number of the entry in slot <paramref name="slot"/>.</summary>
    public long EntryOf(int slot) => newest - ((long)slot * stride);

    /// <summary>The code in slot <paramref name="slot"/>, 0 being the newest.</summary>
    public SlotCode this[int slot]
    {
        get
        {
            var entry = EntryOf(slot);
            return entry <= 0 ? SlotCode.Missing : _ring[(int)(entry & (_ring.Length - 1))];
        }
    }
}

/// <summary>
/// The state of an alarm from what it looks back on: M of N over real data, and AWS's treatment of missing data (AS-CW-05, AS-CW-07).
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
/// </summary>
internal static class AlarmRules
{
    /// <summary>Decides a state.</summary>
    /// <param name="history">The evaluation range, newest first.</param>
    /// <param name="range">Periods in the evaluation range (more than N, AS-CW-06).</param>
    /// <param name="n">EvaluationPeriods.</param>
    /// <param name="m">DatapointsToAlarm.</param>
    /// <param name="treat">TreatMissingData.</param>
    /// <param name="current">The state so far.</param>
    /// <param name="keepsWhenFresh">Whether datapoints that all breach but are too fresh keep the state instead of giving INSUFFICIENT_DATA.</param>
    public static AlarmState Decide(SlotHistory history, int range, int n, int m, TreatMissingData treat, AlarmState current, bool keepsWhenFresh)
    {
        int real = 0, breaching = 0, oldest = 0;
        for (var slot = 0; slot < range; slot++)
        {
            var code = history[slot];
            if (code == SlotCode.Missing) continue;
            oldest = slot + 1;
            if (code == SlotCode.Breaching) breaching++;
            if (++real == n) return breaching >= m ? AlarmState.Alarm : AlarmState.Ok;
        }
        if (breaching >= m) return AlarmState.Alarm;
        switch (treat)
        {
            case TreatMissingData.Breaching: return breaching + n - real >= m ? AlarmState.Alarm : AlarmState.Ok;
            case TreatMissingData.NotBreaching: return AlarmState.Ok;
        }
        if (real > breaching) return AlarmState.Ok;
        if (treat == TreatMissingData.Ignore) return current;
        if (real == 0) return AlarmState.InsufficientData;
        if (oldest >= m) return AlarmState.Alarm;
        return keepsWhenFresh ? current : AlarmState.InsufficientData;
    }

    /// <summary>Whether a value breaches.</summary>
    public static bool Breaches(double value, ComparisonOperator comparison, double threshold) => comparison switch
    {
        ComparisonOperator.GreaterThanThreshold => value > threshold,
        ComparisonOperator.GreaterThanOrEqualToThreshold => value >= threshold,
        ComparisonOperator.LessThanThreshold => value < threshold,
        _ => value <= threshold,
    };
}
