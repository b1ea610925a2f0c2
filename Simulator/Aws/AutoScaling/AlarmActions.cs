using System.Collections.Immutable;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.AutoScaling;

/// <summary>Which policy rows an alarm invokes in which state, in one flat list.</summary>
internal sealed class AlarmActions
{
    private const int States = 3;

    private readonly int[] _first;
    private readonly int[] _policies;
    private readonly int[][] _rowsOfAlarm;

    private AlarmActions(MonitoringPlan plan, Func<PolicyReference, int> rowOf)
    {
        _first = new int[(plan.Alarms.Length * States) + 1];
        var policies = new List<int>();
        for (var i = 0; i < _first.Length - 1; i++)
        {
            var alarm = plan.Alarms[i / States];
            foreach (var action in ActionsOf(alarm, (AlarmState)(i % States)))
            {
                var row = rowOf(action);
                if (row >= 0) policies.Add(row);
            }
            _first[i + 1] = policies.Count;
        }
        _policies = [.. policies];
        _rowsOfAlarm = [.. Enumerable.Range(0, plan.Alarms.Length).Select(a => policies[_first[a * States].._first[(a + 1) * States]].Distinct().ToArray())];
    }

    /// <summary>Invocations of services' policies.</summary>
    public static AlarmActions OfServices(MonitoringPlan plan, int[] targetOfService, TargetRow[] targets) =>
        new(plan, p => p.Service >= 0 && targetOfService[p.Service] is >= 0 and var target ? targets[target].FirstPolicy + p.Policy : -1);

    /// <summary>Invocations of groups' policies.</summary>
    public static AlarmActions OfGroups(MonitoringPlan plan, Groups.GroupRow[] groups) => new(plan, p => p.Group >= 0 ? groups[p.Group].FirstPolicy + p.Policy : -1);

    /// <summary>Policy rows that an alarm invokes in a state while its actions are enabled.</summary>
    public ReadOnlySpan<int> Of(int alarm, AlarmState state)
    {
        if (alarm >= _rowsOfAlarm.Length) return []; // composite alarms come after the metric ones and scale nothing (AS-CW-14)
        var index = (alarm * States) + (int)state;
        return _policies.AsSpan(_first[index], _first[index + 1] - _first[index]);
    }

    /// <summary>Policy rows that an alarm invokes in any state.</summary>
    public ReadOnlySpan<int> Of(int alarm) => alarm < _rowsOfAlarm.Length ? _rowsOfAlarm[alarm] : [];

    private static ImmutableArray<PolicyReference> ActionsOf(AlarmDefinition alarm, AlarmState state) => state switch
    {
        AlarmState.Alarm => alarm.AlarmActions,
        AlarmState.Ok => alarm.OkActions,
        _ => alarm.InsufficientDataActions,
    };
}
