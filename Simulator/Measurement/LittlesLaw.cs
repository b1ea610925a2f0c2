namespace Simulator.Measurement;

/// <summary>What a window of time showed of a system with arrivals and departures.</summary>
public readonly record struct LittlesLawWindow
{
    /// <summary>Length of the window in seconds.</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>Time-average number in the system over the window, L.</summary>
    public required double TimeAverageInSystem { get; init; }

    /// <summary>Arrivals within the window.</summary>
    public required long Arrivals { get; init; }

    /// <summary>Departures within the window.</summary>
    public required long Completions { get; init; }

    /// <summary>Mean time in the system of those who left within the window, from their arrival (which may lie before the window), in seconds; W.</summary>
    public required double MeanSojournSeconds { get; init; }

    /// <summary>Seconds already spent in the system, together, by those inside at the beginning.</summary>
    public double AgeAtStartSeconds { get; init; }

    /// <summary>Seconds already spent in the system, together, by those inside at the end.</summary>
    public double AgeAtEndSeconds { get; init; }
}

/// <summary>Whether Little's law holds.</summary>
/// <param name="TimeAverageInSystem">L as measured.</param>
/// <param name="Predicted">λW, λ being arrivals over the window.</param>
/// <param name="Discrepancy">(L − λW)/L: what a reader who applies the formula sees.</param>
/// <param name="Residue">The part of the discrepancy that those in flight at the two ends of the window explain.</param>
/// <param name="Unexplained">What is left, relative to L.</param>
/// <param name="Holds">Whether what is left is no more than rounding.</param>
public readonly record struct LittlesLawVerdict(double TimeAverageInSystem, double Predicted, double Discrepancy, double Residue, double Unexplained, bool Holds);

/// <summary>
/// Little's law, L = λW, as a check of a run's own books. Over a finite window it is an identity once those in flight at the ends are counted (Little, "Little's
/// law as viewed on its 50th anniversary", 2011): ∫N dt = Σ sojourns of those who left + age of those inside at the end − age of those inside at the
/// beginning. So the check is exact.
/// </summary>
public static class LittlesLaw
{
    /// <summary>Relative difference taken for rounding.</summary>
    public const double Rounding = 1e-9;

    /// <summary>The exact check: the residue is computed from the ages at both ends, and nothing but rounding may be left.</summary>
    public static LittlesLawVerdict Check(in LittlesLawWindow window)
    {
        double residueSeconds = ((window.Completions - window.Arrivals) * window.MeanSojournSeconds) + window.AgeAtEndSeconds - window.AgeAtStartSeconds;
        double size = Math.Max(window.TimeAverageInSystem * window.WindowSeconds, window.Completions * window.MeanSojournSeconds);
        size = Math.Max(size, Math.Max(window.AgeAtStartSeconds, window.AgeAtEndSeconds)); // rounding is relative to the greatest term
        double missing = Missing(window) - residueSeconds;
        return Verdict(window, residueSeconds, missing, Math.Abs(missing) <= Rounding * size);
    }

    private static double Missing(in LittlesLawWindow window) =>
        (window.TimeAverageInSystem * window.WindowSeconds) - (window.Arrivals * window.MeanSojournSeconds);

    private static LittlesLawVerdict Verdict(in LittlesLawWindow window, double residueSeconds, double missingSeconds, bool holds)
    {
        double integral = window.TimeAverageInSystem * window.WindowSeconds;
        double predicted = window.WindowSeconds > 0.0 ? window.Arrivals * window.MeanSojournSeconds / window.WindowSeconds : 0.0;
        return new LittlesLawVerdict(
            window.TimeAverageInSystem,
            predicted,
            Relative(Missing(window), integral),
            Relative(residueSeconds, integral),
            Relative(missingSeconds, integral),
            holds);
    }

    private static double Relative(double difference, double size) => size > 0.0 ? difference / size : difference == 0.0 ? 0.0 : double.PositiveInfinity;
}
