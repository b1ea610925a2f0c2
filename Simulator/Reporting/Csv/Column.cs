using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Reporting.Csv;

/// <summary>What a reader must know of a column; the documentation of the result files is printed from it.</summary>
/// <param name="Name">snake_case name, the first line of the file.</param>
/// <param name="Unit">Unit, or empty for text.</param>
/// <param name="Decimals">Decimals of every value, or null for text and whole numbers.</param>
/// <param name="Description">One sentence without a full stop.</param>
/// <param name="Values">The closed list of values, or empty.</param>
internal sealed record ColumnDescription(string Name, string Unit, int? Decimals, string Description, ImmutableArray<string> Values);

/// <summary>Text of a row; null or empty is no value.</summary>
internal delegate string? TextOf<TRow>(in TRow row, ResultNames names);

/// <summary>Whole number of a row; null is no value.</summary>
internal delegate long? CountOf<TRow>(in TRow row);

/// <summary>Whole number of a row that needs the scenario; null is no value.</summary>
internal delegate long? NamedCountOf<TRow>(in TRow row, ResultNames names);

/// <summary>Number of a row; NaN is no value.</summary>
internal delegate double NumberOf<TRow>(in TRow row);

/// <summary>Instant of a row; <see cref="Instant.MaxValue"/> is no value.</summary>
internal delegate Instant InstantOf<TRow>(in TRow row);

/// <summary>A column of a result file: its description and how a cell is written.</summary>
internal sealed class Column<TRow>
{
    private readonly Cell _write;

    private Column(ColumnDescription description, Cell write)
    {
        Description = description;
        _write = write;
    }

    private delegate void Cell(Utf8CsvWriter to, in TRow row, ResultNames names);

    /// <summary>The description.</summary>
    public ColumnDescription Description { get; }

    /// <summary>A column of text.</summary>
    public static Column<TRow> Text(string name, string description, TextOf<TRow> of, IEnumerable<string>? values = null) =>
        new(new(name, "", null, description, [.. values ?? []]), (to, in row, names) => to.Text(of(in row, names)));

    /// <summary>A column of whole numbers.</summary>
    public static Column<TRow> Count(string name, string unit, string description, CountOf<TRow> of) =>
        Count(name, unit, description, (in row, _) => of(in row));

    /// <summary>A column of whole numbers that come from the scenario.</summary>
    public static Column<TRow> Count(string name, string unit, string description, NamedCountOf<TRow> of) =>
        new(new(name, unit, null, description, []), (to, in row, names) =>
        {
            if (of(in row, names) is { } value) to.Integer(value);
            else to.Text("");
        });

    /// <summary>A column of numbers with fixed decimals.</summary>
    public static Column<TRow> Number(string name, string unit, int decimals, string description, NumberOf<TRow> of) =>
        new(new(name, unit, decimals, description, []), (to, in row, _) => to.Number(of(in row), decimals));

    /// <summary>A column of seconds since the start of the run.</summary>
    public static Column<TRow> Seconds(string name, string description, InstantOf<TRow> of) =>
        new(new(name, "s", 3, description, []), (to, in row, _) => to.Seconds(of(in row)));

    /// <summary>A column of wall-clock times of the simulated world.</summary>
    public static Column<TRow> Clock(string name, string description, InstantOf<TRow> of) =>
        new(new(name, "ISO-8601 UTC", null, description, []), (to, in row, _) => to.Clock(of(in row)));

    /// <summary>Writes the cell of a row.</summary>
    public void Write(Utf8CsvWriter to, in TRow row, ResultNames names) => _write(to, in row, names);
}
