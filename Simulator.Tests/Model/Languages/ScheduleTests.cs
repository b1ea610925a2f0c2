using System.Globalization;
using Simulator.Model.Languages;

namespace Simulator.Tests.Model.Languages;

public sealed class ScheduleTests
{
    [Test]
    [Property("Rule", "AS-SC-02")]
    [Property("Example", "EX-48")]
    public void EveryFiveMinutesOfOfficeHours_OnWeekdays()
    {
        var runs = Runs("cron(0/5 8-17 ? * MON-FRI *)", "2026-03-06T00:00:00Z", "2026-03-10T00:00:00Z").ToList(); // Friday to Monday
        Assert.That(runs, Has.Count.EqualTo(2 * 120));
        Assert.That(runs[0], Is.EqualTo(Utc("2026-03-06T08:00:00Z")));
        Assert.That(runs[119], Is.EqualTo(Utc("2026-03-06T17:55:00Z")));
        Assert.That(runs[120], Is.EqualTo(Utc("2026-03-09T08:00:00Z")));
    }

    [Property("Rule", "AS-SC-02")]
    [TestCase("cron(15 10 * * ? *)", "2026-03-02T06:00:00Z", "2026-03-02T10:15:00Z")]
    [TestCase("cron(15 10 * * ? *)", "2026-03-02T10:15:00Z", "2026-03-03T10:15:00Z", TestName = "the next run is after the last one")]
    [TestCase("cron(0 18 ? * FRI-MON *)", "2026-03-03T00:00:00Z", "2026-03-06T18:00:00Z", TestName = "a range wraps round the week")]
    [TestCase("cron(0 18 ? * 1 *)", "2026-03-03T00:00:00Z", "2026-03-08T18:00:00Z", TestName = "1 is Sunday")]
    [TestCase("cron(0 18 ? * 7 *)", "2026-03-03T00:00:00Z", "2026-03-07T18:00:00Z", TestName = "7 is Saturday")]
    [TestCase("cron(0 18 ? * L *)", "2026-03-03T00:00:00Z", "2026-03-07T18:00:00Z", TestName = "L alone is Saturday")]
    [TestCase("cron(0 8 1 * ? *)", "2026-03-02T06:00:00Z", "2026-04-01T08:00:00Z")]
    [TestCase("cron(0 8 L * ? *)", "2026-02-02T06:00:00Z", "2026-02-28T08:00:00Z", TestName = "last day of February")]
    [TestCase("cron(0 8 L * ? *)", "2028-02-02T06:00:00Z", "2028-02-29T08:00:00Z", TestName = "last day of February in a leap year")]
    [TestCase("cron(0 8 LW * ? *)", "2026-02-02T06:00:00Z", "2026-02-27T08:00:00Z", TestName = "last weekday of a month that ends on Saturday")]
    [TestCase("cron(0 8 15W * ? *)", "2026-02-02T06:00:00Z", "2026-02-16T08:00:00Z", TestName = "weekday nearest to Sunday the 15th")]
    [TestCase("cron(0 8 1W * ? *)", "2026-07-31T23:00:00Z", "2026-08-03T08:00:00Z", TestName = "nearest weekday stays in the month: Saturday the 1st gives Monday the 3rd")]
    [TestCase("cron(0 8 ? * FRIL *)", "2026-03-02T06:00:00Z", "2026-03-27T08:00:00Z", TestName = "last Friday")]
    [TestCase("cron(0 8 ? * 6#2 *)", "2026-03-02T06:00:00Z", "2026-03-13T08:00:00Z", TestName = "second Friday")]
    [TestCase("cron(0 8 ? * MON#5 *)", "2026-04-01T06:00:00Z", "2026-06-29T08:00:00Z", TestName = "fifth Monday skips months without one")]
    [TestCase("cron(0 8 29 2 ? *)", "2026-03-02T06:00:00Z", "2028-02-29T08:00:00Z", TestName = "leap day")]
    [TestCase("cron(0 0 1 JAN ? 2030-2031)", "2026-03-02T06:00:00Z", "2030-01-01T00:00:00Z")]
    [TestCase("cron(0 8,20 * * ? *)", "2026-03-02T09:00:00Z", "2026-03-02T20:00:00Z")]
    [TestCase("cron(10/20 22-2/2 * * ? *)", "2026-03-02T22:55:00Z", "2026-03-03T00:10:00Z", TestName = "hours 22, 0 and 2")]
    [TestCase("cron(30 0 8 * * ? *)", "2026-03-02T06:00:00Z", "2026-03-02T08:00:30Z", TestName = "a seventh field leads with seconds")]
    [TestCase("cron(30 6 * * 2 *)", "2026-03-03T00:00:00Z", "2026-03-09T06:30:00Z", TestName = "an asterisk stands for ? too")]
    [TestCase("rate(5 minutes)", "2026-03-02T06:12:00Z", "2026-03-02T06:15:00Z")]
    [TestCase("rate(1 hour)", "2026-03-02T06:00:00Z", "2026-03-02T07:00:00Z")]
    [TestCase("rate(2 days)", "2026-03-02T06:00:01Z", "2026-03-04T06:00:00Z")]
    [TestCase("at(2026-03-02T08:00:00)", "2026-03-02T06:00:00Z", "2026-03-02T08:00:00Z")]
    [TestCase("at(2026-03-02T08:00:00)", "2026-03-02T08:00:00Z", null, TestName = "at runs once")]
    [TestCase("cron(0 0 30 2 ? *)", "2026-03-02T06:00:00Z", null, TestName = "the 30th of February never comes")]
    [TestCase("cron(0 0 1 1 ? 2020)", "2026-03-02T06:00:00Z", null)]
    public void Next_IsTheFirstFittingTime(string text, string after, string? expected) =>
        Assert.That(Parse(text).NextAfter(Utc(after), Utc("2026-03-02T06:00:00Z")), Is.EqualTo(expected is null ? null : Utc(expected)));

