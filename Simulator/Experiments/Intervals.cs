using MathNet.Numerics.Distributions;
using Simulator.Measurement;

namespace Simulator.Experiments;

/// <summary>A mean with its confidence interval.</summary>
/// <param name="Mean">The point estimate.</param>
/// <param name="HalfWidth">Half of the interval's width; NaN when there are fewer than two independent observations: then there is no interval.</param>
/// <param name="Confidence">The probability, 0–1, with which such an interval covers the true mean.</param>
/// <param name="Count">Independent observations (replications) behind it.</param>
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
/// variants under common random numbers are compared by the interval of their paired differences, which is narrower because what both saw alike cancels.
/// </summary>
public static class Intervals
{
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
