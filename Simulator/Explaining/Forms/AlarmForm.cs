using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// An alarm's change of state, computed again from the slots of its evaluation range.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
/// </summary>
internal static class AlarmForm
{
    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.AlarmTransition,
        Subject = DecisionSubject.Alarm,
        Summary = "A metric alarm changed its state",
        Datapoints = "the slots of the evaluation range, newest first; null is missing",
        Inputs =
        [
            Word<AlarmState>("state_before", AwsText.Of), Word<AlarmState>("state_after", AwsText.Of), Count("datapoints"), Count("breaching"), Number("threshold"),
            Number("newest_value"), Seconds("newest_period_start_s"), Seconds("first_breach_period_start_s"), Count("evaluation_periods"), Count("datapoints_to_alarm"),
            Word<ComparisonOperator>("comparison"), Word<TreatMissingData>("treat_missing_data"), Seconds("period_s"), Seconds("newest_published_s"), Flag("keeps_state_when_fresh"),
            Flag("set_by_hand"),
        ],
        Outcomes = [.. Enum.GetValues<AlarmState>().Select(AwsText.Of)],
        Sentence = Sentence,
        Recompute = static d => new Verdict(DecisionGate.None, (int)StateOf(d)),
    };

    /// <summary>Words of a comparison.</summary>
    public static string Words(string comparison) => comparison switch
    {
        nameof(ComparisonOperator.GreaterThanThreshold) => "above",
        nameof(ComparisonOperator.GreaterThanOrEqualToThreshold) => "at or above",
        nameof(ComparisonOperator.LessThanThreshold) => "below",
        _ => "at or below",
    };

    private static string Sentence(DecisionNode d)
    {
        if (d.Is("set_by_hand")) return $"Alarm {d.Subject} goes from {d.Word("state_before")} to {d.Word("state_after")}: SetAlarmState, until its next evaluation.";
        var judged = d.Datapoints.Where(v => !double.IsNaN(v)).Take(d.Count("evaluation_periods")).ToArray();
        if (judged.Length == 0) return $"Alarm {d.Subject} goes from {d.Word("state_before")} to {d.Word("state_after")}: no datapoint lies in its evaluation range.";
        var threshold = $"{Words(d.Word("comparison"))} {Wording.Number(d["threshold"])}";
        if (judged.Length == 1 && d.Count("evaluation_periods") == 1)
            return $"Alarm {d.Subject} goes from {d.Word("state_before")} to {d.Word("state_after")}: the newest datapoint ({Wording.Values(judged)}) is {(d.Count("breaching") == 1 ? "" : "not ")}{threshold}, and one is enough.";
        return $"Alarm {d.Subject} goes from {d.Word("state_before")} to {d.Word("state_after")}: {(d.Count("breaching") == 0 ? "none" : Wording.Number(d.Count("breaching")))} of the {Wording.Number(judged.Length)} newest datapoints "
            + $"({Wording.Values(judged)}) {(d.Count("breaching") < 2 ? "is" : "are")} {threshold}, {Wording.Number(d.Count("datapoints_to_alarm"))} of {Wording.Number(d.Count("evaluation_periods"))} make it ALARM.";
    }

    // AS-CW-05, AS-CW-07, from the slots.
    private static AlarmState StateOf(DecisionNode d)
    {
        if (d.Is("set_by_hand")) return Enum.GetValues<AlarmState>().First(s => AwsText.Of(s) == d.Word("state_after"));
        int n = d.Count("evaluation_periods"), m = d.Count("datapoints_to_alarm");
        var real = d.Datapoints.Select((value, slot) => (value, slot)).Where(p => !double.IsNaN(p.value)).ToList();
        bool Breaches(double value) => d.Word("comparison") switch
        {
            nameof(ComparisonOperator.GreaterThanThreshold) => value > d["threshold"],
            nameof(ComparisonOperator.GreaterThanOrEqualToThreshold) => value >= d["threshold"],
            nameof(ComparisonOperator.LessThanThreshold) => value < d["threshold"],
            _ => value <= d["threshold"],
        };
        if (real.Count >= n) return real.Take(n).Count(p => Breaches(p.value)) >= m ? AlarmState.Alarm : AlarmState.Ok;
        var breaching = real.Count(p => Breaches(p.value));
        if (breaching >= m) return AlarmState.Alarm;
        var before = d.Word("state_before") == AwsText.Of(AlarmState.Alarm) ? AlarmState.Alarm : d.Word("state_before") == AwsText.Of(AlarmState.Ok) ? AlarmState.Ok : AlarmState.InsufficientData;
        switch (d.Word("treat_missing_data"))
        {
            case nameof(TreatMissingData.Breaching): return breaching + n - real.Count >= m ? AlarmState.Alarm : AlarmState.Ok;
            case nameof(TreatMissingData.NotBreaching): return AlarmState.Ok;
            case nameof(TreatMissingData.Ignore): return breaching < real.Count ? AlarmState.Ok : before;
        }
        if (real.Count == 0) return AlarmState.InsufficientData;
        if (breaching < real.Count) return AlarmState.Ok;
        if (real[^1].slot + 1 >= m) return AlarmState.Alarm;
        return d.Is("keeps_state_when_fresh") ? before : AlarmState.InsufficientData;
    }
}
