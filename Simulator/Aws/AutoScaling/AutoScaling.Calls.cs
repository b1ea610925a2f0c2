using Simulator.Aws.AutoScaling.Policies;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// The calls an operator makes during the run. Names are resolved before it: every target, policy and scheduled action that ever exists has its row from
/// the start, and a call fills or empties it.
/// </summary>
public sealed partial class AutoScaling
{
    /// <summary>Carries out a call that concerns a service's scalable target; others are not its own.</summary>
    public void Apply(in AutoScalingCall fact)
    {
        switch (_scenario.Timeline[fact.Action])
        {
            case RegisterScalableTargetAction action: Register(action, fact.Decision); break;
            case DeregisterScalableTargetAction action: Deregister(_targetOfService[action.Service]); break;
            case PutScalingPolicyAction { Policy.Service: >= 0 } action: PutPolicy(RowOf(action.Policy), action, fact.Action); break;
            case DeleteScalingPolicyAction { Policy.Service: >= 0 } action: DeletePolicy(RowOf(action.Policy)); break;
            case PutScheduledActionAction { Service: >= 0 } action: _schedule.Put(_targetOfService[action.Service], action.Index, action.Definition); break;
            case DeleteScheduledActionAction { Service: >= 0 } action: _schedule.Delete(_targetOfService[action.Service], action.Index); break;
            default: break; // a group's, or another room's
        }
        for (var i = 0; i < _targets.Length; i++) _idleness.Review(i, _calendar.Now); // calls are few; whatever they change may be read by a decision
    }

    private int RowOf(PolicyReference policy) => _targets[_targetOfService[policy.Service]].FirstPolicy + policy.Policy;

    // AS-TGT-02, AS-TGT-05: what is not given stays; the bounds are applied by every call, suspended or not. Alarms that are in ALARM act again when
    // CloudWatch invokes them the next minute; scheduled actions whose time has passed are not made up for.
    private void Register(RegisterScalableTargetAction action, int decision)
    {
        ref var target = ref _targets[_targetOfService[action.Service]];
        target.IsRegistered = true;
        target.IsScaleInSuspended = action.ScaleInSuspended ?? target.IsScaleInSuspended;
        target.IsScaleOutSuspended = action.ScaleOutSuspended ?? target.IsScaleOutSuspended;
        target.IsScheduledSuspended = action.ScheduledSuspended ?? target.IsScheduledSuspended;
        SetBounds(ref target, DecisionKind.Bounds, -1, decision, action.MinCapacity ?? target.Minimum, action.MaxCapacity ?? target.Maximum);
    }

    // AS-TGT-06. The open activity is no longer followed.
    private void Deregister(int index)
    {
        ref var target = ref _targets[index];
        target.IsRegistered = target.IsScaleInSuspended = target.IsScaleOutSuspended = target.IsScheduledSuspended = false;
        target.Activity = 0;
        for (var i = target.FirstPolicy; i < target.FirstPolicy + target.PolicyCount; i++) DeletePolicy(i);
        _schedule.DeleteAll(index);
    }

    // An updated policy keeps its cooldown and its place among alarm actions; target tracking gets new alarms, whose history is what data there is (AS-TT-03).
    private void PutPolicy(int index, PutScalingPolicyAction action, int call)
    {
        ref var row = ref _policies[index];
        if (!row.Exists) row.Cooldown = default;
        row.Exists = true;
        row.Revision++;
        row.Policy = ScalingPolicies.Create(action.Definition, _scenario.Model);
        row.Definition = action.Definition;
        row.TargetValue = TargetLayout.TargetOf(action.Definition);
        _managed.Put(ref row, action.Policy, call);
        _forecasts.Follow(index, action.Policy, action.Definition, call);
    }

    private void DeletePolicy(int index)
    {
        ref var row = ref _policies[index];
        if (!row.Exists) return;
        _managed.Remove(ref row);
        row.Exists = false;
        row.Revision++;
        _forecasts.Forget(index);
    }
}
