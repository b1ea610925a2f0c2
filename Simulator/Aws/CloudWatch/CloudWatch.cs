using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// Metrics as AWS sees them, late and aggregated, and the alarms on them. A series exists only for a metric that an alarm reads. At the end of each bucket
/// its datapoint is taken from the views of the rooms that know; alarms see it one publish delay later, at their own phase.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/
/// </summary>
public sealed class CloudWatch : IEventHandler, IListener<TaskTransition>, IListener<AlarmPresence>
{
    private static readonly int[] Resolutions = [60, 20, 10];

    private readonly Calendar _calendar;
    private readonly BucketClock _clock;
    private readonly RunningTasks _running;
    private readonly GroupUsage _groups;
    private readonly MetricSources _sources;
    private readonly AlarmTable _alarms;
    private readonly FactChannel<MetricPublished> _published;
    private readonly int[][] _seriesOfResolution;
    private readonly Duration[] _publishDelays;

    /// <summary>Builds the room; nothing is scheduled before <see cref="Start"/>.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Hears Decision, AlarmSignal and MetricPublished.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="plan">Its alarms and series.</param>
    /// <param name="births">Draws the alarms' phases.</param>
    /// <param name="decisions">Numbers alarm transitions.</param>
    /// <param name="tasks">Tasks.</param>
    /// <param name="instances">Container instances.</param>
    /// <param name="ec2Instances">EC2 instances.</param>
    /// <param name="targetGroups">Target groups.</param>
    /// <param name="traffic">Their traffic.</param>
    /// <param name="usage">What tasks use.</param>
    /// <param name="providers">Reservation of capacity providers.</param>
    public CloudWatch(
        Calendar calendar, FactSink facts, Scenario scenario, MonitoringPlan plan, BirthDraw births, DecisionCounter decisions, SlabView<TaskRow> tasks,
        SlabView<ContainerInstanceRow> instances, SlabView<Ec2InstanceRow> ec2Instances, SlabView<TargetGroupRow> targetGroups, SlabView<TargetGroupTrafficRow> traffic, ITaskUsage usage,
        ICapacityProviderMetrics providers)
    {
        _calendar = calendar;
        _clock = new BucketClock(scenario.Run.Start);
        _running = new RunningTasks(scenario, plan, tasks, usage);
        _groups = new GroupUsage(scenario, plan, tasks, instances, ec2Instances, usage);
        _sources = new MetricSources(scenario, plan, _running, _groups, instances, targetGroups, traffic, providers);
        _alarms = new AlarmTable(calendar, facts, scenario, plan, _clock, births, decisions);
        _published = facts.Channel<MetricPublished>();
        _seriesOfResolution = [.. Resolutions.Select(r => Enumerable.Range(0, plan.Series.Length).Where(s => plan.Series[s].ResolutionSeconds == r).ToArray())];
        _publishDelays = [.. plan.Series.Select(static s => s.PublishDelay)];
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
            default: throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of CloudWatch");
        }
    }

    /// <inheritdoc/>
    public void Apply(in TaskTransition fact)
    {
        _running.Apply(in fact, _calendar.Now);
        _groups.Apply(in fact, _calendar.Now);
    }

    /// <inheritdoc/>
    public void Apply(in AlarmPresence fact) => _alarms.SetPresence(fact.Alarm, fact.Exists);

    private void OnMetricPeriodEnded(int resolution)
    {
        var now = _calendar.Now;
        var end = _clock.Since(now);
        var length = Resolutions[resolution] * Duration.NanosecondsPerSecond;
        var start = _clock.At(end - length);
        var bucket = (end / length) - 1;
        foreach (var series in _seriesOfResolution[resolution])
        {
            var point = _sources.Sample(series, start, now);
            if (!point.IsMissing) _published.Report(new MetricPublished(series, start, now + _publishDelays[series], point));
            _alarms.Close(series, bucket, end, in point);
        }
        _calendar.Schedule(now + new Duration(length), EventKinds.MetricPeriodEnded, resolution);
    }
}
