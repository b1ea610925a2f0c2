using Simulator.Kernel;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>{steps: …}</c>.</summary>
internal static class StepsRateTable
{
    public static readonly ObjectTable Table = new("stepsRate", "A rate in steps: each holds until the next.");

    public static readonly Property<IReadOnlyList<RateStep>> Steps = Table.Add("steps", Kind.List(new RateStepKind(), 1), "[[0s, 50/s], [30m, 400/s]], in order of time, the first at 0s.", required: true);
}

/// <summary><c>{pattern: diurnal}</c>.</summary>
internal static class DiurnalRateTable
{
    public static readonly ObjectTable Table = new("diurnalRate", "A smooth daily wave between low and high, in UTC wall-clock time.");

    public static readonly Property<string> Pattern = Table.Add("pattern", new ChoiceKind<string>(("diurnal", "diurnal")), "diurnal.", required: true);
    public static readonly Property<double> Low = Table.Add("low", Kind.Rate, "Lowest rate, twelve hours from the peak.", required: true);
    public static readonly Property<double> High = Table.Add("high", Kind.Rate, "Highest rate.", required: true);
    public static readonly Property<Duration> PeakAt = Table.Add("peakAt", new TimeOfDayKind(), "Time of day of the peak, UTC.", defaultText: "\"14:00\"");
}

/// <summary><c>{pattern: sine}</c>.</summary>
internal static class SineRateTable
{
    public static readonly ObjectTable Table = new("sineRate", "A wave of any length between low and high; it begins at low.");

    public static readonly Property<string> Pattern = Table.Add("pattern", new ChoiceKind<string>(("sine", "sine")), "sine.", required: true);
    public static readonly Property<double> Low = Table.Add("low", Kind.Rate, "Lowest rate.", required: true);
    public static readonly Property<double> High = Table.Add("high", Kind.Rate, "Highest rate.", required: true);
    public static readonly Property<Duration> Period = Table.Add("period", Kind.PositiveTime, "Length of a wave.", required: true);
    public static readonly Property<Duration> PeakAt = Table.Add("peakAt", Kind.Time, "Time from the start of the run to the first peak.", defaultText: "half a period");
}

/// <summary><c>{pattern: ramp}</c>.</summary>
internal static class RampRateTable
{
    public static readonly ObjectTable Table = new("rampRate", "From one rate to another in a straight line.");

    public static readonly Property<string> Pattern = Table.Add("pattern", new ChoiceKind<string>(("ramp", "ramp")), "ramp.", required: true);
    public static readonly Property<double> From = Table.Add("from", Kind.Rate, "Rate before and at the beginning.", required: true);
    public static readonly Property<double> To = Table.Add("to", Kind.Rate, "Rate at the end and after it.", required: true);
    public static readonly Property<Duration> At = Table.Add("at", Kind.Time, "When it begins.", defaultText: "0s");
    public static readonly Property<Duration> Length = Table.Add("length", Kind.PositiveTime, "How long it takes.", defaultText: "the rest of the run");
}

/// <summary><c>{pattern: spike}</c>.</summary>
internal static class SpikeRateTable
{
    public static readonly ObjectTable Table = new("spikeRate", "A flash crowd: up, a while there, and back.");

    public static readonly Property<string> Pattern = Table.Add("pattern", new ChoiceKind<string>(("spike", "spike")), "spike.", required: true);
    public static readonly Property<double> Base = Table.Add("base", Kind.Rate, "Rate before and after.", required: true);
    public static readonly Property<double> Peak = Table.Add("peak", Kind.Rate, "Rate at the top.", required: true);
    public static readonly Property<Duration> At = Table.Add("at", Kind.Time, "When it begins to rise.", required: true);
    public static readonly Property<Duration> Rise = Table.Add("rise", Kind.Time, "Time from base to peak.", defaultText: "0s");
    public static readonly Property<Duration> Hold = Table.Add("hold", Kind.Time, "Time at the peak.", required: true);
    public static readonly Property<Duration> Fall = Table.Add("fall", Kind.Time, "Time from peak to base.", defaultText: "0s");
}

/// <summary><c>{trace: file.csv}</c>, for rates and for played-back series.</summary>
internal static class TraceTable
{
    public static readonly ObjectTable Table = new("trace", "A series from a CSV file with a header line.");

    public static readonly Property<Node> File = Table.Add<Node>("trace", new FileNameKind(), "The CSV file.", required: true);
    public static readonly Property<Reference> TimeColumn = Table.Add("timeColumn", Kind.To("the name of a column", "timestamp"), "Column of times (ISO 8601 or yyyy-MM-dd HH:mm:ss, UTC) or of whole numbers (index × period).", defaultText: "the first");
    public static readonly Property<Reference> Column = Table.Add("column", Kind.To("the name of a column", "requests"), "Column of values.", defaultText: "the other one of two");
    public static readonly Property<string> Values = Table.Add("values", new ChoiceKind<string>(("counts", "counts"), ("perSecond", "perSecond")), "Of a rate: counts are divided by the period, perSecond are rates already.", defaultText: "counts");
    public static readonly Property<Reference> From = Table.Add("from", Kind.To("a time or index of the trace, or a length of time from its first row", "2014-04-10 00:04:00"), "The row that is t = 0.", defaultText: "the first");
    public static readonly Property<Duration> Period = Table.Add("period", Kind.PositiveTime, "Time between rows; needed with an index.", defaultText: "between the first two rows");
    public static readonly Property<double> Scale = Table.Add("scale", new NumberKind(0, double.PositiveInfinity, aws: false), "Factor on every value.", defaultText: "1");
    public static readonly Property<bool> Repeat = Table.Add("repeat", Kind.Flag, "Whether the trace begins again at its end.", defaultText: "false");
    public static readonly Property<ObjectView> Noise = Table.Add("noise", Kind.Object(() => NoiseTable.Table), "Multiplicative noise on each row (lognormal, mean 1).");
}

/// <summary><c>noise:</c> of a trace.</summary>
internal static class NoiseTable
{
    public static readonly ObjectTable Table = new("noise", "Multiplicative noise on each row of a trace: lognormal with mean 1.");

    public static readonly Property<double> Cv = Table.Add("cv", new NumberKind(0, 10, aws: false, minExcluded: true), "Coefficient of variation.", required: true);
    public static readonly Property<ulong> Seed = Table.Add("seed", new SeedKind(), "Seed of the noise; it is part of the load, not of a replication.", defaultText: "1");
}
