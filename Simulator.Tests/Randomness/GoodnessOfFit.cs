namespace Simulator.Tests.Randomness;

/// <summary>Goodness of fit for the tests of sampling; every test has a fixed seed, so a pass stays a pass.</summary>
internal static class GoodnessOfFit
{
    /// <summary>Critical value of √n·D at the 0.1 % level (Kolmogorov's limiting distribution).</summary>
    public const double Critical = 1.9495;

    /// <summary>√n·D, D the greatest distance between the sample's distribution function and <paramref name="cdf"/>. Sorts the sample.</summary>
    public static double KolmogorovSmirnov(double[] sample, Func<double, double> cdf)
    {
        Array.Sort(sample);
        double distance = 0.0;
        for (int i = 0; i < sample.Length; i++)
        {
            double f = cdf(sample[i]);
            distance = Math.Max(distance, Math.Max(f - ((double)i / sample.Length), ((double)(i + 1) / sample.Length) - f));
        }
        return distance * Math.Sqrt(sample.Length);
    }

    /// <summary>The probability of a χ² at least as great as that of <paramref name="counts"/> against equal expectations.</summary>
    public static double UniformityPValue(ReadOnlySpan<long> counts)
    {
        double total = 0;
        foreach (long count in counts) total += count;
        double expected = total / counts.Length;
        double statistic = 0;
        foreach (long count in counts) statistic += (count - expected) * (count - expected) / expected;
        return 1.0 - MathNet.Numerics.Distributions.ChiSquared.CDF(counts.Length - 1, statistic);
    }
}
