using System.Collections.Immutable;

namespace Simulator.Reporting.Charts;

/// <summary>Rows of stages that follow one another on a common axis of seconds: what took how long, and from when on.</summary>
public sealed record WaterfallChart : Chart
{
    /// <summary>Rows from top to bottom.</summary>
    public required ImmutableArray<WaterfallRow> Rows { get; init; }

    /// <summary>Stages in order, for the legend.</summary>
    public required ImmutableArray<(string Name, Tone Tone)> Stages { get; init; }
}

/// <summary>A row of a waterfall.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Seconds">Length of each stage in order; NaN where it was not reached.</param>
/// <param name="Text">What to say at its right.</param>
public sealed record WaterfallRow(string Label, ImmutableArray<double> Seconds, string Text);
