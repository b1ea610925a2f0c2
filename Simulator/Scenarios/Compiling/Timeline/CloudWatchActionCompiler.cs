using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Calls on alarms.</summary>
internal static class CloudWatchActionCompiler
{
    public static TimelineActionDefinition? SetState(TimelineScope s, ObjectView v, Instant at)
    {
        var alarm = s.Alarms.NumberAt(v.Find(SetAlarmStateTable.Alarm)!, at);
        if (alarm < 0 || v.Maybe(SetAlarmStateTable.State) is not { } state) return null;
        return new SetAlarmStateAction(at, alarm, state, DatapointsOf(s, v));
    }

    public static TimelineActionDefinition? Put(TimelineScope s, ObjectView v, Instant at)
    {
        if (!s.Alarms.TryFind(v, out var alarm, out var replaced)) return null; // what was wrong has been reported
        return new PutMetricAlarmAction(at, alarm, replaced);
    }

    public static TimelineActionDefinition? Delete(TimelineScope s, ObjectView v, Instant at)
    {
        var alarms = Named(s, v.List(DeleteAlarmsTable.Alarms));
        if (alarms.Count(s.Alarms.IsComposite) > 1) s.Context.Report(v, DeleteAlarmsTable.Alarms, "a call deletes one composite alarm at most (AS-CW-14)", "one call for each");
        return new DeleteAlarmsAction(at, alarms);
    }

    public static TimelineActionDefinition? Enable(TimelineScope s, ObjectView v, Instant at) => new SetAlarmActionsAction(at, Named(s, v.List(EnableAlarmActionsTable.Alarms)), AreEnabled: true);

    public static TimelineActionDefinition? Disable(TimelineScope s, ObjectView v, Instant at) => new SetAlarmActionsAction(at, Named(s, v.List(DisableAlarmActionsTable.Alarms)), AreEnabled: false);

    private static ImmutableArray<int> Named(TimelineScope s, IReadOnlyList<Reference> names) => [.. names.SelectMany(s.Alarms.NumbersOf)];

    // AWS takes JSON text; newest last, as CloudWatch lists recentDatapoints.
    private static ImmutableArray<double> DatapointsOf(TimelineScope s, ObjectView v)
    {
        if (v.Find(SetAlarmStateTable.Data) is not { } node) return [];
        if (node is ScalarNode { IsNull: false } text) node = JsonReader.Read(text.Text, "stateReasonData", new IssueList()) ?? node;
        if (node is MapNode map && map.Find("recentDatapoints") is ListNode list && list.Items.All(static i => i is ScalarNode { Number: not null }))
            return [.. list.Items.Select(static i => ((ScalarNode)i).Number!.Value).Reverse()];
        s.Context.Report(v, SetAlarmStateTable.Data, "stateReasonData holds no list of numbers `recentDatapoints`", "stateReasonData: {recentDatapoints: [71.5, 80]}");
        return [];
    }
}
