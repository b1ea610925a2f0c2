using System.Collections.Immutable;

namespace Simulator.Model.Languages;

/// <summary>
/// Queries to steps. Every value is a number, a series, or (while compiling only) a list of series: lists are what METRICS() and [m1, m2] give and what the aggregates and
/// FILL take. Expressions may name other expressions, in any order, but not themselves.
/// </summary>
internal sealed class MetricMathCompiler(IReadOnlyList<MetricMathQuery> queries)
{
    private const int Most = 10; // AWS: ten metrics and ten expressions in an alarm

    private readonly List<MetricMathStep> _steps = [];
    private readonly Compiled?[] _compiled = new Compiled?[queries.Count];
    private readonly bool[] _isOpen = new bool[queries.Count];
    private readonly HashSet<int> _readBare = [];
    private int _registers;
    private int _query;
    private int _fillDepth;
    private string? _suggestion;

    public (MetricMath? Math, MetricMathProblem? Problem) Compile()
    {
        if (CheckQueries() is { } wrong) return (null, wrong);
        try
        {
            for (var i = 0; i < queries.Count; i++)
            {
                if (queries[i].Expression is null) _compiled[i] = new Compiled([new(_registers++, false)], IsList: false);
            }
            var result = -1;
            for (var i = 0; i < queries.Count; i++)
            {
                if (queries[i].Returns) result = i;
            }
            var value = Of(result, 0);
            _query = result;
            if (value.IsList && value.Items.Length != 1) throw new MetricMathException($"the result is {value.Items.Length} series; an alarm takes one", 0);
            if (value.Items[0].IsScalar) throw new MetricMathException("the result is a single number, not a series: write TIME_SERIES(…) around it", 0);
            if (queries[result].Expression is null) _readBare.Add(result);
            ImmutableArray<int> metrics = [.. Enumerable.Range(0, queries.Count).Where(i => queries[i].Expression is null)];
            return (new MetricMath([.. _steps], _registers, value.Items[0].Register, [.. metrics.Select(m => _compiled[m]!.Items[0].Register)], [.. metrics.Select(m => !_readBare.Contains(m))]), null);
        }
        catch (MetricMathException e)
        {
            return (null, new MetricMathProblem(_query, e.Message, e.Position, _suggestion));
        }
    }

