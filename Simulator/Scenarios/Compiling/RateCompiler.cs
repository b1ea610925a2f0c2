using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Rates over time as linear pieces: waves in pieces of a minute, where the line is within 1 part in 400,000 of a daily wave.</summary>
internal sealed class RateCompiler(CompileContext c)
{
    private const long DaySeconds = 86_400;

    /// <summary>More pieces than this cost memory without showing in any result.</summary>
    private const long MostPieces = 200_000;

    private readonly TraceCompiler _traces = new(c);

    private Duration RunLength => c.Run.Duration;

    /// <summary>The rate, or null after reporting why it cannot be.</summary>
    public RateDefinition? Compile(RateSpecification rate)
    {
        if (rate.Constant is { } constant) return new RateDefinition([new RatePiece(Duration.Zero, constant, constant)]);
        if (rate.Shape is not { } v) return null;
        if (v.Table == TraceTable.Table) return _traces.CompileRate(v);
        if (v.Table == StepsRateTable.Table) return Steps(v);
        if (v.Table == DiurnalRateTable.Table) return Diurnal(v);
        if (v.Table == SineRateTable.Table) return Sine(v);
        return v.Table == RampRateTable.Table ? Ramp(v) : Spike(v);
    }

    /// <summary>Points to play back.</summary>
    public ImmutableArray<(Duration At, double? Value)>? CompileValues(ValuesSpecification values) => CompileValues(values, RunLength);

    /// <summary>As above, over another length than the run's.</summary>
    public ImmutableArray<(Duration At, double? Value)>? CompileValues(ValuesSpecification values, Duration length)
    {
        if (values.Trace is { } trace) return _traces.CompileValues(trace, length);
        var points = ImmutableArray.CreateBuilder<(Duration At, double? Value)>(values.Points.Count);
        foreach (var point in values.Points)
        {
            if (points.Count > 0 && point.At <= points[^1].At)
            {
                c.Report(point.Position, values.Path, $"{Quantity.Time(point.At)} does not come after {Quantity.Time(points[^1].At)}", "points go in order of time");
                return null;
            }
            points.Add((point.At, point.Content));
        }
        return points.ToImmutable();
    }

    private RateDefinition? Steps(ObjectView v)
    {
        var steps = v.List(StepsRateTable.Steps);
        var pieces = ImmutableArray.CreateBuilder<RatePiece>(steps.Count);
        foreach (var step in steps)
        {
            if (pieces.Count == 0 && step.At > Duration.Zero)
            {
                c.Report(step.Position, v.PathOf(StepsRateTable.Steps), $"the first step begins at {Quantity.Time(step.At)}: the rate before it is unknown", "begin with [0s, …]");
                return null;
            }
            if (pieces.Count > 0 && step.At <= pieces[^1].Start)
            {
                c.Report(step.Position, v.PathOf(StepsRateTable.Steps), $"{Quantity.Time(step.At)} does not come after {Quantity.Time(pieces[^1].Start)}", "steps go in order of time");
                return null;
            }
            pieces.Add(new RatePiece(step.At, step.PerSecond, step.PerSecond));
        }
        return new RateDefinition(pieces.ToImmutable());
    }

    private RateDefinition? Diurnal(ObjectView v)
    {
        if (LowAndHigh(v, DiurnalRateTable.Low, DiurnalRateTable.High) is not { } range) return null;
        var peak = v.Get(DiurnalRateTable.PeakAt, Duration.FromHours(14));
        var start = c.Run.Start.ToUniversalTime().TimeOfDay.TotalSeconds;
        return Wave(range, DaySeconds, peak.Seconds - start);
    }

    private RateDefinition? Sine(ObjectView v)
    {
        if (LowAndHigh(v, SineRateTable.Low, SineRateTable.High) is not { } range) return null;
        var period = v.Get(SineRateTable.Period, Duration.FromHours(1)).Seconds;
        return Wave(range, period, v.Maybe(SineRateTable.PeakAt)?.Seconds ?? (period / 2));
    }

    private (double Low, double High)? LowAndHigh(ObjectView v, Property<double> low, Property<double> high)
    {
        var range = (Low: v.Get(low, 0), High: v.Get(high, 0));
        if (range.Low <= range.High) return range;
        c.Report(v, low, $"`low` {Quantity.Plain(range.Low)}/s is more than `high` {Quantity.Plain(range.High)}/s", "exchange them");
        return null;
    }

    /// <summary>low + (high − low) × (1 + cos(2π (t − peak) / period)) / 2, in pieces of at most a minute and at least 64 to a wave.</summary>
    private RateDefinition Wave((double Low, double High) range, double period, double peak)
    {
        var step = Math.Max(Math.Min(60, period / 64), RunLength.Seconds / MostPieces);
        var count = (int)Math.Ceiling(RunLength.Seconds / step);
        var pieces = ImmutableArray.CreateBuilder<RatePiece>(count);
        var from = At(0);
        for (var i = 0; i < count; i++)
        {
            var to = At((i + 1) * step);
            pieces.Add(new RatePiece(Duration.FromSeconds(i * step), from, to));
            from = to;
        }
        return new RateDefinition(pieces.ToImmutable());

        double At(double seconds) => range.Low + ((range.High - range.Low) * (1 + Transcendentals.Cos(2 * Math.PI * (seconds - peak) / period)) / 2);
    }

    private RateDefinition? Ramp(ObjectView v)
    {
        var from = v.Get(RampRateTable.From, 0);
        var to = v.Get(RampRateTable.To, 0);
        var at = v.Get(RampRateTable.At, Duration.Zero);
        var length = v.Maybe(RampRateTable.Length) ?? (RunLength - at);
        if (length <= Duration.Zero)
        {
            c.Report(v, RampRateTable.At, $"the ramp begins at {Quantity.Time(at)}, not before the end of the run, {Quantity.Time(RunLength)}", "begin it earlier, or give its length");
            return null;
        }
        var pieces = ImmutableArray.CreateBuilder<RatePiece>(3);
        if (at > Duration.Zero) pieces.Add(new RatePiece(Duration.Zero, from, from));
        pieces.Add(new RatePiece(at, from, to));
        pieces.Add(new RatePiece(at + length, to, to));
        return new RateDefinition(pieces.ToImmutable());
    }

    private RateDefinition Spike(ObjectView v)
    {
        var low = v.Get(SpikeRateTable.Base, 0);
        var high = v.Get(SpikeRateTable.Peak, 0);
        var rise = v.Get(SpikeRateTable.Rise, Duration.Zero);
        var hold = v.Get(SpikeRateTable.Hold, Duration.Zero);
        var fall = v.Get(SpikeRateTable.Fall, Duration.Zero);
        var at = v.Get(SpikeRateTable.At, Duration.Zero);
        var pieces = ImmutableArray.CreateBuilder<RatePiece>(5);
        Add(Duration.Zero, at, low, low);
        Add(at, at + rise, low, high);
        Add(at + rise, at + rise + hold, high, high);
        Add(at + rise + hold, at + rise + hold + fall, high, low);
        pieces.Add(new RatePiece(at + rise + hold + fall, low, low));
        if (at >= RunLength) c.Notes.Add(ScenarioNoteKind.Warning, v.At(SpikeRateTable.At), $"the spike never happens: {Quantity.Time(at)} is not before the end of the run, {Quantity.Time(RunLength)}");
        return new RateDefinition(pieces.ToImmutable());

        void Add(Duration start, Duration end, double from, double to)
        {
            if (end > start) pieces.Add(new RatePiece(start, from, to));
        }
    }
}
