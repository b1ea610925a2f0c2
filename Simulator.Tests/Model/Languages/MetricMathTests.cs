using Simulator.Model.Languages;

namespace Simulator.Tests.Model.Languages;

/// <summary>Metric math: the published rules of missing data, every function, and what is said about slips.</summary>
public sealed class MetricMathTests
{
    private const double No = double.NaN;

    private static readonly Dictionary<string, double[]> Published = new()
    {
        ["m1"] = [30, 20, 0, 0],
        ["m2"] = [20, No, 20, No],
    };

    private static readonly Dictionary<string, double[]> Conditions = new()
    {
        ["m1"] = [1, 1, 0, 0, No],
        ["m2"] = [30, No, 0, 0, No],
        ["m3"] = [0, 0, 20, No, 20],
    };

    [Property("Rule", "AS-CW-15")]
    [Property("Example", "EX-70")]
    [TestCase("m1 < m2", new[] { 0.0, 0, 1, 0 })]
    [TestCase("m1 >= 30", new[] { 1.0, 0, 0, 0 })]
    [TestCase("m1 > 15 AND m2 > 15", new[] { 1.0, 0, 0, 0 })]
    [TestCase("m1 > 15 && m2 > 15", new[] { 1.0, 0, 0, 0 })]
    [TestCase("m1 > 15 OR m2 > 15", new[] { 1.0, 1, 1, 0 })]
    [TestCase("m1 == 0", new[] { 0.0, 0, 1, 1 })]
    [TestCase("m1 != m2", new[] { 1.0, 1, 1, 0 })]
    public void Comparisons_TakeAMissingSideAsZero(string expression, double[] expected) => Assert.That(Of(expression, Published), Is.EqualTo(expected));

    [Property("Rule", "AS-CW-15")]
    [Property("Example", "EX-72")]
    [TestCase("IF(m1, 5, m3)", new[] { 5, 5, 20, No, No })]
    [TestCase("IF(m1, m2, 5)", new[] { 30, 0, 5, 5, No })]
    [TestCase("IF(m1, m2)", new[] { 30, 0, No, No, No })]
    public void If_DropsWhatItCannotDecide(string expression, double[] expected) => Assert.That(Of(expression, Conditions), Is.EqualTo(expected));

    [Property("Rule", "AS-CW-15")]
    [Property("Example", "EX-73")]
    [TestCase("m1 / m2", new[] { 1.5, No, 0, No })]
    [TestCase("m1 + m2", new[] { 50.0, 20, 20, 0 })]
    [TestCase("m1 - m2 * 2", new[] { -10.0, 20, -40, 0 })]
    [TestCase("m2 * 2", new[] { 40, No, 40, No })]
    [TestCase("-m2 ^ 2", new[] { 400, No, 400, No })]
    [TestCase("2 ^ 3 ^ 0 * m1", new[] { 60.0, 40, 0, 0 })]
    [TestCase("(m1 + m2) * 10 - 1", new[] { 499.0, 199, 199, -1 })]
    public void Arithmetic_TakesAMissingOperandAsZeroAndDropsADivisionByIt(string expression, double[] expected) => Assert.That(Of(expression, Published), Is.EqualTo(expected));

