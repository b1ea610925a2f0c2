using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>A row of a trace.</summary>
/// <param name="Time">Seconds since 1970 for timestamps, or the index.</param>
/// <param name="Amount">The value; null is missing.</param>
/// <param name="Line">Line in the file.</param>
internal readonly record struct TraceRow(double Time, double? Amount, int Line);

/// <summary>A CSV file read into rows in order of time.</summary>
/// <param name="Name">The file as shown to the user.</param>
/// <param name="Rows">Rows; at least one.</param>
/// <param name="IsIndex">Whether times are an index.</param>
internal sealed record TraceFile(string Name, List<TraceRow> Rows, bool IsIndex)
{
    private const int MostSlips = 10;

    /// <summary>Reads the columns that <paramref name="v"/> names, or null after reporting why not.</summary>
    public static TraceFile? Read(ObjectView v, CompileContext c)
    {
        if (v.Find(TraceTable.File) is not ScalarNode name || c.Files.ReadTrace(name, v.PathOf(TraceTable.File), c.Issues) is not { } file) return null;
        var firstLine = file.Text.AsSpan()[..Math.Max(0, file.Text.AsSpan().IndexOf('\n') is var end and >= 0 ? end : file.Text.Length)];
        var delimiter = firstLine.Contains(',') ? "," : firstLine.Contains(';') ? ";" : firstLine.Contains('\t') ? "\t" : ",";
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, BadDataFound = null, TrimOptions = TrimOptions.Trim, IgnoreBlankLines = true };
        using var parser = new CsvParser(new StringReader(file.Text), configuration);
        if (!parser.Read() || parser.Record is not { } header)
        {
            c.Report(new SourcePosition(file.Shown, 1, 1), v.Path, "the trace is empty", "a header line, then rows");
            return null;
        }
        if (ColumnsOf(v, header, file.Shown, c) is not { } columns) return null;
        return ReadRows(parser, columns, file.Shown, v, c);
    }

    private static (int Time, int Amount)? ColumnsOf(ObjectView v, string[] header, string file, CompileContext c)
    {
        if (header.All(h => double.TryParse(h, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            c.Report(new SourcePosition(file, 1, 1), v.Path, "the trace has no header line", "name its columns in the first line: timestamp,requests");
            return null;
        }
        var time = v.Find(TraceTable.TimeColumn) is { } timeColumn ? Column(timeColumn) : 0;
        if (time < 0) return null;
        if (v.Find(TraceTable.Column) is { } column)
        {
            var amount = Column(column);
            if (amount == time && amount >= 0) c.Report(column, $"`{column.Text}` is the column of times", Suggestions.Listing([.. header.Where((_, i) => i != time)], "values are in "));
            return amount < 0 || amount == time ? null : (time, amount);
        }
        if (header.Length == 2) return (time, 1 - time);
        c.Report(v.Position, v.Path, $"the trace has {header.Length} columns: `column` must say which one counts", Suggestions.Listing([.. header.Where((_, i) => i != time)], "column: one of "));
        return null;

        int Column(Reference reference)
        {
            var index = Array.FindIndex(header, h => h.Equals(reference.Text, StringComparison.OrdinalIgnoreCase));
            if (index < 0) c.Report(reference, $"{file} has no column `{reference.Text}`", Suggestions.For(reference.Text, header, "it has "));
            return index;
        }
    }

    private static TraceFile? ReadRows(CsvParser parser, (int Time, int Amount) columns, string file, ObjectView v, CompileContext c)
    {
        List<TraceRow> rows = [];
        bool? isIndex = null;
        var slips = 0;
        while (slips < MostSlips && parser.Read())
        {
            var line = parser.RawRow;
            var record = parser.Record!;
            if (record.Length <= Math.Max(columns.Time, columns.Amount))
            {
                Slip(line, 1, $"this row has {record.Length} cells; column {Math.Max(columns.Time, columns.Amount) + 1} is needed");
                continue;
            }
            isIndex ??= long.TryParse(record[columns.Time], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
            if (ParseTime(record[columns.Time], isIndex.Value) is not { } time)
            {
                Slip(line, ColumnAt(record, columns.Time), $"`{record[columns.Time]}` is not {(isIndex.Value ? "an index (a whole number)" : "a time (yyyy-MM-dd HH:mm:ss or ISO 8601)")}");
                continue;
            }
            if (!TryAmount(record[columns.Amount], out var amount))
            {
                Slip(line, ColumnAt(record, columns.Amount), $"`{record[columns.Amount]}` is not a number");
                continue;
            }
            if (rows.Count > 0 && time <= rows[^1].Time)
            {
                Slip(line, ColumnAt(record, columns.Time), $"`{record[columns.Time]}` does not come after the row before");
                continue;
            }
            rows.Add(new TraceRow(time, amount, line));
        }
        if (slips > 0) return null;
        if (rows.Count > 0) return new TraceFile(file, rows, isIndex ?? false);
        c.Report(new SourcePosition(file, 1, 1), v.Path, "the trace has a header line but no rows");
        return null;

        void Slip(int line, int column, string message)
        {
            slips++;
            c.Report(new SourcePosition(file, line, column), v.Path, message, slips == MostSlips ? "reading stops here" : null);
        }
    }

    /// <summary>A time as the trace writes it, on the trace's own scale.</summary>
    public static double? ParseTime(string text, bool isIndex)
    {
        if (isIndex) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? index : null;
        return MomentKind.TryParse(text, out var moment) ? moment.ToUnixTimeMilliseconds() / 1000.0 : null;
    }

    private static bool TryAmount(string text, out double? amount)
    {
        amount = null;
        if (text.Length == 0 || text.Equals("null", StringComparison.OrdinalIgnoreCase) || text.Equals("nan", StringComparison.OrdinalIgnoreCase)) return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return false;
        amount = number;
        return true;
    }

    private static int ColumnAt(string[] record, int column) => record.Take(column).Sum(r => r.Length + 1) + 1;
}
