using System.Collections.Immutable;
using System.Text;

namespace Simulator.Reporting.Charts;

/// <summary>Writes charts as files.</summary>
internal static class ChartFiles
{
    /// <summary>Folder of the charts in a result folder.</summary>
    public const string Folder = "charts";

    /// <summary>Writes one file for each chart into <paramref name="folder"/>, which is created.</summary>
    public static void Write(string folder, ImmutableArray<Chart> charts, IChartRenderer renderer)
    {
        Directory.CreateDirectory(folder);
        foreach (var chart in charts)
        {
            using var to = new StreamWriter(Path.Combine(folder, chart.Id + renderer.Extension), append: false, new UTF8Encoding(false)) { NewLine = "\n" };
            renderer.Render(chart, to);
        }
    }
}
