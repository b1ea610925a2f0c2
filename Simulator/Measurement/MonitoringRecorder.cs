using System.Globalization;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Calendar = Simulator.Kernel.Calendar;

namespace Simulator.Measurement;

/// <summary>Writes down what CloudWatch and Application Auto Scaling did: datapoints, alarm transitions, activities.</summary>
public sealed class MonitoringRecorder : IListener<MetricPublished>, IListener<MetricComputed>, IListener<AlarmSignal>, IListener<CompositeActionsTaken>, IListener<ScalingActivityChange>
{
    private readonly Calendar _calendar;
    private readonly RecorderViews _views;
    private readonly RunResult _result;
    private readonly int[] _newestOf; // by composite alarm: its newest transition, or -1

    /// <summary>A recorder over the given views.</summary>
    public MonitoringRecorder(Calendar calendar, RecorderViews views, RunResult result)
    {
        _calendar = calendar;
        _views = views;
        _result = result;
        _newestOf = [.. result.Scenario.CompositeAlarms.Select(static _ => -1)];
    }

    /// <inheritdoc/>
    public void Apply(in MetricPublished fact)
    {
        if (!_result.Scenario.Output.Metrics) return;
        var series = _views.Plan.Series[fact.Series];
        foreach (var statistic in series.Statistics)
        {
            _result.Metrics.Add(new MetricDatapoint(
                series.Metric, statistic, fact.PeriodStart, fact.Published, fact.Datapoint.ValueOf(statistic), fact.Datapoint.SampleCount, series.PeriodSeconds));
        }
    }

    /// <inheritdoc/>
    public void Apply(in MetricComputed fact)
    {
        if (!_result.Scenario.Output.Metrics) return;
        var series = _views.Plan.Computed[fact.Computed];
        _result.Metrics.Add(new MetricDatapoint(
            series.Metric, MetricStatistic.Average, fact.PeriodStart, fact.Published, fact.Value, fact.SampleCount, series.PeriodSeconds, series.Statistic));
    }

    /// <inheritdoc/>
    public void Apply(in AlarmSignal fact)
    {
        if (fact.From == fact.To) return; // the minute's re-invocation is no transition
        _result.Alarms.Add(new AlarmRecord(_calendar.Now, _views.Plan.NameOf(fact.Alarm), fact.From, fact.To, ReasonOf(in fact), fact.Suppression));
        if (fact.Alarm >= _views.Plan.Alarms.Length) _newestOf[fact.Alarm - _views.Plan.Alarms.Length] = _result.Alarms.Count - 1;
    }

    /// <inheritdoc/>
    public void Apply(in CompositeActionsTaken fact)
    {
        var newest = _newestOf[fact.Alarm - _views.Plan.Alarms.Length];
        if (newest >= 0) _result.Alarms[newest] = _result.Alarms[newest] with { ActionsAt = _result.Alarms[newest].ActionsAt ?? _calendar.Now };
    }

    /// <inheritdoc/>
    public void Apply(in ScalingActivityChange fact) => _result.ScalingActivities[fact.Decision] = fact.Status;

    // The wording of CloudWatch's StateReason, from the datapoints that were judged.
    private string ReasonOf(in AlarmSignal fact)
    {
        if (fact.IsByHand) return "Set by SetAlarmState; it holds until the next evaluation.";
        if (fact.Alarm < _views.Plan.Alarms.Length) return ReasonOf(fact.Alarm, _views.Plan.Alarms[fact.Alarm], fact.To);
        var rule = _result.Scenario.CompositeAlarms[fact.Alarm - _views.Plan.Alarms.Length].Rule.Text;
        return $"The rule {rule} {(fact.To == AlarmState.Alarm ? "holds" : "does not hold")}.{(fact.Suppression == ActionSuppression.None ? "" : $" Its actions are suppressed by {fact.Suppression}.")}";
    }

    private string ReasonOf(int number, AlarmDefinition alarm, AlarmState state)
    {
        Span<double> values = new double[alarm.EvaluationPeriods];
        var count = _views.Alarms.CopyEvaluated(number, values);
        if (state == AlarmState.InsufficientData) return "Insufficient Data: too few datapoints to judge.";
        if (count == 0) return $"No datapoint arrived in {alarm.EvaluationPeriods} periods, and missing ones count as {MissingIs(alarm)}.";
        var breaching = 0;
        foreach (var value in values[..count]) breaching += Breaches(alarm, value) ? 1 : 0;
        var shown = string.Join(", ", values[..count].ToArray().Select(v => v.ToString("0.##", CultureInfo.InvariantCulture)));
        var threshold = alarm.Threshold.ToString("0.##", CultureInfo.InvariantCulture);
        return state == AlarmState.Alarm
            ? $"Threshold Crossed: {breaching} of the last {count} datapoints [{shown}] were {WordsOf(alarm.Comparison)} the threshold ({threshold}){Missing(alarm, count)}."
            : $"Threshold Crossed: {count - breaching} of the last {count} datapoints [{shown}] were not {WordsOf(alarm.Comparison)} the threshold ({threshold}){Missing(alarm, count)}.";
    }

    private static string Missing(AlarmDefinition alarm, int count) => count < alarm.EvaluationPeriods && alarm.TreatMissingData is (TreatMissingData.Breaching or TreatMissingData.NotBreaching)
        ? $"; {alarm.EvaluationPeriods - count} missing count as {MissingIs(alarm)}"
        : "";

    private static string MissingIs(AlarmDefinition alarm) => alarm.TreatMissingData == TreatMissingData.NotBreaching ? "not breaching" : "breaching";

    private static bool Breaches(AlarmDefinition alarm, double value) => alarm.Comparison switch
    {
        ComparisonOperator.GreaterThanThreshold => value > alarm.Threshold,
        ComparisonOperator.GreaterThanOrEqualToThreshold => value >= alarm.Threshold,
        ComparisonOperator.LessThanThreshold => value < alarm.Threshold,
        _ => value <= alarm.Threshold,
    };

    private static string WordsOf(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.GreaterThanThreshold => "greater than",
        ComparisonOperator.GreaterThanOrEqualToThreshold => "greater than or equal to",
        ComparisonOperator.LessThanThreshold => "less than",
        _ => "less than or equal to",
    };
}
