using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Simulator.Reporting.Reading;

/// <summary>
/// A result file read back, column by column and only the columns asked for. Charts and reports are made from the files, not from memory: so
/// <c>report</c> redraws exactly what <c>run</c> drew, and what a chart shows is what the file says.
/// </summary>
internal sealed class ResultTable
{
    private readonly Dictionary<string, List<string>> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<double>> _numbers = new(StringComparer.Ordinal);

    private ResultTable()
    {
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Reads a file; a missing one, and missing columns, are read as empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="texts">Columns of text.</param>
    /// <param name="numbers">Columns of numbers; an empty cell is NaN.</param>
    public static ResultTable Read(string path, string[] texts, string[] numbers)
    {
        var table = new ResultTable();
        foreach (var name in texts) table._texts[name] = [];
        foreach (var name in numbers) table._numbers[name] = [];
        if (!File.Exists(path)) return table;
        using var reader = new StreamReader(path);
        using var csv = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { CacheFields = true, BufferSize = 1 << 16 });
        if (!csv.Read()) return table;
        var header = csv.Record!;
        var textColumns = texts.Select(n => (Array.IndexOf(header, n), table._texts[n])).ToArray();
        var numberColumns = numbers.Select(n => (Array.IndexOf(header, n), table._numbers[n])).ToArray();
        while (csv.Read())
        {
            foreach (var (i, list) in textColumns) list.Add(i < 0 ? "" : csv[i]);
            foreach (var (i, list) in numberColumns)
                list.Add(i >= 0 && double.TryParse(csv[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN);
            table.Count++;
        }
        return table;
    }

    /// <summary>A column of text.</summary>
    public IReadOnlyList<string> Texts(string name) => _texts[name];

    /// <summary>A column of numbers.</summary>
    public IReadOnlyList<double> Numbers(string name) => _numbers[name];
}
