using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling.Groups;

/// <summary>Calls of the operator, and scheduled actions.</summary>
public sealed partial class GroupScaling
{
    /// <summary>Carries out a call that concerns a group's policies; others are not its own.</summary>
    public void Apply(in AutoScalingCall fact)
    {
        switch (_scenario.Timeline[fact.Action])
        {
            case PutScalingPolicyAction { Policy.Group: >= 0 } action: PutPolicy(action, fact.Action); break;
            case DeleteScalingPolicyAction { Policy.Group: >= 0 } action: DeletePolicy(RowOf(action.Policy)); break;
            case ExecutePolicyAction action: Execute(action, fact.Decision); break;
            case PutScheduledActionAction { Group: >= 0 } action: _schedule.Put(action.Group, action.Index, action.Definition); break;
            case DeleteScheduledActionAction { Group: >= 0 } action: _schedule.Delete(action.Group, action.Index); break;
            default: break; // a service's, or another room's
        }
    }

    private int RowOf(PolicyReference policy) => _rows[policy.Group].FirstPolicy + policy.Policy;

    // A policy that is enabled again acts on alarms that are in ALARM: CloudWatch invokes it every minute (AS-EC2-08).
    private void PutPolicy(PutScalingPolicyAction action, int call)
    {
        var index = RowOf(action.Policy);
        ref var row = ref _policies[index];
        row.Revision++;
        Fill(ref row, _scenario, _scenario.AutoScalingGroups[action.Policy.Group].Scaling!, action.Definition);
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

    private void Execute(ExecutePolicyAction action, int decision)
    {
        var policy = RowOf(action.Policy);
        if (!_policies[policy].Exists) return;
        _round[0] = new WeighedGroup
        {
            Policy = policy,
            Alarm = -1,
            Metric = action.MetricValue,
            FlappingMetric = action.MetricValue,
            Threshold = action.BreachThreshold,
            IsAbove = double.IsNaN(action.MetricValue) || action.MetricValue >= action.BreachThreshold,
        };
        Decide(action.Policy.Group, 1, action.HonorCooldown, decision);
    }

    // AS-EC2-04: bounds and size at once; the size stays as it is, within the bounds, when the action does not give one.
    private void OnGroupScheduledActionDue(int index, uint generation)
    {
        if (!_schedule.TryTake(index, generation, out var group, out var action, out var place)) return;
        ref readonly var size = ref _groups[group];
        var (minimum, maximum) = (action.MinCapacity ?? size.MinSize, action.MaxCapacity ?? size.MaxSize);
        var isSuspended = (size.Suspended & ScalingProcesses.ScheduledActions) != ScalingProcesses.None;
        var isValid = minimum <= maximum && !isSuspended;
        var to = isValid ? Math.Clamp(action.DesiredCapacity ?? size.Desired, minimum, maximum) : size.Desired;
        var id = _decisions.Next();
        _decided.Report(new Decision(
            id, 0, DecisionKind.GroupScheduledAction, group, place, isSuspended ? DecisionGate.Suspended : isValid ? DecisionGate.None : DecisionGate.InvalidBounds, size.Desired, to,
            DecisionInputs.Of(size.InService, size.Desired, minimum, maximum, action.DesiredCapacity ?? double.NaN, isSuspended ? 1 : 0)));
        if (isSuspended) return;
        if (!isValid)
        {
            _activities.Report(new ScalingActivityChange(id, -1, ScalingActivityStatus.Failed));
            return;
        }
        if (minimum != size.MinSize || maximum != size.MaxSize) _bounds.Report(new GroupBoundsRequest(group, minimum, maximum));
        if (to != size.Desired) Open(group, id, -1, to);
        else _activities.Report(new ScalingActivityChange(id, -1, ScalingActivityStatus.Successful));
    }
}
