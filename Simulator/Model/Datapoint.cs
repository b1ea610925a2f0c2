using Simulator.Model.Definitions;

namespace Simulator.Model;

/// <summary>
/// A CloudWatch datapoint as a statistic set: enough for every basic statistic and for aggregation over longer periods (AS-CW-13). A sample count of 0
/// means missing data.
/// </summary>
/// <param name="Sum">Sum of the samples, in the metric's unit.</param>
/// <param name="Minimum">Smallest sample.</param>
/// <param name="Maximum">Largest sample.</param>
/// <param name="SampleCount">Number of samples; 0 for missing data.</param>
public readonly record struct Datapoint(double Sum, double Minimum, double Maximum, double SampleCount)
{
    /// <summary>Missing data.</summary>
    public static readonly Datapoint Missing;

    /// <summary>Whether there is no data.</summary>
    public bool IsMissing => SampleCount == 0;

    /// <summary>A datapoint of one sample.</summary>
    public static Datapoint Of(double value) => new(value, value, value, 1);

    /// <summary>The value of a statistic; NaN for missing data.</summary>
    public double ValueOf(MetricStatistic statistic)
    {
        if (SampleCount == 0) return double.NaN;
        return statistic switch
        {
            MetricStatistic.Average => Sum / SampleCount,
            MetricStatistic.Minimum => Minimum,
            MetricStatistic.Maximum => Maximum,
            MetricStatistic.Sum => Sum,
            _ => SampleCount,
        };
    }

    /// <summary>The statistic set of both together.</summary>
    public Datapoint With(in Datapoint other)
    {
        if (other.SampleCount == 0) return this;
        if (SampleCount == 0) return other;
        return new(Sum + other.Sum, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum), SampleCount + other.SampleCount);
    }
}
