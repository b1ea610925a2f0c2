using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Explaining;

/// <summary>What each alarm of a service's policies saw at a moment, and what was missing for it to act.</summary>
internal sealed class AlarmSentences(RunStory story, string service)
{
    /// <summary>A sentence or two for each alarm.</summary>
    public IEnumerable<ExplanationLine> At(double at)
    {
        foreach (var policy in story.Alarms.Where(a => a.Service == service && AlarmPresent.Of(a, story, at).Exists).GroupBy(a => a.Policy))
        {
            foreach (var alarm in policy) yield return Of(alarm, at);
            if (DeadZone(policy, at) is { } zone) yield return zone;
        }
    }

    // A user's alarms are known by their names; several may invoke one policy for the same reason.
    private static string Named(AlarmSetup alarm) => alarm.IsManaged ? $"{(alarm.IsHigh ? "high" : "low")} alarm" : $"alarm {alarm.Name}";

    private static string Invokes(bool isMuted) => isMuted ? "; its actions are disabled, so that it does not invoke the policy" : "; it invokes the policy once a minute";

    private ExplanationLine Of(AlarmSetup alarm, double at)
    {
        var present = AlarmPresent.Of(alarm, story, at);
        var (state, since, decision) = StateAt(alarm, present.Since, at);
        var rule = $"{alarm.Policy}, {Named(alarm)} ({Wording.Number(alarm.DatapointsToAlarm)} of {Wording.Number(alarm.EvaluationPeriods)} of {alarm.Metric} {Forms.AlarmForm.Words(alarm.Comparison)} {Wording.Number(alarm.Threshold)})";
        var head = $"{rule} is in {state}{(since > 0 ? $" since {story.Clock(since)}" : " as it was created")}";
        var visible = VisibleAt(alarm, at);
        // A state that came of data, of a series without a row: metrics.csv was switched off.
        if (visible.Count == 0 && state != AwsText.Of(AlarmState.InsufficientData) && !story.Datapoints.Any(p => p.Series == alarm.Series))
            return new ExplanationLine(null, $"{head}: its datapoints were not kept, and what they came to stands with the decisions{(state == AwsText.Of(AlarmState.Alarm) ? Invokes(present.IsMuted) : "")}.", decision);
        if (visible.Count == 0)
            return new ExplanationLine(null, $"{head}: no datapoint of {alarm.Metric} was visible{WhyNone(alarm, at)}, and without data the policy cannot act.", decision);
        var judged = visible.Take(alarm.EvaluationPeriods).ToList();
        var breaching = judged.Count(p => alarm.Breaches(p.Value));
        var newest = judged[0];
        var words = judged.Count == 1
            ? $"{head}: the newest visible datapoint ({Wording.Number(newest.Value)}, of {story.Clock(newest.PeriodStart)}) {(breaching == 1 ? "breaches" : "does not breach")}"
            : $"{head}: of the newest {Wording.Number(judged.Count)} visible datapoints ({Wording.Values(judged.Select(p => p.Value).ToArray(), 6)}; the newest is of {story.Clock(newest.PeriodStart)}) "
                + (breaching == 0 ? "none breaches" : $"{Wording.Number(breaching)} {(breaching == 1 ? "breaches" : "breach")}");
        if (state == AwsText.Of(AlarmState.Alarm))
        {
            var ends = breaching < alarm.DatapointsToAlarm && judged.Count == alarm.EvaluationPeriods;
            return new ExplanationLine(null, words + (ends ? "; fewer than it wants, so that its next evaluation leaves ALARM" : Invokes(present.IsMuted)) + ".", decision);
        }
        return new ExplanationLine(null, words + Missing(alarm, judged, breaching, at) + (present.IsMuted ? "; its actions are disabled" : "") + ".", decision);
    }

    // AS-ECS-05.
    private string WhyNone(AlarmSetup alarm, double at)
    {
        if (alarm.Statistic == Model.Definitions.MetricMathDefinition.Statistic) return ": an expression has no value while one of its metrics has none, or where it divides by 0";
        if (!alarm.Series.StartsWith("AWS/ECS/", StringComparison.Ordinal)) return "";
        var sample = story.Samples.LastOrDefault(s => s.Service == service && s.At <= at + 0.0005);
        return sample.Service is not null && sample.Running == 0 ? ": ECS publishes it only while a task runs" : "";
    }

