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

    private AlarmActions(MonitoringPlan plan, Func<PolicyReference, int> rowOf)
    {
        _first = new int[(plan.Alarms.Length * States) + 1];
        var policies = new List<int>();
        for (var i = 0; i < _first.Length - 1; i++)
        {
            var alarm = plan.Alarms[i / States];
            foreach (var action in alarm.ActionsEnabled ? ActionsOf(alarm, (AlarmState)(i % States)) : [])
            {
                var row = rowOf(action);
                if (row >= 0) policies.Add(row);
            }
            _first[i + 1] = policies.Count;
        }
        _policies = [.. policies];
    }

    /// <summary>Invocations of services' policies.</summary>
    public static AlarmActions OfServices(MonitoringPlan plan, int[] targetOfService, TargetRow[] targets) =>
        new(plan, p => p.Service >= 0 && targetOfService[p.Service] is >= 0 and var target ? targets[target].FirstPolicy + p.Policy : -1);

    /// <summary>Invocations of groups' policies.</summary>
    public static AlarmActions OfGroups(MonitoringPlan plan, Groups.GroupRow[] groups) => new(plan, p => p.Group >= 0 ? groups[p.Group].FirstPolicy + p.Policy : -1);

    /// <summary>Policy rows that an alarm invokes in a state; none when its actions are disabled.</summary>
    public ReadOnlySpan<int> Of(int alarm, AlarmState state)
    {
        var index = (alarm * States) + (int)state;
        return _policies.AsSpan(_first[index], _first[index + 1] - _first[index]);
    }

    private static ImmutableArray<PolicyReference> ActionsOf(AlarmDefinition alarm, AlarmState state) => state switch
    {
        AlarmState.Alarm => alarm.AlarmActions,
        AlarmState.Ok => alarm.OkActions,
        _ => alarm.InsufficientDataActions,
    };
}
