using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.CloudWatch;

/// <summary>From datapoints to the evaluations that will move a state: computed when a bucket closes.</summary>
internal sealed partial class AlarmTable
{
    /// <summary>Whether a series needs a look only in buckets that <see cref="NextDue"/> names.</summary>
    public bool IsLazy(int series) => _views.IsLazy(series);

    /// <summary>The next bucket in which an alarm on a lazy series may come to another state although the value stays as it is.</summary>
    public long NextDue(int series, long bucket)
    {
        var due = long.MaxValue;
        var (first, last) = _views.OfSeries(series);
        for (var v = first; v < last; v++)
        {
            ref readonly var view = ref _views[v];
            for (var i = view.FirstAlarm; i < view.FirstAlarm + view.AlarmCount; i++)
            {
                ref readonly var pulse = ref _pulses[i];
                if (pulse.IsSteady) continue;
                var runs = pulse.AllOf > 0 && pulse.RealLength >= pulse.AllOf;
                if (!runs) return bucket + 1;
                var isOn = pulse.LastCode == SlotCode.Breaching;
                if (isOn && pulse.RunLength < pulse.AllOf) due = Math.Min(due, bucket + pulse.AllOf - pulse.RunLength);
                else if (_forecasts[i].Predicted != (isOn ? AlarmState.Alarm : AlarmState.Ok)) return bucket + 1;
            }
        }
        return due;
    }

    /// <summary>Takes the datapoint of a bucket.</summary>
    /// <param name="series">Series.</param>
    /// <param name="bucket">Number of the bucket, from 0.</param>
    /// <param name="end">Its end, nanoseconds since the clock's origin.</param>
    /// <param name="point">Its datapoint.</param>
    /// <param name="times">Response times so far, of series that have them.</param>
    public void Close(int series, long bucket, long end, in Datapoint point, ResponseTimes? times = null)
    {
        _views.Keep(series, bucket, in point, times);
        var (first, last) = _views.OfSeries(series);
        for (var v = first; v < last; v++)
        {
            ref readonly var view = ref _views[v];
            if (view.IsPlain)
            {
                if (view.IsLazy) CatchUp(v, bucket);
                var value = _views.PushPlain(v, in point);
                for (var i = view.FirstAlarm; i < view.FirstAlarm + view.AlarmCount; i++) Follow(i, value, end);
            }
            else
            {
                while (_views.TryPush(v, end, out var value))
                {
                    if (view.Computed >= 0) Report(in view, view.LastEntry, value, _views.SamplesOfPeriod, _publishDelays[series]);
                    for (var i = view.FirstAlarm; i < view.FirstAlarm + view.AlarmCount; i++) Follow(i, value, end);
                }
            }
            for (var i = view.FirstAlarm; i < view.FirstAlarm + view.AlarmCount; i++)
            {
                if (!_pulses[i].IsSteady) Predict(ref _pulses[i], ref _forecasts[i], in view, end);
            }
        }
    }

    /// <summary>All series of a resolution have closed a bucket.</summary>
    public void AfterClose(long length, long bucket)
    {
        _views.SetClosed(length, bucket);
        for (var i = _firstExpression; i < _forecasts.Length; i++) PredictExpression(ref _forecasts[i]);
        for (var v = _firstLoad; v < _views.Count; v++) ComputeLoad(in _views[v]);
    }

    // An expression that is forecast has a value as soon as all its metrics do.
    private void ComputeLoad(in MetricView view)
    {
        var window = _expressions[view.Expression];
        for (var newest = window.NewestEntry(_views); window.LastEntry < newest;)
        {
            window.LastEntry++;
            Report(in view, window.LastEntry, window.Compute(_views, in view, window.LastEntry, MetricViews.EndOf(in view, window.LastEntry) + window.Delay)[^1], double.NaN, window.Delay);
        }
    }

    private void Report(in MetricView view, long entry, double value, double samples, long delay)
    {
        if (double.IsNaN(value) || entry <= 0) return;
        var end = MetricViews.EndOf(in view, entry);
        _computed.Report(new MetricComputed(view.Computed, _clock.At(end - view.Period), _clock.At(end + delay), value, samples));
    }

    private void Follow(int alarm, double value, long end)
    {
        ref var pulse = ref _pulses[alarm];
        if (!(value >= pulse.Lowest && value <= pulse.Highest)) EndIdleness(alarm, end);
        var code = AlarmRules.CodeOf(value, pulse.Comparison, pulse.Threshold);
        pulse.RealLength = code == SlotCode.Missing ? 0 : pulse.RealLength + 1;
        if (code == pulse.LastCode)
        {
            pulse.RunLength++;
            return;
        }
        pulse.LastCode = code;
        pulse.RunLength = 1;
        pulse.IsSteady = false;
    }

