namespace Simulator.Reporting.Charts.Svg;

/// <summary>
/// Draws charts as SVG without a chart library: legible at 900 pixels width, white background, no script, no fonts of its own. ScottPlot was
/// asked for and could not be restored where this was built; a renderer on top of it would be one more class beside this one.
/// </summary>
public sealed class SvgChartRenderer : IChartRenderer
{
    /// <summary>Width of every chart in pixels.</summary>
    internal const double Width = 900;

    /// <inheritdoc/>
    public string Extension => ".svg";

    /// <inheritdoc/>
    public void Render(Chart chart, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(to);
        var canvas = new SvgCanvas();
        var height = chart switch
        {
            TimeChart c => new SvgTimeChart(canvas, c).Draw(),
            BarChart c => new SvgBarChart(canvas, c).Draw(),
            WaterfallChart c => new SvgWaterfallChart(canvas, c).Draw(),
            _ => throw new ArgumentException("A chart of a kind that is not drawn: " + chart.GetType().Name, nameof(chart)),
        };
        canvas.WriteTo(to, Width, height, chart);
    }

    /// <summary>Draws title and subtitle; returns where the rest may begin.</summary>
    internal static double Heading(SvgCanvas canvas, Chart chart)
    {
        const double left = 16;
        canvas.Text(left, 30, TextExtent.Fit(chart.Title, 19, (Width - (2 * left)) / TextExtent.Bold), 19, bold: true, colour: "#111111");
        var y = 38.0;
        foreach (var line in TextExtent.Wrap(chart.Subtitle, 13, Width - (2 * left)))
        {
            y += 17;
            canvas.Text(left, y - 3, line, 13, colour: SvgCanvas.QuietColour);
        }
        return y + 6;
    }
}
