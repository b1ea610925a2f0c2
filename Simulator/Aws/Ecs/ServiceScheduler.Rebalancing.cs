using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>The two halves of a batch of zone rebalancing, inside a reconcile (see <see cref="ZoneBalancer"/>).</summary>
internal sealed partial class ServiceScheduler
{
    // ECS-AZ-03: all tasks of the batch are healthy, so as many leave the full zones. Protected ones stay, and with them the imbalance.
    private void FinishBatch(Service service, int desired)
    {
        var extra = service.Rebalancing.Extra;
        var primary = service.Primary;
        if (extra == 0 || primary.Active != desired + extra || primary.HealthyOf(TaskStanding.Good) != desired + extra) return;
        service.Rebalancing.Extra = 0;
        _moved.Clear();
        var left = extra;
        for (; left > 0; left--)
        {
            _balancer.PlanStop(service, left);
            var task = _choice.Choose(service, primary, Stoppable.Good, service.Rebalancing.Provider, _balancer.Above);
            if (task < 0) break;
            Stop(service, task, StopReason.ZoneRebalancing);
        }
        _announcer.TellByZone(service, ServiceEventMessage.RebalancingStoppedTasks, _moved, _scenario.AvailabilityZones);
        if (left > 0) _balancer.Abort(service, _choice.FirstRelease == Instant.MaxValue ? null : _choice.FirstRelease);
    }

    // The batch of a rebalancing: started only where tasks are too few, on capacity that is there.
    private void StartExtra(Service service, Envelope envelope, int desired)
    {
        if (service.Rebalancing.Extra == 0) return;
        var missing = envelope.Starts(desired + service.Rebalancing.Extra - service.Primary.ActiveOf(TaskStanding.Good), ActiveOf(service));
        _moved.Clear();
        for (var i = 0; i < missing; i++)
        {
            var at = NextStart(service, service.Primary);
            if (at > _calendar.Now)
            {
                LookAgainAt(at);
                break;
            }
            _balancer.Plan(service);
            var task = _starter.StartIn(service, service.Primary, service.Rebalancing.Provider, _balancer.Below);
            if (task < 0)
            {
                _balancer.Abort(service);
                LookAgainAt(_calendar.Now); // what was started is surplus now
                break;
            }
            service.Throttle.TryStart(_calendar.Now);
            _round.Started++;
            _moved.Add(task);
        }
        _announcer.TellByZone(service, ServiceEventMessage.RebalancingStartedTasks, _moved, _scenario.AvailabilityZones);
    }
}
