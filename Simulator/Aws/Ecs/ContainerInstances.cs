using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Container instances: registration, the placement ledger of each, draining and the end.
/// <code>
///  agent connects          drain asked for             EC2 instance shuts down
///  ──► (REGISTERING) ──► ACTIVE ──────────► DRAINING ──────────────────► INACTIVE (row removed)
///                           └──────────────────────────────────────────────▲
/// </code>
/// The ledger is the control plane's: a task's resources are taken when it is placed and given back when it enters STOPPING (ECS-TL-05); the agent
/// keeps its own (<see cref="AgentQueues"/>). AWS: API reference, ContainerInstance (ECS-CL-09).
/// </summary>
internal sealed class ContainerInstances(
    Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, PlacementEngine engine, SlabView<Ec2InstanceRow> ec2, ServiceBook services,
    CapacitySignal capacity)
{
    private int[] _rowOfEc2 = [];

    /// <summary>The container instance on an EC2 instance, or -1.</summary>
    public int On(int ec2Instance) => (uint)ec2Instance < (uint)_rowOfEc2.Length ? _rowOfEc2[ec2Instance] : -1;

    /// <summary>
    /// Registers the instance whose agent connected: 1024 CPU units for each vCPU (ECS-CL-01), the memory that its type registers (ECS-CL-02/03), its network
    /// interface slots (ECS-CL-06) and GPUs (ECS-CL-08). Returns its row, or -1 when it is known already.
    /// </summary>
    public int Register(int ec2Instance)
    {
        if (On(ec2Instance) >= 0 || !ec2.IsAlive(ec2Instance)) return -1;
        ref readonly var host = ref ec2[ec2Instance];
        if (host.State is Ec2InstanceState.Terminating or Ec2InstanceState.Terminated) return -1;
        var type = scenario.InstanceTypes[host.InstanceType];
        var instance = tables.AddInstance();
        ref var row = ref tables.Instances[instance];
        row.Ec2Instance = ec2Instance;
        row.InstanceType = host.InstanceType;
        row.AutoScalingGroup = host.AutoScalingGroup;
        row.CapacityProvider = engine.Index.ProviderOf(host.AutoScalingGroup);
        row.Zone = host.Zone;
        row.Status = ContainerInstanceStatus.Active;
        row.AgentConnected = true;
        row.RegisteredCpu = row.RemainingCpu = type.VCpus * 1024;
        row.ContainerInstanceSet = host.AutoScalingGroup < 0 ? host.ContainerInstanceSet : -1;
        row.RegisteredMemory = row.RemainingMemory = type.RegisteredMemoryMiB - AgentLookup.Of(scenario, in row).ReservedMemoryMiB;
        row.RemainingEnis = type.EniTaskSlots;
        row.RemainingGpus = type.Gpus;
        row.Ordinal = host.Ordinal;
        row.RegisteredAt = calendar.Now;
        ref var links = ref tables.LinksOfInstance(instance);
        (links.FreeCpu, links.FreeMemory, links.FreeGpus) = (row.RegisteredCpu, row.RegisteredMemory, type.Gpus);
        links.Protected = host.ProtectedFromScaleIn;
        Remember(ec2Instance, instance);
        engine.Index.Add(instance, new PoolKey(host.InstanceType, host.Zone, host.AutoScalingGroup, row.ContainerInstanceSet));
        engine.Index.Refresh(instance, raised: true);
        reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, ContainerInstanceStatus.Registering, ContainerInstanceStatus.Active));
        AdjustProtection(instance);
        capacity.Raise();
        return instance;
    }

    /// <summary>Stops new placements (ECS-DR-01); false when the instance was not ACTIVE.</summary>
    public bool BeginDraining(int instance)
    {
        ref var row = ref tables.Instances[instance];
        if (row.Status != ContainerInstanceStatus.Active) return false;
        row.Status = ContainerInstanceStatus.Draining;
        engine.Index.Refresh(instance, raised: false);
        reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, ContainerInstanceStatus.Active, ContainerInstanceStatus.Draining));
        return true;
    }

    /// <summary>Reports the end of the drain when no task is left (ECS-DR-03), or lets the daemons go when only they are (ECS-DR-04).</summary>
    public void CheckDrained(int instance)
    {
        ref var row = ref tables.Instances[instance];
        if (row.Status != ContainerInstanceStatus.Draining) return;
        if (row.Tasks > 0)
        {
            if (row.Tasks == row.DaemonTasks) ReconcileServicesOn(instance);
            return;
        }
        ref var links = ref tables.LinksOfInstance(instance);
        if (links.Drained) return;
        links.Drained = true;
        reports.InstancesDrained.Report(new InstanceDrained(instance));
    }

    /// <summary>Takes the instance out of the cluster; its tasks have been stopped. The row goes when all have heard it.</summary>
    public void Deactivate(int instance)
    {
        ref var row = ref tables.Instances[instance];
        var from = row.Status;
        row.Status = ContainerInstanceStatus.Inactive;
        row.AgentConnected = false;
        engine.Index.Remove(instance);
        _rowOfEc2[row.Ec2Instance] = -1;
        reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, from, ContainerInstanceStatus.Inactive));
    }

    /// <summary>Takes the resources of a placed task from the placement ledger.</summary>
    public void Reserve(int task, PlacementProfile profile, int instance)
    {
        ref var row = ref tables.Instances[instance];
        ref var links = ref tables.LinksOf(task);
        links.Marks |= TaskMarks.Holds;
        row.RemainingCpu -= profile.Need[0];
        row.RemainingMemory -= profile.Need[1];
        row.RemainingEnis -= profile.Need[2];
        row.RemainingGpus -= profile.Need[3];
        row.RunningTasks++;
        row.Tasks++;
        if (links.Has(TaskMarks.Daemon)) row.DaemonTasks++;
        if (profile.Ports.Length > 0) engine.Index.TakePorts(instance, profile.Ports);
        engine.Index.Refresh(instance, raised: false);
        Link(task, instance);
        AdjustProtection(instance);
    }

    /// <summary>Gives the resources of a task back to the placement ledger; once.</summary>
    public void Release(int task)
    {
        ref var links = ref tables.LinksOf(task);
        if (!links.Has(TaskMarks.Holds)) return;
        links.Marks &= ~TaskMarks.Holds;
        var instance = tables.Tasks[task].ContainerInstance;
        var profile = engine[links.Profile];
        ref var row = ref tables.Instances[instance];
        row.RemainingCpu += profile.Need[0];
        row.RemainingMemory += profile.Need[1];
        row.RemainingEnis += profile.Need[2];
        row.RemainingGpus += profile.Need[3];
        if (profile.Ports.Length > 0) engine.Index.FreePorts(instance, profile.Ports);
        engine.Index.Refresh(instance, raised: true);
        if (row.Status == ContainerInstanceStatus.Active) capacity.Raise();
    }

    /// <summary>A task on an instance is to stop: it no longer counts as running there (ECS-CL-11).</summary>
    public void StopCounting(int task) => tables.Instances[tables.Tasks[task].ContainerInstance].RunningTasks--;

    /// <summary>A task on an instance is STOPPED.</summary>
    public void Forget(int task)
    {
        var instance = tables.Tasks[task].ContainerInstance;
        ref var row = ref tables.Instances[instance];
        row.Tasks--;
        if (tables.LinksOf(task).Has(TaskMarks.Daemon)) row.DaemonTasks--;
        Unlink(task, instance);
        AdjustProtection(instance);
        CheckDrained(instance);
    }

    private void ReconcileServicesOn(int instance)
    {
        for (var task = tables.LinksOfInstance(instance).FirstTask; task >= 0; task = tables.LinksOf(task).NextOnInstance)
        {
            if (tables.Tasks[task].Service >= 0) services.RequestReconcile(tables.Tasks[task].Service);
        }
    }

    // CP-MTP-01: an instance with a task that is no daemon is protected from scale-in.
    private void AdjustProtection(int instance)
    {
        ref var row = ref tables.Instances[instance];
        if (row.CapacityProvider < 0 || !scenario.CapacityProviders[row.CapacityProvider].ManagedTerminationProtection) return;
        var wanted = row.Tasks > row.DaemonTasks;
        ref var links = ref tables.LinksOfInstance(instance);
        if (links.Protected == wanted) return;
        links.Protected = wanted;
        reports.Protections.Report(new ScaleInProtectionChange(row.Ec2Instance, wanted));
    }

    private void Link(int task, int instance)
    {
        ref var host = ref tables.LinksOfInstance(instance);
        ref var links = ref tables.LinksOf(task);
        links.PreviousOnInstance = -1;
        links.NextOnInstance = host.FirstTask;
        if (host.FirstTask >= 0) tables.LinksOf(host.FirstTask).PreviousOnInstance = task;
        host.FirstTask = task;
    }

    private void Unlink(int task, int instance)
    {
        ref var links = ref tables.LinksOf(task);
        if (links.PreviousOnInstance < 0) tables.LinksOfInstance(instance).FirstTask = links.NextOnInstance;
        else tables.LinksOf(links.PreviousOnInstance).NextOnInstance = links.NextOnInstance;
        if (links.NextOnInstance >= 0) tables.LinksOf(links.NextOnInstance).PreviousOnInstance = links.PreviousOnInstance;
    }

    private void Remember(int ec2Instance, int instance)
    {
        if (ec2Instance >= _rowOfEc2.Length)
        {
            var old = _rowOfEc2.Length;
            Array.Resize(ref _rowOfEc2, Math.Max(16, Math.Max(ec2Instance + 1, old * 2)));
            Array.Fill(_rowOfEc2, -1, old, _rowOfEc2.Length - old);
        }
        _rowOfEc2[ec2Instance] = instance;
    }
}
