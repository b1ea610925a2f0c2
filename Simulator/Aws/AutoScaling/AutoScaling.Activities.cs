using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling;

/// <summary>The open activity of a target, and the cooldown that starts when it is complete (AS-TGT-08, AS-CD-01).</summary>
public sealed partial class AutoScaling
{
    /// <summary>Follows desiredCount: the open activity's own change, or another's, which overrides it.</summary>
    public void Apply(in DesiredCountChange fact)
    {
        var index = _targetOfService[fact.Service];
        if (index < 0) return;
        if (_targets[index].Activity != 0) Follow(ref _targets[index], in fact);
        _idleness.Review(index, _calendar.Now);
    }

    private void Follow(ref TargetRow target, in DesiredCountChange fact)
    {
        if (fact.Decision == target.Activity)
        {
            target.ActivityInProgress = true;
            Report(in target, ScalingActivityStatus.InProgress);
            CompleteWhenReached(ref target);
        }
        else if (fact.To != target.ActivityTo)
        {
            Close(ref target, ScalingActivityStatus.Overridden);
        }
    }

    /// <summary>Completes the open activity when runningCount has reached its capacity.</summary>
    public void Apply(in TaskTransition fact)
    {
        if (fact.To != TaskStatus.Running && fact.From != TaskStatus.Running) return;
        var service = _tasks[fact.Task].Service;
        if (service < 0 || _targetOfService[service] is not (>= 0 and var index)) return;
        if (_targets[index].Activity != 0) CompleteWhenReached(ref _targets[index]);
        _idleness.Review(index, _calendar.Now);
    }

    private void Open(ref TargetRow target, int decision, int policy, int running, int capacity, bool isOut)
    {
        if (target.Activity != 0) Close(ref target, ScalingActivityStatus.Overridden);
        target.Activity = decision;
        target.ActivityPolicy = policy;
        target.ActivityFrom = running;
        target.ActivityTo = capacity;
        target.ActivityIsOut = isOut;
        target.ActivityInProgress = false;
        target.ActivitySerial++;
        if (policy >= 0) _policies[policy].Cooldown.Open(_calendar.Now);
        if (isOut)
        {
            for (var i = target.FirstPolicy; i < target.FirstPolicy + target.PolicyCount; i++) _policies[i].Cooldown.CancelIn();
        }
        if (_cooldownFromRequest) StartCooldown(in target);
        Report(in target, ScalingActivityStatus.Pending);
        if (_activityTimeout > Duration.Zero) _calendar.ScheduleIn(_activityTimeout, EventKinds.ScalingActivityDue, _targetOfService[target.Service], target.ActivitySerial);
        _requests.Report(new DesiredCountRequest(target.Service, capacity, decision));
    }

    private void OnScalingActivityDue(int index, uint serial)
    {
        ref var target = ref _targets[index];
        if (target.Activity != 0 && target.ActivitySerial == serial) Close(ref target, ScalingActivityStatus.Unfulfilled);
    }

    private void CompleteWhenReached(ref TargetRow target)
    {
        if (!target.ActivityInProgress || _services[target.Service].Running != target.ActivityTo) return;
        if (!_cooldownFromRequest) StartCooldown(in target);
        var (policy, isOut) = (target.ActivityPolicy, target.ActivityIsOut);
        Close(ref target, ScalingActivityStatus.Successful);
        if (policy >= 0) _idleness.Consider(policy, isOut, _calendar.Now);
    }

    private void StartCooldown(in TargetRow target)
    {
        if (target.ActivityPolicy < 0) return; // bounds, schedules and forecasts start no cooldown (AS-CD-05)
        ref var row = ref _policies[target.ActivityPolicy];
        if (target.ActivityIsOut)
            row.Cooldown.StartOut(_calendar.Now, row.Policy.ScaleOutCooldown, target.ActivityTo - target.ActivityFrom, _creditAccumulates);
        else
            row.Cooldown.StartIn(_calendar.Now, row.Policy.ScaleInCooldown);
    }

    private void Close(ref TargetRow target, ScalingActivityStatus status)
    {
        Report(in target, status);
        target.Activity = 0;
    }

    private void Report(in TargetRow target, ScalingActivityStatus status) => _activities.Report(new ScalingActivityChange(target.Activity, target.Service, status));
}
