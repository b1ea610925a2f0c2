using Simulator.Explaining;

namespace Simulator.Tests.Explaining;

public sealed class MomentTests
{
    private static readonly RunStory Story = new()
    {
        Start = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero),
        Seconds = 86_400,
        Cluster = "c",
        Services = ["web"],
        Decisions = [],
    };

    [TestCase("14:03", 7380)]
    [TestCase("14:03:20", 7400)]
    [TestCase("11:00", 82_800, TestName = "a clock time before the start is the next day's")]
    [TestCase("2026-01-05T14:03:00Z", 7380)]
    [TestCase("2026-01-05 14:03", 7380)]
    [TestCase("2026-01-05T15:03:00+01:00", 7380)]
    [TestCase("2h3m", 7380)]
    [TestCase("90s", 90)]
    [TestCase("1.5h", 5400)]
    [TestCase("7380", 7380)]
    [TestCase("0", 0)]
    public void Moments(string text, double seconds)
    {
        Assert.That(Moment.TryParse(text, Story, out var at, out var error), Is.True, error);
        Assert.That(at, Is.EqualTo(seconds).Within(1e-6));
    }

    [TestCase("25:00", "is no moment")]
    [TestCase("14:60", "is no moment")]
    [TestCase("noon", "is no moment")]
    [TestCase("", "is no moment")]
    [TestCase("2d", "lies outside of the run, which goes from 2026-01-05T12:00:00Z to 2026-01-06T12:00:00Z")]
    [TestCase("2026-01-05T11:59:00Z", "lies outside of the run")]
    public void WhatIsNone(string text, string message)
    {
        Assert.That(Moment.TryParse(text, Story, out _, out var error), Is.False);
        Assert.That(error, Does.Contain(message));
    }

    [TestCase(0.04, "0.04")]
    [TestCase(52.0125, "52.01")]
    [TestCase(12_345.67, "12,345.7")]
    [TestCase(double.NaN, "no value")]
    public void Numbers(double value, string text) => Assert.That(Wording.Number(value), Is.EqualTo(text));

    [TestCase(23, "23 s")]
    [TestCase(363, "6 min 3 s")]
    [TestCase(7380, "2 h 3 min")]
    public void Times(double seconds, string text) => Assert.That(Wording.Time(seconds), Is.EqualTo(text));
}
