using Simulator.Model;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// What holds the actions of a composite alarm with a suppressor back, or that nothing does any more.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
/// </summary>
internal static class CompositeActionsForm
{
    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.CompositeActions,
        Subject = DecisionSubject.Alarm,
        Summary = "The actions of a composite alarm with a suppressor were held back or taken",
        Inputs =
        [
            Word<AlarmState>("state", AwsText.Of), Word<SuppressionCause>("change"), Flag("suppressor_in_alarm"), Seconds("wait_period_s"), Seconds("extension_period_s"), Seconds("until_s"),
        ],
        Outcomes = [.. Enum.GetNames<ActionSuppression>()],
        Sentence = static d => Reason(d) + (ActionSuppression)d.To switch
        {
            ActionSuppression.None => $": it takes its actions for {d.Word("state")}.",
            ActionSuppression.Alarm => $": its actions are held back as long as the suppressor stays there.",
            ActionSuppression.WaitPeriod => $": its actions wait {Wording.Time(d["wait_period_s"])} for the suppressor to go into ALARM.",
            _ => $": its actions wait another {Wording.Time(d["extension_period_s"])} for it to change back.",
        },
        Recompute = static d => new Verdict(DecisionGate.None, (int)(d.Word("change") switch
        {
            nameof(SuppressionCause.StateChange) => d.Is("suppressor_in_alarm") ? ActionSuppression.Alarm : d["wait_period_s"] > 0 ? ActionSuppression.WaitPeriod : ActionSuppression.None,
            nameof(SuppressionCause.SuppressorChange) => d.Is("suppressor_in_alarm") ? ActionSuppression.Alarm : d["extension_period_s"] > 0 ? ActionSuppression.ExtensionPeriod : ActionSuppression.None,
            _ => ActionSuppression.None,
        })),
    };

    private static string Reason(DecisionNode d) => d.Word("change") switch
    {
        nameof(SuppressionCause.StateChange) => $"Composite alarm {d.Subject} is in {d.Word("state")} now{(d.Is("suppressor_in_alarm") ? ", and its suppressor in ALARM" : "")}",
        nameof(SuppressionCause.SuppressorChange) => $"The suppressor of composite alarm {d.Subject} {(d.Is("suppressor_in_alarm") ? "went into ALARM" : "left ALARM")}",
        _ => $"The {(ActionSuppression)d.From} of composite alarm {d.Subject} is over",
    };
}