    private string Missing(AlarmSetup alarm, List<StoryDatapoint> judged, int breaching, double at)
    {
        if (breaching >= alarm.DatapointsToAlarm) return "; that is enough, and its next evaluation acts on it";
        if (!alarm.Breaches(judged[0].Value))
            return breaching == 0 ? "" : $"; the newest does not, so the count of {Wording.Number(alarm.DatapointsToAlarm)} starts again";
        var run = judged.TakeWhile(p => alarm.Breaches(p.Value)).Count();
        var unseen = story.Datapoints.FirstOrDefault(p => p.Series == alarm.Series && p.Statistic == alarm.Statistic && p.PeriodStart > judged[0].PeriodStart && p.Published > at);
        var next = unseen.Series is null ? "" : $"; the datapoint of {story.Clock(unseen.PeriodStart)} becomes visible at {story.Clock(unseen.Published)}";
        var wanted = alarm.DatapointsToAlarm - run;
        return $"; {Wording.Number(wanted)} more in a row {(wanted == 1 ? "makes" : "make")} it ALARM{next}";
    }

    private ExplanationLine? DeadZone(IEnumerable<AlarmSetup> alarms, double at)
    {
        var high = alarms.FirstOrDefault(a => a.IsHigh);
        var low = alarms.FirstOrDefault(a => !a.IsHigh);
        if (high is null || low is null || high.Series != low.Series) return null;
        var visible = VisibleAt(high, at);
        if (visible.Count == 0 || high.Breaches(visible[0].Value) || low.Breaches(visible[0].Value)) return null;
        return new ExplanationLine(null, $"{high.Policy}: {Wording.Number(visible[0].Value)} lies between {Wording.Number(low.Threshold)} and {Wording.Number(high.Threshold)}, where neither alarm acts.");
    }

    private (string State, double Since, int Decision) StateAt(AlarmSetup alarm, double from, double at)
    {
        var (state, since, decision) = (AwsText.Of(AlarmState.InsufficientData), 0.0, 0);
        foreach (var d in story.Decisions)
        {
            if (d.At > at + 0.0005) break;
            if (d.At >= from && d.Kind == DecisionKind.AlarmTransition && d.Subject == alarm.Name) (state, since, decision) = (AwsText.Of((AlarmState)d.To), d.At, d.Id);
        }
        return (state, since, decision);
    }

    // Newest first. Periods longer than the series' own are folded from what lies in them.
    private List<StoryDatapoint> VisibleAt(AlarmSetup alarm, double at)
    {
        var points = new List<StoryDatapoint>();
        for (var i = story.Datapoints.Length - 1; i >= 0 && points.Count < alarm.EvaluationPeriods * Math.Max(1, alarm.PeriodSeconds / 10); i--)
        {
            var p = story.Datapoints[i];
            if (p.Published <= at + 0.0005 && p.Series == alarm.Series && p.Statistic == alarm.Statistic) points.Add(p);
        }
        if (points.Count == 0) return points;
        // Long periods of percentiles and expressions slide by the minute; an alarm looks at those that follow each other.
        if (points[0].PeriodSeconds >= alarm.PeriodSeconds)
            return [.. points.Where(p => Math.Abs(Math.IEEERemainder(points[0].PeriodStart - p.PeriodStart, alarm.PeriodSeconds)) < 0.001)];
        var folded = new List<StoryDatapoint>();
        var end = points[0].PeriodStart + points[0].PeriodSeconds;
        for (var i = 0; i < alarm.EvaluationPeriods; i++, end -= alarm.PeriodSeconds)
        {
            var inside = points.Where(p => p.PeriodStart >= end - alarm.PeriodSeconds - 0.0005 && p.PeriodStart < end - 0.0005).Select(p => p.Value).ToList();
            if (inside.Count == 0) continue;
            var value = alarm.Statistic switch { "Sum" => inside.Sum(), "Minimum" => inside.Min(), "Maximum" => inside.Max(), _ => inside.Average() };
            folded.Add(points[0] with { PeriodStart = end - alarm.PeriodSeconds, PeriodSeconds = alarm.PeriodSeconds, Value = value });
        }
        return folded;
    }
}
