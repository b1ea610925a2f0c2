using Simulator.Kernel;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>What a round leaves on record.</summary>
internal sealed partial class ServiceScheduler
{
    // What it did, and what kept it from starting the rest. A round that did nothing is recorded when its reason or its counts are new: one that cannot
    // place a task is repeated at every tick.
    private void Record(Service service, int before, Counts counts, int missing, bool stalled)
    {
        if (_round.StartsRunning) return;
        var active = ActiveOf(service);
        var gate = missing == 0 ? DecisionGate.None : stalled ? DecisionGate.DeploymentFailed : GateOf();
        var acted = _round.Started + _round.Stopped > 0;
        if (!acted && (missing == 0 || _decisions.ChangesOnly)) return;
        var shortfall = new StartShortfall(gate, missing, counts.Desired, active, _round.Why);
        if (gate == DecisionGate.NoContainerInstance && _round.Why.Reason == PlacementFailureReason.None)
        {
            // An attempt between two ticks reports nothing (OnNotStarted). Its reason takes a look at every instance: only a round that is recorded is worth it.
            if (!acted && shortfall.IsLike(service.LastShortfall)) return;
            shortfall = shortfall with { Why = _starter.Explain(_round.Profile!) };
        }
        if (!acted && shortfall == service.LastShortfall) return;
        service.LastShortfall = shortfall;
        var configuration = service.Definition.Deployment;
        var waits = gate == DecisionGate.ImageDigest;
        var placement = gate is DecisionGate.NoContainerInstance or DecisionGate.NoFargateCapacity;
        var rejected = shortfall.Why.Rejected;
        var inputs = DecisionInputs.Of(
            counts.Running, counts.Pending, counts.Desired, _round.Started, _round.Stopped, counts.Healthy, missing, configuration.MinimumHealthyPercent,
            configuration.MaximumPercent, active - _round.Started,
            gate == DecisionGate.StartThrottle ? _round.NextAt.Seconds : double.NaN, stalled ? 1 : 0, placement ? 1 : 0,
            placement ? (int)(gate == DecisionGate.NoFargateCapacity ? PlacementFailureReason.Fargate : shortfall.Why.Reason) : double.NaN, gate == DecisionGate.ProvisioningLimit ? 1 : 0,
            rejected.Cpu, rejected.Memory, rejected.Ports, rejected.Eni, rejected.Gpu, rejected.Attribute, rejected.Constraint, rejected.Agent, waits ? 1 : 0);
        var id = _round.Decision == 0 ? _decisions.Next() : _round.Decision;
        _reports.Decisions.Report(new Decision(id, service.Cause, DecisionKind.Reconcile, service.Index, -1, gate, before, active, inputs));
    }

    private DecisionGate GateOf() => _round.NotStarted switch
    {
        StartOutcome.NoRoom => DecisionGate.NoContainerInstance,
        StartOutcome.NoFargate => DecisionGate.NoFargateCapacity,
        StartOutcome.LimitExceeded => DecisionGate.ProvisioningLimit,
        StartOutcome.AwaitsDigest => DecisionGate.ImageDigest,
        _ => _round.NextAt == Instant.MaxValue ? DecisionGate.DeploymentEnvelope : DecisionGate.StartThrottle,
    };

    // ECS-SV-06: the first task goes ahead and fixes the digests; the others follow when they are known, or when the deployment has given up.
    private int Together(Deployment deployment, int count)
    {
        if (!_waitsForDigest || _round.StartsRunning || !deployment.Digests.IsOpen || count <= 1 - deployment.Pending) return count;
        _round.NotStarted = StartOutcome.AwaitsDigest;
        return Math.Max(0, 1 - deployment.Pending);
    }
}
