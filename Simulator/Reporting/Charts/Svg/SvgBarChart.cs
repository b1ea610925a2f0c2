namespace Simulator.Reporting.Charts.Svg;

/// <summary>Draws a <see cref="BarChart"/>: groups in columns, labels at the left of each bar, the value as text at its right, no axis needed.</summary>
internal sealed class SvgBarChart
{
    private const double Size = 12.5;
    private const double BarHeight = 17;
    private const double RowHeight = 25;
    private const double Edge = 16;
    private const double Gutter = 36;

    private readonly SvgCanvas _canvas;
    private readonly BarChart _chart;

    /// <summary>A drawing of a chart.</summary>
    public SvgBarChart(SvgCanvas canvas, BarChart chart)
    {
        _canvas = canvas;
        _chart = chart;
    }

    /// <summary>Draws everything; returns the height.</summary>
    public double Draw()
    {
        var y = SvgChartRenderer.Heading(_canvas, _chart) + 8;
        var columns = Math.Max(1, _chart.Columns);
        var width = (SvgChartRenderer.Width - (2 * Edge) - (Gutter * (columns - 1))) / columns;
        for (var i = 0; i < _chart.Groups.Length; i += columns)
        {
            var row = _chart.Groups.AsSpan().Slice(i, Math.Min(columns, _chart.Groups.Length - i));
            var tallest = 0.0;
            for (var c = 0; c < row.Length; c++) tallest = Math.Max(tallest, DrawGroup(row[c], Edge + (c * (width + Gutter)), width, y));
            y += tallest + 18;
        }
        return y + 2;
    }

    private double DrawGroup(BarGroup group, double left, double width, double top)
    {
        _canvas.Text(left, top + 13, TextExtent.Fit(group.Title, 13, width / TextExtent.Bold), 13, bold: true);
        if (group.Bars.IsEmpty) return 22;
        var labels = Math.Min(width * 0.38, group.Bars.Max(b => TextExtent.Width(b.Label, Size)));
        var texts = Math.Min(width * 0.45, group.Bars.Max(b => TextExtent.Width(b.Text, Size)));
        var start = left + labels + 10;
        var room = width - labels - 10 - texts - 8;
        var longest = group.Bars.Max(b => Math.Max(0, Reach(b)));
        var y = top + 22;
        foreach (var bar in group.Bars)
        {
            var middle = y + (RowHeight / 2);
            _canvas.Text(start - 10, middle + 4, TextExtent.Fit(bar.Label, Size, labels), Size, Anchor.End);
            var length = longest > 0 && bar.Value > 0 ? bar.Value / longest * room : 0;
            _canvas.Rectangle(start, middle - (BarHeight / 2), Math.Max(0, length), BarHeight, Palette.Hex(bar.Tone), 0.85);
            if (bar.HalfWidth > 0) DrawWhisker(bar, start, middle, longest, room);
            var end = start + (longest > 0 && double.IsFinite(bar.Value) ? Math.Max(0, Reach(bar)) / longest * room : 0);
            _canvas.Text(end + 8, middle + 4, TextExtent.Fit(bar.Text, Size, left + width - end - 8 + 0.5), Size);
            y += RowHeight;
        }
        _canvas.Line(start, top + 22, start, y, "#8c8c8c");
        return y - top;
    }

    private void DrawWhisker(Bar bar, double start, double middle, double longest, double room)
    {
        var from = start + (Math.Max(0, bar.Value - bar.HalfWidth) / longest * room);
        var to = start + (Reach(bar) / longest * room);
        _canvas.Line(from, middle, to, middle, "#222222", 1.4);
        _canvas.Line(from, middle - 4, from, middle + 4, "#222222", 1.4);
        _canvas.Line(to, middle - 4, to, middle + 4, "#222222", 1.4);
    }

    private static double Reach(Bar bar) => double.IsFinite(bar.Value) ? bar.Value + (double.IsFinite(bar.HalfWidth) ? bar.HalfWidth : 0) : 0;
}
