using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Model.Languages;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary><c>metrics:</c> of an alarm or of target tracking: metrics and expressions over them (AS-CW-15, AS-TT-15).</summary>
internal sealed class MetricQueryCompiler(CompileContext c, MetricResolver metrics)
{
    /// <summary>Compiles the queries; null after a report.</summary>
    /// <param name="views">The queries.</param>
    /// <param name="at">Where they stand.</param>
    /// <param name="path">Their path.</param>
    /// <param name="period">The period of their metrics, where one is given.</param>
    public MetricMathDefinition? Compile(IReadOnlyList<ObjectView> views, SourcePosition at, string path, out int? period)
    {
        period = null;
        var before = c.Issues.Count;
        var queries = new List<MetricMathQuery>();
        var operands = ImmutableArray.CreateBuilder<MetricMathOperand>();
        var text = "";
        var inputs = new List<string>();
        foreach (var v in views)
        {
            var expression = v.Find(MetricQueryTable.Expression);
            var isMetric = v.Has(MetricQueryTable.Stat) || v.Has(MetricQueryTable.Series);
            if (expression is not null == isMetric)
            {
                c.Report(v.Position, v.Path, $"the query {PathText.Last(v.Path)} is {(isMetric ? "a metric and an expression at once" : "neither a metric nor an expression")}", "give metricStat or expression");
                continue;
            }
            var returns = v.Get(MetricQueryTable.ReturnData, true);
            queries.Add(new MetricMathQuery(v.Find(MetricQueryTable.Id)?.Text ?? "", expression?.Text, v.Find(MetricQueryTable.Label) ?? "", returns));
            var id = v.Find(MetricQueryTable.Id)?.Text ?? "";
            if (returns) text = expression?.Text ?? id;
            else if (expression is not null) inputs.Add($"{id}={expression.Text}");
            CheckPeriod(v, v.Maybe(MetricQueryTable.Period), ref period);
            if (expression is not null || OperandOf(v, ref period) is not { } operand) continue;
            operands.Add(operand);
            inputs.Add($"{id}={operand.Metric.Namespace}/{operand.Metric.MetricName}{{{operand.Metric.Dimensions}}}");
        }
        if (c.Issues.Count > before) return null;
        if (MetricMath.TryCompile(queries, out var math, out var problem)) return new MetricMathDefinition(math!, operands.ToImmutable(), text, string.Join("; ", inputs));
        Report(problem!, views, at, path);
        return null;
    }

    private MetricMathOperand? OperandOf(ObjectView v, ref int? period)
    {
        if (v.Find(MetricQueryTable.Series) is { } shortForm)
        {
            if (v.Has(MetricQueryTable.Stat)) c.Report(v, MetricQueryTable.Series, "series and metricStat say the same thing", "keep one of them");
            return metrics.ResolveShort(shortForm) is { } known ? new MetricMathOperand(known, MetricStatistic.Average, null) : null;
        }
        if (v.Find(MetricQueryTable.Stat) is not { } stat) return null;
        CheckPeriod(stat, stat.Maybe(MetricStatTable.Period), ref period);
        if (stat.Find(MetricStatTable.Metric) is not { } series || series.Find(SeriesTable.Namespace) is not { } space || series.Find(SeriesTable.MetricName) is not { } name) return null;
        var metric = metrics.WithUnit(metrics.ResolveParts(space, name, series.List(SeriesTable.Dimensions), series.Position, series.Path), stat.Find(MetricStatTable.Unit), stat.At(MetricStatTable.Unit));
        if (stat.Find(MetricStatTable.Stat) is not { } written || metric is null) return null;
        if (Enum.TryParse<MetricStatistic>(written.Text, ignoreCase: true, out var basic) && !char.IsAsciiDigit(written.Text[0])) return new MetricMathOperand(metric, basic, null);
        if (ExtendedStatistic.TryParse(written.Text, out var extended, out var error)) return new MetricMathOperand(metric, MetricStatistic.Average, extended);
        c.Report(written, error, Suggestions.For(written.Text, Enum.GetNames<MetricStatistic>(), "Average, Minimum, Maximum, Sum, SampleCount, or p99, tm90, IQM: "));
        return null;
    }

    // AS-CW-15: all metrics of a request have one period.
    private void CheckPeriod(ObjectView v, int? given, ref int? period)
    {
        if (given is not { } seconds) return;
        if (period is { } other && other != seconds)
            c.Report(v.Position, v.Path, $"its period {seconds} s differs from that of the other metrics, {other} s (AS-CW-15)", $"period: {other}");
        period ??= seconds;
    }

    private void Report(MetricMathProblem problem, IReadOnlyList<ObjectView> views, SourcePosition at, string path)
    {
        if (problem.Query < 0)
        {
            c.Report(at, path, problem.Message, problem.Suggestion);
        }
        else if (problem.IsOfId && views[problem.Query].Find(MetricQueryTable.Id) is { } id)
        {
            c.Report(id, problem.Message, problem.Suggestion);
        }
        else if (views[problem.Query].Find(MetricQueryTable.Expression) is { } expression)
        {
            c.Report(
                expression.Position with { Column = expression.Position.Column + problem.Position }, expression.Path,
                $"{problem.Message} (at character {problem.Position + 1} of `{expression.Text}`)", problem.Suggestion);
        }
        else
        {
            c.Report(views[problem.Query].Position, views[problem.Query].Path, problem.Message, problem.Suggestion);
        }
    }
}
