using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.CloudWatch;

/// <summary>
/// An alarm evaluated at every tick of its cadence, straight from the rules and with nothing remembered but its state: what the room must agree with although
/// it evaluates only when something comes of it.
/// </summary>
internal static class NaiveAlarm
{
    /// <summary>Transitions and re-invocations as (second, from, to).</summary>
    /// <param name="alarm">Alarm.</param>
    /// <param name="values">Value of each bucket, null for missing.</param>
    /// <param name="resolution">Seconds in a bucket.</param>
    /// <param name="delay">Publish delay in seconds.</param>
    /// <param name="phase">Phase in seconds.</param>
    /// <param name="end">Last second.</param>
    public static List<(double At, AlarmState From, AlarmState To)> Run(AlarmDefinition alarm, double?[] values, int resolution, double delay, double phase, double end)
    {
        var signals = new List<(double, AlarmState, AlarmState)>();
        var state = AlarmState.InsufficientData;
        var fired = double.NegativeInfinity;
        var period = alarm.PeriodSeconds;
        double cadence = period < 60 ? 10 : 60;
        var range = alarm.EvaluationPeriods + (period < 60 ? Math.Max(2, 60 / period) : 2);
        for (var at = phase % cadence; at <= end; at += cadence)
        {
            var newest = Math.Floor((at - delay) / resolution) * resolution; // end of the newest visible bucket
            var windowEnd = Math.Floor(newest / Math.Min(60, period)) * Math.Min(60, period);
            var points = Enumerable.Range(0, range).Select(i => Window(values, resolution, windowEnd - ((i + 1) * period), windowEnd - (i * period))).ToArray();
            var next = Decide(alarm, points, state);
            if (next != state)
            {
                signals.Add((at, state, next));
                state = next;
                fired = at;
            }
            else if (state == AlarmState.Alarm && !alarm.AlarmActions.IsEmpty && at - fired >= 60)
            {
                signals.Add((at, state, state));
                fired = at;
            }
        }
        return signals;
    }

    private static double? Window(double?[] values, int resolution, double from, double to)
    {
        double sum = 0;
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (i * resolution < from || i * resolution >= to || values[i] is not { } value) continue;
            sum += value;
            count++;
        }
        return count == 0 ? null : sum / count;
    }

    private static AlarmState Decide(AlarmDefinition alarm, double?[] points, AlarmState state)
    {
        var (n, m) = (alarm.EvaluationPeriods, alarm.DatapointsToAlarm);
        bool Breaches(double v) => alarm.Comparison == ComparisonOperator.GreaterThanThreshold ? v > alarm.Threshold : v < alarm.Threshold;
        var real = points.Where(p => p is not null).Select(p => p!.Value).ToArray();
        if (real.Length >= n) return real.Take(n).Count(Breaches) >= m ? AlarmState.Alarm : AlarmState.Ok;
        var breaching = real.Count(Breaches);
        if (breaching >= m) return AlarmState.Alarm;
        switch (alarm.TreatMissingData)
        {
            case TreatMissingData.Breaching: return breaching + n - real.Length >= m ? AlarmState.Alarm : AlarmState.Ok;
            case TreatMissingData.NotBreaching: return AlarmState.Ok;
        }
        var ignores = alarm.TreatMissingData == TreatMissingData.Ignore;
        if (real.Length == 0) return ignores ? state : AlarmState.InsufficientData;
        if (breaching < real.Length) return AlarmState.Ok;
        if (ignores) return state;
        return Array.FindLastIndex(points, p => p is not null) + 1 >= m ? AlarmState.Alarm : AlarmState.InsufficientData;
    }
}
