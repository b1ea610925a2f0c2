using System.Runtime.InteropServices;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>
/// Forecasts of predictive policies beside what came of the hours they are about: the forecast that was in force when an hour began, and the load and capacity it really had.
/// Hours after the end of the run have a forecast only.
/// </summary>
public sealed class ForecastRecorder : IListener<ForecastHour>, IListener<MetricPublished>, IListener<MetricComputed>
{
    private const long HourTicks = TimeSpan.TicksPerHour;

    private readonly Calendar _calendar;
    private readonly MonitoringPlan _plan;
    private readonly RunResult _result;
    private readonly long _startOfHour; // ticks from the beginning of hour 0 to the start of the run
    private readonly SortedDictionary<(bool IsGroup, int Subject, int Policy, long Hour), (Instant Made, double Load, double Capacity)> _hours = [];
    private readonly Dictionary<(int Load, MetricStatistic Statistic, long Hour), (double Sum, int Count)> _loads = [];
    private readonly Dictionary<(int Service, long Hour), (double Sum, int Count)> _running = [];
    private readonly Dictionary<(int Group, long Hour), double> _inService = []; // instance-seconds
    private readonly Dictionary<(bool IsGroup, int Subject, int Policy), List<PredictedLoad>> _policies = []; // in the order in which they are put
    private readonly MetricStatistic[][] _statistics; // that policies forecast of a series, each once; computed series come after the others

    /// <summary>A recorder over the given views.</summary>
    public ForecastRecorder(Calendar calendar, RecorderViews views, RunResult result)
    {
        _calendar = calendar;
        _plan = views.Plan;
        _result = result;
        _startOfHour = result.Scenario.Run.Start.UtcTicks % HourTicks;
        _statistics = new MetricStatistic[_plan.Series.Length + _plan.Computed.Length][];
        Array.Fill(_statistics, []);
        foreach (var load in _plan.PredictedLoads)
        {
            if (!_statistics[load.Load].Contains(load.Definition.LoadStatistic)) _statistics[load.Load] = [.. _statistics[load.Load], load.Definition.LoadStatistic];
            var isGroup = load.Policy.Group >= 0;
            var key = (isGroup, isGroup ? load.Policy.Group : load.Policy.Service, load.Policy.Policy);
            if (!_policies.TryGetValue(key, out var puts)) _policies[key] = puts = [];
            puts.Add(load);
        }
    }

    /// <inheritdoc/>
    public void Apply(in ForecastHour fact)
    {
        var key = (fact.IsGroup, fact.Subject, fact.Policy, HourOf(fact.Hour));
        var now = _calendar.Now;
        if (now <= fact.Hour || !_hours.ContainsKey(key)) _hours[key] = (now, fact.Load, fact.Capacity);
    }

    /// <inheritdoc/>
    public void Apply(in MetricPublished fact)
    {
        foreach (var statistic in _statistics[fact.Series]) Add((fact.Series, statistic, HourOf(fact.PeriodStart)), fact.Datapoint.ValueOf(statistic));
    }

    /// <inheritdoc/>
    public void Apply(in MetricComputed fact)
    {
        var load = _plan.Series.Length + fact.Computed;
        foreach (var statistic in _statistics[load]) Add((load, statistic, HourOf(fact.PeriodStart)), fact.Value);
    }

