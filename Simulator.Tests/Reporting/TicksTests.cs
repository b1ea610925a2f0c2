using Simulator.Reporting.Charts;

namespace Simulator.Tests.Reporting;

public sealed class TicksTests
{
    [TestCase(7.0, 5, "0 2 4 6 8")]
    [TestCase(40.0, 4, "0 10 20 30 40")]
    [TestCase(0.0, 4, "0 0.5 1")]
    [TestCase(0.0023, 3, "0 0.001 0.002 0.003")]
    [TestCase(123456.0, 4, "0 50,000 100k 150k")]
    [TestCase(2500000.0, 3, "0 1M 2M 3M")]
    public void LinearAxis_HasRoundNumbersFromZeroToAboveTheTop(double top, int count, string expected) =>
        Assert.That(string.Join(' ', Ticks.Linear(top, count).Select(t => t.Label)), Is.EqualTo(expected));

    [Test]
    public void AxisOfCounts_HasNoFractions() => Assert.That(string.Join(' ', Ticks.Linear(1, 5, whole: true).Select(t => t.Label)), Is.EqualTo("0 1"));

    [TestCase(3, 80, "2 5 10 20 50 100")]
    [TestCase(1, 1000, "1 2 5 10 20 50 100 200 500 1,000")]
    [TestCase(0.7, 40000, "0.1 1 10 100 1,000 10,000 100k")]
    public void LogarithmicAxis_CoversBothEnds(double low, double high, string expected) =>
        Assert.That(string.Join(' ', Ticks.Logarithmic(low, high).Select(t => t.Label)), Is.EqualTo(expected));

    [TestCase("2026-03-02T06:00:00Z", 43200, 10, "06:00/Mon 2 Mar 08:00 10:00 12:00 14:00 16:00 18:00")]
    [TestCase("2026-03-02T22:30:00Z", 7200, 8, "22:30/Mon 2 Mar 22:45 23:00 23:15 23:30 23:45 00:00/Tue 3 Mar 00:15 00:30")]
    [TestCase("2026-03-02T00:00:07Z", 20, 5, "00:00:10/Mon 2 Mar 00:00:15 00:00:20 00:00:25")]
    [TestCase("2026-03-02T06:00:00Z", 259200, 4, "3 Mar 4 Mar 5 Mar")]
    public void TimeAxis_HasRoundWallClockTimes(string start, double seconds, int count, string expected) =>
        Assert.That(
            string.Join(' ', Ticks.Time(DateTimeOffset.Parse(start), seconds, count).Select(t => t.Label + (t.Day.Length > 0 ? "/" + t.Day : ""))), Is.EqualTo(expected));
}
