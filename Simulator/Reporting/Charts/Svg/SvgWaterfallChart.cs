using System.Globalization;

namespace Simulator.Reporting.Charts.Svg;

/// <summary>Draws a <see cref="WaterfallChart"/>: a row for each item, its stages one after the other, an axis of seconds below.</summary>
internal sealed class SvgWaterfallChart(SvgCanvas canvas, WaterfallChart chart)
{
    private const double Size = 12.5;
    private const double RowHeight = 24;
    private const double BarHeight = 15;
    private const double Edge = 16;

    /// <summary>Draws everything; returns the height.</summary>
    public double Draw()
    {
        var y = SvgChartRenderer.Heading(canvas, chart) + 2;
        var legend = new SvgLegend();
        foreach (var (name, tone) in chart.Stages) legend.Entry(name, (c, x, middle) => c.Rectangle(x, middle - 5, 20, 10, Palette.Hex(tone), 0.9));
        legend.Draw(canvas, Edge, SvgChartRenderer.Width - Edge, y);
        y += legend.HeightOf(Edge, SvgChartRenderer.Width - Edge) + 12;
        var labels = chart.Rows.Select(r => TextExtent.Width(r.Label, Size)).DefaultIfEmpty(0).Max();
        var texts = chart.Rows.Select(r => TextExtent.Width(r.Text, Size)).DefaultIfEmpty(0).Max();
        var left = Edge + Math.Min(labels, 260) + 10;
        var right = SvgChartRenderer.Width - Edge - Math.Min(texts, 200) - 10;
        var longest = Math.Max(1, chart.Rows.Select(r => r.Seconds.Where(double.IsFinite).Sum()).DefaultIfEmpty(1).Max());
        var bottom = y + (chart.Rows.Length * RowHeight);
        foreach (var tick in Ticks.Linear(longest, 8))
        {
            var x = left + (tick.Value / longest * (right - left));
            if (x > right + 1) continue;
            canvas.Line(x, y, x, bottom + 4, "#e4e4e4");
            canvas.Text(x, bottom + 18, tick.Label + " s", 11.5, Anchor.Middle, colour: SvgCanvas.QuietColour);
        }
        foreach (var row in chart.Rows)
        {
            DrawRow(row, y + (RowHeight / 2), left, (right - left) / longest);
            y += RowHeight;
        }
        return bottom + 28;
    }

    private void DrawRow(WaterfallRow row, double middle, double left, double scale)
    {
        canvas.Text(left - 10, middle + 4, TextExtent.Fit(row.Label, Size, 260), Size, Anchor.End);
        var x = left;
        for (var i = 0; i < row.Seconds.Length; i++)
        {
            var seconds = row.Seconds[i];
            if (!(seconds > 0)) continue;
            var (name, tone) = chart.Stages[i];
            var tooltip = string.Create(CultureInfo.InvariantCulture, $"{row.Label}: {name} {seconds:0.###} s");
            canvas.Rectangle(x, middle - (BarHeight / 2), seconds * scale, BarHeight, Palette.Hex(tone), 0.9, tooltip);
            x += seconds * scale;
        }
        canvas.Text(x + 8, middle + 4, row.Text, Size);
    }
}
