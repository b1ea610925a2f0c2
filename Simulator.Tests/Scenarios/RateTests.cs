using Simulator.Model.Definitions;
using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

/// <summary>Rates over time: what is written becomes the right pieces.</summary>
public sealed class RateTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("120/s", 120)]
    [TestCase("3000/min", 50)]
    [TestCase("7200/h", 2)]
    [TestCase("0.5/s", 0.5)]
    [TestCase("1e3/s", 1000)]
    public void Constant(string text, double perSecond) => Assert.That(Pieces(text), Is.EqualTo(new[] { (0.0, perSecond, perSecond) }));

    [Test]
    public void Steps_HoldUntilTheNext() =>
        Assert.That(Pieces("{steps: [[0s, 50/s], [30m, 400/s]]}"), Is.EqualTo(new[] { (0.0, 50.0, 50.0), (1800.0, 400.0, 400.0) }));

    [TestCase("{steps: [[1m, 50/s]]}", "the first step begins at 1m")]
    [TestCase("{steps: [[0s, 50/s], [0s, 60/s]]}", "0s does not come after 0s")]
    [TestCase("{steps: [[0s, 50/s, 3]]}", "a step takes [time, rate]")]
    [TestCase("{steps: []}", "at least 1")]
    [TestCase("{pattern: diurnal, low: 5/s, high: 1/s}", "`low` 5/s is more than `high` 1/s")]
    [TestCase("{pattern: diurnal, low: 5/s, high: 9/s, peakAt: \"25:00\"}", "\"25:00\" is not a time of day")]
    [TestCase("{pattern: ramp, from: 1/s, to: 2/s, at: 2h}", "the ramp begins at 2h, not before the end of the run, 1h")]
    [TestCase("{pattern: spike, base: 1/s, peak: 2/s, at: 1m}", "has no `hold`")]
    [TestCase("{step: [[0s, 1/s]]}", "did you mean `steps`?")]
    public void WrongRates(string rate, string message) => Assert.That(Load(rate).Issues.Select(i => i.ToString()), Has.Some.Contains(message));

    [Test]
    public void Diurnal_PeaksAtTheWallClockTime_InMinutePieces()
    {
        var pieces = Pieces("{pattern: diurnal, low: 40/s, high: 400/s, peakAt: \"14:00\"}", "{start: 2026-03-02T06:00:00Z, duration: 24h}");
        Assert.That(pieces, Has.Length.EqualTo(1440));
        double At(double hour) => pieces.Last(p => p.Start <= hour * 3600).From;
        Assert.That(At(8), Is.EqualTo(400).Within(1e-9), "14:00");
        Assert.That(At(20), Is.EqualTo(40).Within(1e-9), "02:00");
        Assert.That(At(2), Is.EqualTo(220).Within(1e-9), "08:00");
        Assert.That(pieces.Zip(pieces.Skip(1), (a, b) => (a.To, b.From)).All(x => x.To == x.From), "the wave is continuous");
    }

    [Test]
    public void Diurnal_WithAnOffset_StillPeaksInUtc()
    {
        var pieces = Pieces("{pattern: diurnal, low: 0/s, high: 100/s, peakAt: \"00:00\"}", "{start: \"2026-03-02T05:30:00+05:30\", duration: 1h}");
        Assert.That(pieces[0].From, Is.EqualTo(100).Within(1e-9));
    }

    [Test]
    public void Diurnal_OverAYear_StaysSmall() => Assert.That(Pieces("{pattern: diurnal, low: 1/s, high: 2/s}", "{duration: 365d}"), Has.Length.InRange(100_000, 200_001));

    [Test]
    public void Sine_BeginsLow_AndPeaksAfterHalfAPeriod()
    {
        var pieces = Pieces("{pattern: sine, low: 10/s, high: 30/s, period: 20m}");
        Assert.That(pieces[0].From, Is.EqualTo(10).Within(1e-9));
        Assert.That(pieces.Max(p => p.From), Is.EqualTo(30).Within(0.01));
        Assert.That(pieces.MaxBy(p => p.From).Start, Is.EqualTo(600).Within(20));
    }

    [Test]
    public void Ramp_GoesStraight()
    {
        Assert.That(Pieces("{pattern: ramp, from: 10/s, to: 70/s}"), Is.EqualTo(new[] { (0.0, 10.0, 70.0), (3600.0, 70.0, 70.0) }));
        Assert.That(Pieces("{pattern: ramp, from: 10/s, to: 70/s, at: 10m, length: 5m}"), Is.EqualTo(new[] { (0.0, 10.0, 10.0), (600.0, 10.0, 70.0), (900.0, 70.0, 70.0) }));
    }

    [Test]
    public void Spike_RisesHoldsAndFalls() =>
        Assert.That(Pieces("{pattern: spike, base: 1/s, peak: 9/s, at: 10m, rise: 1m, hold: 5m, fall: 2m}"),
            Is.EqualTo(new[] { (0.0, 1.0, 1.0), (600.0, 1.0, 9.0), (660.0, 9.0, 9.0), (960.0, 9.0, 1.0), (1080.0, 1.0, 1.0) }));

    [Test]
    public void SpikeWithoutRiseAndFall_Jumps() =>
        Assert.That(Pieces("{pattern: spike, base: 1/s, peak: 9/s, at: 0s, hold: 5m}"), Is.EqualTo(new[] { (0.0, 9.0, 9.0), (300.0, 1.0, 1.0) }));

    // ---- traces

    [Test]
    public void TraceOfCounts_IsDividedByItsPeriod_AndTheRowAtFromIsTimeZero()
    {
        _folder.Write("t.csv", "minute,requests\n0,60\n1,120\n2,180\n4,240\n");
        Assert.That(Pieces("{trace: t.csv, period: 1m}", "{duration: 5m}"), Is.EqualTo(new[] { (0.0, 1.0, 1.0), (60.0, 2.0, 2.0), (120.0, 3.0, 3.0), (240.0, 4.0, 4.0) }));
        Assert.That(Pieces("{trace: t.csv, period: 1m, from: 1, scale: 2}", "{duration: 4m}"), Is.EqualTo(new[] { (0.0, 4.0, 4.0), (60.0, 6.0, 6.0), (180.0, 8.0, 8.0) }));
        Assert.That(Pieces("{trace: t.csv, period: 1m, from: 2m}", "{duration: 3m}")[0].From, Is.EqualTo(3), "a length of time from the first row");
    }

    [Test]
    public void TraceOfTimestamps_TakesItsPeriodFromThem()
    {
        _folder.Write("t.csv", "timestamp,host,value\n2014-04-10 00:04:00,a,300\n2014-04-10 00:09:00,a,600\n2014-04-10T00:14:00Z,a,900\n");
        Assert.That(Pieces("{trace: t.csv, column: value}", "{duration: 15m}"), Is.EqualTo(new[] { (0.0, 1.0, 1.0), (300.0, 2.0, 2.0), (600.0, 3.0, 3.0) }));
        Assert.That(Pieces("{trace: t.csv, column: value, timeColumn: timestamp, from: 2014-04-10 00:10:00}", "{duration: 10m}").Take(2), Is.EqualTo(new[] { (0.0, 2.0, 2.0), (240.0, 3.0, 3.0) }));
        Assert.That(Pieces("{trace: t.csv, column: value, values: perSecond}", "{duration: 15m}")[0].From, Is.EqualTo(300));
    }

    [Test]
    public void TraceThatEnds_LeavesNoLoad_AndSaysSo()
    {
        _folder.Write("t.csv", "minute,requests\n0,60\n1,120\n");
        var result = Load("{trace: t.csv, period: 1m}", "{duration: 5m}");
        Assert.That(PiecesOf(result)[^1], Is.EqualTo((120.0, 0.0, 0.0)));
        Assert.That(result.Notes.Single().Message, Is.EqualTo("the trace ends after 2m of 5m: no load after it; repeat: true goes on"));
    }

    [Test]
    public void RepeatedTrace_BeginsAgain()
    {
        _folder.Write("t.csv", "minute,requests\n0,60\n1,120\n2,180\n");
        Assert.That(Pieces("{trace: t.csv, period: 1m, from: 1, repeat: true}", "{duration: 5m}").Select(p => (p.Start, p.From)), Is.EqualTo(new[] { (0.0, 2.0), (60.0, 3.0), (120.0, 2.0), (180.0, 3.0), (240.0, 2.0) }));
    }

    [Test]
    public void Noise_HasMeanOne_AndIsTheSameEveryTime()
    {
        _folder.Write("t.csv", "minute,requests\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},60\n")));
        var pieces = Pieces("{trace: t.csv, period: 1m, noise: {cv: 0.3, seed: 5}}", "{duration: 4d}");
        var rates = pieces.Where(p => p.From > 0).Select(p => p.From).ToList();
        Assert.That(rates, Has.Count.EqualTo(5000));
        Assert.That(rates.Average(), Is.EqualTo(1).Within(0.02));
        Assert.That(Math.Sqrt(rates.Average(r => (r - 1) * (r - 1))), Is.EqualTo(0.3).Within(0.02));
        Assert.That(Pieces("{trace: t.csv, period: 1m, noise: {cv: 0.3, seed: 5}}", "{duration: 4d}"), Is.EqualTo(pieces));
        Assert.That(Pieces("{trace: t.csv, period: 1m, noise: {cv: 0.3, seed: 6}}", "{duration: 4d}"), Is.Not.EqualTo(pieces));
    }

    [TestCase("", "t.csv:1:1: the trace is empty")]
    [TestCase("minute,requests\n", "t.csv:1:1: the trace has a header line but no rows")]
    [TestCase("0,1\n1,2\n", "t.csv:1:1: the trace has no header line")]
    [TestCase("minute,requests\n0,1\n1,x\n", "t.csv:3:3: `x` is not a number")]
    [TestCase("minute,requests\n0,1\nlater,2\n", "t.csv:3:1: `later` is not an index (a whole number)")]
    [TestCase("time,requests\n2020-01-01 00:00:00,1\n2020-13-01 00:00:00,2\n", "t.csv:3:1: `2020-13-01 00:00:00` is not a time")]
    [TestCase("minute,requests\n1,1\n0,2\n", "t.csv:3:1: `0` does not come after the row before")]
    [TestCase("minute,requests\n0,1\n1\n", "t.csv:3:1: this row has 1 cells; column 2 is needed")]
    [TestCase("minute,requests\n0,-5\n", "t.csv:2:1: a rate cannot be negative (-5)")]
    [TestCase("minute,requests\n0,\n", "t.csv:2:1: a rate has no value here")]
    [TestCase("minute,a,b\n0,1,2\n", "the trace has 3 columns: `column` must say which one counts (column: one of a, b)")]
    public void WrongTraces_AreReportedWhereTheyAreWrong(string csv, string message)
    {
        _folder.Write("t.csv", csv);
        Assert.That(Load("{trace: t.csv, period: 1m}").Issues.Select(i => i.ToString()), Has.Some.Contains(message));
    }

    [TestCase("{trace: t.csv}", "an index: `period` must say how far rows are apart")]
    [TestCase("{trace: t.csv, period: 1m, column: reqests}", "has no column `reqests` (did you mean `requests`?)")]
    [TestCase("{trace: t.csv, period: 1m, column: minute}", "`minute` is the column of times")]
    [TestCase("{trace: t.csv, period: 1m, from: 99}", "`99` is outside the trace (it goes from 0 to 1)")]
    [TestCase("{trace: t.csv, period: 1m, from: dawn}", "`dawn` is not a place in the trace")]
    [TestCase("{trace: u.csv, period: 1m}", "u.csv does not exist (did you mean t.csv?)")]
    [TestCase("{trace: t.csv, period: 1m, scale: -1}", "`scale` is -1, outside its range")]
    [TestCase("{trace: t.csv, period: 1m, noise: {cv: 0}}", "`cv` is 0, outside its range")]
    public void WrongUseOfATrace(string rate, string message)
    {
        _folder.Write("t.csv", "minute,requests\n0,1\n1,2\n");
        Assert.That(Load(rate).Issues.Select(i => i.ToString()), Has.Some.Contains(message));
    }

    private (double Start, double From, double To)[] Pieces(string rate, string run = "{duration: 1h}") => PiecesOf(Load(rate, run));

    private static (double Start, double From, double To)[] PiecesOf(ScenarioLoadResult result)
    {
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        return [.. ((RequestWorkloadDefinition)result.Scenario!.Workloads[0]).Rate.Pieces.Select(p => (p.Start.Seconds, p.From, p.To))];
    }

    private ScenarioLoadResult Load(string rate, string run = "{duration: 1h}")
    {
        var yaml = Loading.Fargate.Replace("10/s", rate, StringComparison.Ordinal).Replace("{duration: 1h}", run, StringComparison.Ordinal);
        return ScenarioLoader.Load(_folder.Write("s.yaml", yaml));
    }
}
