using System.Collections.Immutable;
using System.Globalization;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Pricing;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>What is decided, written, priced and assumed: run, model, pricing, assertions, output.</summary>
internal sealed class OutcomeCompiler(CompileContext c)
{
    private static readonly (string Word, Property<Node> Property, AssertionOperator Operator)[] Operators =
    [
        ("below", AssertTable.Below, AssertionOperator.Below), ("above", AssertTable.Above, AssertionOperator.Above), ("at most", AssertTable.AtMost, AssertionOperator.AtMost),
        ("at least", AssertTable.AtLeast, AssertionOperator.AtLeast), ("equal to", AssertTable.Equal, AssertionOperator.EqualTo), ("between", AssertTable.Between, AssertionOperator.Between),
    ];

    public RunDefinition CompileRun(ObjectView root)
    {
        if (root.Find(ScenarioTable.Run) is not { } v) return c.Run;
        var run = new RunDefinition
        {
            Start = v.Get(RunTable.Start, new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)),
            Duration = v.Get(RunTable.Duration, Duration.FromHours(1)),
            WarmUp = v.Get(RunTable.WarmUp, Duration.Zero),
            Seed = v.Get(RunTable.Seed, 1UL),
            Initial = v.Get(RunTable.Initial, InitialState.Cold),
            Replications = v.Get(RunTable.Replications, 1),
        };
        if (v.IsRead(RunTable.Duration) && run.WarmUp >= run.Duration)
            c.Report(v, RunTable.WarmUp, $"the warm-up, {Quantity.Time(run.WarmUp)}, leaves nothing of the run, {Quantity.Time(run.Duration)}", "shorten it, or lengthen run.duration");
        return run;
    }

    public ModelConstants CompileModel(ObjectView root)
    {
        var model = ModelConstants.Defaults;
        if (root.Find(ScenarioTable.Model) is not { } v) return model;
        foreach (var constant in ModelCatalog.All)
        {
            var property = ModelTable.Table.Find(constant.Name)!;
            model = property switch
            {
                Property<Duration> time when v.Maybe(time) is { } t => model.With(constant, t),
                Property<double> number when v.Maybe(number) is { } n => model.With(constant, n),
                Property<bool> flag when v.Maybe(flag) is { } f => model.With(constant, f),
                Property<string> choice when v.Find(choice) is { } w => model.With(constant, w),
                Property<DistributionDefinition> distribution when v.Find(distribution) is { } d => model.With(constant, d),
                _ => model,
            };
        }
        if (v.IsRead(ModelTable.Table.Find(ModelCatalog.RegisteredMemoryFactor.Name)!) && model.Get(ModelCatalog.RegisteredMemoryFactor) is <= 0 or > 1)
            c.Report(v, ModelTable.Table.Find(ModelCatalog.RegisteredMemoryFactor.Name)!, "registeredMemoryFactor is a share of the nominal memory", "more than 0, at most 1");
        return model;
    }

    /// <summary>Price overrides; instance types must have been compiled, because their prices go by their names.</summary>
    public ImmutableSortedDictionary<string, double> CompilePricing(ObjectView root)
    {
        var prices = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var price in root.List(ScenarioTable.Pricing))
        {
            if (PriceCatalog.Knows(price.Key, c.InstanceTypes))
            {
                prices[price.Key] = price.Value;
                continue;
            }
            List<string> known = [.. PriceCatalog.All.Select(e => e.Name), .. c.InstanceTypes.Select(t => t.Name), .. c.InstanceTypes.Select(t => t.Name + PriceCatalog.SpotSuffix)];
            c.Report(price.KeyPosition, price.Path, $"there is no price `{price.Key}`", Suggestions.For(price.Key, known, "prices: "));
        }
        return prices.ToImmutable();
    }

    public OutputDefinition CompileOutput(ObjectView root)
    {
        if (root.Find(ScenarioTable.Output) is not { } v) return OutputDefinition.Default;
        var interval = OutputDefinition.Default.Interval;
        if (v.Find(OutputTable.Services) is { } series && series.Maybe(SeriesOutputTable.Every) is { } every)
        {
            interval = every;
            if (every.Nanoseconds % Duration.FromMinutes(1).Nanoseconds != 0)
                c.Report(series, SeriesOutputTable.Every, $"an interval of the series files is a whole number of minutes, not {Quantity.Time(every)}", "every: 1m");
        }
        return new OutputDefinition(interval, v.Get(OutputTable.Placements, false), v.Get(OutputTable.Tasks, true), v.Get(OutputTable.Decisions, true)) { Metrics = v.Get(OutputTable.Metrics, true) };
    }

    public ImmutableArray<AssertionDefinition> CompileAssertions(ObjectView root, ImmutableArray<ReferenceDefinition> references) =>
        [.. root.List(ScenarioTable.Assert).Select(v => CompileAssertion(v, references)).OfType<AssertionDefinition>()];

    private AssertionDefinition? CompileAssertion(ObjectView v, ImmutableArray<ReferenceDefinition> references)
    {
        if (v.Find(AssertTable.Metric) is not { } metric || (ReferenceCompiler.UnitOf(references, metric) ?? UnitOf(v, metric, references)) is not { } unit) return null;
        var given = Operators.Where(o => v.Has(o.Property)).ToList();
        if (given.Count != 1)
        {
            c.Report(v.Position, v.Path, given.Count == 0 ? $"the assertion on `{metric}` compares with nothing" : $"the assertion on `{metric}` has {given.Count} operators", "give one of below, above, atMost, atLeast, equals, between");
            return null;
        }
        var (word, property, op) = given[0];
        if (v.Find(property) is not { } content) return null;
        if (op != AssertionOperator.Between)
        {
            if (Bound(content, v.PathOf(property), metric, unit) is not { } bound) return null;
            return new AssertionDefinition(metric, op, bound, bound, $"{metric} {word} {Written(bound, unit)}");
        }
        if (content is not ListNode { Items.Count: 2 } pair)
        {
            c.Report(content.Position, v.PathOf(property), "between takes [lower, upper]", "between: [100ms, 500ms]");
            return null;
        }
        if (Bound(pair.Items[0], v.PathOf(property), metric, unit) is not { } lower || Bound(pair.Items[1], v.PathOf(property), metric, unit) is not { } upper) return null;
        if (lower > upper) c.Report(content.Position, v.PathOf(property), $"the lower bound {Written(lower, unit)} is more than the upper bound {Written(upper, unit)}", "exchange them");
        return new AssertionDefinition(metric, op, lower, upper, $"{metric} between {Written(lower, unit)} and {Written(upper, unit)}");
    }

    private MetricUnit? UnitOf(ObjectView v, string metric, ImmutableArray<ReferenceDefinition> references)
    {
        var owner = SummaryMetricNames.OwnerOf(metric);
        if (owner == "reference" && !c.Services.Contains(owner))
        {
            c.Report(v, AssertTable.Metric, $"there is no metric `{metric}`", Suggestions.For(metric, [.. references.SelectMany(ReferenceCompiler.MetricsOf).Select(m => m.Name)], "references have "));
            return null;
        }
        var name = metric.Length > owner.Length ? metric[(owner.Length + 1)..] : "";
        var kind = owner is "cluster" or "cost" ? owner : c.Services.Contains(owner) || c.Daemons.Contains(owner) ? "service" : c.Queues.Contains(owner) ? "queue" : "";
        if (kind.Length == 0)
        {
            c.Report(v, AssertTable.Metric, $"there is no service `{owner}`", Suggestions.For(owner, [.. c.Services.Names, .. c.Daemons.Names, .. c.Queues.Names, "cluster", "cost", "reference"], "metrics begin with "));
            return null;
        }
        if (SummaryMetricNames.UnitOf(kind, name) is { } unit) return unit;
        c.Report(v, AssertTable.Metric, $"there is no metric `{metric}`", Suggestions.For(name, SummaryMetricNames.Of(kind), $"{owner} has "));
        return null;
    }

    /// <summary>A bound in the metric's own unit.</summary>
    private double? Bound(Node node, string path, string metric, MetricUnit unit)
    {
        if (node is not ScalarNode { IsNull: false } scalar)
        {
            c.Report(node.Position, path, $"`{metric}` is compared with a value, not {node.Described}", Example(unit));
            return null;
        }
        QuantityProblem problem;
        switch (unit)
        {
            case MetricUnit.Milliseconds:
                if (Quantity.TryTime(scalar.Text, out var seconds, out problem)) return seconds * 1000;
                break;
            case MetricUnit.Seconds:
                if (Quantity.TryTime(scalar.Text, out var time, out problem)) return time;
                break;
            case MetricUnit.Percent:
                if (Quantity.TryPercent(scalar.Text, out var percent, out problem)) return percent;
                break;
            default:
                if (scalar.Number is { } number && !scalar.Quoted) return number;
                problem = new QuantityProblem($"`{metric}` is compared with a bare number ({SummaryMetricNames.Words(unit)}), not {scalar.Described}", "write the number alone");
                break;
        }
        c.Report(scalar.Position, path, problem.Message, problem.Suggestion ?? Example(unit));
        return null;
    }

    private static string Example(MetricUnit unit) => unit switch { MetricUnit.Milliseconds => "500ms", MetricUnit.Seconds => "90s", MetricUnit.Percent => "99.9%", _ => "a number" };

    private static string Written(double value, MetricUnit unit)
    {
        var number = value.ToString("0.######", CultureInfo.InvariantCulture);
        return unit switch { MetricUnit.Milliseconds => number + " ms", MetricUnit.Seconds => number + " s", MetricUnit.Percent => number + " %", MetricUnit.UsDollars => number + " USD", _ => number };
    }
}
