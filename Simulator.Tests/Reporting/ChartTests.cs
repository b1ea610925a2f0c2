using System.Collections.Immutable;
using Simulator.Experiments;
using Simulator.Reporting;
using Simulator.Reporting.Charts;
using Simulator.Reporting.Charts.Catalogue;
using Simulator.Reporting.Charts.Svg;
using Simulator.Reporting.Reading;

namespace Simulator.Tests.Reporting;

public sealed class ChartTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ecs-sim-charts-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void X()
    {
        foreach (var n in new[] { 1, 5 })
        {
            var f = Path.Combine("/tmp/charts", n.ToString());
            var charts = Web(n);
            ChartFiles.Write(f, charts, new SvgChartRenderer());
        }
    }

    private ImmutableArray<Chart> Web(int replications)
    {
        var runs = Enumerable.Range(0, replications).Select(k => SyntheticRun.Web(k, replications)).ToList();
        foreach (var run in runs) ResultWriter.WriteReplication(ResultWriter.FolderOf(_folder, run.Replication, replications), run);
        ResultWriter.WriteExperiment(_folder, ExperimentResult.Of(runs[0].Scenario, [.. runs.Select(ReplicationSummary.Of)]), default);
        return ResultCharts.Of(RecordedResult.Read(_folder));
    }
}