    /// <summary>Writes the rows, and the predicted capacity into the samples of services.</summary>
    public void Finish()
    {
        if (_hours.Count == 0) return;
        CountRunning();
        CountInstances();
        foreach (var (key, forecast) in _hours)
        {
            var from = StartOf(key.Hour);
            var load = LoadOf(key.IsGroup, key.Subject, key.Policy, forecast.Made);
            var actual = load is not null && _loads.TryGetValue((load.Load, load.Definition.LoadStatistic, key.Hour), out var sum) ? sum.Sum / sum.Count : double.NaN;
            var target = load?.Definition.TargetValue ?? double.NaN;
            _result.Forecasts.Add(new ForecastRecord(
                key.IsGroup, key.Subject, key.Policy, from, forecast.Made, forecast.Load, actual, forecast.Capacity, Math.Ceiling((actual / target) - 1e-9), key.IsGroup ? InstancesIn(key.Subject, from) : RunningIn(key.Subject, key.Hour)));
        }
        for (var i = 0; i < _result.Services.Count; i++)
        {
            var sample = _result.Services[i];
            _result.Services[i] = sample with { PredictedCapacity = PredictedAt(sample.Service, sample.At - new Duration(1)) };
        }
    }

    // Of several policies the largest capacity counts.
    private double PredictedAt(int service, Instant at)
    {
        var (hour, largest) = (HourOf(at), double.NaN);
        for (var policy = 0; policy < (_result.Scenario.Services[service].AutoScaling?.Policies.Length ?? 0); policy++)
        {
            if (!_hours.TryGetValue((false, service, policy, hour), out var forecast) || forecast.Made > at) continue;
            largest = double.IsNaN(largest) ? forecast.Capacity : Math.Max(largest, forecast.Capacity);
        }
        return largest;
    }

    // A policy that was put again may forecast another load.
    private PredictedLoad? LoadOf(bool isGroup, int subject, int policy, Instant made)
    {
        PredictedLoad? found = null;
        foreach (var load in _policies.GetValueOrDefault((isGroup, subject, policy)) ?? [])
        {
            if (load.CreatedBy < 0 || _result.Scenario.Timeline[load.CreatedBy].At <= made) found = load;
        }
        return found;
    }

    // Of every service and hour at once: there are as many samples as minutes, and no policy looks through those of others.
    private void CountRunning()
    {
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(_result.Services))
        {
            if (sample.At <= Instant.Zero) continue;
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_running, (sample.Service, HourOf(sample.At - new Duration(1))), out _);
            sum = (sum.Sum + sample.Running, sum.Count + 1);
        }
    }

    // Mean number of running tasks over the part of the hour that lies in the run.
    private double RunningIn(int service, long hour) => _running.TryGetValue((service, hour), out var sum) ? sum.Sum / sum.Count : double.NaN;

    private void CountInstances()
    {
        foreach (var instance in _result.Instances)
        {
            var end = instance.Terminated < _calendar.Now ? instance.Terminated : _calendar.Now;
            for (var from = instance.InService > Instant.Zero ? instance.InService : Instant.Zero; from < end;)
            {
                var hour = HourOf(from);
                var to = StartOf(hour + 1) < end ? StartOf(hour + 1) : end;
                CollectionsMarshal.GetValueRefOrAddDefault(_inService, (instance.AutoScalingGroup, hour), out _) += (to - from).Seconds;
                from = to;
            }
        }
    }

    // Mean number of instances in service, likewise.
    private double InstancesIn(int group, Instant from)
    {
        var (begin, end) = (from > Instant.Zero ? from : Instant.Zero, from + Duration.FromHours(1));
        if (end > _calendar.Now) end = _calendar.Now;
        return end <= begin ? double.NaN : _inService.GetValueOrDefault((group, HourOf(from))) / (end - begin).Seconds;
    }

    private void Add((int Load, MetricStatistic Statistic, long Hour) key, double value)
    {
        var (sum, count) = _loads.GetValueOrDefault(key);
        _loads[key] = (sum + value, count + 1);
    }

    private long HourOf(Instant at)
    {
        var ticks = (at.Nanoseconds / TimeSpan.NanosecondsPerTick) + _startOfHour;
        return ticks >= 0 ? ticks / HourTicks : -((HourTicks - 1 - ticks) / HourTicks);
    }

    private Instant StartOf(long hour) => new(((hour * HourTicks) - _startOfHour) * TimeSpan.NanosecondsPerTick);
}
