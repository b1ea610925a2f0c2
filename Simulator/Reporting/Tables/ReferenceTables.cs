using System.Globalization;
using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using static Simulator.Reporting.Charts.Catalogue.ResultCharts;

namespace Simulator.Reporting.Tables;

/// <summary>The table of published points beside one or several results.</summary>
internal static class ReferenceTables
{
    /// <summary>A row for each point of each reference of the first result; a column for each result. Empty without references.</summary>
    public static TextTable Of(IReadOnlyList<(string Name, ExperimentResult Result)> results)
    {
        var scenario = results[0].Result.Scenario;
        var table = new TextTable(["reference", "after", "#published", .. results.Select(r => "#" + r.Name)]);
        foreach (var reference in scenario.References)
        {
            foreach (var point in reference.Points) table.Add([reference.Name, Time(point.After.Seconds), Number(point.Value), .. results.Select(r => Cell(r.Result, reference, point))]);
            string[] worst = [.. results.Select(r => r.Result.Find($"reference.{reference.Name}.deviation.max") is { Value: var v } && double.IsFinite(v) ? Share(v) : "–")];
            table.Add([reference.Name, reference.JudgedFrom > Duration.Zero ? $"furthest off from {Time(reference.JudgedFrom.Seconds)} on" : "furthest off", "", .. worst]);
        }
        return table;
    }

    private static string Cell(ExperimentResult result, ReferenceDefinition reference, ReferencePoint point)
    {
        var name = $"reference.{reference.Name}.{point.Name}";
        if (result.Find(name) is not { } m || !double.IsFinite(m.Value)) return "–";
        var off = result.Find(name + ".deviation")?.Value ?? double.NaN;
        return $"{Number(m.Value)}{(m.HalfWidth > 0 ? " ± " + Number(m.HalfWidth) : "")} ({Signed(off)})";
    }

    private static string Share(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %");

    private static string Signed(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:+0.0;−0.0;0.0} %");
}
