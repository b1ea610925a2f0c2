using Simulator.Model.Definitions;

namespace Simulator.Tests.Model.Definitions;

public sealed class ExtendedStatisticTests
{
    [Property("Rule", "AS-CW-13")]
    [TestCase("p99", ExtendedStatisticKind.Percentile, 99, 99, false)]
    [TestCase("p99.9", ExtendedStatisticKind.Percentile, 99.9, 99.9, false)]
    [TestCase("tm90", ExtendedStatisticKind.TrimmedMean, 0, 90, false)]
    [TestCase("TM(10%:90%)", ExtendedStatisticKind.TrimmedMean, 10, 90, false)]
    [TestCase("IQM", ExtendedStatisticKind.TrimmedMean, 25, 75, false)]
    [TestCase("TC(0.005:0.03)", ExtendedStatisticKind.TrimmedCount, 0.005, 0.03, true)]
    [TestCase("ts99", ExtendedStatisticKind.TrimmedSum, 0, 99, false)]
    [TestCase("WM(:80%)", ExtendedStatisticKind.WinsorizedMean, 0, 80, false)]
    [TestCase("PR(:300)", ExtendedStatisticKind.PercentileRank, double.NegativeInfinity, 300, true)]
    [TestCase("PR(100:2000)", ExtendedStatisticKind.PercentileRank, 100, 2000, true)]
    public void Statistics_AreReadAsAwsWritesThem(string text, ExtendedStatisticKind kind, double lower, double upper, bool isAbsolute)
    {
        Assert.That(ExtendedStatistic.TryParse(text, out var statistic, out var error), Is.True, error);
        Assert.That(statistic, Is.EqualTo(new ExtendedStatistic(text, kind, lower, upper, isAbsolute)));
    }

    [Property("Rule", "AS-CW-13")]
    [TestCase("p", "`p` is no statistic")]
    [TestCase("p0", "must lie between 0 and 100")]
    [TestCase("p101", "must lie between 0 and 100")]
    [TestCase("median", "is no statistic")]
    [TestCase("TM(90%:10%)", "not in order")]
    [TestCase("TM(10%:90)", "bounds are written")]
    [TestCase("PR(10%:90%)", "bounds are written")]
    public void OthersAreRefused(string text, string message)
    {
        Assert.That(ExtendedStatistic.TryParse(text, out _, out var error), Is.False);
        Assert.That(error, Does.Contain(message));
    }

    [Property("Rule", "AS-CW-13")]
    [Property("Example", "EX-69")]
    [TestCase("p99", 1000)]
    [TestCase("p90", 100)]
    [TestCase("p10", 100)]
    [TestCase("p50", 20)]
    public void Percentiles_NeedSamples(string text, double samples)
    {
        Assert.That(ExtendedStatistic.TryParse(text, out var statistic, out _), Is.True);
        Assert.That(statistic!.LeastSamples, Is.EqualTo(samples));
    }
}
