using System.Collections.Immutable;
using System.Text;

namespace Simulator.Reporting.Charts.Svg;

/// <summary>
/// Draws a <see cref="TimeChart"/>. From top to bottom: heading; for each panel a row with its title and legend and the plot; the lanes of
/// events; the time axis; a legend of spans and events. Heights are found first, so nothing has to dodge anything.
/// </summary>
internal sealed class SvgTimeChart
{
    /// <summary>Dash pattern of dashed series.</summary>
    public const string Dash = "6 3";

    private const double SpanOpacity = 0.17;
    private const double Headroom = 5; // so that a line at the top of the axis is seen whole
    private const double Left = 66;
    private const double Right = SvgChartRenderer.Width - 24;
    private const double LaneHeight = 20;
    private const double TickSize = 12;
    private const string Grid = "#e4e4e4";
    private const string Axis = "#8c8c8c";

    private readonly SvgCanvas _canvas;
    private readonly TimeChart _chart;

    /// <summary>A drawing of a chart.</summary>
    public SvgTimeChart(SvgCanvas canvas, TimeChart chart)
    {
        _canvas = canvas;
        _chart = chart;
    }

    /// <summary>How strongly an area is filled.</summary>
    public static double FillOpacity(Series series) => series.Shape == SeriesShape.Band ? 0.25 : 0.22;

    /// <summary>Draws everything; returns the height.</summary>
    public double Draw()
    {
        var legends = _chart.Panels.Select(LegendOf).ToArray();
        var footer = FooterOf();
        var heading = SvgChartRenderer.Heading(_canvas, _chart);
        var footerHeight = Math.Max(1, Math.Ceiling(footer.HeightOf(16, SvgChartRenderer.Width - 200) / 19)) * 19;
        var axisHeight = 40.0;
        var lanes = _chart.Lanes.Length * LaneHeight;
        var total = 420 + (150.0 * (_chart.Panels.Length - 1)) + (_chart.Panels.Length > 1 ? 20 : 0);
        var free = total - heading - axisHeight - lanes - (lanes > 0 ? 6 : 0) - footerHeight - 14 - legends.Sum(l => l.HeightOf(16, Right) + 6) - (12 * (_chart.Panels.Length - 1));
        var weights = _chart.Panels.Sum(p => p.Weight);
        var ticks = Ticks.Time(_chart.Start, _chart.Seconds, 10);

        var y = heading;
        var plots = new List<(double Top, double Bottom)>();
        for (var i = 0; i < _chart.Panels.Length; i++)
        {
            var panel = _chart.Panels[i];
            if (i > 0) y += 12;
            legends[i].Draw(_canvas, 16, Right, y);
            y += legends[i].HeightOf(16, Right) + 6;
            var height = Math.Floor(free * panel.Weight / weights);
            DrawPanel(panel, y, y + height, ticks);
            plots.Add((y, y + height));
            y += height;
        }
        if (lanes > 0) y += 6;
        foreach (var lane in _chart.Lanes)
        {
            DrawLane(lane, y, plots);
            y += LaneHeight;
        }
        DrawTimeAxis(ticks, y);
        y += axisHeight + 6;
        footer.Draw(_canvas, 16, SvgChartRenderer.Width - 200, y);
        _canvas.Text(Right, y + 13, "simulated time, UTC", TickSize, Anchor.End, colour: SvgCanvas.QuietColour);
        return y + footerHeight + 8;
    }

    private static SvgLegend LegendOf(Panel panel)
    {
        var legend = new SvgLegend();
        legend.Heading(panel.Title);
        foreach (var s in panel.Series)
        {
            if (s.HasValues) legend.Entry(s, panel.Stacked);
        }
        foreach (var r in panel.References) legend.Entry(r.Name, (c, x, y) => c.Line(x, y, x + 20, y, Palette.Hex(r.Tone), 1.5, "2 3"));
        return legend;
    }

