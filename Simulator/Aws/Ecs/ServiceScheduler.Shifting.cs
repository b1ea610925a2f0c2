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
        if (_round.Stopped > 0) LookAgainAt(_calendar.Now); // what was stopped just now may end the stage
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
        return KeepWithin(service, deployment, wanted, new Envelope(own.Lower + others.Lower, own.Upper + others.Upper));
    }

    // ECS-CB-03: a FAILED deployment that is not rolled back starts nothing more, so each older revision is kept at what it has then. What befalls its tasks is made
    // good by their own revision, within the limits of the service.
    private void KeepOlder(Service service, Envelope envelope, int desired)
    {
        foreach (var older in service.Older)
        {
            if (older.IsLeftOver) continue;
            if (!_sameRevision) // its tasks are the new revision's to replace (ECS-RU-05), which cannot; a scale-in holds for them too
            {
                StopSome(service, older, Stoppable.Any, older.Active - desired, StopReason.ScalingActivity);
                continue;
            }
            if (older.Kept < 0) older.Kept = older.Active + older.Lost;
            older.Kept = Math.Min(older.Kept, desired);
            older.Lost = KeepWithin(service, older, older.Kept, envelope); // what is owed keeps an empty revision from being forgotten
        }
    }

    private int KeepWithin(Service service, Deployment deployment, int wanted, Envelope envelope)
    {
        StopDraining(service, deployment, envelope);
        StopCondemned(service, deployment, envelope, wanted, stalled: false);
        StopSome(service, deployment, Stoppable.Good, deployment.ActiveOf(TaskStanding.Good) - wanted, StopReason.ScalingActivity);
        if (_round.Stopped > 0) deployment.Backoff.RoomAppeared(); // what a stop frees may be used in the same round
        var missing = wanted - deployment.ActiveOf(TaskStanding.Good);
        return missing <= 0 ? 0 : missing - StartSome(service, deployment, envelope.Starts(missing, ActiveOf(service)));
    }
}
