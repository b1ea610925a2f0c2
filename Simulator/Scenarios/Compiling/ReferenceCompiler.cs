using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Published points: which series they are of, in order of time, within the run.</summary>
internal sealed class ReferenceCompiler(CompileContext c)
{
    private const string AllServices = "services";
    private const string Cluster = "cluster";

    /// <summary>The references of a scenario; its services must be known.</summary>
    public ImmutableArray<ReferenceDefinition> Compile(ObjectView root)
    {
        var references = ImmutableArray.CreateBuilder<ReferenceDefinition>();
        foreach (var v in root.List(ScenarioTable.Reference))
        {
            if (v.Find(ReferenceTable.Name) is not { } name || v.Find(ReferenceTable.Series) is not { } series || SeriesOf(v, series) is not { } found) continue;
            if (references.Any(r => r.Name == name)) c.Report(v, ReferenceTable.Name, $"there are two references named `{name}`", "name them differently");
            var zero = Instant.Zero + v.Get(ReferenceTable.After, Duration.Zero);
            references.Add(new ReferenceDefinition(
                name, series, found.Column, found.Service, v.Get(ReferenceTable.Source, ""), zero, v.Get(ReferenceTable.JudgedFrom, Duration.Zero), PointsOf(v, zero)));
        }
        return references.ToImmutable();
    }

    private (ReferenceColumn Column, int Service)? SeriesOf(ObjectView v, string series)
    {
        var dot = series.LastIndexOf('.');
        var (owner, column) = dot < 0 ? (series, "") : (series[..dot], series[(dot + 1)..]);
        var service = c.Services.TryFind(owner, out var index) ? index : -1;
        var isCluster = service < 0 && owner == Cluster;
        if (service < 0 && !isCluster && owner != AllServices)
        {
            c.Report(v, ReferenceTable.Series, $"there is no service `{owner}`", Suggestions.For(owner, [.. c.Services.Names, AllServices, Cluster], "series begin with "));
            return null;
        }
        var isSum = service < 0 && !isCluster;
        var known = ReferenceColumn.All.Where(k => k.IsOfCluster == isCluster && (!isSum || k.Sums)).ToList();
        if (known.Find(k => k.Name == column) is { } found) return (found, service);
        var file = isCluster ? "cluster.csv" : "services.csv";
        c.Report(
            v, ReferenceTable.Series, isSum && ReferenceColumn.All.Any(k => k.Name == column) ? $"`{column}` of several services does not add up" : $"`{series}` is no series: {file} has no such column",
            Suggestions.For(column, [.. known.Select(k => k.Name)], $"{owner} has "));
        return null;
    }

    private ImmutableArray<ReferencePoint> PointsOf(ObjectView v, Instant zero)
    {
        if (v.Find(ReferenceTable.Points) is not { } written) return [];
        if (written.Trace is not null)
        {
            c.Report(written.Position, written.Path, "points are listed, not traced", "[[60s, 185], [90s, 663]]");
            return [];
        }
        var points = ImmutableArray.CreateBuilder<ReferencePoint>();
        var end = c.Run.Duration;
        foreach (var point in written.Points)
        {
            if (point.Content is not { } value || value == 0)
            {
                c.Report(point.Position, written.Path, "a published value is a number other than 0: deviations are shares of it", "leave the point out");
                continue;
            }
            if (points.Count > 0 && point.At <= points[^1].After) c.Report(point.Position, written.Path, $"{Quantity.Time(point.At)} does not come after {Quantity.Time(points[^1].After)}", "points in order of time");
            if ((zero + point.At - Instant.Zero) > end) c.Report(point.Position, written.Path, $"{Quantity.Time(point.At)} lies beyond the end of the run", "lengthen run.duration, or leave the point out");
            points.Add(new ReferencePoint(point.At, value));
        }
        return points.ToImmutable();
    }

    /// <summary>Unit of a metric <c>reference.NAME.…</c>, or null when there is none of this name.</summary>
    public static MetricUnit? UnitOf(ImmutableArray<ReferenceDefinition> references, string metric)
    {
        foreach (var reference in references)
        {
            foreach (var (name, unit) in MetricsOf(reference))
            {
                if (metric == name) return unit;
            }
        }
        return null;
    }

    /// <summary>The metrics of a reference.</summary>
    public static IEnumerable<(string Name, MetricUnit Unit)> MetricsOf(ReferenceDefinition reference)
    {
        var owner = "reference." + reference.Name;
        yield return (owner + ".deviation.mean", MetricUnit.Percent);
        yield return (owner + ".deviation.max", MetricUnit.Percent);
        foreach (var point in reference.Points)
        {
            yield return ($"{owner}.{point.Name}", reference.Column.Unit switch { "%" => MetricUnit.Percent, "ms" => MetricUnit.Milliseconds, _ => MetricUnit.Number });
            yield return ($"{owner}.{point.Name}.deviation", MetricUnit.Percent);
        }
    }
}
