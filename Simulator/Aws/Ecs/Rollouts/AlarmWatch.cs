using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Rollouts;

/// <summary>
/// The deployment alarms of service deployments (ECS-CB-05), looked at as DescribeAlarms would show them. AWS: Amazon ECS Developer Guide, "How CloudWatch
/// alarms detect Amazon ECS deployment failures".
/// </summary>
internal sealed class AlarmWatch(Scenario scenario)
{
    private Dictionary<string, List<int>>? _numbers;

    /// <summary>The alarms; null while nobody watches any (tests of the room alone).</summary>
    public IAlarmView? View { get; set; }

    /// <summary>
    /// Numbers of alarms in the monitoring plan; names that no alarm has are left out. A name that is put again and again has several, of which one exists at a time: the others
    /// are in INSUFFICIENT_DATA.
    /// </summary>
    public int[] NumbersOf(DeploymentAlarms alarms)
    {
        if (_numbers is null)
        {
            var plan = MonitoringPlan.Of(scenario);
            _numbers = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            for (var i = 0; i < plan.Alarms.Length + scenario.CompositeAlarms.Length; i++)
            {
                if (_numbers.TryGetValue(plan.NameOf(i), out var others)) others.Add(i);
                else _numbers.Add(plan.NameOf(i), [i]);
            }
        }
        return [.. alarms.Names.Where(_numbers.ContainsKey).SelectMany(n => _numbers[n])];
    }

    /// <summary>The first of some alarms that is in ALARM, or -1.</summary>
    public int FirstInAlarm(int[] alarms)
    {
        if (View is null) return -1;
        foreach (var alarm in alarms)
        {
            if (View.StateOf(alarm) == AlarmState.Alarm) return alarm;
        }
        return -1;
    }

    /// <summary>Id of the decision by which an alarm entered its state, or 0.</summary>
    public int DecisionOf(int alarm) => View?.DecisionOf(alarm) ?? 0;
}
