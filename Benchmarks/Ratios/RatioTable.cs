using System.Globalization;

namespace Benchmarks.Ratios;

/// <summary>One row for each contest, as aligned text or as Markdown; written row by row, because a run takes minutes.</summary>
/// <param name="output">Where it is written.</param>
/// <param name="markdown">Whether it is to be pasted into a README.</param>
public sealed class RatioTable(TextWriter output, bool markdown)
{
    private static readonly (string Title, int Width)[] Columns =
    [
        ("group", -7),
        ("contest", -41),
        ("baseline ns", 11),
        ("candidate ns", 12),
        ("ratio", 6),
        ("quartiles", 11),
        ("bound", 6),
        ("B/unit", 6),
        ("holds", 5),
    ];

    /// <summary>Writes the heading.</summary>
    public void WriteHeading()
    {
        Write([.. Columns.Select(c => c.Title)]);
        Write([.. Columns.Select(c => new string('-', Math.Abs(c.Width) - 1) + (c.Width > 0 ? ':' : '-'))]);
    }

    /// <summary>Writes one row.</summary>
    public void Write(Outcome o) => Write(
    [
        o.Contest.Group,
        o.Contest.Name,
        Number(o.BaselineNanoseconds),
        Number(o.CandidateNanoseconds),
        Ratio(o.Ratio),
        $"{Ratio(o.LowRatio)}–{Ratio(o.HighRatio)}",
        o.Contest.Bound > 0 ? "≥ " + o.Contest.Bound.ToString("0.0#", CultureInfo.InvariantCulture) : "–",
        o.BytesPerUnit.ToString("0.##", CultureInfo.InvariantCulture),
        !o.IsBounded ? "–" : o.Holds ? "yes" : "NO",
    ]);

    private void Write(string[] cells)
    {
        var padded = cells.Zip(Columns, (cell, column) => column.Width < 0 ? cell.PadRight(-column.Width) : cell.PadLeft(column.Width));
        output.WriteLine(markdown ? $"| {string.Join(" | ", cells)} |" : string.Join("  ", padded));
    }

    private static string Number(double nanoseconds) => nanoseconds.ToString(nanoseconds < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);
}
