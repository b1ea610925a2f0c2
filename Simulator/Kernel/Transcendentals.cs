using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// The one place that calls the platform's C library for logarithms, exponentials, powers and sines. Those may differ in the last bit between operating
/// systems and processor architectures (everything else in the engine is exact by IEEE 754), so results are promised identical on one system and
/// architecture only; keeping the calls here keeps that promise checkable and leaves one file to change should it ever be widened.
/// </summary>
public static class Transcendentals
{
    /// <summary>Natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log(double x) => Math.Log(x);

    /// <summary>e to the power <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp(double x) => Math.Exp(x);

    /// <summary><paramref name="x"/> to the power <paramref name="y"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Pow(double x, double y) => Math.Pow(x, y);

    /// <summary>Sine of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sin(double x) => Math.Sin(x);

    /// <summary>Cosine of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Cos(double x) => Math.Cos(x);

    /// <summary>e^x − 1 without cancellation near zero (Kahan's correction of the rounded exponential).</summary>
    public static double Expm1(double x)
    {
        double u = Math.Exp(x);
        if (u == 1.0) return x;
        double difference = u - 1.0;
        if (difference == -1.0 || double.IsInfinity(u)) return difference;
        return difference * x / Math.Log(u);
    }

    /// <summary>
    /// Logarithm of the gamma function for <paramref name="x"/> &gt; 0, by Lanczos' approximation (g = 7, nine terms; relative error of the gamma
    /// function about 1e-14).
    /// </summary>
    public static double LogGamma(double x)
    {
        if (x < 0.5) return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1.0 - x);
        double z = x - 1.0;
        double sum = 0.99999999999980993;
        sum += 676.5203681218851 / (z + 1.0);
        sum += -1259.1392167224028 / (z + 2.0);
        sum += 771.32342877765313 / (z + 3.0);
        sum += -176.61502916214059 / (z + 4.0);
        sum += 12.507343278686905 / (z + 5.0);
        sum += -0.13857109526572012 / (z + 6.0);
        sum += 9.9843695780195716e-6 / (z + 7.0);
        sum += 1.5056327351493116e-7 / (z + 8.0);
        double t = z + 7.5;
        return (0.5 * Math.Log(2.0 * Math.PI)) + ((z + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
