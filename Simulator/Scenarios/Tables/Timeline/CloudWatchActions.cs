using Simulator.Model;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>SetAlarmState.</summary>
internal static class SetAlarmStateTable
{
    public static readonly ObjectTable Table = ActionTables.New("SetAlarmState", "Sets the state of an alarm until its next evaluation (AS-CW-12): of a composite alarm until the state of a child changes.", "stateReason");

    public static readonly Property<Reference> Alarm = Table.Add("alarmName", Kind.To("an alarm", "cpu-high"), "Which.", required: true);
    public static readonly Property<AlarmState> State = Table.Add(
        "stateValue", new ChoiceKind<AlarmState>(("OK", AlarmState.Ok), ("ALARM", AlarmState.Alarm), ("INSUFFICIENT_DATA", AlarmState.InsufficientData)), "New state.", required: true);
    public static readonly Property<Node> Data = Table.Add<Node>("stateReasonData", new AnyKind("JSON text, or an object, with recentDatapoints"), "recentDatapoints, newest last, from which a scaling policy sizes; without them it does nothing (AS-GEN-01).");
}

/// <summary>PutMetricAlarm: the properties of an alarm.</summary>
internal static class PutMetricAlarmTable
{
    public static readonly ObjectTable Table = Build();

    private static ObjectTable Build()
    {
        var table = ActionTables.New("PutMetricAlarm", "Creates an alarm, or changes one, which keeps its state (AS-CW-01, AS-CW-11).", AlarmTable.Ignored);
        foreach (var property in AlarmTable.Table.Properties) table.Include(property);
        return table;
    }
}

/// <summary>DeleteAlarms.</summary>
internal static class DeleteAlarmsTable
{
    public static readonly ObjectTable Table = ActionTables.New("DeleteAlarms", "Deletes alarms, one composite alarm among them at most.");

    public static readonly Property<IReadOnlyList<Reference>> Alarms = Table.Add("alarmNames", Kind.List(Kind.To("an alarm", "cpu-high"), 1, 100), "Which.", required: true);
}

/// <summary>EnableAlarmActions.</summary>
internal static class EnableAlarmActionsTable
{
    public static readonly ObjectTable Table = ActionTables.New("EnableAlarmActions", "Switches the actions of alarms on.");

    public static readonly Property<IReadOnlyList<Reference>> Alarms = Table.Add("alarmNames", Kind.List(Kind.To("an alarm", "cpu-high"), 1, 100), "Which.", required: true);
}

/// <summary>DisableAlarmActions.</summary>
internal static class DisableAlarmActionsTable
{
    public static readonly ObjectTable Table = ActionTables.New("DisableAlarmActions", "Switches the actions of alarms off; their states go on changing.");

    public static readonly Property<IReadOnlyList<Reference>> Alarms = Table.Add("alarmNames", Kind.List(Kind.To("an alarm", "cpu-high"), 1, 100), "Which.", required: true);
}