    [Property("Rule", "AS-CW-15")]
    [TestCase("FILL(m, 7)", new[] { 7.0, 4, 7, 7, 16 })]
    [TestCase("FILL(m, REPEAT)", new[] { No, 4, 4, 4, 16 })]
    [TestCase("FILL(m, LINEAR)", new[] { No, 4, 8, 12, 16 })]
    [TestCase("FILL(m, PERIOD(m))", new[] { 60.0, 4, 60, 60, 16 })]
    [TestCase("DIFF(m)", new[] { No, No, No, No, 12 })]
    [TestCase("DIFF_TIME(m)", new[] { No, No, No, No, 180 })]
    [TestCase("RATE(m) * 60", new[] { No, No, No, No, 4 })]
    [TestCase("RUNNING_SUM(m)", new[] { No, 4, No, No, 20 })]
    [TestCase("m - AVG(m)", new[] { No, -6, No, No, 6 })]
    [TestCase("m / SUM(m)", new[] { No, 0.2, No, No, 0.8 })]
    [TestCase("m - MIN(m) + MAX(m)", new[] { No, 16, No, No, 28 })]
    [TestCase("m / STDDEV(m)", new[] { No, 4 / 6.0, No, No, 16 / 6.0 })]
    [TestCase("TIME_SERIES(DATAPOINT_COUNT(m))", new[] { 2.0, 2, 2, 2, 2 })]
    [TestCase("ABS(-m) + CEIL(m / 3) + FLOOR(m / 3)", new[] { No, 7, No, No, 27 })]
    [TestCase("LOG10(m * 25) + LOG(m) - LOG(m)", new[] { No, 2, No, No, 2.6020599913279625 })]
    [TestCase("MINUTE(m) + 100 * HOUR(m)", new[] { No, 1001, No, No, 1004 })]
    [TestCase("DAY(m) + DATE(m) + MONTH(m)", new[] { No, 1 + 5 + 1, No, No, 7 })]
    [TestCase("YEAR(m) + (EPOCH(m) - EPOCH(m))", new[] { No, 2026, No, No, 2026 })]
    public void Functions_GoAlongOneSeries(string expression, double[] expected) =>
        Assert.That(Of(expression, new() { ["m"] = [No, 4, No, No, 16] }), Is.EqualTo(expected).Within(1e-9));

    [Property("Rule", "AS-CW-15")]
    [TestCase("SUM(METRICS())", new[] { 33.0, 20, 20, No })]
    [TestCase("AVG([m1, m2])", new[] { 16.5, 20, 20, No })]
    [TestCase("MAX([m1, m2])", new[] { 30.0, 20, 20, No })]
    [TestCase("MIN(METRICS(\"m\"))", new[] { 3.0, 20, 20, No })]
    [TestCase("SUM(FILL(METRICS(), 1))", new[] { 33.0, 21, 21, 2 })]
    [TestCase("SUM(METRICS() * 2)", new[] { 66.0, 40, 40, No })]
    [TestCase("FIRST(METRICS()) * METRIC_COUNT(METRICS())", new[] { 60, 40, No, No })]
    [TestCase("LAST(METRICS()) + SLICE(METRICS(), 0)", new[] { 33.0, 20, 20, No })]
    [TestCase("SUM(SLICE(METRICS(), 1, 2))", new[] { 3, No, 20, No })]
    [TestCase("STDDEV([m1, m2])", new[] { 13.5, 0, 0, No })]
    public void Lists_AreSeriesPeriodByPeriod(string expression, double[] expected) =>
        Assert.That(Of(expression, new() { ["m1"] = [30, 20, No, No], ["m2"] = [3, No, 20, No] }), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Expressions_MayNameEachOtherInAnyOrder()
    {
        var math = Compile([new("total", "e1 + m2", "", true), new("m1", null, "", false), new("e1", "m1 * 10", "", false), new("m2", null, "", false)]);
        var evaluator = new MetricMathEvaluator(math, 2);
        ((double[])[1, 2]).CopyTo(evaluator.Operand(0));
        ((double[])[5, 6]).CopyTo(evaluator.Operand(1));
        Assert.That(evaluator.Run(60, 0).ToArray(), Is.EqualTo(new double[] { 15, 26 }));
    }

    [Test]
    [Property("Rule", "AS-CW-15")]
    public void AMetricInsideFill_IsKnownToBeSo()
    {
        var math = Compile([new("e", "FILL(a, 0) + b", "", true), new("a", null, "", false), new("b", null, "", false)]);
        Assert.That(math.IsFilledOnly, Is.EqualTo(new[] { true, false }));
        Assert.That(Compile([new("e", "FILL(a, 0) + a", "", true), new("a", null, "", false)]).IsFilledOnly, Is.EqualTo(new[] { false }));
    }

    [Test]
    public void Evaluation_AllocatesNothing()
    {
        var math = Compile([new("e", "IF(FILL(a, REPEAT) > AVG(a), RUNNING_SUM(a) / SUM([a, a]), RATE(a) ^ 2)", "", true), new("a", null, "", false)]);
        var evaluator = new MetricMathEvaluator(math, 17);
        for (var i = 0; i < 17; i++) evaluator.Operand(0)[i] = i % 5;
        for (var i = 0; i < 2000; i++) evaluator.Run(60, i);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) evaluator.Run(60, i);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Property("Rule", "AS-CW-15")]
    [TestCase("m1 +", "a metric, a number or a function is missing at the end of the expression", 4)]
    [TestCase("m1 m2", "an operator is missing before 'm2'", 3)]
    [TestCase("m1 + m9", "no query has the id 'm9'", 5)]
    [TestCase("SUM(m1", "')' is missing: 'SUM' is not closed", 6)]
    [TestCase("AVERAGE(m1)", "there is no function 'AVERAGE'", 0)]
    [TestCase("1 + MX(m1)", "there is no function 'MX'", 4)]
    [TestCase("SEARCH('x')", "an alarm cannot use SEARCH", 0)]
    [TestCase("ANOMALY_DETECTION_BAND(m1)", "anomaly detection is not simulated", 0)]
    [TestCase("IF(m1)", "IF takes 2 to 3 arguments, not 1", 0)]
    [TestCase("RATE(5)", "RATE takes a series, not a number", 0)]
    [TestCase("AVG(m1)", "the result is a single number, not a series: write TIME_SERIES", 0)]
    [TestCase("METRICS()", "the result is 2 series; an alarm takes one", 0)]
    [TestCase("METRICS() + METRICS()", "'+' cannot combine two lists", 10)]
    [TestCase("m1 # m2", "an expression holds no '#'", 3)]
    [TestCase("m1 + 'text", "the quote is not closed", 5)]
    [TestCase("METRICS('zz')", "no metric has 'zz' in its label or id", 0)]
    [TestCase("e", "'e' is computed from itself", 0)]
    [TestCase("1..2 * m1", "'1..2' is not a number", 0)]
    public void Slips_AreSaidWithTheirPlace(string expression, string message, int position)
    {
        var queries = new MetricMathQuery[] { new("e", expression, "", true), new("m1", null, "", false), new("m2", null, "", false) };
        Assert.That(MetricMath.TryCompile(queries, out _, out var problem), Is.False);
        Assert.That(problem!.Message, Does.StartWith(message));
        Assert.That((problem.Query, problem.Position), Is.EqualTo((0, position)));
    }

