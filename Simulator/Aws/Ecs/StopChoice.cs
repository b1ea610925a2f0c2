using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>Among which tasks of a deployment the scheduler chooses one to stop.</summary>
internal enum Stoppable
{
    /// <summary>Any healthy one (an older revision shrinks).</summary>
    Healthy,

    /// <summary>Healthy ones on draining instances.</summary>
    HealthyDraining,

    /// <summary>Condemned by their checks; one of them at random.</summary>
    Unhealthy,

    /// <summary>Those that count toward what is desired (scale-in).</summary>
    Good,

    /// <summary>Any active one.</summary>
    Any,
}

/// <summary>
/// Which task a service stops when it has a choice (ECS-SI-01 … 04). First those not yet RUNNING, then the unhealthy, then the rest; among these
/// <code>
///  no strategy   the zone with most tasks of the service, there the instance with most tasks of the service
///  spread        the value of the field with most tasks, so that what remains is balanced best
///  binpack       the instance that has most of the resource left
///  Fargate       the zone with most tasks of the service, for each capacity provider by itself
/// </code>
/// strategies in list order; the last tie is drawn. AWS: Amazon ECS Developer Guide, task placement strategies; API reference, UpdateService.
/// </summary>
internal sealed class StopChoice(EcsTables tables, PlacementEngine engine, TaskProtection protection, BirthDraw births)
{
    private const int MostKeys = 8;

    /// <summary>When the first of the protected tasks that the last choice passed over is free; <see cref="Instant.MaxValue"/> when it passed over none.</summary>
    public Instant FirstRelease { get; private set; }

    /// <summary>The task to stop, or -1 when there is none of that sort. Cost: linear in the deployment's tasks.</summary>
    /// <param name="service">The service.</param>
    /// <param name="deployment">Among whose tasks.</param>
    /// <param name="sort">Of which sort.</param>
    /// <param name="provider">Only tasks of this capacity provider; -1 for all.</param>
    /// <param name="zones">Only tasks in zones that are true here; empty for all.</param>
    public int Choose(Service service, Deployment deployment, Stoppable sort, int provider = -1, ReadOnlySpan<bool> zones = default)
    {
        Span<long> best = stackalloc long[MostKeys];
        Span<long> keys = stackalloc long[MostKeys];
        var chosen = -1;
        FirstRelease = Instant.MaxValue;
        service.StopChoices++;
        for (var task = deployment.First; task >= 0; task = tables.LinksOf(task).NextInDeployment)
        {
            if (!Qualifies(task, sort) || (provider >= 0 && tables.Tasks[task].CapacityProvider != provider)) continue;
            if (!zones.IsEmpty && (tables.Tasks[task].Zone < 0 || !zones[tables.Tasks[task].Zone])) continue;
            if (sort is not (Stoppable.Unhealthy or Stoppable.HealthyDraining) && protection.IsProtected(task))
            {
                if (tables.LinksOf(task).ProtectedUntil < FirstRelease) FirstRelease = tables.LinksOf(task).ProtectedUntil;
                continue;
            }
            KeysOf(task, service, sort, keys);
            if (chosen >= 0 && keys.SequenceCompareTo(best) <= 0) continue;
            keys.CopyTo(best);
            chosen = task;
        }
        return chosen;
    }

    private bool Qualifies(int task, Stoppable sort)
    {
        var standing = tables.LinksOf(task).Standing;
        return sort switch
        {
            Stoppable.Healthy => tables.Tasks[task].IsHealthy,
            Stoppable.HealthyDraining => tables.Tasks[task].IsHealthy && standing == TaskStanding.Draining,
            Stoppable.Unhealthy => standing == TaskStanding.Unhealthy,
            Stoppable.Good => standing == TaskStanding.Good,
            _ => true,
        };
    }

    // Larger keys are stopped first.
    private void KeysOf(int task, Service service, Stoppable sort, Span<long> keys)
    {
        keys.Clear();
        ref var row = ref tables.Tasks[task];
        keys[MostKeys - 1] = unchecked((long)(births.Bits(Purpose.ScaleInChoice, row.Ordinal, service.StopChoices) >> 1));
        if (sort == Stoppable.Unhealthy) return; // at random (ECS-HL-01)
        keys[0] = Preference(in row);
        if (row.Zone < 0) return;
        if (service.OnFargate)
        {
            keys[1] = service.ActiveIn(row.Zone, row.CapacityProvider);
            return;
        }
        var at = 1;
        var scope = engine.ScopeOfService(service.Index);
        foreach (var strategy in engine.ChainOfService(service.Index).Strategies)
        {
            if (at == MostKeys - 1) break;
            keys[at++] = strategy switch
            {
                SpreadStrategy { Field.Attribute: null } => scope.CountOn(row.ContainerInstance),
                SpreadStrategy spread => spread.Field.Tally(scope, engine.Index.Pools)[spread.Field.ValueOf(engine.Index.PoolOf(row.ContainerInstance))],
                BinpackStrategy { Link: ChainLink.LeastMemory } => tables.Instances[row.ContainerInstance].RemainingMemory,
                BinpackStrategy => tables.Instances[row.ContainerInstance].RemainingCpu,
                _ => 0,
            };
        }
    }

    private static long Preference(in TaskRow row) => row.Status switch
    {
        TaskStatus.Provisioning => 4,
        TaskStatus.Pending or TaskStatus.Activating => 3,
        _ => row.IsHealthy ? 1 : 2,
    };
}
