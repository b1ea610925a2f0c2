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
    /// <summary>What to do about a folder that cannot be read, for complaints.</summary>
    public const string RunAgain = "run the scenario again.";

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
    /// <exception cref="ResultFolderException">A row is cut off, or a number cannot be read.</exception>
    public static ResultTable Read(string path, string[] texts, string[] numbers) => Read(path, texts, numbers, isRequired: false);

    /// <summary>Reads a file that every run writes, with all the columns asked for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="texts">Columns of text.</param>
    /// <param name="numbers">Columns of numbers; an empty cell is NaN.</param>
    /// <exception cref="ResultFolderException">It is missing or lacks a column, a row is cut off, or a number cannot be read.</exception>
    public static ResultTable ReadWhole(string path, string[] texts, string[] numbers) => Read(path, texts, numbers, isRequired: true);

    private static ResultTable Read(string path, string[] texts, string[] numbers, bool isRequired)
    {
        var table = new ResultTable();
        foreach (var name in texts) table._texts[name] = [];
        foreach (var name in numbers) table._numbers[name] = [];
        if (!File.Exists(path)) return isRequired ? throw new ResultFolderException($"'{path}' is missing, which the run has written; {RunAgain}") : table;
        using var file = File.OpenRead(path);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n') throw new ResultFolderException($"'{path}' ends within a line: it is cut off; {RunAgain}");
            file.Seek(0, SeekOrigin.Begin);
        }
        using var reader = new StreamReader(file);
        using var csv = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { CacheFields = true, BufferSize = 1 << 16 });
        try
        {
            table.Fill(csv, path, texts, numbers, isRequired);
        }
        catch (CsvHelperException e)
        {
            throw Broken(path, csv.RawRow, "is no row of comma-separated values", e);
        }
        return table;
    }

    private static ResultFolderException Broken(string path, int line, string what, Exception? inner = null) => new($"Line {line} of '{path}' {what}; {RunAgain}", inner);

    private void Fill(CsvParser csv, string path, string[] texts, string[] numbers, bool isRequired)
    {
        var header = csv.Read() ? csv.Record! : [];
        if (isRequired && texts.Concat(numbers).FirstOrDefault(n => !header.Contains(n)) is { } missing)
            throw new ResultFolderException($"'{path}' has no column '{missing}' in its first line: it is damaged or of another version; {RunAgain}");
        var textColumns = texts.Select(n => (Array.IndexOf(header, n), _texts[n])).ToArray();
        var numberColumns = numbers.Select(n => (Array.IndexOf(header, n), _numbers[n])).ToArray();
        while (csv.Read())
        {
            if (csv.Count != header.Length) throw Broken(path, csv.RawRow, $"has {csv.Count} of {header.Length} columns: the file is cut off or was changed");
            foreach (var (i, list) in textColumns) list.Add(i < 0 ? "" : csv[i]);
            foreach (var (i, list) in numberColumns)
            {
                var value = double.NaN;
                if (i >= 0 && csv[i].Length > 0 && !double.TryParse(csv[i], NumberStyles.Float, CultureInfo.InvariantCulture, out value))
                    throw Broken(path, csv.RawRow, $"has '{csv[i]}' as {header[i]}, which is no number");
                list.Add(value);
            }
            Count++;
        }
    }

    /// <summary>A column of text.</summary>
    public IReadOnlyList<string> Texts(string name) => _texts[name];

    /// <summary>A column of numbers.</summary>
    public IReadOnlyList<double> Numbers(string name) => _numbers[name];
}
