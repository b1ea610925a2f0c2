using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>A trace on the run's clock: the row at <c>from</c> is t = 0, each row holds until the next, a count is divided by its period.</summary>
internal sealed class TraceCompiler(CompileContext c)
{
    private const int MostPieces = 5_000_000;

    /// <summary>Arrival rate from a trace, or null after reporting why not.</summary>
    public RateDefinition? CompileRate(ObjectView v)
    {
        if (Place(v) is not { } placed) return null;
        var perSecond = v.Find(TraceTable.Values) == "perSecond";
        var noise = NoiseOf(v);
        var pieces = ImmutableArray.CreateBuilder<RatePiece>();
        foreach (var (at, amount, row, turn) in placed.Walk(c.Run.Duration))
        {
            if (amount is null or < 0)
            {
                c.Report(new SourcePosition(placed.File.Name, placed.File.Rows[row].Line, 1), v.Path, amount is null ? "a rate has no value here" : $"a rate cannot be negative ({Quantity.Plain(amount.Value)})", "choose another column, or mend the file");
                return null;
            }
            if (pieces.Count >= MostPieces)
            {
                c.Report(v, TraceTable.File, $"the trace makes more than {MostPieces} rows in this run", "shorten the run, or use a coarser trace");
                return null;
            }
            var rate = amount.Value * placed.Scale / (perSecond ? 1 : placed.Period) * (noise?.Invoke(row + ((long)turn * placed.File.Rows.Count)) ?? 1);
            pieces.Add(new RatePiece(Duration.FromSeconds(at), rate, rate));
        }
        if (placed.EndsAt is { } end && end < c.Run.Duration.Seconds)
        {
            pieces.Add(new RatePiece(Duration.FromSeconds(end), 0, 0));
            c.Notes.Add(ScenarioNoteKind.Warning, v.At(TraceTable.File), $"the trace ends after {Quantity.Time(end)} of {Quantity.Time(c.Run.Duration)}: no load after it; repeat: true goes on");
        }
        return new RateDefinition(pieces.ToImmutable());
    }

    /// <summary>Values to play back from a trace, or null after reporting why not.</summary>
    public ImmutableArray<(Duration At, double? Value)>? CompileValues(ObjectView v, Duration length)
    {
        if (v.Has(TraceTable.Values)) c.Report(v, TraceTable.Values, "a played-back series takes the values as they are", "remove `values`");
        if (Place(v) is not { } placed) return null;
        var noise = NoiseOf(v);
        var points = ImmutableArray.CreateBuilder<(Duration At, double? Value)>();
        foreach (var (at, amount, row, turn) in placed.Walk(length))
        {
            points.Add((Duration.FromSeconds(at), amount * placed.Scale * (noise?.Invoke(row + ((long)turn * placed.File.Rows.Count)) ?? 1)));
            if (points.Count > MostPieces) break;
        }
        if (placed.EndsAt is { } end && end < length.Seconds) points.Add((Duration.FromSeconds(end), null));
        return points.ToImmutable();
    }

    private PlacedTrace? Place(ObjectView v)
    {
        if (TraceFile.Read(v, c) is not { } file) return null;
        var rows = file.Rows;
        var period = v.Maybe(TraceTable.Period)?.Seconds;
        if (period is null)
        {
            if (file.IsIndex || rows.Count < 2)
            {
                c.Report(v.Position, v.Path, file.IsIndex ? "the times of the trace are an index: `period` must say how far rows are apart" : "the trace has one row: `period` must say how long it lasts", "period: 1m");
                return null;
            }
            period = rows[1].Time - rows[0].Time;
        }
        var unit = file.IsIndex ? period.Value : 1;
        if (FirstRow(v, file, unit) is not { } first) return null;
        var end = ((rows[^1].Time - first.Time) * unit) + period.Value;
        return new PlacedTrace(file, first.Row, first.Time, unit, period.Value, v.Get(TraceTable.Scale, 1), v.Get(TraceTable.Repeat, false) ? null : end, end);
    }

    /// <summary>The row that is t = 0, and the moment of the trace that is t = 0.</summary>
    private (int Row, double Time)? FirstRow(ObjectView v, TraceFile file, double unit)
    {
        if (v.Find(TraceTable.From) is not { } from) return (0, file.Rows[0].Time);
        double time;
        if (TraceFile.ParseTime(from.Text, file.IsIndex) is { } exact) time = exact;
        else if (Quantity.TryTime(from.Text, out var offset, out _) && offset >= 0) time = file.Rows[0].Time + (offset / unit);
        else
        {
            c.Report(from, $"`{from.Text}` is not a place in the trace", file.IsIndex ? "an index such as 1440, or a length of time from its first row such as 1d" : "a time such as 2014-04-10 00:04:00, or a length of time from its first row such as 1d");
            return null;
        }
        if (time < file.Rows[0].Time || time > file.Rows[^1].Time)
        {
            c.Report(from, $"`{from.Text}` is outside the trace", $"it goes from {Written(file, 0)} to {Written(file, file.Rows.Count - 1)}");
            return null;
        }
        var low = 0;
        var high = file.Rows.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (file.Rows[middle].Time <= time) low = middle;
            else high = middle - 1;
        }
        return (low, time);
    }

    private static string Written(TraceFile file, int row) =>
        file.IsIndex ? Quantity.Plain(file.Rows[row].Time) : DateTimeOffset.FromUnixTimeMilliseconds((long)(file.Rows[row].Time * 1000)).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Lognormal factors with mean 1: row k of the trace has the same factor in every replication, because the noise is part of the load.</summary>
    private static Func<long, double>? NoiseOf(ObjectView v)
    {
        if (v.Find(TraceTable.Noise) is not { } noise) return null;
        var cv = noise.Get(NoiseTable.Cv, 0.1);
        var variance = Transcendentals.Log(1 + (cv * cv));
        var sampler = new Sampler(new LognormalDistribution(-variance / 2, Math.Sqrt(variance)));
        var births = new BirthDraw(noise.Get(NoiseTable.Seed, 1UL), 0);
        return row => sampler.SampleAtBirth(births, Purpose.RateNoise, row);
    }

    private sealed record PlacedTrace(TraceFile File, int FirstRow, double FirstTime, double Unit, double Period, double Scale, double? EndsAt, double Length)
    {
        /// <summary>Rows from t = 0 to the end of the run, again from the first when the trace repeats.</summary>
        public IEnumerable<(double At, double? Amount, int Row, int Turn)> Walk(Duration run)
        {
            for (var turn = 0; ; turn++)
            {
                for (var row = FirstRow; row < File.Rows.Count; row++)
                {
                    var at = (turn * Length) + Math.Max(0, (File.Rows[row].Time - FirstTime) * Unit);
                    if (at >= run.Seconds) yield break;
                    yield return (at, File.Rows[row].Amount, row, turn);
                }
                if (EndsAt is not null) yield break;
            }
        }
    }
}
