using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// The alarms that target tracking policies of services and of groups own: they come and go with their policy, and a policy that is put again gets new ones, whose history is what
/// data there is (AS-TT-03).
/// </summary>
internal sealed class ManagedAlarms(FactSink facts, MonitoringPlan plan)
{
    private readonly FactChannel<AlarmPresence> _presence = facts.Channel<AlarmPresence>();

    /// <summary>Gives a policy the alarms that a call on the timeline makes for it; those it had are gone.</summary>
    public void Put(ref PolicyRow row, PolicyReference policy, int call)
    {
        Remove(ref row);
        (row.HighAlarm, row.LowAlarm) = (plan.HighAlarmOf(policy, call), plan.LowAlarmOf(policy, call));
        Report(in row, exist: true);
    }

    /// <summary>Deletes a policy's alarms.</summary>
    public void Remove(ref PolicyRow row)
    {
        Report(in row, exist: false);
        (row.HighAlarm, row.LowAlarm) = (-1, -1);
    }

    private void Report(in PolicyRow row, bool exist)
    {
        if (row.HighAlarm >= 0) _presence.Report(new AlarmPresence(row.HighAlarm, exist));
        if (row.LowAlarm >= 0) _presence.Report(new AlarmPresence(row.LowAlarm, exist));
    }
}
