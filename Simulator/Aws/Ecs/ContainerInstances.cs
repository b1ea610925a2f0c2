using Simulator.Aws.Ecs.Placement;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Container instances: registration, the placement ledger of each, draining and the end.
/// <code>
///                          trunk attached                                                  trunk removed
///  agent connects ──► REGISTERING ──────► ACTIVE ◄──────────► DRAINING ──► DEREGISTERING ──────────────► INACTIVE (row removed)
///      │                   └─ it fails ──► REGISTRATION_FAILED                   ▲                          ▲
///      └─ no trunk ─────────────────────────►▲    └── terminated or deregistered ┴─ no trunk ───────────────┘
/// </code>
/// An instance for which there are managed daemons is REGISTERING until the critical ones run; when one of them fails it goes straight to DRAINING (ECS-DM-04).
/// The ledger is the control plane's: a task's resources are taken when it is placed and given back when it enters STOPPING (ECS-TL-05); the agent
/// keeps its own (<see cref="AgentQueues"/>). AWS: API reference, ContainerInstance (ECS-CL-09).
/// </summary>
internal sealed class ContainerInstances(
    Calendar calendar, Scenario scenario, EcsTables tables, EcsReports reports, PlacementEngine engine, SlabView<Ec2InstanceRow> ec2, ServiceBook services,
    CapacitySignal capacity, BirthDraw births, DaemonHolds holds)
{
    private readonly List<(int Instance, uint Generation)> _newcomers = [];
    private readonly Sampler _trunkAttach = new(scenario.Model.Get(ModelCatalog.TrunkAttach));
    private readonly Duration _trunkDetach = scenario.Model.Get(ModelCatalog.TrunkDetach);
    private readonly double _trunkFailures = scenario.Model.Get(ModelCatalog.TrunkFailureShare);
    private readonly bool[] _protects = [.. scenario.CapacityProviders.Select(static p => p.ManagedTerminationProtection)];
    private int[] _rowOfEc2 = [];
    private bool _trunking = scenario.AwsvpcTrunking;
    private Instant _trunkingSince = Instant.Zero;

    /// <summary>Managed daemons, which come before everything else; null while the room is being made.</summary>
    public ManagedDaemonScheduler? Daemons { get; set; }

    /// <summary>The container instance on an EC2 instance, or -1.</summary>
    public int On(int ec2Instance) => (uint)ec2Instance < (uint)_rowOfEc2.Length ? _rowOfEc2[ec2Instance] : -1;

    /// <summary>The account's setting awsvpcTrunking changes, for instances launched from now on (ECS-CL-07).</summary>
    public void SetTrunking(bool enabled)
    {
        if (_trunking == enabled) return;
        _trunking = enabled;
        _trunkingSince = calendar.Now;
    }

    /// <summary>
    /// Registers the instance whose agent connected: 1024 CPU units for each vCPU (ECS-CL-01), the memory that its type registers (ECS-CL-02/03), its network
    /// interface slots (ECS-CL-06) and GPUs (ECS-CL-08). One that gets a trunk interface is REGISTERING until it has it (ECS-CL-07). Returns its row, or -1 when it
    /// is known already.
    /// </summary>
    public int Register(int ec2Instance)
    {
        if (On(ec2Instance) >= 0 || !ec2.IsAlive(ec2Instance)) return -1;
        ref readonly var host = ref ec2[ec2Instance];
        if (host.State is Ec2InstanceState.Terminating or Ec2InstanceState.Terminated) return -1;
        var type = scenario.InstanceTypes[host.InstanceType];
        var trunked = _trunking && host.Launched >= _trunkingSince && type.TrunkTaskSlots > 0;
        var instance = tables.AddInstance();
        ref var row = ref tables.Instances[instance];
        row.Ec2Instance = ec2Instance;
        row.InstanceType = host.InstanceType;
        row.AutoScalingGroup = host.AutoScalingGroup;
        row.CapacityProvider = host.ManagedBy > 0 ? host.ManagedBy - 1 : engine.Index.ProviderOf(host.AutoScalingGroup);
        row.Zone = host.Zone;
        row.Status = ContainerInstanceStatus.Registering;
        row.AgentConnected = true;
        row.RegisteredCpu = row.RemainingCpu = type.VCpus * 1024;
        row.ContainerInstanceSet = host.AutoScalingGroup < 0 ? host.ContainerInstanceSet : -1;
        row.RegisteredMemory = row.RemainingMemory = type.RegisteredMemoryMiB - AgentLookup.Of(scenario, in row).ReservedMemoryMiB;
        row.RemainingEnis = trunked ? type.TrunkTaskSlots : type.EniTaskSlots;
        row.RemainingGpus = type.Gpus;
        row.Ordinal = host.Ordinal;
        row.RegisteredAt = calendar.Now;
        ref var links = ref tables.LinksOfInstance(instance);
        (links.FreeCpu, links.FreeMemory, links.FreeGpus) = (row.RegisteredCpu, row.RegisteredMemory, type.Gpus);
        links.Protected = host.ProtectedFromScaleIn;
        links.Trunked = trunked;
        Remember(ec2Instance, instance);
        var traits = trunked ? engine.Index.NumberOf(InstanceTraits.None with { Trunked = true }) : 0;
        row.Origin = host.Origin;
        var (group, set) = host.Origin switch { > 0 => (host.Origin - 1, -1), < 0 => (-1, -host.Origin - 1), _ => (host.AutoScalingGroup, row.ContainerInstanceSet) };
        engine.Index.Add(instance, new PoolKey(host.InstanceType, host.Zone, group, set, traits, host.ManagedBy).In(host.AutoScalingGroup));
        if (!trunked || IsThereFromTheStart) Activate(instance);
        else calendar.ScheduleIn(_trunkAttach.AtBirth(births, Purpose.InstanceTrunk, row.Ordinal), EventKinds.TrunkAttached, instance, tables.Instances.GenerationOf(instance));
        return instance;
    }

    // Instances of a steady start, and those without a group, are there at t = 0 with all their interfaces.
    private bool IsThereFromTheStart => calendar.Now == Instant.Zero;

    /// <summary>A trunk interface is attached, or could not be; true when the instance is ACTIVE now.</summary>
    public bool OnTrunkAttached(int instance)
    {
        ref var row = ref tables.Instances[instance];
        if (row.Status != ContainerInstanceStatus.Registering) return false;
        if (_trunkFailures > 0 && births.Chance(_trunkFailures, Purpose.InstanceTrunk, row.Ordinal, sub: 1))
        {
            row.Status = ContainerInstanceStatus.RegistrationFailed;
            reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, ContainerInstanceStatus.Registering, row.Status));
            return false;
        }
        Activate(instance);
        return true;
    }

    /// <summary>The trunk interface of a leaving instance is gone.</summary>
    public void OnTrunkDetached(int instance)
    {
        if (tables.Instances[instance].Status == ContainerInstanceStatus.Deregistering) SetInactive(instance);
    }

    /// <summary>Whether new tasks may come, as far as the agent's connection goes (ECS-CL-10).</summary>
    public void SetConnected(int instance, bool connected)
    {
        ref var row = ref tables.Instances[instance];
        if (row.AgentConnected == connected) return;
        row.AgentConnected = connected;
        reports.Connectivity.Report(new AgentConnectivityChange(instance, connected));
        if (!engine.Index.Holds(instance)) return;
        engine.Index.Refresh(instance, raised: connected);
        if (connected) capacity.Raise();
    }

    /// <summary>Puts attributes on an instance or takes them away: it moves to the pool of those that are like it.</summary>
    public void ChangeAttributes(int instance, AttributesAction action)
    {
        if (!engine.Index.Holds(instance)) return;
        var key = engine.Index.PoolOf(instance).Key;
        var traits = engine.Index.Traits(key.Traits);
        var changes = traits.Changes;
        foreach (var (name, value) in action.Attributes) changes = changes.SetItem(name, value ?? "");
        engine.MoveTo(instance, key with { Traits = engine.Index.NumberOf(traits with { Changes = changes }) });
    }

    /// <summary>The EC2 instance joined an Auto Scaling group or left it: it stays registered, for another capacity provider or none.</summary>
    public void ChangeGroup(int instance)
    {
        ref var row = ref tables.Instances[instance];
        ref readonly var host = ref ec2[row.Ec2Instance];
        row.AutoScalingGroup = host.AutoScalingGroup;
        row.Origin = host.Origin;
        row.CapacityProvider = engine.Index.ProviderOf(host.AutoScalingGroup);
        if (engine.Index.Holds(instance)) engine.MoveTo(instance, engine.Index.PoolOf(instance).Key.In(host.AutoScalingGroup));
        tables.LinksOfInstance(instance).Protected = host.ProtectedFromScaleIn;
        AdjustProtectionOfNewcomer(instance);
        capacity.Raise();
    }

    // Its agent takes tasks from now on; whoever made it register lets the daemons in.
    private void Activate(int instance)
    {
        if (Daemons is not { } daemons || !daemons.Want(instance))
        {
            Open(instance);
            return;
        }
        tables.LinksOfInstance(instance).AwaitsDaemons = true;
        reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, ContainerInstanceStatus.Registering, ContainerInstanceStatus.Registering));
    }

    /// <summary>A REGISTERING instance becomes ACTIVE.</summary>
    public void Open(int instance)
    {
        tables.LinksOfInstance(instance).AwaitsDaemons = false;
        tables.Instances[instance].Status = ContainerInstanceStatus.Active;
        holds.Open(instance);
        engine.Index.Refresh(instance, raised: true);
        reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, ContainerInstanceStatus.Registering, ContainerInstanceStatus.Active));
        AdjustProtectionOfNewcomer(instance);
        capacity.Raise();
    }

    /// <summary>Stops new placements (ECS-DR-01); false when the instance was neither ACTIVE nor waiting for its daemons.</summary>
    public bool BeginDraining(int instance)
    {
        ref var row = ref tables.Instances[instance];
        ref var links = ref tables.LinksOfInstance(instance);
        if (row.Status != ContainerInstanceStatus.Active && !links.AwaitsDaemons) return false;
        var from = row.Status;
        row.Status = ContainerInstanceStatus.Draining;
        links.AwaitsDaemons = false;
        engine.Index.Refresh(instance, raised: false);
        reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, from, ContainerInstanceStatus.Draining));
        return true;
    }

    /// <summary>Takes new tasks again; false when the instance was not DRAINING.</summary>
    public bool EndDraining(int instance)
    {
        ref var row = ref tables.Instances[instance];
        if (row.Status != ContainerInstanceStatus.Draining) return false;
        row.Status = ContainerInstanceStatus.Active;
        tables.LinksOfInstance(instance).Drained = false;
        engine.Index.Refresh(instance, raised: true);
        reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, ContainerInstanceStatus.Draining, ContainerInstanceStatus.Active));
        capacity.Raise();
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

    /// <summary>
    /// Takes the instance out of the cluster; its tasks have been stopped. With a trunk interface it is DEREGISTERING until that is gone (ECS-CL-09). The row goes when
    /// all have heard INACTIVE.
    /// </summary>
    public void Deactivate(int instance)
    {
        ref var row = ref tables.Instances[instance];
        if (row.Status is ContainerInstanceStatus.Inactive or ContainerInstanceStatus.Deregistering) return;
        holds.Close(instance);
        engine.Index.Remove(instance);
        if (row.Ec2Instance >= 0) _rowOfEc2[row.Ec2Instance] = -1;
        if (!tables.LinksOfInstance(instance).Trunked || !row.AgentConnected)
        {
            SetInactive(instance);
            return;
        }
        row.AgentConnected = false;
        var from = row.Status;
        row.Status = ContainerInstanceStatus.Deregistering;
        reports.InstanceTransitions.Report(new ContainerInstanceTransition(instance, from, ContainerInstanceStatus.Deregistering));
        calendar.ScheduleIn(_trunkDetach, EventKinds.TrunkDetached, instance, tables.Instances.GenerationOf(instance));
    }

    /// <summary>
    /// Whether a registration outlives its EC2 instance (ECS-CL-14): nobody tells ECS of the end of an instance that was stopped, or whose agent is known to be out of
    /// reach. ECS ends Managed Instances itself and knows.
    /// </summary>
    /// <param name="instance">Its row.</param>
    /// <param name="was">State of the EC2 instance before its end.</param>
    public bool StaysBehind(int instance, Ec2InstanceState was)
    {
        ref readonly var row = ref tables.Instances[instance];
        if (row.Status is not (ContainerInstanceStatus.Active or ContainerInstanceStatus.Draining) || ec2[row.Ec2Instance].ManagedBy > 0) return false;
        return !row.AgentConnected || was is Ec2InstanceState.Stopped or Ec2InstanceState.WarmedStopped or Ec2InstanceState.WarmedHibernated;
    }

    /// <summary>The EC2 instance of a registration that stays is gone: nothing will ever connect again.</summary>
    public void LeaveBehind(int instance)
    {
        ref var row = ref tables.Instances[instance];
        _rowOfEc2[row.Ec2Instance] = -1;
        row.Ec2Instance = -1;
        SetConnected(instance, false);
    }

    private void SetInactive(int instance)
    {
        ref var row = ref tables.Instances[instance];
        var from = row.Status;
        row.Status = ContainerInstanceStatus.Inactive;
        row.AgentConnected = false;
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
        if (links.Has(TaskMarks.Daemon)) holds.Return(task, profile, instance);
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
        if (row.CapacityProvider < 0 || !_protects[row.CapacityProvider]) return;
        var wanted = row.Tasks > row.DaemonTasks;
        ref var links = ref tables.LinksOfInstance(instance);
        if (links.Protected == wanted) return;
        links.Protected = wanted;
        reports.Protections.Report(new ScaleInProtectionChange(row.Ec2Instance, wanted));
    }

    // Tasks that wait may be placed on it in this very instant: released before, it could be terminated under their eyes.
    private void AdjustProtectionOfNewcomer(int instance)
    {
        if (capacity.Waiting == 0) AdjustProtection(instance);
        else _newcomers.Add((instance, tables.Instances.GenerationOf(instance)));
    }

    /// <summary>Whether instances came to which waiting tasks had the first claim.</summary>
    public bool HasNewcomers => _newcomers.Count > 0;

    /// <summary>Whoever waited has been placed: of the instances that came, those without tasks are released.</summary>
    public void SettleNewcomers()
    {
        foreach (var (instance, generation) in _newcomers)
        {
            if (tables.Instances.IsCurrent(instance, generation)) AdjustProtection(instance);
        }
        _newcomers.Clear();
    }

    /// <summary>Managed termination protection of a provider is switched: instances with tasks are protected and empty ones released, or all are released (CP-MTP-01).</summary>
    public void SetProtection(int provider, bool enabled)
    {
        _protects[provider] = enabled;
        for (var i = 0; i < tables.Instances.Length; i++)
        {
            if (!tables.Instances.IsAlive(i) || tables.Instances[i].CapacityProvider != provider) continue;
            ref var links = ref tables.LinksOfInstance(i);
            links.Protected = ec2.IsAlive(tables.Instances[i].Ec2Instance) && ec2[tables.Instances[i].Ec2Instance].ProtectedFromScaleIn; // the operator may have changed it
            if (enabled) AdjustProtection(i);
            else if (links.Protected)
            {
                links.Protected = false;
                reports.Protections.Report(new ScaleInProtectionChange(tables.Instances[i].Ec2Instance, false));
            }
        }
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
