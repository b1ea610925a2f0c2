using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Says service events (ECS-EV-*). What repeats is muted for six hours, as AWS does with identical events; a service that becomes steady, or is changed, is heard
/// anew.
/// </summary>
internal sealed class Announcer(Calendar calendar, EcsTables tables, EcsReports reports)
{
    /// <summary>Duplicates of a service event are muted this long, and a steady state is said again after it.</summary>
    public static readonly Duration Silence = Duration.FromHours(6);

    private readonly List<long> _started = new(256);
    private readonly List<long> _stopped = new(256);

    /// <summary>A service event that is muted while it repeats.</summary>
    public void Warn(Service service, ServiceEventMessage message, int count = 0, int subject = -1)
    {
        if (service.Unmute(message, calendar.Now, Silence)) Say(new ServiceEvent(service.Index, message, count, subject));
    }

    /// <summary>A service event with details that is muted while it repeats.</summary>
    public void Warn(Service service, in ServiceEvent fact)
    {
        if (service.Unmute(fact.Message, calendar.Now, Silence)) Say(in fact);
    }

    /// <summary>Fargate takes no task of a service (ECS-EV-03).</summary>
    public void NotOnFargate(Service service, StartOutcome outcome)
    {
        if (outcome == StartOutcome.NoFargate) Warn(service, ServiceEventMessage.CapacityUnavailable);
        else if (outcome == StartOutcome.VcpuQuota) Warn(service, ServiceEventMessage.VcpuLimit);
        else Warn(service, ServiceEventMessage.UnableToPlaceOnFargate, (int)FargateCapacity.ReasonOf(outcome));
    }

    /// <summary>A service event.</summary>
    public void Say(in ServiceEvent fact) => reports.ServiceEvents.Report(fact);

    /// <summary>A round begins: whoever heard of the last one has read its lists by now.</summary>
    public void Begin()
    {
        _started.Clear();
        _stopped.Clear();
    }

    /// <summary>A task was started in this round.</summary>
    public void Started(int task) => _started.Add(tables.Tasks[task].Ordinal);

    /// <summary>A running task is stopped in this round.</summary>
    public void Stopped(int task) => _stopped.Add(tables.Tasks[task].Ordinal);

    /// <summary>What the round did (ECS-EV-12).</summary>
    /// <param name="service">The service.</param>
    /// <param name="draining">Tasks taken out of target groups.</param>
    public void Tell(Service service, int draining)
    {
        if (_started.Count > 0) Say(new ServiceEvent(service.Index, ServiceEventMessage.StartedTasks, _started.Count, -1, _started));
        if (draining > 0) Say(new ServiceEvent(service.Index, ServiceEventMessage.BegunDraining, draining, -1));
        if (_stopped.Count > 0) Say(new ServiceEvent(service.Index, ServiceEventMessage.StoppedTasks, _stopped.Count, -1, _stopped));
    }

    /// <summary>A step of zone rebalancing, zone by zone (ECS-EV-11).</summary>
    /// <param name="service">The service.</param>
    /// <param name="message">Started or stopped.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="zones">Names of all zones.</param>
    public void TellByZone(Service service, ServiceEventMessage message, List<int> tasks, ImmutableArray<string> zones)
    {
        for (var zone = 0; zone < zones.Length; zone++)
        {
            List<long> here = [];
            foreach (var task in tasks)
            {
                if (tables.Tasks[task].Zone == zone) here.Add(tables.Tasks[task].Ordinal);
            }
            if (here.Count > 0) Say(new ServiceEvent(service.Index, message, here.Count, -1, here, zones[zone]));
        }
    }

    /// <summary>Targets registered since the last round, in each target group.</summary>
    public void TellTargets(Service service)
    {
        foreach (var older in service.Older) TellTargets(service.Index, older);
        TellTargets(service.Index, service.Primary);
    }

    private void TellTargets(int service, Deployment deployment)
    {
        if (deployment.NewTargets == 0) return;
        foreach (var balancer in deployment.Revision.LoadBalancers) Say(new ServiceEvent(service, ServiceEventMessage.RegisteredTargets, deployment.NewTargets, balancer.On(deployment.Side)));
        deployment.NewTargets = 0;
    }

    /// <summary>The service is steady (ECS-SV-05): said on entry, and every six hours while nothing changes; one event is on the calendar for it.</summary>
    public void TellSteady(Service service, bool entered)
    {
        var now = calendar.Now;
        if (entered) service.UnmuteAll();
        if (entered || now >= service.SteadySaid + Silence)
        {
            service.SteadySaid = now;
            if (entered) reports.SteadyStates.Report(new SteadyState(service.Index));
            Say(new ServiceEvent(service.Index, ServiceEventMessage.SteadyState, 0, -1));
        }
        if (service.SaysSteadyAgain) return;
        service.SaysSteadyAgain = true;
        calendar.Schedule(service.SteadySaid + Silence, EventKinds.SteadyStateDue, service.Index);
    }

    /// <summary>Six hours after it was steady: it says so again if it still is.</summary>
    public void OnSteadyStateDue(Service service)
    {
        service.SaysSteadyAgain = false;
        if (service.IsSteady) TellSteady(service, entered: false);
    }
}
