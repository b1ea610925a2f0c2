using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Randomness;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// Metrics as AWS sees them, late and aggregated, and the alarms on them. A series exists only for a metric that an alarm reads. At the end of each bucket
/// its datapoint is taken from the views of the rooms that know; alarms see it one publish delay later, at their own phase.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
/// </summary>
public sealed class CloudWatch : IEventHandler, IListener<TaskTransition>, IListener<AlarmPresence>, IListener<RepetitionIdle>, IListener<RepetitionWanted>,
    IListener<CloudWatchCall>
{
    private static readonly int[] Resolutions = [60, 20, 10];
    private static readonly Duration BasicPeriod = Duration.FromSeconds((long)MetricSeriesDefinition.BasicPeriodSeconds);

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly MonitoringPlan _plan;
    private readonly BucketClock _clock;
    private readonly RunningTasks _running;
    private readonly GroupUsage _groups;
    private readonly MetricSources _sources;
    private readonly AlarmTable _alarms;
    private readonly FactChannel<MetricPublished> _published;
    private readonly int[][] _seriesOfResolution;
    private readonly Duration[] _publishDelays;
    private readonly long[] _due; // by series: the next bucket in which anything comes of it
    private readonly bool[] _isBasic; // by series
    private readonly Datapoint[] _sinceMark; // by series, of basic ones: the minutes of the five that run

    /// <summary>Builds the room; nothing is scheduled before <see cref="Start"/>.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Hears Decision, AlarmSignal and MetricPublished.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="plan">Its alarms and series.</param>
    /// <param name="births">Draws the alarms' phases.</param>
    /// <param name="decisions">Numbers alarm transitions.</param>
    /// <param name="inputs">What metrics are taken from.</param>
    public CloudWatch(
        Calendar calendar, FactSink facts, Scenario scenario, MonitoringPlan plan, BirthDraw births, DecisionCounter decisions, MetricInputs inputs)
    {
        _scenario = scenario;
        _plan = plan;
        _calendar = calendar;
        _clock = new BucketClock(scenario.Run.Start);
        _running = new RunningTasks(scenario, plan, inputs.Tasks, inputs.Usage);
        _groups = new GroupUsage(scenario, plan, inputs.Tasks, inputs.Instances, inputs.Ec2Instances, inputs.Usage);
        _sources = new MetricSources(scenario, plan, _running, _groups, inputs);
        _alarms = new AlarmTable(calendar, facts, scenario, plan, _clock, births, decisions);
        _published = facts.Channel<MetricPublished>();
        _seriesOfResolution = [.. Resolutions.Select(r => Enumerable.Range(0, plan.Series.Length).Where(s => plan.Series[s].ResolutionSeconds == r).ToArray())];
        _publishDelays = [.. plan.Series.Select(static s => s.PublishDelay)];
        _due = new long[plan.Series.Length];
        _isBasic = [.. plan.Series.Select(static s => s.IsBasic)];
        _sinceMark = new Datapoint[plan.Series.Length];
        Array.Fill(_sinceMark, Datapoint.Missing);
    }

    /// <summary>The alarms as Application Auto Scaling reads them.</summary>
    public IAlarmView Alarms => _alarms;

    /// <summary>Schedules the end of the first bucket of each resolution in use.</summary>
    public void Start()
    {
        for (var i = 0; i < Resolutions.Length; i++)
        {
            if (_seriesOfResolution[i].Length == 0) continue;
            var length = Resolutions[i] * Duration.NanosecondsPerSecond;
            _calendar.Schedule(_clock.At(((_clock.Since(_calendar.Now) / length) + 1) * length), EventKinds.MetricPeriodEnded, i);
        }
        _alarms.Start();
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.MetricPeriodEnded: OnMetricPeriodEnded(e.Subject); break;
            case EventKinds.AlarmEvaluationDue: _alarms.Evaluate(e.Subject, e.Generation); break;
            case EventKinds.ActionSuppressionOver: _alarms.Composites.OnSuppressionOver(e.Subject, e.Generation); break;
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of CloudWatch");
        }
    }

    /// <inheritdoc/>
    public void Apply(in TaskTransition fact)
    {
        _running.Apply(in fact, _calendar.Now);
        _groups.Apply(in fact, _calendar.Now);
        _sources.Apply(in fact, _calendar.Now);
    }

    /// <summary>Carries out an operator's call on alarms.</summary>
    public void Apply(in CloudWatchCall fact)
    {
        switch (_scenario.Timeline[fact.Action])
        {
            case SetAlarmStateAction action when CompositeOf(action.Alarm) is var composite and >= 0: _alarms.Composites.SetState(composite, action.State, fact.Decision); break;
            case SetAlarmStateAction action:
                _alarms.SetState(action.Alarm, action.State, action.Datapoints.AsSpan());
                LookAgain(action.Alarm);
                break;
            case PutMetricAlarmAction action:
                _alarms.Put(action.Alarm, action.Replaced);
                LookAgain(action.Alarm);
                break;
            case DeleteAlarmsAction action:
                foreach (var alarm in action.Alarms) Delete(alarm);
                break;
            case SetAlarmActionsAction action:
                foreach (var alarm in action.Alarms) SetActions(alarm, action.AreEnabled);
                break;
            default: break; // another room's
        }
    }

    /// <inheritdoc/>
    public void Apply(in AlarmPresence fact)
    {
        _alarms.SetPresence(fact.Alarm, fact.Exists);
        if (fact.Exists) LookAgain(fact.Alarm);
    }

    /// <inheritdoc/>
    public void Apply(in RepetitionIdle fact) => _alarms.Idle(in fact);

    /// <inheritdoc/>
    public void Apply(in RepetitionWanted fact) => _alarms.Wake(in fact);

    private void Delete(int alarm)
    {
        if (CompositeOf(alarm) is var composite and >= 0) _alarms.Composites.Delete(composite);
        else _alarms.SetPresence(alarm, exists: false);
    }

    private void SetActions(int alarm, bool areEnabled)
    {
        if (CompositeOf(alarm) is var composite and >= 0) _alarms.Composites.SetActions(composite, areEnabled);
        else _alarms.SetActions(alarm, areEnabled);
    }

    // Calls number alarms as the scenario lists them: its metric alarms, then its composite ones. Negative for a metric alarm.
    private int CompositeOf(int alarm) => alarm - _scenario.Alarms.Length;

    // What was due of a series was found before the alarm was in this state, or was there at all: its next bucket counts, whatever the value does.
    private void LookAgain(int alarm)
    {
        foreach (var series in _plan.SeriesOfAlarm(alarm)) _due[series] = 0;
    }

    // The first bucket that starts at or after an instant.
    private long BucketOf(Instant at, long length) => at == Instant.MaxValue ? long.MaxValue : (_clock.Since(at) + length - 1) / length;

    private void OnMetricPeriodEnded(int resolution)
    {
        var now = _calendar.Now;
        var end = _clock.Since(now);
        var length = Resolutions[resolution] * Duration.NanosecondsPerSecond;
        var start = _clock.At(end - length);
        var bucket = (end / length) - 1;
        _sources.OpenBucket(Resolutions[resolution], start);
        foreach (var series in _seriesOfResolution[resolution])
        {
            if (_due[series] > bucket) continue;
            var point = _sources.Sample(series, start, now);
            if (_isBasic[series]) point = Gather(series, in point, now);
            if (!point.IsMissing) _published.Report(new MetricPublished(series, _isBasic[series] ? now - BasicPeriod : start, now + _publishDelays[series], point));
            _alarms.Close(series, bucket, end, in point, _sources.TimesOf(series));
            if (_alarms.IsLazy(series)) _due[series] = Math.Min(_alarms.NextDue(series, bucket), BucketOf(_sources.NextChange(series), length));
        }
        _alarms.AfterClose(length, bucket);
        _calendar.Schedule(now + new Duration(length), EventKinds.MetricPeriodEnded, resolution);
    }

    // AS-EC2-01: instances with basic monitoring publish at the clock's five-minute marks what they measured minute by minute. The datapoint is kept in the minute that ends at the
    // mark, so that periods of five minutes, wherever they begin, hold one datapoint each; it is stamped with the start of its five minutes.
    private Datapoint Gather(int series, in Datapoint minute, Instant now)
    {
        var point = _sinceMark[series].With(in minute);
        var isMark = _clock.IsMark(now, MetricSeriesDefinition.BasicPeriodSeconds);
        _sinceMark[series] = isMark ? Datapoint.Missing : point;
        return isMark ? point : Datapoint.Missing;
    }
}
