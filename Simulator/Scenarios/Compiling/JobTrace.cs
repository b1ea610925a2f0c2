using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>A CSV file of job submissions: submit time, and as far as columns are named, run time, CPU, memory and count.</summary>
internal static class JobTrace
{
    private const int MostRows = 5_000_000;
    private const int MostSlips = 10;

    /// <summary>The submissions in order of time, or null after reporting why not.</summary>
    public static ImmutableArray<JobSubmission>? Read(ObjectView v, JobWorkloadDefinition job, TaskDefinitionCompiler tasks, CompileContext c)
    {
        if (v.Find(JobTraceTable.File) is not ScalarNode name || c.Files.ReadTrace(name, v.PathOf(JobTraceTable.File), c.Issues) is not { } file) return null;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, TrimOptions = TrimOptions.Trim, IgnoreBlankLines = true };
        using var parser = new CsvParser(new StringReader(file.Text), configuration);
        if (!parser.Read() || parser.Record is not { } header)
        {
            c.Report(new SourcePosition(file.Shown, 1, 1), v.Path, "the trace is empty", "a header line, then a row for each submission");
            return null;
        }
        if (ColumnsOf(v, header, file.Shown, c) is not { } columns) return null;
        var rows = new List<(double At, JobSubmission Submission)>();
        var slips = 0;
        while (parser.Read())
        {
            if (RowOf(parser.Record!, columns, job, tasks) is { } row)
            {
                rows.Add(row);
                if (rows.Count <= MostRows) continue;
                c.Report(v, JobTraceTable.File, $"the trace has more than {MostRows} rows", "shorten it");
                return null;
            }
            if (++slips <= MostSlips) c.Report(new SourcePosition(file.Shown, parser.RawRow, 1), v.Path, "this row is not a submission: a time in seconds, and positive numbers in the other columns", "mend or remove the row");
        }
        if (slips > 0 || rows.Count == 0)
        {
            if (slips == 0) c.Report(new SourcePosition(file.Shown, 1, 1), v.Path, "the trace has no rows", "a row for each submission");
            return null;
        }
        var first = rows.Min(r => r.At);
        var scale = v.Get(JobTraceTable.Scale, 1);
        var all = rows.Select(r => r.Submission with { At = Duration.FromSeconds((r.At - first) * scale) }).OrderBy(s => s.At.Nanoseconds).ToImmutableArray();
        if (all[^1].At >= c.Run.Duration)
            c.Notes.Add(ScenarioNoteKind.Warning, v.At(JobTraceTable.File), $"{all.Count(s => s.At >= c.Run.Duration)} of {all.Length} submissions come after the end of the run, {Quantity.Time(c.Run.Duration)}");
        return all;
    }

    private static Columns? ColumnsOf(ObjectView v, string[] header, string file, CompileContext c)
    {
        var sound = true;
        var columns = new Columns(
            v.Find(JobTraceTable.Time) is null ? 0 : Column(JobTraceTable.Time), Column(JobTraceTable.RunTime), Column(JobTraceTable.Cpu), Column(JobTraceTable.Memory), Column(JobTraceTable.Count));
        return sound ? columns : null;

        int Column(Property<Reference> property)
        {
            if (v.Find(property) is not { } reference) return -1;
            var index = Array.FindIndex(header, h => h.Equals(reference.Text, StringComparison.OrdinalIgnoreCase));
            if (index >= 0) return index;
            sound = false;
            c.Report(reference, $"{file} has no column `{reference.Text}`", Suggestions.For(reference.Text, header, "it has "));
            return -1;
        }
    }

    private static (double At, JobSubmission Submission)? RowOf(string[] record, Columns columns, JobWorkloadDefinition job, TaskDefinitionCompiler tasks)
    {
        var sound = true;
        var at = Number(columns.Time, double.NaN, mayBeAny: true);
        var runTime = Number(columns.RunTime, double.NaN);
        var definition = tasks.All[job.TaskDefinition].Definition;
        var cpu = Number(columns.Cpu, definition.ReservedCpu);
        var memory = Number(columns.Memory, definition.ReservedMemory);
        var count = Number(columns.Count, job.Count);
        if (!sound || double.IsNaN(at)) return null;
        var task = columns.Cpu < 0 && columns.Memory < 0 ? job.TaskDefinition : tasks.Resized(job.TaskDefinition, (int)Math.Ceiling(cpu), (int)Math.Ceiling(memory));
        return (at, new JobSubmission(Duration.Zero, task, (int)Math.Ceiling(count), runTime));

        double Number(int column, double otherwise, bool mayBeAny = false)
        {
            if (column < 0) return otherwise;
            if (column < record.Length && double.TryParse(record[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                && (mayBeAny || (number > 0 && number < 1e9))) return number;
            sound = false;
            return 0;
        }
    }

    private readonly record struct Columns(int Time, int RunTime, int Cpu, int Memory, int Count);
}
