using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// What holds the actions of composite alarms back (AS-CW-14). A change of the alarm's own state starts a WaitPeriod, in which its suppressor may still go into ALARM; a suppressor that
/// leaves ALARM starts an ExtensionPeriod, in which the alarm may still go back. Whatever happens meanwhile discards the period that runs. When one runs out, the actions of the state
/// that holds then are taken.
/// <code>
///            state changes                suppressor into ALARM
/// (none) ------------------> WaitPeriod ------------------------> Alarm      a state change in ALARM stays held back
///    ^                          | over        suppressor leaves     |
///    |--------- actions --------+------------ ExtensionPeriod &lt;-----|        a state change in an ExtensionPeriod starts a WaitPeriod
/// </code>
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
/// </summary>
internal sealed partial class CompositeTable
{
    /// <summary>A WaitPeriod or ExtensionPeriod is over.</summary>
    public void OnSuppressionOver(int index, uint serial)
    {
        ref var row = ref _rows[index];
        if (row.Serial == serial) Suppress(index, SuppressionCause.PeriodOver, ActionSuppression.None, row.Decision);
    }

    private ActionSuppression OnStateChange(in Row row)
    {
        if (row.Definition.Suppressor < 0) return ActionSuppression.None;
        if (row.IsSuppressorInAlarm) return ActionSuppression.Alarm;
        return row.Definition.WaitPeriod > Duration.Zero ? ActionSuppression.WaitPeriod : ActionSuppression.None;
    }

    private void FollowSuppressor(int index)
    {
        ref var row = ref _rows[index];
        if (_suppressors[index] < 0 || row.IsAbsent) return;
        var isInAlarm = _alarms.StateOf(_suppressors[index]) == AlarmState.Alarm;
        if (isInAlarm == row.IsSuppressorInAlarm) return;
        row.IsSuppressorInAlarm = isInAlarm;
        var suppression = isInAlarm ? ActionSuppression.Alarm : row.Definition.ExtensionPeriod > Duration.Zero ? ActionSuppression.ExtensionPeriod : ActionSuppression.None;
        Suppress(index, SuppressionCause.SuppressorChange, suppression, _alarms.DecisionOf(_suppressors[index]));
    }

    // Alarms without a suppressor act at once, which is not worth a decision.
    private void Suppress(int index, SuppressionCause cause, ActionSuppression to, int parent)
    {
        ref var row = ref _rows[index];
        var from = row.Suppression;
        row.Suppression = to;
        unchecked { row.Serial++; }
        var length = to == ActionSuppression.WaitPeriod ? row.Definition.WaitPeriod : to == ActionSuppression.ExtensionPeriod ? row.Definition.ExtensionPeriod : Duration.Zero;
        if (length > Duration.Zero) _calendar.ScheduleIn(length, EventKinds.ActionSuppressionOver, index, row.Serial);
        var alarm = _first + index;
        if (row.Definition.Suppressor >= 0)
        {
            var inputs = DecisionInputs.Of(
                (int)row.State, (int)cause, row.IsSuppressorInAlarm ? 1 : 0, row.Definition.WaitPeriod.Seconds, row.Definition.ExtensionPeriod.Seconds,
                length > Duration.Zero ? (_calendar.Now + length).Seconds : double.NaN);
            _decided.Report(new Decision(_decisions.Next(), parent, DecisionKind.CompositeActions, alarm, -1, DecisionGate.None, (int)from, (int)to, inputs));
        }
        if (to == ActionSuppression.None && !row.IsMuted) _taken.Report(new CompositeActionsTaken(alarm));
    }
}