    [Test]
    public void AnUnknownFunction_IsRefusedWithASuggestion()
    {
        Assert.That(MetricMath.TryCompile([new("e", "SUMM(m)", "", true), new("m", null, "", false)], out _, out var problem), Is.False);
        Assert.That(problem!.Suggestion, Is.EqualTo("did you mean `SUM`?"));
    }

    [TestCase("M1", "must begin with a lower-case letter")]
    [TestCase("m-1", "must begin with a lower-case letter and hold letters, digits and _ only")]
    public void Ids_BeginWithALowerCaseLetter(string id, string message)
    {
        Assert.That(MetricMath.TryCompile([new(id, null, "", true)], out _, out var problem), Is.False);
        Assert.That(problem!.Message, Does.Contain(message));
    }

    [Test]
    [Property("Rule", "AS-TT-15")]
    public void ExactlyOneQueryReturns()
    {
        Assert.That(MetricMath.TryCompile([new("a", null, "", true), new("b", null, "", true)], out _, out var two), Is.False);
        Assert.That(two!.Message, Is.EqualTo("exactly one query must have returnData: true, not 2"));
        Assert.That(MetricMath.TryCompile([.. Enumerable.Range(0, 11).Select(i => new MetricMathQuery($"m{i}", null, "", i == 0))], out _, out var many), Is.False);
        Assert.That(many!.Message, Does.Contain("at most 10 metrics"));
    }

    private static double[] Of(string expression, Dictionary<string, double[]> metrics)
    {
        var math = Compile([new("result", expression, "", true), .. metrics.Keys.Select(static k => new MetricMathQuery(k, null, "", false))]);
        var evaluator = new MetricMathEvaluator(math, metrics.Values.First().Length);
        var i = 0;
        foreach (var values in metrics.Values) values.CopyTo(evaluator.Operand(i++));
        return evaluator.Run(60, new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()).ToArray();
    }

    private static MetricMath Compile(MetricMathQuery[] queries)
    {
        Assert.That(MetricMath.TryCompile(queries, out var math, out var problem), Is.True, problem?.Message);
        return math!;
    }
}
