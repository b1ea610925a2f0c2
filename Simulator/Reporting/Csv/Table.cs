using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Simulator.Reporting.Csv;

/// <summary>A result file as its documentation sees it.</summary>
internal abstract class Table
{
    private protected Table(string file, string row)
    {
        File = file;
        Row = row;
    }

    /// <summary>File name.</summary>
    public string File { get; }

    /// <summary>What one row stands for.</summary>
    public string Row { get; }

    /// <summary>The columns in order.</summary>
    public abstract ImmutableArray<ColumnDescription> Columns { get; }
}

/// <summary>A result file: its name, what a row is, and one declaration for each column, from which both the file and its documentation come.</summary>
internal sealed class Table<TRow> : Table
{
    private readonly Column<TRow>[] _columns;

    /// <summary>A table.</summary>
    public Table(string file, string row, params Column<TRow>[] columns)
        : base(file, row)
    {
        _columns = columns;
        Columns = [.. columns.Select(c => c.Description)];
    }

    /// <inheritdoc/>
    public override ImmutableArray<ColumnDescription> Columns { get; }

    /// <summary>Writes the header and all rows.</summary>
    /// <param name="stream">Where to; closed at the end.</param>
    /// <param name="rows">The rows in order.</param>
    /// <param name="names">Names of the run's entities.</param>
    public void Write(Stream stream, ReadOnlySpan<TRow> rows, ResultNames names)
    {
        using var to = new Utf8CsvWriter(stream, names.Start);
        foreach (var column in _columns) to.Text(column.Description.Name);
        to.EndRow();
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var column in _columns) column.Write(to, in rows[i], names);
            to.EndRow();
        }
    }

    /// <summary>Writes the file into <paramref name="folder"/>.</summary>
    public void WriteTo(string folder, List<TRow> rows, ResultNames names) =>
        Write(System.IO.File.Create(Path.Combine(folder, File), 1), CollectionsMarshal.AsSpan(rows), names);
}
