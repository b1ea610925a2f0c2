using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Reading;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Charts.Catalogue;

/// <summary>Published points as rings beside the simulated curve, or beside the curves of all variants of a comparison.</summary>
internal static class ReferenceCharts
{
    /// <summary>One chart for each reference.</summary>
    /// <param name="facts">The run that carries the references.</param>
    /// <param name="runs">Name and replication folders of each curve.</param>
    public static IEnumerable<TimeChart> Of(RunFacts facts, IReadOnlyList<(string Name, ImmutableArray<string> Folders)> runs)
    {
        foreach (var reference in facts.References)
        {
            var column = ReferenceColumn.All.First(c => c.Name == reference.Column);
            var curves = runs.Select((run, i) => Curve(facts, run.Folders, reference, column) with { Name = runs.Count == 1 ? "simulated" : run.Name, Tone = Palette.Cycle[i % Palette.Cycle.Length], Dashed = i > 0 });
            var (points, words) = Points(runs, reference, column);
            yield return new TimeChart
            {
                Id = $"reference-{Slug(reference.Name)}",
                Title = $"{reference.Series} beside {reference.Name}",
                Subtitle = $"{reference.Source.TrimEnd('.')}. {words}",
                Start = facts.Start,
                Seconds = facts.Seconds,
                Panels = [new Panel { Title = $"{reference.Column.Replace('_', ' ')}, {column.Unit}", Counts = column.IsGauge && column.Unit != "%", AtLeastTo = column.Unit == "%" ? 100 : 0, Series = [.. curves, points] }],
            };
        }
    }

    /// <summary>One chart for each reference of the first variant of a comparison, with a curve for each variant that has its series.</summary>
    public static IEnumerable<TimeChart> OfComparison(string folder)
    {
        var variants = ResultTable.Read(Path.Combine(folder, SummaryTables.Compare.File), ["variant"], []).Texts("variant").Distinct().ToList();
        var runs = new List<(string Name, RunFacts Facts, string Folder)>();
        foreach (var variant in variants)
        {
            var below = Path.Combine(folder, variant);
            if (File.Exists(Path.Combine(below, Json.RunFile.File))) runs.Add((variant, RunFacts.Read(below), below));
        }
        if (runs.Count == 0 || runs[0].Facts.References.IsEmpty) return [];
        return Of(runs[0].Facts, [.. runs.Select(r => (r.Name, Enumerable.Range(0, r.Facts.Replications).Select(k => ResultWriter.FolderOf(r.Folder, k, r.Facts.Replications)).ToImmutableArray()))]);
    }

    private static (Series Points, string Words) Points(IReadOnlyList<(string Name, ImmutableArray<string> Folders)> runs, ReferenceFact reference, ReferenceColumn column)
    {
        var t = ResultTable.Read(Path.Combine(runs[0].Folders[0], SummaryTables.References.File), ["reference"], ["t_s", "published"]);
        int[] rows = [.. Enumerable.Range(0, t.Count).Where(i => t.Texts("reference")[i] == reference.Name)];
        var points = new Series
        {
            Name = reference.Name,
            Shape = SeriesShape.Points,
            Tone = Tone.Ink,
            X = [.. rows.Select(i => t.Numbers("t_s")[i])],
            Y = [.. rows.Select(i => t.Numbers("published")[i])],
            Unit = column.Unit,
        };
        return (points, string.Join(" ", runs.Select(run => Off(run, reference, runs.Count > 1))));
    }

    private static string Off((string Name, ImmutableArray<string> Folders) run, ReferenceFact reference, bool named)
    {
        var deviations = new List<double>();
        foreach (var folder in run.Folders)
        {
            var t = ResultTable.Read(Path.Combine(folder, SummaryTables.References.File), ["reference"], ["deviation"]);
            deviations.AddRange(Enumerable.Range(0, t.Count).Where(i => t.Texts("reference")[i] == reference.Name).Select(i => t.Numbers("deviation")[i]).Where(double.IsFinite));
        }
        return deviations.Count == 0 ? "" : $"{(named ? run.Name + ": off" : "Off")} by {Signed(deviations.Min())} to {Signed(deviations.Max())}\u00a0%.";
    }

    private static string Signed(double percent) => (percent < 0 ? "−" : percent > 0 ? "+" : "") + Number(Math.Round(Math.Abs(percent), 1));

    private static Series Curve(RunFacts facts, ImmutableArray<string> folders, ReferenceFact reference, ReferenceColumn column)
    {
        if (column == ReferenceColumn.Running && folders.Length == 1 && TasksOf(folders[0], reference, facts.Seconds) is { } exact) return exact;
        var frames = SeriesFrame.Read(folders, column.IsOfCluster ? SeriesTables.Cluster.File : SeriesTables.Services.File, column.IsOfCluster ? "capacity_provider" : "service", [column.Name])
            .Where(f => column.IsOfCluster ? f.Key == ResultNames.WholeCluster : reference.Service.Length == 0 || f.Key == reference.Service).Select(f => f.Frame).ToList();
        if (frames.Count == 0) return Of([], [], column);
        var values = frames.Select(f => f.Mean(column.Name)).ToList();
        return Of(column.IsGauge ? frames[0].Times : frames[0].Middles, [.. Enumerable.Range(0, frames[0].Times.Length).Select(i => values.Sum(v => v[i]))], column);
    }

    // Every start and stop of a task is a step: exact, and what the deviations were taken from.
    private static Series? TasksOf(string folder, ReferenceFact reference, double end)
    {
        var t = ResultTable.Read(Path.Combine(folder, EntityTables.Tasks.File), ["service"], ["started_s", "stopping_s"]);
        var changes = new SortedDictionary<double, int>();
        void Add(double at, int by)
        {
            if (double.IsFinite(at)) changes[at] = changes.GetValueOrDefault(at) + by;
        }
        for (var i = 0; i < t.Count; i++)
        {
            var service = t.Texts("service")[i];
            if (service.Length == 0 || !double.IsFinite(t.Numbers("started_s")[i]) || (reference.Service.Length > 0 && service != reference.Service)) continue;
            Add(Math.Max(0, t.Numbers("started_s")[i]), 1);
            Add(t.Numbers("stopping_s")[i], -1);
        }
        if (changes.Count == 0) return null;
        var (x, y, running) = (new List<double>(), new List<double>(), 0);
        foreach (var (at, by) in changes)
        {
            running += by;
            x.Add(at);
            y.Add(running);
        }
        return Of([.. x, end], [.. y, running], ReferenceColumn.Running);
    }

    private static Series Of(double[] x, double[] y, ReferenceColumn column) => new()
    {
        Name = column.Name,
        Shape = column.IsGauge ? SeriesShape.Step : SeriesShape.Line,
        Tone = Tone.Blue,
        X = x,
        Y = y,
        Unit = column.Unit,
    };
}
