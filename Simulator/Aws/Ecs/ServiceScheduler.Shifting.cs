using Simulator.Aws.Ecs.Rollouts;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>Revisions side by side, while traffic is shifted from one to the other (ECS-BG-01).</summary>
internal sealed partial class ServiceScheduler
{
    /// <summary>
    /// Keeps each revision at what its deployment wants of it. Health, draining and scale-in work for each as they do for a service alone: the limits
    /// L and U are those of the revision, so what happens to one colour never holds up the other. Returns how many tasks are missing.
    /// </summary>
    private int KeepRevisions(Service service, int desired)
    {
        LookAgainAt(_deployments.Advance(service, desired));
        if (!service.Rollout.IsShifting) return 0;
        var missing = 0;
        // Older ones first: what they stop makes room for the new one.
        for (var i = service.Older.Count - 1; i >= 0; i--) missing += Keep(service, service.Older[i], WantedOf(service.Older[i]), service.Rollout.Configuration);
        if (_round.Stopped > 0)
        {
            service.Throttle.RoomAppeared();
            LookAgainAt(_calendar.Now); // what was stopped just now may end the stage
        }
        return missing + Keep(service, service.Primary, WantedOf(service.Primary), service.Rollout.Configuration);

        int WantedOf(Deployment deployment) => TrafficShifts.WantedOf(service.Rollout, deployment, desired);
    }

    private void StopLeftOvers(Service service)
    {
        foreach (var older in service.Older)
        {
            if (!older.IsLeftOver) continue;
            older.Lost = 0;
            StopSome(service, older, Stoppable.Any, older.Active, StopReason.Deployment);
        }
    }

    private int Keep(Service service, Deployment deployment, int wanted, DeploymentConfiguration configuration)
    {
        deployment.Lost = 0; // it is kept at a number, so nothing is owed to it
        if (wanted == 0)
        {
            StopSome(service, deployment, Stoppable.Any, deployment.Active, StopReason.Deployment);
            return 0;
        }
        var own = Envelope.Of(wanted, configuration);
        var others = new Envelope(_services.RowOf(service).Healthy - deployment.Healthy, ActiveOf(service) - deployment.Active);
        var envelope = new Envelope(own.Lower + others.Lower, own.Upper + others.Upper);
        StopDraining(service, deployment, envelope);
        StopCondemned(service, deployment, envelope, wanted, stalled: false);
        StopSome(service, deployment, Stoppable.Good, deployment.ActiveOf(TaskStanding.Good) - wanted, StopReason.ScalingActivity);
        var missing = wanted - deployment.ActiveOf(TaskStanding.Good);
        return missing <= 0 ? 0 : missing - StartSome(service, deployment, envelope.Starts(missing, ActiveOf(service)));
    }
}
