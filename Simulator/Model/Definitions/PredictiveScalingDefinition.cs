using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>Predictive scaling: capacity by the hour from a forecast of load, never removing any (AS-PR-01 … 08).</summary>
/// <param name="Name">PolicyName.</param>
/// <param name="Load">The load: its hourly means are forecast.</param>
/// <param name="LoadStatistic">Statistic of the load's datapoints that counts: Sum for totals over tasks.</param>
/// <param name="TargetValue">Load that one task or instance shall bear, in the unit of the scaling metric; positive.</param>
/// <param name="Scales">Mode ForecastAndScale; otherwise ForecastOnly.</param>
/// <param name="BufferTime">SchedulingBufferTime: how long before an hour its capacity is there, at most an hour.</param>
/// <param name="MaxCapacityBuffer">MaxCapacityBuffer in percent with IncreaseMaxCapacity; null with HonorMaxCapacity.</param>
public sealed record PredictiveScalingPolicyDefinition(
    string Name, MetricIdentity Load, MetricStatistic LoadStatistic, double TargetValue, bool Scales, Duration BufferTime, double? MaxCapacityBuffer) : ScalingPolicyDefinition(Name)
{
    /// <summary>Metric math of which <see cref="Load"/> is the result; null when the load is a series.</summary>
    public MetricMathDefinition? Math { get; init; }

    /// <summary>Hourly means of the load before the run, the last one of the hour before the hour in which it starts; NaN where nothing is known.</summary>
    public ImmutableArray<double> History { get; init; } = [];

    /// <summary>A forecast of capacity given instead of a computed one, by the hour from the hour in which the run starts; empty when there is none.</summary>
    public ImmutableArray<double> Forecast { get; init; } = [];

    /// <summary>Whether the given forecast begins again after its last hour.</summary>
    public bool ForecastRepeats { get; init; }
}