    private MetricMathProblem? CheckQueries()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < queries.Count; i++)
        {
            var id = queries[i].Id;
            if (id.Length == 0 || !char.IsAsciiLetterLower(id[0]) || !id.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                return new(i, $"the id '{id}' must begin with a lower-case letter and hold letters, digits and _ only (AS-TT-15)", 0, "m1 or e1", IsOfId: true);
            if (!ids.Add(id)) return new(i, $"two queries have the id '{id}'", 0, "give one of them another id", IsOfId: true);
        }
        var metrics = queries.Count(static q => q.Expression is null);
        if (metrics > Most || queries.Count - metrics > Most) return new(-1, $"an alarm takes at most {Most} metrics and {Most} expressions (AS-CW-15)", 0, null);
        if (metrics == 0) return new(-1, "the expressions read no metric", 0, "add a query with a metricStat");
        var returning = queries.Count(static q => q.Returns);
        return returning == 1 ? null : new(-1, $"exactly one query must have returnData: true, not {returning}", 0, "returnData: false on all others");
    }

    private Compiled Of(int query, int position)
    {
        if (_compiled[query] is { } known) return known;
        if (_isOpen[query]) throw new MetricMathException($"'{queries[query].Id}' is computed from itself", position);
        _isOpen[query] = true;
        var (outer, depth) = (_query, _fillDepth);
        (_query, _fillDepth) = (query, 0); // a FILL around another expression does not reach into it: it is a metric of its own
        var value = Visit(MetricMathParser.Parse(queries[query].Expression!));
        (_query, _fillDepth) = (outer, depth);
        _isOpen[query] = false;
        return _compiled[query] = value;
    }

    private Compiled Visit(MetricMathNode node) => node.Kind switch
    {
        MetricMathNodeKind.Number => Step(MetricMathOperation.Constant, isScalar: true, [], node.Number),
        MetricMathNodeKind.Name => Named(node),
        MetricMathNodeKind.Quoted => throw new MetricMathException($"a text has no value here: '{node.Text}'", node.Position),
        MetricMathNodeKind.List => new Compiled([.. node.Arguments.Select(Single)], IsList: true),
        MetricMathNodeKind.Negation => Each(Visit(node.Arguments[0]), a => Step(MetricMathOperation.Negate, a.IsScalar, [a])),
        MetricMathNodeKind.Operator => Binary(node),
        _ => Call(node),
    };

    private Compiled Named(MetricMathNode node)
    {
        for (var i = 0; i < queries.Count; i++)
        {
            if (queries[i].Id != node.Text) continue;
            if (queries[i].Expression is null && _fillDepth == 0) _readBare.Add(i);
            return Of(i, node.Position);
        }
        _suggestion = "ids: " + string.Join(", ", queries.Select(static q => q.Id));
        throw new MetricMathException($"no query has the id '{node.Text}'", node.Position);
    }

    private MetricMathArgument Single(MetricMathNode node)
    {
        var value = Visit(node);
        return value.IsList ? throw new MetricMathException("a list cannot stand here; put it together with SUM, AVG, MIN or MAX", node.Position) : value.Items[0];
    }

    private Compiled Binary(MetricMathNode node)
    {
        var (left, right) = (Visit(node.Arguments[0]), Visit(node.Arguments[1]));
        var operation = MetricMathFunctions.Operator(node.Text);
        if (left.IsList && right.IsList) throw new MetricMathException($"'{node.Text}' cannot combine two lists", node.Position);
        if (left.IsList) return Each(left, a => Both(a, right.Items[0]));
        return Each(right, b => Both(left.Items[0], b));

        Compiled Both(MetricMathArgument a, MetricMathArgument b) => Step(operation, a.IsScalar && b.IsScalar, [a, b]);
    }

    private Compiled Call(MetricMathNode node)
    {
        var name = node.Text.ToUpperInvariant();
        if (MetricMathFunctions.Arity(name) is not { } arity)
        {
            var message = MetricMathFunctions.Unknown(name, out _suggestion);
            throw new MetricMathException(message, node.Position);
        }
        if (node.Arguments.Count < arity.Least || node.Arguments.Count > arity.Most)
        {
            var wanted = arity.Least == arity.Most ? $"{arity.Least}" : $"{arity.Least} to {arity.Most}";
            throw new MetricMathException($"{name} takes {wanted} argument{(wanted == "1" ? "" : "s")}, not {node.Arguments.Count}", node.Position);
        }
        if (MetricMathFunctions.AggregateOf(name) is { } aggregate) return Aggregate(name, aggregate, node);
        if (MetricMathFunctions.Pointwise(name) is { } pointwise) return Pointwise(name, pointwise, node);
        return name switch
        {
            "METRICS" => Metrics(node),
            "FIRST" => new Compiled([ListOf(node, name)[0]], IsList: false),
            "LAST" => new Compiled([ListOf(node, name)[^1]], IsList: false),
            "SLICE" => Slice(node),
            "METRIC_COUNT" => Step(MetricMathOperation.Constant, isScalar: true, [], ListOf(node, name).Length),
            "FILL" => Fill(node),
            "IF" => If(node),
            "PERIOD" => PeriodOf(node),
            _ => TimeSeries(node),
        };
    }

    private Compiled Aggregate(string name, MetricMathAggregate aggregate, MetricMathNode node)
    {
        var value = Visit(node.Arguments[0]);
        if (value.IsList)
        {
            if (value.Items.Any(static i => i.IsScalar)) throw new MetricMathException($"{name} takes series, not numbers", node.Position);
            return Step(MetricMathOperation.AggregateAcross, isScalar: false, value.Items, aggregate: aggregate);
        }
        if (value.Items[0].IsScalar) throw new MetricMathException($"{name} takes a series or a list of series, not a number", node.Position);
        return Step(MetricMathOperation.AggregateOver, isScalar: true, value.Items, aggregate: aggregate);
    }

    private Compiled Pointwise(string name, MetricMathOperation operation, MetricMathNode node)
    {
        var needsSeries = operation is not (MetricMathOperation.Absolute or MetricMathOperation.Ceiling or MetricMathOperation.Floor or MetricMathOperation.Logarithm or MetricMathOperation.Logarithm10);
        return Each(Visit(node.Arguments[0]), a => needsSeries && a.IsScalar
            ? throw new MetricMathException($"{name} takes a series, not a number", node.Position)
            : Step(operation, a.IsScalar, [a]));
    }

    private Compiled Metrics(MetricMathNode node)
    {
        var text = node.Arguments is [{ Kind: MetricMathNodeKind.Quoted } label] ? label.Text : null;
        if (node.Arguments.Count == 1 && text is null) throw new MetricMathException("METRICS takes nothing, or a text in quotes", node.Position);
        var items = ImmutableArray.CreateBuilder<MetricMathArgument>();
        for (var i = 0; i < queries.Count; i++)
        {
            if (queries[i].Expression is not null || (text is not null && !queries[i].Label.Contains(text, StringComparison.Ordinal) && !queries[i].Id.Contains(text, StringComparison.Ordinal))) continue;
            if (_fillDepth == 0) _readBare.Add(i);
            items.Add(_compiled[i]!.Items[0]);
        }
        return items.Count > 0 ? new Compiled(items.ToImmutable(), IsList: true) : throw new MetricMathException($"no metric has '{text}' in its label or id", node.Position);
    }

    private ImmutableArray<MetricMathArgument> ListOf(MetricMathNode node, string name)
    {
        var value = Visit(node.Arguments[0]);
        return value.IsList && value.Items.Length > 0 ? value.Items : throw new MetricMathException($"{name} takes a list such as METRICS()", node.Position);
    }

    private Compiled Slice(MetricMathNode node)
    {
        var items = ListOf(node, "SLICE");
        var (first, end) = (Whole(node.Arguments[1]), node.Arguments.Count == 3 ? Whole(node.Arguments[2]) : -1);
        if (end < 0) return first < items.Length ? new Compiled([items[first]], IsList: false) : throw new MetricMathException($"the list holds {items.Length} series only", node.Arguments[1].Position);
        if (first >= end || end > items.Length) throw new MetricMathException($"the list holds {items.Length} series: 0 to {items.Length}", node.Arguments[1].Position);
        return new Compiled([.. items[first..end]], IsList: true);

        static int Whole(MetricMathNode n) => n.Kind == MetricMathNodeKind.Number && n.Number >= 0 && n.Number < 1000 ? (int)n.Number : throw new MetricMathException("a whole number is wanted here", n.Position);
    }

    private Compiled Fill(MetricMathNode node)
    {
        _fillDepth++;
        var value = Visit(node.Arguments[0]);
        _fillDepth--;
        var filler = node.Arguments[1];
        var word = filler.Kind == MetricMathNodeKind.Name ? filler.Text.ToUpperInvariant() : "";
        if (word is "REPEAT" or "LINEAR")
            return Each(value, a => Series(a, () => Step(word == "REPEAT" ? MetricMathOperation.FillRepeat : MetricMathOperation.FillLinear, isScalar: false, [a])));
        var content = Single(filler);
        return Each(value, a => Series(a, () => Step(MetricMathOperation.FillValue, isScalar: false, [a, content])));

        Compiled Series(MetricMathArgument a, Func<Compiled> make) => a.IsScalar ? throw new MetricMathException("FILL takes a series, not a number", node.Position) : make();
    }

    private Compiled If(MetricMathNode node)
    {
        var condition = Single(node.Arguments[0]);
        var then = Single(node.Arguments[1]);
        if (node.Arguments.Count == 2) return Step(MetricMathOperation.If, condition.IsScalar && then.IsScalar, [condition, then]);
        var otherwise = Single(node.Arguments[2]);
        return Step(MetricMathOperation.If, condition.IsScalar && then.IsScalar && otherwise.IsScalar, [condition, then, otherwise]);
    }

    private Compiled PeriodOf(MetricMathNode node)
    {
        if (Single(node.Arguments[0]).IsScalar) throw new MetricMathException("PERIOD takes a series, not a number", node.Position);
        return Step(MetricMathOperation.Period, isScalar: true, []);
    }

    private Compiled TimeSeries(MetricMathNode node)
    {
        var value = Single(node.Arguments[0]);
        return value.IsScalar ? Step(MetricMathOperation.TimeSeries, isScalar: false, [value]) : throw new MetricMathException("TIME_SERIES takes a number, not a series", node.Position);
    }

    private static Compiled Each(Compiled value, Func<MetricMathArgument, Compiled> make) =>
        value.IsList ? new Compiled([.. value.Items.Select(i => make(i).Items[0])], IsList: true) : make(value.Items[0]);

    private Compiled Step(MetricMathOperation operation, bool isScalar, ImmutableArray<MetricMathArgument> arguments, double number = 0, MetricMathAggregate aggregate = default)
    {
        var target = _registers++;
        _steps.Add(new MetricMathStep(operation, target, isScalar, arguments, number, aggregate));
        return new Compiled([new(target, isScalar)], IsList: false);
    }

    private sealed record Compiled(ImmutableArray<MetricMathArgument> Items, bool IsList);
}
