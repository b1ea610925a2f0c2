using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Instance refresh (rolling): replaces the instances that serve, as far as the healthy percentages allow; a new one counts when it has served for the warm-up.
/// AWS: EC2 Auto Scaling User Guide, "How an instance refresh works in an Auto Scaling group".
/// </summary>
public sealed partial class Ec2
{
    private const int DefaultRefreshMinHealthy = 90; // RefreshPreferences.MinHealthyPercentage

    private void StartRefresh(AutoScalingGroup group, StartInstanceRefreshAction action)
    {
        var policy = group.Definition.MaintenancePolicy;
        var refresh = new InstanceRefresh(
            action.MinHealthyPercentage ?? policy?.MinHealthyPercentage ?? DefaultRefreshMinHealthy, action.MaxHealthyPercentage ?? policy?.MaxHealthyPercentage ?? 100,
            action.InstanceWarmup ?? group.Definition.Scaling?.DefaultInstanceWarmup ?? group.Definition.HealthCheckGracePeriod, action.Protected);
        foreach (var instance in MembersByAge(group))
        {
            if (action.SkipMatching && group.RankOf(_instances[instance].LaunchSource) == int.MaxValue) continue;
            if (action.Protected == ProtectedInRefresh.Ignore && _instances[instance].ProtectedFromScaleIn) continue;
            if (_notes[instance].Wanted == TerminationReason.None) _notes[instance].Wanted = TerminationReason.InstanceRefresh;
            refresh.Queue.Add(instance, _instances.GenerationOf(instance));
        }
        group.Refresh = refresh;
        ReportEvent(GroupEventKind.InstanceRefreshStarted, group.Index, -1, refresh.Queue.Count);
        RequestReconcile(group, _calendar.Now);
    }

    private List<int> MembersByAge(AutoScalingGroup group)
    {
        List<int> members = [];
        for (var i = 0; i < _instances.Length; i++)
        {
            if (_instances.IsAlive(i) && _instances[i].AutoScalingGroup == group.Index && IsMember(_instances[i].State)) members.Add(i);
        }
        members.Sort((a, b) => _instances[a].Ordinal.CompareTo(_instances[b].Ordinal));
        return members;
    }

    private bool MayRefresh(InstanceRefresh refresh, int instance) => refresh.Protected != ProtectedInRefresh.Wait || !_instances[instance].ProtectedFromScaleIn;

    private void GoOnRefreshing(AutoScalingGroup group)
    {
        if (group.Refresh is not { } refresh || IsSuspended(group, ScalingProcesses.InstanceRefresh | ScalingProcesses.Terminate)) return;
        refresh.Queue.Keep((i, generation) => _instances.IsCurrent(i, generation) && IsMember(_instances[i].State));
        ref var row = ref _rows[group.Index];
        var warm = WarmInService(group, refresh.Warmup);
        var room = warm - LeastHealthy(row.Desired, refresh.MinHealthyPercentage, refresh.MaxHealthyPercentage);
        while (room-- > 0 && refresh.Queue.Take(i => IsInService(i) && MayRefresh(refresh, i)) is var instance && instance >= 0) BeginTermination(instance, TerminationReason.InstanceRefresh);
        var extras = Math.Min(refresh.Queue.Count, MostHealthy(row.Desired, refresh.MaxHealthyPercentage) - row.Desired) - group.Extras;
        if (extras > 0) Launch(group, extras, ExtraLaunch.Replacement);
        if (refresh.Queue.Count == 0)
        {
            if (warm >= row.Desired && Surplus(group) >= 0) EndRefresh(group, GroupEventKind.InstanceRefreshSucceeded);
        }
        else
        {
            WaitForProtected(group, refresh, warm >= row.Desired);
        }
    }

    // Only protected instances are left: wait for an hour, then give up.
    private void WaitForProtected(AutoScalingGroup group, InstanceRefresh refresh, bool couldGoOn)
    {
        var waits = couldGoOn && refresh.Deadline == Instant.MaxValue;
        if (waits)
        {
            refresh.Queue.Keep((i, _) =>
            {
                waits &= !MayRefresh(refresh, i);
                return true;
            });
        }
        if (!waits) return;
        refresh.Deadline = _calendar.Now + _times.ProtectedWait;
        _calendar.Schedule(refresh.Deadline, EventKinds.InstanceRefreshDue, group.Index);
    }

    private void OnInstanceRefreshDue(int index)
    {
        if (_groups[index].Refresh is { } refresh && refresh.Deadline == _calendar.Now && refresh.Queue.Count > 0) EndRefresh(_groups[index], GroupEventKind.InstanceRefreshFailed);
    }

    private void EndRefresh(AutoScalingGroup group, GroupEventKind how)
    {
        group.Refresh!.Queue.Keep((i, generation) =>
        {
            if (_instances.IsCurrent(i, generation) && _notes[i].Wanted == TerminationReason.InstanceRefresh) _notes[i].Wanted = TerminationReason.None;
            return false;
        });
        group.Refresh = null;
        foreach (var instance in MembersByAge(group)) EndExtra(group, instance);
        ReportEvent(how, group.Index, -1);
        RequestReconcile(group, _calendar.Now);
    }

    private void OnReplacementWarm(int instance)
    {
        if (GroupOf(instance) is not { } group) return;
        if (group.Refresh is { } refresh) refresh.Deadline = Instant.MaxValue;
        EndExtra(group, instance);
        RequestReconcile(group, _calendar.Now);
    }

    private int WarmInService(AutoScalingGroup group, Duration warmup)
    {
        var count = 0;
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i) || _instances[i].AutoScalingGroup != group.Index || !IsInService(i)) continue;
            // Those of a steady start served before the run began.
            if (_calendar.Now - _instances[i].InService >= warmup || (_instances[i].InService == Instant.Zero && _scenario.Run.Initial == InitialState.Steady)) count++;
        }
        return count;
    }
}
