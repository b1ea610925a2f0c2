using Simulator.Model.Definitions;
using Simulator.Model.Languages;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// What an alarm on metric math looks back on: the expression over the periods of its evaluation range (AS-CW-15). It is computed anew for each evaluation, because
/// functions such as RUNNING_SUM and the aggregates of one series depend on where the range begins.
/// <para>The newest period is the newest for which every metric outside FILL is published; a metric inside FILL does not hold it back, so that a filler may stand for
/// datapoints that are merely late, as AWS warns.</para>
/// </summary>
internal sealed class ExpressionWindow
{
    private readonly MetricMathEvaluator _evaluator;
    private readonly int[] _views;
    private readonly long[] _delays;
    private readonly double[] _result;
    private readonly double _originUnixSeconds;

    /// <param name="math">What is computed.</param>
    /// <param name="views">Views of its metrics.</param>
    /// <param name="delays">Their publish delays in nanoseconds.</param>
    /// <param name="range">Periods in a window.</param>
    /// <param name="originUnixSeconds">Unix time of the clock's origin.</param>
    public ExpressionWindow(MetricMathDefinition math, int[] views, long[] delays, int range, double originUnixSeconds)
    {
        _evaluator = new MetricMathEvaluator(math.Math, range);
        _views = views;
        _delays = delays;
        _result = new double[range];
        _originUnixSeconds = originUnixSeconds;
        foreach (var (delay, isFilled) in delays.Zip(math.Math.IsFilledOnly))
        {
            if (!isFilled) Delay = Math.Max(Delay, delay);
        }
    }

    /// <summary>From the end of a period until an evaluation may take it as its newest.</summary>
    public long Delay { get; }

    /// <summary>Number of the newest entry of the result.</summary>
    public long LastEntry { get; set; }

    /// <summary>The newest entry that all its metrics have.</summary>
    public long NewestEntry(MetricViews views)
    {
        var newest = long.MaxValue;
        foreach (var view in _views) newest = Math.Min(newest, views[view].LastEntry);
        return newest;
    }

    /// <summary>The result, oldest period first.</summary>
    /// <param name="views">Views.</param>
    /// <param name="view">View of the result.</param>
    /// <param name="newest">Newest entry.</param>
    /// <param name="at">Time of the evaluation, in nanoseconds since the clock's origin: what is published later is missing.</param>
    public ReadOnlySpan<double> Compute(MetricViews views, in MetricView view, long newest, long at)
    {
        for (var o = 0; o < _views.Length; o++)
        {
            var target = _evaluator.Operand(o);
            for (var slot = 0; slot < _result.Length; slot++)
            {
                var entry = newest - ((long)slot * view.Stride);
                var isPublished = MetricViews.EndOf(in view, entry) + _delays[o] <= at;
                target[^(slot + 1)] = isPublished ? views.ValueOf(_views[o], entry) : double.NaN;
            }
        }
        var oldest = MetricViews.EndOf(in view, newest - ((_result.Length - 1L) * view.Stride)) - view.Period;
        _evaluator.Run(view.Period / 1e9, _originUnixSeconds + (oldest / 1e9)).CopyTo(_result);
        for (var slot = 0; slot < _result.Length; slot++)
        {
            if (newest - ((long)slot * view.Stride) <= 0) _result[^(slot + 1)] = double.NaN; // before the run
        }
        return _result;
    }
}
