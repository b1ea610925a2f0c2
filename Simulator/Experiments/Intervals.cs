using MathNet.Numerics.Distributions;
using Simulator.Measurement;

namespace Simulator.Experiments;

/// <summary>A mean with its confidence interval.</summary>
/// <param name="Mean">The point estimate.</param>
/// <param name="HalfWidth">Half of the interval's width; NaN when there are fewer than two independent observations: then there is no interval.</param>
/// <param name="Confidence">The probability, 0–1, with which such an interval covers the true mean.</param>
/// <param name="Count">Independent observations (replications or batches) behind it.</param>
public readonly record struct ConfidenceInterval(double Mean, double HalfWidth, double Confidence, int Count)
{
    /// <summary>Lower end.</summary>
    public double Lower => Mean - HalfWidth;

    /// <summary>Upper end.</summary>
    public double Upper => Mean + HalfWidth;

    /// <summary>Half-width over the mean's size; NaN where the mean is 0.</summary>
    public double RelativeHalfWidth => Mean == 0.0 ? double.NaN : HalfWidth / Math.Abs(Mean);

    /// <summary>Whether <paramref name="value"/> lies in the interval, ends included; false when there is no interval.</summary>
    public bool Contains(double value) => value >= Lower && value <= Upper;
}

/// <summary>
/// Confidence intervals for means (Law, "Simulation Modeling and Analysis", chapters 4, 9 and 10): replications are independent, so their means take Student's t;
/// a single long run is cut into batches whose means are nearly so; variants under common random numbers are compared by the interval of their paired
/// differences, which is narrower because what both saw alike cancels.
/// </summary>
public static class Intervals
{
    /// <summary>Usual number of batches: more make them dependent, fewer make the interval wide (Schmeiser, 1982: 10 to 30).</summary>
    public const int UsualBatches = 20;

    /// <summary>Student's t interval for the mean of independent <paramref name="observations"/>, one for each replication.</summary>
    /// <param name="observations">The mean of none is NaN; an interval needs two.</param>
    /// <param name="confidence">Between 0 and 1, exclusive.</param>
    public static ConfidenceInterval OfMean(ReadOnlySpan<double> observations, double confidence = 0.95)
    {
        CheckConfidence(confidence);
        var tally = new Tally();
        foreach (double observation in observations) tally.Add(observation);
        return FromTally(tally, confidence);
    }

    /// <summary>
    /// Batch means: the interval for the steady-state mean of one run's <paramref name="series"/> (warm-up already removed), from the means of
    /// <paramref name="batches"/> consecutive batches of equal length; what does not fill a batch is left out at the beginning.
    /// </summary>
    /// <param name="series">Values at equal intervals; at least two for each batch.</param>
    /// <param name="batches">At least 2.</param>
    /// <param name="confidence">Between 0 and 1, exclusive.</param>
    public static ConfidenceInterval OfBatchMeans(ReadOnlySpan<double> series, int batches = UsualBatches, double confidence = 0.95)
    {
        CheckConfidence(confidence);
        var tally = new Tally();
        foreach (double mean in BatchMeans(series, batches)) tally.Add(mean);
        return FromTally(tally, confidence);
    }

    /// <summary>The means of <paramref name="batches"/> consecutive batches of equal length, as <see cref="OfBatchMeans"/> takes them.</summary>
    public static double[] BatchMeans(ReadOnlySpan<double> series, int batches = UsualBatches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 2);
        int length = series.Length / batches;
        if (length < 2) throw new ArgumentException($"{series.Length} values do not make {batches} batches of at least two.", nameof(series));
        int first = series.Length - (length * batches);
        double[] means = new double[batches];
        for (int b = 0; b < batches; b++)
        {
            double sum = 0.0;
            foreach (double value in series.Slice(first + (b * length), length)) sum += value;
            means[b] = sum / length;
        }
        return means;
    }

    /// <summary>
    /// The interval for mean(<paramref name="second"/>) − mean(<paramref name="first"/>), pair by pair: replication k of both ran under the same random
    /// numbers.
    /// </summary>
    /// <param name="first">One value for each replication.</param>
    /// <param name="second">As many values, in the same order.</param>
    /// <param name="confidence">Between 0 and 1, exclusive.</param>
    public static ConfidenceInterval OfPairedDifference(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95)
    {
        if (first.Length != second.Length) throw new ArgumentException($"{first.Length} values cannot be paired with {second.Length}.", nameof(second));
        double[] differences = new double[first.Length];
        for (int i = 0; i < differences.Length; i++) differences[i] = second[i] - first[i];
        return OfMean(differences, confidence);
    }

    /// <summary>
    /// Correlation of each value with the next: near 0 for independent values. With n batches, beyond about 2/√n the batches are too short and the interval is too
    /// narrow. NaN for fewer than three values or no variation.
    /// </summary>
    public static double Lag1Autocorrelation(ReadOnlySpan<double> values)
    {
        if (values.Length < 3) return double.NaN;
        double mean = 0.0;
        foreach (double value in values) mean += value / values.Length;
        double covariance = 0.0;
        double variance = 0.0;
        for (int i = 0; i < values.Length; i++)
        {
            double deviation = values[i] - mean;
            variance += deviation * deviation;
            if (i > 0) covariance += deviation * (values[i - 1] - mean);
        }
        return variance > 0.0 ? covariance / variance : double.NaN;
    }

    private static ConfidenceInterval FromTally(Tally tally, double confidence)
    {
        int count = (int)tally.Count;
        if (count < 2) return new ConfidenceInterval(tally.Mean, double.NaN, confidence, count);
        if (tally.Variance == 0.0) return new ConfidenceInterval(tally.Mean, 0.0, confidence, count); // spares the quantile; equal values are common for counts
        double t = StudentT.InvCDF(0.0, 1.0, count - 1, (1.0 + confidence) / 2.0);
        return new ConfidenceInterval(tally.Mean, t * tally.StandardDeviation / Math.Sqrt(count), confidence, count);
    }

    private static void CheckConfidence(double confidence)
    {
        if (!(confidence > 0.0 && confidence < 1.0)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must lie between 0 and 1");
    }
}
