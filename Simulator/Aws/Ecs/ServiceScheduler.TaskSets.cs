using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>Services under an external deployment controller: each task set at its share of desiredCount (ECS-BG-04).</summary>
internal sealed partial class ServiceScheduler
{
    private void ReconcileTaskSets(Service service, int before, Counts counts)
    {
        var missing = 0;
        // Those that shrink first: what they stop makes room for the others.
        foreach (var shrinks in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var set in service.TaskSets)
            {
                var wanted = set.Wanted(counts.Desired);
                if (wanted < set.Deployment.Active == shrinks) missing += Keep(service, set.Deployment, wanted, service.Definition.Deployment);
            }
        }
        var total = 0;
        foreach (var set in service.TaskSets) total += set.Wanted(counts.Desired);
        _taskSets.Tidy(service);
        Tell(service);
        Record(service, before, counts with { Desired = total }, missing, stalled: false);
        if (missing == 0) SetWantsRoom(service, false);
        SettleTaskSets(service, counts.Desired);
    }

    private void SettleTaskSets(Service service, int desired)
    {
        var all = service.TaskSets.Count > 0 && !_services.RowOf(service).IsDeleted;
        foreach (var set in service.TaskSets)
        {
            var steady = set.IsSteady(desired);
            all &= steady;
            if (steady == set.IsStable) continue;
            set.IsStable = steady;
            if (!steady) continue;
            _announcer.Say(new ServiceEvent(service.Index, ServiceEventMessage.TaskSetSteady, 0, set.Deployment.Id));
            if (set.Deployment.State != RolloutState.InProgress) continue;
            set.Deployment.State = RolloutState.Completed;
            _taskSets.Report(set.Deployment);
        }
        if (all) service.Cause = 0;
        if (all) _announcer.TellSteady(service, entered: !service.IsSteady);
        service.IsSteady = all;
    }
}