    private SvgLegend FooterOf()
    {
        var legend = new SvgLegend();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var span in _chart.Spans)
        {
            if (known.Add(span.Name)) legend.Entry(span.Name, (c, x, y) => c.Rectangle(x, y - 6, 20, 12, Palette.Hex(span.Tone), SpanOpacity));
        }
        foreach (var mark in _chart.Lanes.SelectMany(l => l.Marks))
        {
            if (!known.Add(mark.Kind)) continue;
            if (mark.Shape == MarkShape.Bar) legend.Entry(mark.Kind, (c, x, y) => c.Rectangle(x, y - 3, 20, 7, Palette.Hex(mark.Tone), 0.75));
            else legend.Entry(mark.Kind, (c, x, y) => DrawSign(c, mark.Shape, x + 12, y, mark.Tone, ""));
        }
        return legend;
    }

    private double X(double seconds) => Left + (Math.Clamp(seconds / _chart.Seconds, 0, 1) * (Right - Left));

    private void DrawPanel(Panel panel, double top, double bottom, Tick[] time)
    {
        var scale = ValueScale.Of(panel, top + Headroom, bottom);
        foreach (var span in _chart.Spans)
        {
            var (from, to) = (X(span.From), X(span.To));
            if (to > from) _canvas.Rectangle(from, top, Math.Max(0.5, to - from), bottom - top, Palette.Hex(span.Tone), SpanOpacity);
        }
        foreach (var tick in time) _canvas.Line(X(tick.Value), top, X(tick.Value), bottom, "#f0f0f0");
        foreach (var tick in scale.Ticks)
        {
            var y = scale.Y(tick.Value);
            _canvas.Line(Left, y, Right, y, y >= bottom - 0.5 ? Axis : Grid);
            _canvas.Text(Left - 8, y + 4, tick.Label, TickSize, Anchor.End, colour: SvgCanvas.QuietColour);
        }
        var below = panel.Stacked ? new double[panel.Series.IsEmpty ? 0 : panel.Series[0].Y.Length] : null;
        var drawn = below is null ? panel.Series : Stack(panel, below);
        foreach (var series in drawn) DrawSeries(series, scale, bottom, panel.Stacked);
        foreach (var r in panel.References) _canvas.Line(Left, scale.Y(r.Value), Right, scale.Y(r.Value), Palette.Hex(r.Tone), 1.5, "2 3");
    }

    // Cumulative areas, the highest first: each is painted over by the next.
    private static ImmutableArray<Series> Stack(Panel panel, double[] sum)
    {
        var stacked = ImmutableArray.CreateBuilder<Series>();
        foreach (var s in panel.Series)
        {
            for (var i = 0; i < sum.Length; i++) sum[i] += double.IsNaN(s.Y[i]) ? 0 : s.Y[i];
            stacked.Add(s with { Y = [.. sum] });
        }
        stacked.Reverse();
        return stacked.ToImmutable();
    }

    /// <summary>A ring: what it is held against is seen through it.</summary>
    public static void DrawRing(SvgCanvas canvas, double x, double y, Tone tone, string tooltip) =>
        canvas.Path(new StringBuilder().Append('M').Append(SvgCanvas.N(x - 4.5)).Append(' ').Append(SvgCanvas.N(y)).Append("a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0Z"), Palette.Hex(tone), 2, tooltip: tooltip);

    private void DrawPoints(Series s, ValueScale scale)
    {
        for (var i = 0; i < s.X.Length; i++)
        {
            if (double.IsFinite(s.Y[i])) DrawRing(_canvas, X(s.X[i]), scale.Y(s.Y[i]), s.Tone, $"{s.Name}: {Catalogue.ResultCharts.Number(s.Y[i])} {s.Unit}".TrimEnd());
        }
    }

    private void DrawSeries(Series s, ValueScale scale, double bottom, bool opaque)
    {
        if (s.Shape == SeriesShape.Points)
        {
            DrawPoints(s, scale);
            return;
        }
        var keep = Decimation.Keep(s.X, s.Y, 0, _chart.Seconds, (int)(Right - Left));
        var step = s.Shape is SeriesShape.Step or SeriesShape.StepArea;
        var (line, area) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < keep.Length;)
        {
            if (!double.IsFinite(s.Y[keep[i]]))
            {
                i++;
                continue;
            }
            var end = i;
            while (end < keep.Length && double.IsFinite(s.Y[keep[end]])) end++;
            AppendPiece(line, s, s.Y, keep.AsSpan(i, end - i), scale, step, skipZero: s.Shape is SeriesShape.Area or SeriesShape.StepArea);
            if (s.Shape == SeriesShape.Band) AppendBand(area, s, keep.AsSpan(i, end - i), scale);
            else if (s.Shape is SeriesShape.Area or SeriesShape.StepArea)
            {
                AppendPiece(area, s, s.Y, keep.AsSpan(i, end - i), scale, step);
                area.Append('V').Append(SvgCanvas.N(bottom)).Append('H').Append(SvgCanvas.N(X(s.X[keep[i]]))).Append('Z');
            }
            i = end;
        }
        var colour = Palette.Hex(s.Tone);
        if (opaque) _canvas.Path(area, "none", 0, colour, 1);
        else _canvas.Path(area, "none", 0, colour, FillOpacity(s));
        if (s.Shape != SeriesShape.Band && !opaque) _canvas.Path(line, colour, s.Dashed ? 1.6 : 1.8, dash: s.Dashed ? Dash : "");
    }

    // The outline of an area at zero would lie on the axis and hide it: there the pen is lifted.
    private void AppendPiece(StringBuilder path, Series s, double[] values, ReadOnlySpan<int> points, ValueScale scale, bool step, bool skipZero = false)
    {
        var (lastX, lastY, lifted) = ("", "", true);
        var zero = skipZero ? SvgCanvas.N(scale.Y(0)) : "";
        for (var i = 0; i < points.Length; i++)
        {
            var x = SvgCanvas.N(X(s.X[points[i]]));
            var y = SvgCanvas.N(scale.Y(values[points[i]]));
            // A run of equal values is one horizontal stroke: most of a count's points vanish here.
            if (step && i > 0 && y == lastY && i < points.Length - 1) continue;
            var alongZero = y == zero && lastY == zero;
            if (i == 0 || alongZero || (step && lastY == zero)) lifted = true;
            if (lifted && !alongZero && (i > 0 || y != zero))
            {
                path.Append('M').Append(step || i == 0 ? x : lastX).Append(' ').Append(i == 0 ? y : lastY);
                lifted = false;
                if (i > 0) path.Append(step ? 'V' : 'L').Append(step ? y : x + " " + y);
            }
            else if (!lifted && step)
            {
                path.Append('H').Append(x);
                if (y != lastY) path.Append('V').Append(y);
            }
            else if (!lifted && (x != lastX || y != lastY)) path.Append('L').Append(x).Append(' ').Append(y);
            (lastX, lastY) = (x, y);
        }
        if (points.Length == 1 && !lifted) path.Append("h1");
    }

    private void AppendBand(StringBuilder path, Series s, ReadOnlySpan<int> points, ValueScale scale)
    {
        AppendPiece(path, s, s.Y, points, scale, step: false);
        var back = points.ToArray();
        Array.Reverse(back);
        var lower = new StringBuilder();
        AppendPiece(lower, s, s.Low, back, scale, step: false);
        lower[0] = 'L';
        path.Append(lower).Append('Z');
    }

    private void DrawLane(EventLane lane, double top, List<(double Top, double Bottom)> plots)
    {
        var middle = top + (LaneHeight / 2);
        _canvas.Text(Left - 8, middle + 4, TextExtent.Fit(lane.Name, TickSize, Left - 12), TickSize, Anchor.End, colour: SvgCanvas.QuietColour);
        _canvas.Line(Left, middle, Right, middle, Grid);
        var (lastSign, lastKind) = (double.NegativeInfinity, "");
        foreach (var mark in lane.Marks)
        {
            var x = X(mark.At);
            if (mark.Shape == MarkShape.Bar)
            {
                _canvas.Rectangle(x, middle - 3.5, Math.Max(1, X(mark.Until) - x), 7, Palette.Hex(mark.Tone), 0.75, mark.Text);
                continue;
            }
            if (mark.Shape == MarkShape.Cross)
            {
                foreach (var (from, to) in plots) _canvas.Line(x, from, x, to, Palette.Hex(mark.Tone), 1.2, "3 3");
            }
            if (mark.Kind == lastKind && x - lastSign < 1.5) continue; // signs on top of each other say no more than one
            DrawSign(_canvas, mark.Shape, x, middle, mark.Tone, mark.Text);
            (lastSign, lastKind) = (x, mark.Kind);
        }
        DrawLaneLabels(lane, middle);
    }

    private void DrawLaneLabels(EventLane lane, double middle)
    {
        var taken = new List<(double From, double To)>();
        foreach (var m in lane.Marks) taken.Add((X(m.At) - 6, X(m.Until) + 6));
        foreach (var mark in lane.Marks)
        {
            if (mark.Label.Length == 0) continue;
            var width = TextExtent.Width(mark.Label, TickSize);
            var right = X(mark.Until) + 8;
            var left = X(mark.At) - 8 - width;
            var at = Free(right, right + width) ? right : Free(left, left + width) ? left : double.NaN;
            if (double.IsNaN(at)) continue; // its tooltip and the report still tell
            _canvas.Text(at, middle + 4, mark.Label, TickSize);
            taken.Add((at - 4, at + width + 4));
        }

        bool Free(double from, double to) => from >= Left && to <= Right && !taken.Exists(t => t.From < to && t.To > from);
    }

    private void DrawTimeAxis(Tick[] ticks, double y)
    {
        _canvas.Line(Left, y, Right, y, Axis);
        var (freeFrom, freeDay) = (double.NegativeInfinity, double.NegativeInfinity);
        foreach (var tick in ticks)
        {
            var x = X(tick.Value);
            _canvas.Line(x, y, x, y + 5, Axis);
            var half = TextExtent.Width(tick.Label, TickSize) / 2;
            if (x - half > freeFrom && x + half <= SvgChartRenderer.Width - 2)
            {
                _canvas.Text(x, y + 18, tick.Label, TickSize, Anchor.Middle, colour: SvgCanvas.QuietColour);
                freeFrom = x + half + 6;
            }
            var halfDay = TextExtent.Width(tick.Day, TickSize) / 2;
            if (halfDay > 0 && x - halfDay > freeDay && x + halfDay <= SvgChartRenderer.Width - 2)
            {
                _canvas.Text(x, y + 33, tick.Day, TickSize, Anchor.Middle, colour: SvgCanvas.QuietColour);
                freeDay = x + halfDay + 6;
            }
        }
    }

    private static void DrawSign(SvgCanvas canvas, MarkShape shape, double x, double y, Tone tone, string tooltip)
    {
        var at = SvgCanvas.N(x) + " ";
        var colour = Palette.Hex(tone);
        var path = new StringBuilder();
        switch (shape)
        {
            case MarkShape.Up: path.Append('M').Append(at).Append(SvgCanvas.N(y - 5)).Append("l5 9h-10Z"); break;
            case MarkShape.Down: path.Append('M').Append(at).Append(SvgCanvas.N(y + 5)).Append("l5-9h-10Z"); break;
            case MarkShape.Diamond: path.Append('M').Append(at).Append(SvgCanvas.N(y - 5)).Append("l5 5l-5 5l-5-5Z"); break;
            default:
                path.Append('M').Append(SvgCanvas.N(x - 4)).Append(' ').Append(SvgCanvas.N(y - 4)).Append("l8 8m0-8l-8 8");
                canvas.Path(path, colour, 2.2, tooltip: tooltip);
                return;
        }
        canvas.Path(path, "none", 0, colour, tooltip: tooltip);
    }
}
