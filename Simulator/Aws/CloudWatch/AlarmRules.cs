using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.CloudWatch;

/// <summary>What an alarm finds in one period.</summary>
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
/// <param name="ring">Values by number of entry modulo the length, which is a power of two; NaN is missing.</param>
/// <param name="newest">Number of the newest entry; entries up to 0 lie before the run and are missing.</param>
/// <param name="stride">Entries from one period to the next: a long period slides by the minute (AS-CW-04).</param>
/// <param name="isWindow">Whether <paramref name="ring"/> holds one value for each slot instead, oldest first.</param>
internal readonly ref struct SlotHistory(ReadOnlySpan<double> ring, long newest, int stride, bool isWindow = false)
{
    private readonly ReadOnlySpan<double> _ring = ring;

    /// <summary>Number of the entry in slot <paramref name="slot"/>.</summary>
    public long EntryOf(int slot) => newest - ((long)slot * stride);

    /// <summary>The value in slot <paramref name="slot"/>, 0 being the newest; NaN is missing.</summary>
    public double this[int slot]
    {
        get
        {
            var entry = EntryOf(slot);
            if (isWindow) return slot < _ring.Length ? _ring[^(slot + 1)] : double.NaN;
            return entry <= 0 ? double.NaN : _ring[(int)(entry & (_ring.Length - 1))];
        }
    }
}

/// <summary>
/// The state of an alarm from what it looks back on: M of N over real data, and AWS's treatment of missing data (AS-CW-05, AS-CW-07).
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
/// </summary>
/// <param name="Threshold">Threshold.</param>
/// <param name="Comparison">Comparison of a value with it.</param>
/// <param name="N">EvaluationPeriods.</param>
/// <param name="M">DatapointsToAlarm.</param>
/// <param name="Range">Periods in the evaluation range (more than N, AS-CW-06).</param>
/// <param name="Treat">TreatMissingData.</param>
/// <param name="KeepsWhenFresh">Whether datapoints that all breach but are too fresh keep the state instead of giving INSUFFICIENT_DATA.</param>
internal readonly record struct AlarmRules(double Threshold, ComparisonOperator Comparison, int N, int M, int Range, TreatMissingData Treat, bool KeepsWhenFresh)
{
    /// <summary>Whether a value is missing, within the threshold or breaching it.</summary>
    public static SlotCode CodeOf(double value, ComparisonOperator comparison, double threshold)
    {
        if (double.IsNaN(value)) return SlotCode.Missing;
        var breaches = comparison switch
        {
            ComparisonOperator.GreaterThanThreshold => value > threshold,
            ComparisonOperator.GreaterThanOrEqualToThreshold => value >= threshold,
            ComparisonOperator.LessThanThreshold => value < threshold,
            _ => value <= threshold,
        };
        return breaches ? SlotCode.Breaching : SlotCode.Ok;
    }

    /// <summary>Decides a state from the evaluation range and the state so far.</summary>
    public AlarmState Decide(SlotHistory history, AlarmState current)
    {
        int real = 0, breaching = 0, oldest = 0;
        for (var slot = 0; slot < Range; slot++)
        {
            var code = CodeOf(history[slot], Comparison, Threshold);
            if (code == SlotCode.Missing) continue;
            oldest = slot + 1;
            if (code == SlotCode.Breaching) breaching++;
            if (++real == N) return breaching >= M ? AlarmState.Alarm : AlarmState.Ok;
        }
        if (breaching >= M) return AlarmState.Alarm;
        switch (Treat)
        {
            case TreatMissingData.Breaching: return breaching + N - real >= M ? AlarmState.Alarm : AlarmState.Ok;
            case TreatMissingData.NotBreaching: return AlarmState.Ok;
        }
        if (real > breaching) return AlarmState.Ok;
        if (Treat == TreatMissingData.Ignore) return current;
        if (real == 0) return AlarmState.InsufficientData;
        if (oldest >= M) return AlarmState.Alarm;
        return KeepsWhenFresh ? current : AlarmState.InsufficientData;
    }
}
