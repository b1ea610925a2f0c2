using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Deployments of managed daemons (ECS-DM-04): whatever an instance that registers now would not have is replaced, drainPercent of the instances at a time.
/// <code>
///  PENDING ──delay──► step: drain a share ──► all of them gone, what came instead ACTIVE, a moment more ──► bake ──► next step … ──► SUCCESSFUL
///                        └── circuit breaker, alarm ──► the revision before: the same way back ──► ROLLBACK_SUCCESSFUL
/// </code>
/// The drained instances' tasks move inside the envelopes of their own services. AWS: Amazon ECS Developer Guide, "Daemon deployments".
/// </summary>
internal sealed partial class ManagedDaemonScheduler
{
    private readonly List<(long Ordinal, int Instance)> _step = [];

    private void Roll(Service service, DaemonCoverage coverage, int wanted, bool running, ref Instant next)
    {
        if (service.Primary.State != RolloutState.InProgress) return;
        if (coverage.Rollout.Target != service.Primary) coverage.Rollout = new DaemonRollout(service.Primary);
        var outdated = Outdated(service, coverage, out var moves);
        var begins = service.Primary.Created + _delay;
        if (outdated > 0 && !running && service.Primary.RollbackOf < 0 && _calendar.Now < begins)
        {
            if (begins < next) next = begins;
            return;
        }
        var watch = _deployments.Watch(service, wanted);
        if (watch < next) next = watch;
        if (coverage.Rollout.Target != service.Primary || service.Primary.State != RolloutState.InProgress)
        {
            _services.RequestReconcile(service, _calendar.Now); // it failed just now: the way back begins
            return;
        }
        if (moves || Ends(coverage.Rollout, ref next) || Bakes(service, coverage.Rollout, isOver: outdated == 0, ref next)) return;
        if (outdated == 0) _deployments.Complete(service);
        else BeginStep(service, coverage);
    }

    // Instances that are not as they would be now, and whether a step is under way: drained instances are there still, or new ones are not ready.
    private int Outdated(Service service, DaemonCoverage coverage, out bool moves)
    {
        var outdated = 0;
        moves = false;
        for (var i = 0; i < _tables.Instances.Length; i++)
        {
            if (!_tables.Instances.IsAlive(i)) continue;
            ref var entry = ref coverage[i];
            if (entry.State == CoverageState.None && !entry.Leaves && !IsWanted(service, i)) continue;
            if (entry.LeavesByRollout && _tables.Instances[i].Status == ContainerInstanceStatus.Active) entry.Leaves = entry.LeavesByRollout = false; // the operator set it ACTIVE again
            moves |= entry.LeavesByRollout || (_tables.LinksOfInstance(i).AwaitsDaemons && entry.State == CoverageState.Starting);
            if (!IsCurrent(service, coverage, i)) outdated++;
        }
        return outdated;
    }

    // The instances of a step have left, and yet it is not over.
    private bool Ends(DaemonRollout rollout, ref Instant next)
    {
        if (!rollout.InStep) return false;
        rollout.StepEnd ??= _calendar.Now + _stepEnd;
        if (_calendar.Now >= rollout.StepEnd.Value) return false;
        if (rollout.StepEnd.Value < next) next = rollout.StepEnd.Value;
        return true;
    }

    private bool Bakes(Service service, DaemonRollout rollout, bool isOver, ref Instant next)
    {
        var bake = service.Rollout.Configuration.BakeTime ?? Duration.Zero;
        if (bake == Duration.Zero || service.Primary.RollbackOf >= 0 || service.Rollout.IsOver) return false;
        if (rollout.BakeUntil is null && (_bakesSteps ? rollout.InStep : isOver && !rollout.IsBaked))
        {
            rollout.BakeUntil = _calendar.Now + bake;
            _deployments.EnterBake(service);
        }
        rollout.InStep = false;
        if (rollout.BakeUntil is not { } until) return false;
        if (_calendar.Now < until)
        {
            if (until < next) next = until;
            return true;
        }
        rollout.BakeUntil = null;
        rollout.IsBaked = true;
        return false;
    }

    // The oldest go first; those that leave anyway are waited for.
    private void BeginStep(Service service, DaemonCoverage coverage)
    {
        _step.Clear();
        coverage.Rollout.StepEnd = null;
        var all = 0;
        for (var i = 0; i < _tables.Instances.Length; i++)
        {
            if (!_tables.Instances.IsAlive(i) || _tables.Instances[i].Status != ContainerInstanceStatus.Active) continue;
            if (coverage[i].State == CoverageState.None && !IsWanted(service, i)) continue;
            all++;
            if (!coverage[i].Leaves && !IsCurrent(service, coverage, i)) _step.Add((_tables.Instances[i].Ordinal, i));
        }
        _step.Sort();
        var share = all * service.Rollout.Target.Revision.Daemon!.DrainPercent / 100;
        var count = Math.Max(1, (int)(_roundsUp ? Math.Ceiling(share) : Math.Floor(share)));
        for (var i = 0; i < Math.Min(count, _step.Count); i++)
        {
            ref var entry = ref coverage[_step[i].Instance];
            entry.LeavesByRollout = true;
            Replace(ref entry, _step[i].Instance, TerminationReason.DaemonDeployment, service.Rollout.Decision);
            coverage.Rollout.InStep = true;
        }
    }
}