    // What happened in the buckets in which nobody looked: the value stayed, and with it the code.
    private void CatchUp(int v, long entry)
    {
        var count = _views.RepeatTo(v, entry);
        if (count == 0) return;
        ref readonly var view = ref _views[v];
        for (var i = view.FirstAlarm; i < view.FirstAlarm + view.AlarmCount; i++)
        {
            ref var pulse = ref _pulses[i];
            pulse.RunLength += count;
            if (pulse.LastCode != SlotCode.Missing) pulse.RealLength += count;
        }
    }

    // The state after the evaluation that sees the bucket which ended at `end` as its newest.
    private void Predict(ref AlarmPulse pulse, ref AlarmForecast forecast, in MetricView view, long end)
    {
        // Without gaps, N of N is a question of how long the newest run is.
        var state = pulse.AllOf > 0 && pulse.RealLength >= pulse.AllOf
            ? pulse.LastCode == SlotCode.Breaching && pulse.RunLength >= pulse.AllOf ? AlarmState.Alarm : AlarmState.Ok
            : Judge(in forecast, view.LastEntry, end + forecast.Delay, forecast.Predicted);
        var isSteady = pulse.RunLength >= pulse.Span && !forecast.KeepsOnLowSamples;
        if (state != forecast.Predicted)
        {
            var visible = end + forecast.Delay;
            var evaluation = BucketClock.NextOnGrid(visible, forecast.Phase, forecast.Cadence);
            if (evaluation >= visible + view.Resolution) return; // by then a newer one is visible, which will predict
            ScheduleChange(ref forecast, state, evaluation);
        }
        pulse.IsSteady = isSteady;
    }

    // Metric math has a value for a period when all its metrics have; which of them an evaluation sees depends on when it looks.
    private void PredictExpression(ref AlarmForecast forecast)
    {
        ref readonly var view = ref _views[forecast.View];
        var window = _expressions[view.Expression];
        for (var newest = window.NewestEntry(_views); window.LastEntry < newest;)
        {
            window.LastEntry++;
            var visible = MetricViews.EndOf(in view, window.LastEntry) + forecast.Delay;
            var evaluation = BucketClock.NextOnGrid(visible, forecast.Phase, forecast.Cadence);
            if (view.Computed >= 0) Report(in view, window.LastEntry, HistoryOf(in forecast, window.LastEntry, Math.Min(evaluation, visible + view.Step))[0], double.NaN, forecast.Delay);
            if (evaluation >= visible + view.Step) continue; // by then a newer one is visible
            var state = Judge(in forecast, window.LastEntry, evaluation, forecast.Predicted);
            if (state != forecast.Predicted) ScheduleChange(ref forecast, state, evaluation);
        }
    }

    private void ScheduleChange(ref AlarmForecast forecast, AlarmState state, long evaluation)
    {
        forecast.Predicted = state;
        if (_rows[forecast.Row].IsAbsent) return;
        _rows[forecast.Row].PendingChanges++;
        _calendar.Schedule(_clock.At(evaluation), EventKinds.AlarmEvaluationDue, forecast.Row, ChangeMark);
    }

    // A state that no evaluation brought about: the evaluations to come, as far as what they will see has closed, are foreseen from it anew.
    private void Foresee(int place, ref AlarmRow row)
    {
        ref var forecast = ref _forecasts[row.Place];
        _views.Sync(forecast.View);
        ref readonly var view = ref _views[forecast.View];
        var closed = view.Expression < 0 ? view.LastEntry : _expressions[view.Expression].LastEntry;
        forecast.Predicted = row.State;
        _pulses[row.Place].IsSteady = false;
        for (var at = BucketClock.NextOnGrid(_clock.Since(_calendar.Now) + 1, forecast.Phase, forecast.Cadence); ; at += forecast.Cadence)
        {
            var newest = _views.NewestPublished(forecast.View, at - forecast.Delay);
            if (newest > closed) return;
            var state = Judge(in forecast, newest, at, forecast.Predicted);
            if (state != forecast.Predicted) ScheduleChange(ref forecast, state, at);
            if (newest == closed && view.Expression >= 0 && at - MetricViews.EndOf(in view, closed) > 16 * view.Step) return;
            if (newest == closed && view.Expression < 0) return;
        }
    }
}
