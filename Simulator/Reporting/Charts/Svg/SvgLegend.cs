namespace Simulator.Reporting.Charts.Svg;

/// <summary>A legend that flows: entries from left to right, in as many rows as their text needs.</summary>
internal sealed class SvgLegend
{
    private const double Size = 12.5;
    private const double RowHeight = 19;
    private const double Swatch = 20;
    private const double Gap = 18;

    private readonly List<(double Width, Action<SvgCanvas, double, double> Draw)> _entries = [];

    /// <summary>Height of the rows between two edges.</summary>
    public double HeightOf(double left, double right) => _entries.Count == 0 ? 0 : Rows(left, right, draw: null) * RowHeight;

    /// <summary>A heading in bold.</summary>
    public void Heading(string text)
    {
        _entries.Add((TextExtent.Width(text, 13) * TextExtent.Bold, (c, x, y) => c.Text(x, y, text, 13, bold: true)));
    }

    /// <summary>An entry: a swatch drawn at its left middle, and a name.</summary>
    public void Entry(string name, Action<SvgCanvas, double, double> swatch)
    {
        _entries.Add((Swatch + 6 + TextExtent.Width(name, Size), Draw));

        void Draw(SvgCanvas canvas, double x, double y)
        {
            swatch(canvas, x, y - 4.5);
            canvas.Text(x + Swatch + 6, y, name, Size);
        }
    }

    /// <summary>An entry for a series; areas of a stack are opaque.</summary>
    public void Entry(Series series, bool stacked)
    {
        var colour = Palette.Hex(series.Tone);
        Entry(series.Name, (c, x, y) =>
        {
            if (series.Shape == SeriesShape.Points)
            {
                SvgTimeChart.DrawRing(c, x + 10, y, series.Tone, "");
                return;
            }
            if (series.Shape is SeriesShape.Area or SeriesShape.StepArea or SeriesShape.Band) c.Rectangle(x, y - 5, Swatch, 10, colour, stacked ? 1 : SvgTimeChart.FillOpacity(series));
            if (series.Shape == SeriesShape.Band || stacked) return;
            var edge = series.Shape is SeriesShape.Area or SeriesShape.StepArea ? y - 5 : y;
            c.Line(x, edge, x + Swatch, edge, colour, 2, series.Dashed ? SvgTimeChart.Dash : "");
        });
    }

    /// <summary>Draws between two edges; <paramref name="top"/> is the upper edge of the first row.</summary>
    public void Draw(SvgCanvas canvas, double left, double right, double top) => Rows(left, right, (draw, x, row) => draw(canvas, x, top + (row * RowHeight) + 13));

    private int Rows(double left, double right, Action<Action<SvgCanvas, double, double>, double, int>? draw)
    {
        var (x, row) = (left, 0);
        foreach (var (width, drawEntry) in _entries)
        {
            if (x > left && x + width > right) (x, row) = (left, row + 1);
            draw?.Invoke(drawEntry, x, row);
            x += width + Gap;
        }
        return row + 1;
    }
}
