using System.Collections.Immutable;
using System.Text;
using Simulator.Reporting.Charts;
using Simulator.Reporting.Charts.Catalogue;
using Simulator.Reporting.Charts.Svg;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Html;
using Simulator.Reporting.Reading;

namespace Simulator.Reporting;

/// <summary>Writes charts and the HTML report from the files of a result folder, whoever wrote them and when.</summary>
public static class ReportWriter
{
    /// <summary>File name of the report.</summary>
    public static string ReportFile => HtmlReport.File;

    /// <summary>Whether the report's charts are interactive: whether the chart library was there at build time.</summary>
    public static bool IsInteractive => WebAssets.ECharts is not null;

    /// <summary>Writes charts, and the report where there is a run to report on, into the folder whose files they are made from.</summary>
    /// <param name="folder">A result folder of a run or of a comparison.</param>
    /// <param name="into">Where to write; the folder itself when it is still in the making.</param>
    /// <exception cref="ResultFolderException">The folder holds no result, or one that cannot be read.</exception>
    public static void Write(string folder, string into)
    {
        if (IsComparison(folder))
        {
            ChartFiles.Write(Path.Combine(into, ChartFiles.Folder), [CompareChart.Of(folder), .. ReferenceCharts.OfComparison(folder)], new SvgChartRenderer());
            return;
        }
        var result = RecordedResult.Read(folder);
        ImmutableArray<Chart> charts = ResultCharts.Of(result);
        ChartFiles.Write(Path.Combine(into, ChartFiles.Folder), charts, new SvgChartRenderer());
        using var report = new StreamWriter(Path.Combine(into, HtmlReport.File), append: false, new UTF8Encoding(false));
        HtmlReport.Write(report, result, charts);
    }

    /// <summary>Writes charts and report of a finished result folder again; each takes its place when it is complete.</summary>
    /// <exception cref="ResultFolderException">The folder holds no result, or cannot be read or written.</exception>
    public static void Rewrite(string folder)
    {
        if (!ResultFolder.IsResult(folder)) throw new ResultFolderException($"'{folder}' is not a result folder: it has neither run.json nor compare.csv.");
        try
        {
            using var made = ResultFolder.BeginInside(folder, "report");
            Write(folder, made.WorkPath);
            made.CommitContent();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFolderException($"Charts and report of '{folder}' cannot be written: {e.Message}", e);
        }
    }

    private static bool IsComparison(string folder) => File.Exists(Path.Combine(folder, SummaryTables.Compare.File));
}