    [Property("Rule", "AS-SC-03")]
    [TestCase("cron(0 8 * * ? *)", "2026-03-28T08:00:00Z", "2026-03-29T06:00:00Z", TestName = "after the change to summer time an hour earlier in UTC")]
    [TestCase("cron(0 8 * * ? *)", "2026-10-24T12:00:00Z", "2026-10-25T07:00:00Z", TestName = "and back")]
    [TestCase("cron(30 2 * * ? *)", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z", TestName = "02:30 does not exist on the 29th and is left out")]
    [TestCase("cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", TestName = "02:30 exists twice on the 25th and counts the first time")]
    [TestCase("cron(30 2 * * ? *)", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", TestName = "and only the first time")]
    [TestCase("at(2026-07-01T08:00:00)", "2026-03-02T06:00:00Z", "2026-07-01T06:00:00Z")]
    [TestCase("at(2026-03-29T02:30:00)", "2026-03-02T06:00:00Z", "2026-03-29T01:30:00Z", TestName = "an at in the gap is an hour later")]
    [TestCase("rate(1 day)", "2026-03-02T06:00:00Z", "2026-03-03T06:00:00Z", TestName = "a rate knows no zone")]
    public void Zone_MovesLocalTimesWithSummerTime(string text, string after, string expected)
    {
        Assert.That(Schedule.TryFindZone("Europe/Paris", out var zone), Is.True);
        Assert.That(Schedule.TryParse(text, zone!, out var schedule, out var error, out _), Is.True, error);
        Assert.That(schedule!.NextAfter(Utc(after), Utc("2026-03-02T06:00:00Z")), Is.EqualTo(Utc(expected)));
    }

    [TestCase("", 0, "is no schedule")]
    [TestCase("every day", 0, "is no schedule")]
    [TestCase("daily(8)", 0, "is no schedule")]
    [TestCase("cron(0 8 * * ? *", 16, "closing ')'")]
    [TestCase("cron(0 8 * * *)", 5, "six fields")]
    [TestCase("cron(0 8 1 * MON *)", 13, "must be '?'")]
    [TestCase("cron(60 8 * * ? *)", 5, "'60' does not fit the minutes; expected 0–59")]
    [TestCase("cron(0 8,24 * * ? *)", 9, "'24' does not fit the hours")]
    [TestCase("cron(0 8 32 * ? *)", 9, "the day of the month")]
    [TestCase("cron(0 8 * FEBRUARY ? *)", 11, "JAN–DEC")]
    [TestCase("cron(0 8 ? * 0 *)", 13, "'0' does not fit the day of the week; expected 1–7 or SUN–SAT")]
    [TestCase("cron(0 8 ? * FRI#6 *)", 13, "FRI#2")]
    [TestCase("cron(0 8 40W * ? *)", 9, "15W")]
    [TestCase("cron(0 8 ? * XL *)", 13, "FRIL")]
    [TestCase("cron(? 8 * * ? *)", 5, "'?' stands for")]
    [TestCase("cron(0/0 8 * * ? *)", 5, "is no step")]
    [TestCase("cron(0 8 * * ? 2031-2030)", 15, "runs backwards")]
    [TestCase("rate(0 minutes)", 5, "is no rate")]
    [TestCase("rate(5 weeks)", 5, "is no rate")]
    [TestCase("rate(5)", 5, "is no rate")]
    [TestCase("at(2026-03-02 08:00)", 3, "is no time")]
    [TestCase("at(2026-03-02T08:00:00Z)", 3, "without a zone")]
    public void MistakenSchedule_IsRefusedWithPositionAndSentence(string text, int position, string sentence)
    {
        Assert.That(Schedule.TryParse(text, TimeZoneInfo.Utc, out var schedule, out var error, out var at), Is.False);
        Assert.That(schedule, Is.Null);
        Assert.That(error, Does.Contain(sentence));
        Assert.That(at, Is.EqualTo(position));
    }

    [Test]
    public void UnknownZone_IsNotFound()
    {
        Assert.That(Schedule.TryFindZone("Europe/Atlantis", out _), Is.False);
        Assert.That(Schedule.TryFindZone("", out var utc), Is.True);
        Assert.That(utc, Is.EqualTo(TimeZoneInfo.Utc));
    }

    private static IEnumerable<DateTimeOffset> Runs(string text, string from, string to)
    {
        var schedule = Parse(text);
        for (var at = schedule.NextAfter(Utc(from).AddTicks(-1), Utc(from)); at < Utc(to); at = schedule.NextAfter(at.Value, Utc(from))) yield return at.Value;
    }

    private static Schedule Parse(string text)
    {
        Assert.That(Schedule.TryParse(text, TimeZoneInfo.Utc, out var schedule, out var error, out _), Is.True, error);
        return schedule!;
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
