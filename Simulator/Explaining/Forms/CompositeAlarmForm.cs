using Simulator.Model;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// A composite alarm's change of state: its rule holds, or holds no more.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
/// </summary>
internal static class CompositeAlarmForm
{
    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.CompositeAlarm,
        Subject = DecisionSubject.Alarm,
        Summary = "A composite alarm changed its state",
        Inputs = [Word<AlarmState>("state_before", AwsText.Of), Word<AlarmState>("state_after", AwsText.Of), Count("alarms"), Flag("rule_holds")],
        Outcomes = [.. Enum.GetValues<AlarmState>().Select(AwsText.Of)],
        Sentence = static d => $"Composite alarm {d.Subject} goes from {d.Word("state_before")} to {d.Word("state_after")}: its rule over {Wording.Number(d.Count("alarms"))} alarms "
            + (d.Is("rule_holds") ? "holds." : "does not hold."),
        Recompute = static d => new Verdict(DecisionGate.None, (int)(d.Is("rule_holds") ? AlarmState.Alarm : AlarmState.Ok)),
    };
}
