using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling.Forecasting;

/// <summary>
/// One predictive policy: gathers its load and keeps the newest forecast, given or computed, for two days ahead (AS-PR-02). What comes of a forecast is the
/// business of whoever owns the policy.
/// </summary>
internal sealed class Forecaster
{
    private const long HourTicks = TimeSpan.TicksPerHour;
    private const double RoundingGuard = 1e-9;

    private readonly PredictiveScalingPolicyDefinition _policy;
    private readonly LoadForecast _load;
    private readonly double[] _forecast;
    private readonly int _least;
    private readonly Duration _publishDelay;
    private readonly long _startOfHour; // ticks from the beginning of hour 0 to the start of the run
    private long _first;

    public Forecaster(Scenario scenario, PredictiveScalingPolicyDefinition policy, Duration publishDelay)
    {
        _policy = policy;
        _publishDelay = publishDelay;
        _load = new LoadForecast(HoursOf(scenario, ModelCatalog.ForecastHistory));
        _least = HoursOf(scenario, ModelCatalog.ForecastLeastHistory);
        _forecast = new double[Math.Max(1, HoursOf(scenario, ModelCatalog.ForecastHorizon))];
        Array.Fill(_forecast, double.NaN);
        _startOfHour = scenario.Run.Start.UtcTicks % HourTicks;
        for (var i = 0; i < policy.History.Length; i++)
        {
            if (!double.IsNaN(policy.History[i])) _load.Add(i - policy.History.Length, policy.History[i]);
        }
    }

    /// <summary>The policy.</summary>
    public PredictiveScalingPolicyDefinition Policy => _policy;

    /// <summary>How many hours a forecast looks ahead, the one that runs included.</summary>
    public int Horizon => _forecast.Length;

    /// <summary>The hour that runs at an instant.</summary>
    public long HourOf(Instant at) => FloorDivide((at.Nanoseconds / TimeSpan.NanosecondsPerTick) + _startOfHour, HourTicks);

    /// <summary>When an hour begins.</summary>
    public Instant StartOf(long hour) => new(((hour * HourTicks) - _startOfHour) * TimeSpan.NanosecondsPerTick);

    /// <summary>Takes a datapoint of the load.</summary>
    public void Add(in MetricPublished fact) => _load.Add(HourOf(fact.PeriodStart), fact.Datapoint.ValueOf(_policy.LoadStatistic));

    /// <summary>Takes a value of a load that is an expression.</summary>
    public void Add(in MetricComputed fact) => _load.Add(HourOf(fact.PeriodStart), fact.Value);

    /// <summary>Makes a new forecast from the hours that are complete and published.</summary>
    /// <returns>Hours of history that it stands on; the forecast stays as it was when these are too few.</returns>
    public int Refresh(Instant now)
    {
        var complete = now.Nanoseconds >= _publishDelay.Nanoseconds ? HourOf(now - _publishDelay) : HourOf(Instant.Zero);
        var known = _load.KnownBefore(complete);
        if (known < _least || !_policy.Forecast.IsEmpty) return known;
        _first = HourOf(now);
        for (var i = 0; i < _forecast.Length; i++) _forecast[i] = _load.Of(_first + i, complete);
        return known;
    }

    /// <summary>Load forecast for an hour; NaN without one, or when capacities are given.</summary>
    public double LoadAt(long hour) => hour >= _first && hour < _first + _forecast.Length ? _forecast[hour - _first] : double.NaN;

    /// <summary>Capacity forecast for an hour; NaN without a forecast.</summary>
    public double CapacityAt(long hour)
    {
        if (_policy.Forecast.IsEmpty) return Math.Ceiling((LoadAt(hour) / _policy.TargetValue) - RoundingGuard);
        if (hour < 0) return double.NaN;
        var length = _policy.Forecast.Length;
        if (hour >= length && !_policy.ForecastRepeats) return double.NaN;
        return Math.Ceiling(_policy.Forecast[(int)(hour % length)] - RoundingGuard);
    }

    /// <summary>What the forecast looks like, for the record.</summary>
    public DecisionInputs Describe(Instant now, int known)
    {
        var hour = HourOf(now);
        var (hours, largest) = (0, double.NaN);
        for (var h = hour; h < hour + _forecast.Length; h++)
        {
            var capacity = CapacityAt(h);
            if (double.IsNaN(capacity)) continue;
            hours++;
            largest = double.IsNaN(largest) ? capacity : Math.Max(largest, capacity);
        }
        return DecisionInputs.Of(known, hours, LoadAt(hour + 1), CapacityAt(hour + 1), largest, _policy.TargetValue, _forecast.Length);
    }

    private static int HoursOf(Scenario scenario, ModelConstant<Duration> constant) => (int)(scenario.Model.Get(constant).Seconds / 3600);

    private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((b - 1 - a) / b);
}
