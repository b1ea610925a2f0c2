using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>SetAlarmState: the state holds until the alarm's next evaluation (AS-CW-12).</summary>
/// <param name="At">When.</param>
/// <param name="Alarm">Number of an alarm: the scenario's metric alarms, then its composite ones.</param>
/// <param name="State">StateValue.</param>
/// <param name="Datapoints">recentDatapoints of StateReasonData, newest first: what a scaling policy sizes from; empty without them (AS-GEN-01).</param>
public sealed record SetAlarmStateAction(Instant At, int Alarm, AlarmState State, ImmutableArray<double> Datapoints) : TimelineActionDefinition(At);

/// <summary>PutMetricAlarm during a run: creates the alarm, or changes one, whose state it keeps (AS-CW-01, AS-CW-11).</summary>
/// <param name="At">When.</param>
/// <param name="Alarm">Number of the alarm among the scenario's; it does not exist before.</param>
/// <param name="Replaced">Number of the alarm of that name until then, or -1.</param>
public sealed record PutMetricAlarmAction(Instant At, int Alarm, int Replaced) : TimelineActionDefinition(At);

/// <summary>DeleteAlarms.</summary>
/// <param name="At">When.</param>
/// <param name="Alarms">Numbers of alarms, as in <see cref="SetAlarmStateAction"/>; of a name that is put again and again all of them.</param>
public sealed record DeleteAlarmsAction(Instant At, ImmutableArray<int> Alarms) : TimelineActionDefinition(At);

/// <summary>EnableAlarmActions and DisableAlarmActions.</summary>
/// <param name="At">When.</param>
/// <param name="Alarms">Numbers of alarms, as in <see cref="SetAlarmStateAction"/>.</param>
/// <param name="AreEnabled">Whether their actions are invoked from then on.</param>
public sealed record SetAlarmActionsAction(Instant At, ImmutableArray<int> Alarms, bool AreEnabled) : TimelineActionDefinition(At);
