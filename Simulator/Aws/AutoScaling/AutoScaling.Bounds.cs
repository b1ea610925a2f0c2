using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling;

/// <summary>What moves a target's bounds: registration and scheduled actions. Neither knows alarms or cooldowns.</summary>
public sealed partial class AutoScaling
{
    // AS-TGT-02: a registration moves desiredCount into the bounds at once, without alarm or cooldown.
    private void OnScalableTargetRegistered(int index)
    {
        ref var target = ref _targets[index];
        var desired = _services[target.Service].Desired;
        if (Math.Clamp(desired, target.Minimum, target.Maximum) != desired) ApplyBounds(ref target, DecisionKind.Bounds, -1, 0);
    }

    // AS-SC-01: new bounds, then desiredCount into them; neither cooldowns nor suspended policies matter.
    private void OnScheduledActionDue(int index, uint generation)
    {
        if (!_schedule.TryTake(index, generation, out var target, out var action, out var place)) return;
        ref var row = ref _targets[target];
        var (minimum, maximum) = (action.MinCapacity ?? row.Minimum, action.MaxCapacity ?? row.Maximum);
        if (row.IsScheduledSuspended)
            RecordBounds(in row, DecisionKind.ScheduledAction, place, DecisionGate.Suspended, 0, minimum, maximum, _services[row.Service].Desired);
        else
            SetBounds(ref row, DecisionKind.ScheduledAction, place, 0, minimum, maximum);
    }

    // AS-SC-05: bounds that cross fail this time; later ones still run.
    private void SetBounds(ref TargetRow target, DecisionKind kind, int action, int parent, int minimum, int maximum)
    {
        if (minimum > maximum)
        {
            var id = RecordBounds(in target, kind, action, DecisionGate.InvalidBounds, parent, minimum, maximum, _services[target.Service].Desired);
            _activities.Report(new ScalingActivityChange(id, target.Service, ScalingActivityStatus.Failed));
            return;
        }
        (target.Minimum, target.Maximum) = (minimum, maximum);
        ApplyBounds(ref target, kind, action, parent);
    }

    private void ApplyBounds(ref TargetRow target, DecisionKind kind, int action, int parent)
    {
        ref readonly var service = ref _services[target.Service];
        var bounded = Math.Clamp(service.Desired, target.Minimum, target.Maximum);
        var id = RecordBounds(in target, kind, action, DecisionGate.None, parent, target.Minimum, target.Maximum, bounded);
        if (bounded == service.Desired)
            _activities.Report(new ScalingActivityChange(id, target.Service, ScalingActivityStatus.Successful));
        else
            Open(ref target, id, -1, service.Running, bounded, bounded > service.Desired);
        _idleness.Review(_targetOfService[target.Service], _calendar.Now);
    }

    private int RecordBounds(in TargetRow target, DecisionKind kind, int action, DecisionGate gate, int parent, int minimum, int maximum, int to)
    {
        ref readonly var service = ref _services[target.Service];
        var id = _decisions.Next();
        var suspended = kind == DecisionKind.ScheduledAction ? Flag(target.IsScheduledSuspended) : double.NaN;
        _decided.Report(new Decision(
            id, parent, kind, target.Service, action, gate, service.Desired, to, DecisionInputs.Of(service.Running, service.Desired, minimum, maximum, suspended)));
        return id;
    }
}
