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
    private readonly Dictionary<(int Load, long Hour), (double Sum, int Count)> _loads = [];
    private readonly bool[] _isLoad; // series, then computed series

    /// <summary>A recorder over the given views.</summary>
    public ForecastRecorder(Calendar calendar, RecorderViews views, RunResult result)
    {
        _calendar = calendar;
        _plan = views.Plan;
        _result = result;
        _startOfHour = result.Scenario.Run.Start.UtcTicks % HourTicks;
        _isLoad = new bool[_plan.Series.Length + _plan.Computed.Length];
        foreach (var load in _plan.PredictedLoads) _isLoad[load.Load] = true;
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
        if (!_isLoad[fact.Series]) return;
        foreach (var load in _plan.PredictedLoads)
        {
            if (load.Load != fact.Series) continue;
            Add(fact.Series, fact.PeriodStart, fact.Datapoint.ValueOf(load.Definition.LoadStatistic));
            return;
        }
    }

    /// <inheritdoc/>
    public void Apply(in MetricComputed fact)
    {
        if (_isLoad[_plan.Series.Length + fact.Computed]) Add(_plan.Series.Length + fact.Computed, fact.PeriodStart, fact.Value);
    }

    /// <summary>Writes the rows, and the predicted capacity into the samples of services.</summary>
    public void Finish()
    {
        foreach (var (key, forecast) in _hours)
        {
            var from = StartOf(key.Hour);
            var load = LoadOf(key.IsGroup, key.Subject, key.Policy, forecast.Made);
            var actual = load is not null && _loads.TryGetValue((load.Load, key.Hour), out var sum) ? sum.Sum / sum.Count : double.NaN;
            var target = load?.Definition.TargetValue ?? double.NaN;
            _result.Forecasts.Add(new ForecastRecord(
                key.IsGroup, key.Subject, key.Policy, from, forecast.Made, forecast.Load, actual, forecast.Capacity, Math.Ceiling((actual / target) - 1e-9), CapacityIn(key.IsGroup, key.Subject, from)));
        }
        if (_hours.Count == 0) return;
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
        foreach (var load in _plan.PredictedLoads)
        {
            var reference = load.Policy;
            if ((isGroup ? reference.Group : reference.Service) != subject || reference.Policy != policy || isGroup != reference.Group >= 0) continue;
            if (load.CreatedBy < 0 || _result.Scenario.Timeline[load.CreatedBy].At <= made) found = load;
        }
        return found;
    }

    // Mean number of running tasks, or of instances in service, over the part of the hour that lies in the run.
    private double CapacityIn(bool isGroup, int subject, Instant from)
    {
        var (begin, end) = (from > Instant.Zero ? from : Instant.Zero, from + Duration.FromHours(1));
        if (end > _calendar.Now) end = _calendar.Now;
        if (end <= begin) return double.NaN;
        double sum = 0;
        if (isGroup)
        {
            foreach (var instance in _result.Instances)
            {
                if (instance.AutoScalingGroup != subject || instance.InService >= end) continue;
                var (first, last) = (instance.InService > begin ? instance.InService : begin, instance.Terminated < end ? instance.Terminated : end);
                if (last > first) sum += (last - first).Seconds;
            }
            return sum / (end - begin).Seconds;
        }
        var count = 0;
        foreach (var sample in _result.Services)
        {
            if (sample.Service != subject || sample.At <= begin || sample.At > end) continue;
            sum += sample.Running;
            count++;
        }
        return count == 0 ? double.NaN : sum / count;
    }

    private void Add(int load, Instant at, double value)
    {
        var key = (load, HourOf(at));
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
