using System.Collections.Immutable;

namespace Simulator.Reporting.Charts;

/// <summary>
/// A chart as data: what is shown, with units, and nothing of how it is drawn. Renderers turn it into SVG or into the interactive report;
/// another chart library is one more renderer.
/// </summary>
public abstract record Chart
{
    /// <summary>File name without extension; letters, digits, dashes.</summary>
    public required string Id { get; init; }

    /// <summary>What the chart shows.</summary>
    public required string Title { get; init; }

    /// <summary>What to know when reading it; may be empty.</summary>
    public string Subtitle { get; init; } = "";
}

/// <summary>Panels above one another that share a time axis, with lanes of events below them.</summary>
public sealed record TimeChart : Chart
{
    /// <summary>Wall clock of the simulated world at x = 0.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Length of the time axis in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Panels from top to bottom; at least one.</summary>
    public required ImmutableArray<Panel> Panels { get; init; }

    /// <summary>Spans of time that are shaded through all panels.</summary>
    public ImmutableArray<ShadedSpan> Spans { get; init; } = [];

    /// <summary>Lanes of events under the panels.</summary>
    public ImmutableArray<EventLane> Lanes { get; init; } = [];
}

/// <summary>A panel: one value axis and what is drawn against it.</summary>
public sealed record Panel
{
    /// <summary>What the value axis measures, with its unit: <c>requests per second</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Series from back to front.</summary>
    public required ImmutableArray<Series> Series { get; init; }

    /// <summary>Horizontal lines.</summary>
    public ImmutableArray<ReferenceLine> References { get; init; } = [];

    /// <summary>Whether the value axis is logarithmic; then values of zero or less have no place.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Whether areas are stacked upon each other in order.</summary>
    public bool Stacked { get; init; }

    /// <summary>The axis reaches at least up to this; for percentages 100.</summary>
    public double AtLeastTo { get; init; }

    /// <summary>Whether the values count things: then the axis has no fractions.</summary>
    public bool Counts { get; init; }

    /// <summary>Height relative to the other panels.</summary>
    public double Weight { get; init; } = 1;
}

/// <summary>How a series is drawn.</summary>
public enum SeriesShape
{
    /// <summary>Points joined by straight lines: means over intervals.</summary>
    Line,

    /// <summary>Each value holds until the next: counts.</summary>
    Step,

    /// <summary>A line filled down to zero.</summary>
    Area,

    /// <summary>Steps filled down to zero.</summary>
    StepArea,

    /// <summary>The range between <see cref="Series.Low"/> and <see cref="Series.Y"/>.</summary>
    Band,

    /// <summary>Rings at the points, not joined: measured or published values.</summary>
    Points,
}

/// <summary>A series of values over time.</summary>
public sealed record Series
{
    /// <summary>Name in the legend.</summary>
    public required string Name { get; init; }

    /// <summary>How it is drawn.</summary>
    public required SeriesShape Shape { get; init; }

    /// <summary>Its colour by meaning.</summary>
    public required Tone Tone { get; init; }

    /// <summary>Seconds since the start, ascending.</summary>
    public required double[] X { get; init; }

    /// <summary>Values; NaN is a gap.</summary>
    public required double[] Y { get; init; }

    /// <summary>Lower edge of a band; otherwise empty.</summary>
    public double[] Low { get; init; } = [];

    /// <summary>Dashed, so that it is told from its neighbours without colour.</summary>
    public bool Dashed { get; init; }

    /// <summary>Unit of a value in tooltips.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether there is any value to draw.</summary>
    public bool HasValues => Array.Exists(Y, double.IsFinite);
}

/// <summary>A horizontal line such as a target.</summary>
/// <param name="Value">Where.</param>
/// <param name="Name">Name in the legend.</param>
/// <param name="Tone">Colour.</param>
public sealed record ReferenceLine(double Value, string Name, Tone Tone);

/// <summary>A span of time shaded through the panels.</summary>
/// <param name="From">Begin in seconds since the start.</param>
/// <param name="To">End.</param>
/// <param name="Name">Name in the legend; spans of one name have one entry.</param>
/// <param name="Tone">Colour.</param>
public sealed record ShadedSpan(double From, double To, string Name, Tone Tone);

/// <summary>A row of events on the time axis.</summary>
/// <param name="Name">Short name at its left.</param>
/// <param name="Marks">Events in order of time.</param>
public sealed record EventLane(string Name, ImmutableArray<EventMark> Marks);

/// <summary>Sign of an event.</summary>
public enum MarkShape
{
    /// <summary>Triangle pointing up.</summary>
    Up,

    /// <summary>Triangle pointing down.</summary>
    Down,

    /// <summary>A cross, with a line through the panels.</summary>
    Cross,

    /// <summary>A bar from begin to end.</summary>
    Bar,

    /// <summary>A diamond.</summary>
    Diamond,
}

/// <summary>An event on the time axis.</summary>
/// <param name="At">Seconds since the start.</param>
/// <param name="Until">End of a bar; otherwise equal to <paramref name="At"/>.</param>
/// <param name="Shape">Sign.</param>
/// <param name="Tone">Colour.</param>
/// <param name="Kind">Name of its kind in the legend.</param>
/// <param name="Text">What happened, for the tooltip.</param>
/// <param name="Label">Short text beside it where there is room; may be empty.</param>
public sealed record EventMark(double At, double Until, MarkShape Shape, Tone Tone, string Kind, string Text, string Label = "");

/// <summary>Groups of horizontal bars, each group with a scale of its own.</summary>
public sealed record BarChart : Chart
{
    /// <summary>Groups in reading order.</summary>
    public required ImmutableArray<BarGroup> Groups { get; init; }

    /// <summary>Groups beside each other.</summary>
    public int Columns { get; init; } = 1;
}

/// <summary>Bars of one unit.</summary>
/// <param name="Title">What they measure, with its unit.</param>
/// <param name="Bars">From top to bottom.</param>
public sealed record BarGroup(string Title, ImmutableArray<Bar> Bars);

/// <summary>A bar.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Value">Its length; NaN for none.</param>
/// <param name="HalfWidth">Half the width of its confidence interval; NaN for none.</param>
/// <param name="Text">The value as text, with what else there is to say.</param>
/// <param name="Tone">Colour.</param>
public sealed record Bar(string Label, double Value, double HalfWidth, string Text, Tone Tone);

/// <summary>Draws charts.</summary>
public interface IChartRenderer
{
    /// <summary>Extension of its files, with the dot.</summary>
    string Extension { get; }

    /// <summary>Draws a chart; equal charts give equal bytes.</summary>
    void Render(Chart chart, TextWriter to);
}
