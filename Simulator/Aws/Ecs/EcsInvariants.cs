using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Counts everything again from the tasks and compares it with what the room keeps: reservations, agents' ledgers, counters of services and deployments,
/// scopes, waiting lines, the placement index. For tests after every event; allocates freely.
/// </summary>
internal sealed class EcsInvariants(
    EcsTables tables, PlacementEngine engine, ServiceBook services, WaitingTasks waiting)
{
    private readonly List<string> _problems = [];

    /// <summary>What does not add up; empty when all is well.</summary>
    public IReadOnlyList<string> Check()
    {
        _problems.Clear();
        for (var i = 0; i < tables.Instances.Length; i++)
        {
            if (tables.Instances.IsAlive(i) && engine.Index.Holds(i)) CheckInstance(i);
        }
        foreach (var service in services.Services) CheckService(service);
        CheckWaiting();
        foreach (var pool in engine.Index.Pools) CheckPool(pool);
        return _problems;
    }

    private void Expect(long kept, long counted, string what)
    {
        if (kept != counted) _problems.Add($"{what}: {kept} kept, {counted} counted.");
    }

    private IEnumerable<int> TasksWhere(Func<TaskRow, TaskLinks, bool> condition)
    {
        for (var i = 0; i < tables.Tasks.Length; i++)
        {
            if (tables.Tasks.IsAlive(i) && condition(tables.Tasks[i], tables.LinksOf(i))) yield return i;
        }
    }

    private int Sum(IEnumerable<int> tasks, int dimension) => tasks.Sum(t => engine[tables.LinksOf(t).Profile].Need[dimension]);

    private void CheckInstance(int instance)
    {
        var row = tables.Instances[instance];
        var links = tables.LinksOfInstance(instance);
        var here = TasksWhere((t, _) => t.ContainerInstance == instance && t.Status != TaskStatus.Stopped).ToList();
        var held = here.Where(t => tables.LinksOf(t).Has(TaskMarks.Holds)).ToList();
        var admitted = here.Where(t => tables.LinksOf(t).Has(TaskMarks.Admitted)).ToList();
        var name = $"instance {instance}";
        Expect(row.RegisteredCpu - row.RemainingCpu, Sum(held, 0), $"{name} CPU reserved");
        Expect(row.RegisteredMemory - row.RemainingMemory, Sum(held, 1), $"{name} memory reserved");
        Expect((links.Trunked ? engine.Index.PoolOf(instance).Type.TrunkTaskSlots : engine.Index.PoolOf(instance).Type.EniTaskSlots) - row.RemainingEnis, Sum(held, 2), $"{name} interfaces reserved");
        Expect(engine.Index.PoolOf(instance).Type.Gpus - row.RemainingGpus, Sum(held, 3), $"{name} GPUs reserved");
        Expect(row.RegisteredCpu - links.FreeCpu, Sum(admitted, 0), $"{name} CPU in the agent's ledger");
        Expect(row.RegisteredMemory - links.FreeMemory, Sum(admitted, 1), $"{name} memory in the agent's ledger");
        Expect(row.Tasks, here.Count, $"{name} tasks");
        Expect(row.RunningTasks, here.Count(t => tables.Tasks[t].DesiredStatus == TaskStatus.Running), $"{name} running tasks");
        Expect(row.DaemonTasks, here.Count(t => tables.LinksOf(t).Has(TaskMarks.Daemon)), $"{name} daemon tasks");
        if (row.RemainingCpu < 0 || row.RemainingMemory < 0 || row.RemainingEnis < 0 || row.RemainingGpus < 0) _problems.Add($"{name} is overbooked.");
        if (links.FreeCpu < 0 || links.FreeMemory < 0 || links.FreeGpus < 0) _problems.Add($"{name}'s agent is overbooked.");
        CheckPorts(instance, held, name);
        var listed = 0;
        for (var t = links.FirstTask; t >= 0; t = tables.LinksOf(t).NextOnInstance) listed++;
        Expect(listed, here.Count, $"{name} list of tasks");
        var queued = 0;
        for (var t = links.QueueHead; t >= 0; t = tables.LinksOf(t).NextInLine) queued++;
        Expect(queued, here.Count(t => tables.LinksOf(t).Has(TaskMarks.Queued)), $"{name} agent queue");
    }

    private void CheckPorts(int instance, List<int> held, string name)
    {
        for (var w = 0; w < engine.Index.Ports.Words; w++)
        {
            var used = engine.Index.Ports.AgentReserved(w);
            foreach (var task in held)
            {
                var mask = engine[tables.LinksOf(task).Profile].Ports;
                if (mask.Length == 0) continue;
                if ((used & mask[w]) != 0) _problems.Add($"{name}: two tasks hold one port.");
                used |= mask[w];
            }
            Expect(unchecked((long)engine.Index.PortsInUse(instance, w)), unchecked((long)used), $"{name} ports, word {w}");
        }
    }

    private void CheckService(Service service)
    {
        var row = services.RowOf(service);
        var mine = TasksWhere((t, _) => t.Service == service.Index).ToList();
        var name = service.Definition.Name;
        Expect(row.Running, mine.Count(t => tables.Tasks[t].Status == TaskStatus.Running), $"{name} running");
        Expect(row.Pending, mine.Count(t => tables.Tasks[t].Status is TaskStatus.Provisioning or TaskStatus.Pending or TaskStatus.Activating), $"{name} pending");
        Expect(row.Stopping, mine.Count(t => tables.Tasks[t].Status is TaskStatus.Deactivating or TaskStatus.Stopping or TaskStatus.Deprovisioning), $"{name} stopping");
        Expect(row.Healthy, mine.Count(t => tables.Tasks[t].IsHealthy), $"{name} healthy");
        Expect(row.Provisioning, mine.Count(t => tables.LinksOf(t).Has(TaskMarks.Waits)), $"{name} waiting for capacity");
        if (mine.Exists(t => tables.Tasks[t].IsHealthy && tables.Tasks[t].Status != TaskStatus.Running)) _problems.Add($"{name}: a task that does not run is healthy.");
        var active = mine.Where(t => tables.Tasks[t].DesiredStatus == TaskStatus.Running).ToList();
        var deployments = service.Primary is null ? [] : new List<Deployment>(service.Older) { service.Primary };
        Expect(deployments.Sum(d => d.Active), active.Count, $"{name} active tasks of its deployments");
        foreach (var deployment in deployments) CheckDeployment(deployment, active.Where(t => tables.Tasks[t].Deployment == deployment.Id).ToList(), name);
        var placed = active.Where(t => tables.Tasks[t].Placed != Instant.MaxValue).ToList();
        for (var zone = 0; zone < service.ZoneCount; zone++)
        {
            Expect(
                service.ActiveIn(zone, 0) + service.ActiveIn(zone, 1), placed.Count(t => tables.Tasks[t].Zone == zone), $"{name} active tasks of zone {zone}");
        }
        CheckScope(service, placed, name);
    }

    private void CheckDeployment(Deployment deployment, List<int> tasks, string name)
    {
        foreach (var standing in Enum.GetValues<TaskStanding>())
        {
            var of = tasks.Where(t => tables.LinksOf(t).Standing == standing).ToList();
            Expect(deployment.ActiveOf(standing), of.Count, $"{name} deployment {deployment.Id} active {standing}");
            Expect(deployment.PendingOf(standing), of.Count(t => tables.Tasks[t].Status < TaskStatus.Running), $"{name} deployment {deployment.Id} pending {standing}");
            Expect(deployment.HealthyOf(standing), of.Count(t => tables.Tasks[t].IsHealthy), $"{name} deployment {deployment.Id} healthy {standing}");
        }
        Expect(deployment.ByProvider.Sum(), tasks.Count, $"{name} deployment {deployment.Id} by provider");
        var listed = 0;
        for (var t = deployment.First; t >= 0; t = tables.LinksOf(t).NextInDeployment) listed++;
        Expect(listed, tasks.Count, $"{name} deployment {deployment.Id} list");
    }

    private void CheckScope(Service service, List<int> placed, string name)
    {
        var scope = engine.ScopeOfService(service.Index);
        for (var i = 0; i < tables.Instances.Length; i++)
            Expect(scope.CountOn(i), placed.Count(t => tables.Tasks[t].ContainerInstance == i), $"{name} tasks in scope on instance {i}");
        foreach (var pool in engine.Index.Pools)
        {
            var index = pool.Index;
            Expect(
                scope.CountInPool(index), placed.Count(t => tables.Tasks[t].ContainerInstance >= 0 && engine.Index.Slot(tables.Tasks[t].ContainerInstance).Pool == index),
                $"{name} tasks in scope in pool {index}");
        }
    }

    private void CheckWaiting()
    {
        var waits = TasksWhere((_, links) => links.Has(TaskMarks.Waits)).ToList();
        Expect(waiting.Count, waits.Count, "waiting tasks");
        for (var p = 0; p < engine.ProfileCount; p++)
        {
            var line = 0;
            for (var t = engine[p].Waiting.First; t >= 0; t = tables.LinksOf(t).NextInLine) line++;
            Expect(engine[p].Waiting.Count, line, $"line of kind {p}");
            var index = p;
            Expect(line, waits.Count(t => tables.LinksOf(t).Profile == index), $"waiting tasks of kind {p}");
        }
    }

    private void CheckPool(InstancePool pool)
    {
        var count = 0;
        for (var place = 0; place < pool.Length; place++)
        {
            var instance = pool.Instances[place];
            if (instance < 0) continue;
            count++;
            var row = tables.Instances[instance];
            var slot = engine.Index.Slot(instance);
            var offer = engine.Index.OfferOf(instance);
            if (slot.Place != place || slot.Pool != pool.Index) _problems.Add($"instance {instance} is not where the index says.");
            if (slot.Offer != offer || pool.Fits[place] != offer) _problems.Add($"instance {instance} offers {offer}, the index says {slot.Offer}.");
        }
        Expect(pool.Count, count, $"pool {pool.Index} instances");
    }
}
