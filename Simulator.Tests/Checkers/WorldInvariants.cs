using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Tests.Checkers;

/// <summary>What holds between any two events, whatever the scenario.</summary>
internal sealed class WorldInvariants(World world, Scenario scenario)
{
    private readonly string _release = scenario.Model.Get(ModelCatalog.ReleaseTrigger);
    private readonly int[] _cpu = new int[1 << 10];
    private readonly int[] _memory = new int[1 << 10];
    private readonly int[] _running = new int[scenario.Services.Length];
    private readonly int[] _pending = new int[scenario.Services.Length];
    private readonly int[] _healthy = new int[scenario.Services.Length];

    /// <summary>
    /// Runs to the end and checks after every <paramref name="stride"/>-th event; returns the checks made and what was recorded. With
    /// <paramref name="roomChecks"/> the ECS room also counts itself again, now and then and at the end.
    /// </summary>
    public static (int Checks, RunResult Result) Run(Scenario scenario, int stride = 1, int replication = 0, bool roomChecks = false)
    {
        var world = new World(scenario, replication);
        var simulation = SimulationBuilder.Start(world);
        var checker = new WorldInvariants(world, scenario);
        var end = Instant.Zero + scenario.Run.Duration;
        var checks = 0;
        long steps = 0;
        while (simulation.Step(end, single: true))
        {
            if (++steps % stride != 0) continue;
            checker.Check();
            checks++;
            if (roomChecks && checks % 64 == 0) checker.CheckRoom();
        }
        if (roomChecks) checker.CheckRoom();
        checker.Check();
        checker.CheckRequests();
        return (checks, simulation.Finish());
    }

    public void Check()
    {
        CheckTasks();
        CheckInstances();
        CheckScaling();
    }

    /// <summary>The ECS room's own books.</summary>
    public void CheckRoom()
    {
        foreach (var problem in world.Ecs.Check()) Require(false, problem);
    }

    /// <summary>Requests in = completed + failed + in the system.</summary>
    public void CheckRequests()
    {
        for (var s = 0; s < scenario.Services.Length; s++)
        {
            var requests = world.Recorder.Requests.Of(s);
            Require(requests.InSystem >= 0, $"{scenario.Services[s].Name} has {requests.InSystem} requests in the system");
            var law = requests.CheckLittlesLaw(world.Calendar.Now);
            Require(law.Holds, $"Little's law leaves {law.Unexplained:E2} of {scenario.Services[s].Name} unexplained");
        }
    }

    private void CheckTasks()
    {
        Array.Clear(_cpu);
        Array.Clear(_memory);
        Array.Clear(_running);
        Array.Clear(_pending);
        Array.Clear(_healthy);
        for (var i = 0; i < world.Tasks.Length; i++)
        {
            if (!world.Tasks.IsAlive(i)) continue;
            ref readonly var task = ref world.Tasks[i];
            var definition = scenario.TaskDefinitions[task.TaskDefinition];
            if (task.ContainerInstance >= 0 && HoldsResources(in task))
            {
                _cpu[task.ContainerInstance] += definition.ReservedCpu;
                _memory[task.ContainerInstance] += definition.ReservedMemory;
            }
            if (task.Status == TaskStatus.Running && task.LaunchType == LaunchType.Ec2)
            {
                var host = world.ContainerInstances[task.ContainerInstance];
                Require(world.ContainerInstances.IsAlive(task.ContainerInstance) && host.Status is ContainerInstanceStatus.Active or ContainerInstanceStatus.Draining,
                    $"task {task.Ordinal} runs on an instance that is {host.Status}");
            }
            if (task.Service < 0) continue;
            _running[task.Service] += task.Status == TaskStatus.Running ? 1 : 0;
            _pending[task.Service] += task.Status is TaskStatus.Provisioning or TaskStatus.Pending or TaskStatus.Activating && task.DesiredStatus == TaskStatus.Running ? 1 : 0;
            _healthy[task.Service] += task.IsHealthy ? 1 : 0;
        }
        for (var s = 0; s < scenario.Services.Length; s++)
        {
            ref readonly var row = ref world.Services[s];
            Require(row.Running == _running[s], $"{scenario.Services[s].Name} counts {row.Running} running tasks, there are {_running[s]}");
            Require(row.Pending == _pending[s], $"{scenario.Services[s].Name} counts {row.Pending} pending tasks, there are {_pending[s]}");
            Require(row.Healthy == _healthy[s], $"{scenario.Services[s].Name} counts {row.Healthy} healthy tasks, there are {_healthy[s]}");
        }
    }

    private void CheckInstances()
    {
        for (var i = 0; i < world.ContainerInstances.Length; i++)
        {
            if (!world.ContainerInstances.IsAlive(i)) continue;
            ref readonly var row = ref world.ContainerInstances[i];
            if (row.Status == ContainerInstanceStatus.Inactive) continue;
            Require(row.RemainingCpu >= 0 && row.RemainingMemory >= 0, $"instance {row.Ordinal} is overbooked: {row.RemainingCpu} CPU, {row.RemainingMemory} MiB left");
            Require(row.RegisteredCpu - row.RemainingCpu == _cpu[i], $"instance {row.Ordinal} reserves {row.RegisteredCpu - row.RemainingCpu} CPU, its tasks {_cpu[i]}");
            Require(row.RegisteredMemory - row.RemainingMemory == _memory[i], $"instance {row.Ordinal} reserves {row.RegisteredMemory - row.RemainingMemory} MiB, its tasks {_memory[i]}");
        }
        for (var g = 0; g < scenario.AutoScalingGroups.Length; g++)
        {
            var desired = world.Groups[g].Desired;
            var definition = scenario.AutoScalingGroups[g];
            var (min, max) = (world.Groups[g].MinSize, world.Groups[g].MaxSize); // UpdateAutoScalingGroup may have moved them
            Require(desired >= min && desired <= max, $"{definition.Name} wants {desired} instances, outside {min}–{max}");
        }
    }

    private void CheckScaling()
    {
        for (var s = 0; s < scenario.Services.Length; s++)
        {
            if (scenario.Services[s].AutoScaling is not { } target || HasOperator(s)) continue;
            // Scheduled actions move the bounds: the widest of them hold throughout.
            var (least, most) = (target.MinCapacity, target.MaxCapacity);
            foreach (var action in target.ScheduledActions) (least, most) = (Math.Min(least, action.MinCapacity ?? least), Math.Max(most, Math.Max(action.MaxCapacity ?? most, action.MinCapacity ?? most)));
            var desired = world.Services[s].Desired;
            Require(desired <= most && (desired >= least || world.Calendar.Now < Instant.FromSeconds(60L)), $"{scenario.Services[s].Name} wants {desired} tasks, outside {least}–{most}");
        }
    }

    private bool HasOperator(int service)
    {
        foreach (var action in scenario.Timeline)
        {
            if (action is UpdateServiceAction update && update.Service == service) return true;
        }
        return false;
    }

    // Optimistic release: by default a stopping task frees its resources for placement (ECS-TL-05).
    private bool HoldsResources(in TaskRow task) => _release switch
    {
        "desired" => task.DesiredStatus == TaskStatus.Running,
        "stopped" => task.Status < TaskStatus.Stopped,
        _ => task.Status < TaskStatus.Stopping,
    };

    private void Require(bool holds, string otherwise)
    {
        if (!holds) Assert.Fail($"At {world.Calendar.Now} of {scenario.Name}, seed {scenario.Run.Seed}: {otherwise}.");
    }
}
