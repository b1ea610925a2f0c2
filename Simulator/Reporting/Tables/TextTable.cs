using Spectre.Console;

namespace Simulator.Reporting.Tables;

/// <summary>A table for a console: with rules and bold heads where the console can, otherwise columns of plain text that grep and cut can read.</summary>
public sealed class TextTable
{
    private readonly string[] _heads;
    private readonly bool[] _numeric;
    private readonly List<string[]> _rows = [];

    /// <summary>A table with the given heads; one that begins with <c>#</c> is of a column of numbers, aligned right.</summary>
    public TextTable(params string[] heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        _heads = [.. heads.Select(h => h.TrimStart('#'))];
        _numeric = [.. heads.Select(h => h.StartsWith('#'))];
    }

    /// <summary>Whether there are rows.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Adds a row of as many cells as there are heads.</summary>
    public void Add(params string[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Length != _heads.Length) throw new ArgumentException("A row has a cell for each head.", nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>Writes the table.</summary>
    /// <param name="to">The console.</param>
    /// <param name="rich">Whether the console understands control sequences.</param>
    public void Write(TextWriter to, bool rich)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (rich) WriteRich(to);
        else WritePlain(to);
    }

    private void WritePlain(TextWriter to)
    {
        var widths = _heads.Select((h, i) => Math.Max(h.Length, _rows.Count == 0 ? 0 : _rows.Max(r => r[i].Length))).ToArray();
        WriteLine(to, _heads, widths);
        foreach (var row in _rows) WriteLine(to, row, widths);
    }

    private void WriteLine(TextWriter to, string[] cells, int[] widths)
    {
        var line = cells.Select((c, i) => _numeric[i] ? c.PadLeft(widths[i]) : c.PadRight(widths[i]));
        to.Write(string.Join("  ", line).TrimEnd() + "\n");
    }

    private void WriteRich(TextWriter to)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(to) });
        var table = new Table().Border(TableBorder.Rounded).BorderStyle(new Style(foreground: Color.Grey));
        for (var i = 0; i < _heads.Length; i++)
        {
            var column = new TableColumn(new Text(_heads[i], new Style(decoration: Decoration.Bold)));
            column.NoWrap = true;
            table.AddColumn(_numeric[i] ? column.RightAligned() : column);
        }
        foreach (var row in _rows) table.AddRow(row.Select(c => new Text(c, StyleOf(c))));
        console.Write(table);
    }

    private static Style StyleOf(string cell) => cell switch
    {
        "pass" => new Style(foreground: Color.Green),
        "fail" => new Style(foreground: Color.Red),
        "inconclusive" => new Style(foreground: Color.Yellow),
        _ => Style.Plain,
    };
}
