using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs;

/// <summary>
/// The rows that the ECS room writes, and beside each public row the private links by which lists run through tasks and instances without allocation.
/// </summary>
internal sealed class EcsTables : IInstanceTasks
{
    private TaskLinks[] _taskLinks = new TaskLinks[64];
    private InstanceLinks[] _instanceLinks = new InstanceLinks[64];
    private long _tasksBorn;

    /// <summary>Tables over the slabs that other rooms view.</summary>
    public EcsTables(Slab<TaskRow> tasks, Slab<ContainerInstanceRow> instances, Slab<ServiceRow> services)
    {
        Tasks = tasks;
        Instances = instances;
        Services = services;
    }

    /// <summary>Tasks.</summary>
    public Slab<TaskRow> Tasks { get; }

    /// <summary>Container instances.</summary>
    public Slab<ContainerInstanceRow> Instances { get; }

    /// <summary>Services.</summary>
    public Slab<ServiceRow> Services { get; }

    /// <summary>Birth ordinal of the next task.</summary>
    public long NextOrdinal => _tasksBorn;

    /// <summary>The links of a task.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TaskLinks LinksOf(int task) => ref _taskLinks[task];

    /// <summary>The links of a container instance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref InstanceLinks LinksOfInstance(int instance) => ref _instanceLinks[instance];

    /// <summary>Adds a task that has not been anywhere yet.</summary>
    public int AddTask(Instant now)
    {
        var task = Tasks.Add();
        if (task >= _taskLinks.Length) Array.Resize(ref _taskLinks, Math.Max(task + 1, _taskLinks.Length * 2));
        _taskLinks[task] = TaskLinks.Unlinked;
        ref var row = ref Tasks[task];
        row.Service = row.Deployment = row.PinnedBy = row.ContainerInstance = row.CapacityProvider = row.Job = row.Submission = row.Zone = row.ExitCode = -1;
        row.DesiredStatus = TaskStatus.Running;
        row.Ordinal = _tasksBorn++;
        row.Created = now;
        row.Placed = row.Connected = row.PullStarted = row.PullStopped = row.Started = row.ReadyAt = row.Healthy = row.Stopping = row.ExecutionStopped = Instant.MaxValue;
        return task;
    }

    /// <inheritdoc/>
    public int FirstOn(int containerInstance) => _instanceLinks[containerInstance].FirstTask;

    /// <inheritdoc/>
    public int NextAfter(int task) => _taskLinks[task].NextOnInstance;

    /// <summary>Adds a container instance.</summary>
    public int AddInstance()
    {
        var instance = Instances.Add();
        if (instance >= _instanceLinks.Length) Array.Resize(ref _instanceLinks, Math.Max(instance + 1, _instanceLinks.Length * 2));
        _instanceLinks[instance] = InstanceLinks.Unlinked;
        return instance;
    }
}

/// <summary>What a task carries beside its public row.</summary>
internal struct TaskLinks
{
    /// <summary>A task in no list.</summary>
    public static readonly TaskLinks Unlinked = new()
    {
        NextInDeployment = -1,
        PreviousInDeployment = -1,
        NextOnInstance = -1,
        PreviousOnInstance = -1,
        NextInLine = -1,
        PreviousInLine = -1,
        Profile = -1,
        Containers = -1,
        HealthDue = Instant.MaxValue,
    };

    /// <summary>Next active task of the deployment.</summary>
    public int NextInDeployment;

    /// <summary>Previous active task of the deployment.</summary>
    public int PreviousInDeployment;

    /// <summary>Next task on the container instance.</summary>
    public int NextOnInstance;

    /// <summary>Previous task on the container instance.</summary>
    public int PreviousOnInstance;

    /// <summary>Next task in the agent's queue, or in the line for capacity: never in both.</summary>
    public int NextInLine;

    /// <summary>Previous task in that line.</summary>
    public int PreviousInLine;

    /// <summary>Kind of task as placement sees it, or -1 on Fargate.</summary>
    public int Profile;

    /// <summary>First of its containers' rows, or -1 for a plain task of one container.</summary>
    public int Containers;

    /// <summary>When its health is looked at next; <see cref="Instant.MaxValue"/> when nothing will change.</summary>
    public Instant HealthDue;

    /// <summary>End of its scale-in protection (ECS-SI-05); in the past or <see cref="Instant.Zero"/> when it has none.</summary>
    public Instant ProtectedUntil;

    /// <summary>What holds for it.</summary>
    public TaskMarks Marks;

    /// <summary>How the scheduler counts it.</summary>
    public TaskStanding Standing;

    /// <summary>Target groups in which it is healthy.</summary>
    public byte HealthyTargets;

    /// <summary>Target groups in which it is unhealthy.</summary>
    public byte UnhealthyTargets;

    /// <summary>Target groups from which it has still to be deregistered.</summary>
    public byte OpenTargets;

    /// <summary>Whether a mark is set.</summary>
    public readonly bool Has(TaskMarks mark) => (Marks & mark) != TaskMarks.None;
}

/// <summary>What holds for a task; set by the part of the room that is named.</summary>
[Flags]
internal enum TaskMarks : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Waits in PROVISIONING for capacity (waiting tasks).</summary>
    Waits = 1,

    /// <summary>Holds resources of its instance in the placement ledger (container instances).</summary>
    Holds = 2,

    /// <summary>Is in the agent's queue (agent).</summary>
    Queued = 4,

    /// <summary>Holds resources in the agent's ledger (agent).</summary>
    Admitted = 8,

    /// <summary>Counts in its placement scope (life cycle).</summary>
    Counted = 16,

    /// <summary>Is in its deployment's list (deployments).</summary>
    Listed = 32,

    /// <summary>Belongs to a daemon service.</summary>
    Daemon = 64,

    /// <summary>The start of its only container will time out (life cycle).</summary>
    StartFails = 128,

    /// <summary>Every essential container that has a check is HEALTHY (health).</summary>
    ChecksPass = 256,
}

/// <summary>How the scheduler counts an active task of a service; exclusive.</summary>
internal enum TaskStanding : byte
{
    /// <summary>Counts toward what is desired.</summary>
    Good,

    /// <summary>Failed its health checks outside the grace period: to be replaced (ECS-HL-01).</summary>
    Unhealthy,

    /// <summary>On a draining instance: to be replaced (ECS-DR-02).</summary>
    Draining,
}

/// <summary>What a container instance carries beside its public row.</summary>
internal struct InstanceLinks
{
    /// <summary>An empty instance.</summary>
    public static readonly InstanceLinks Unlinked = new() { FirstTask = -1, QueueHead = -1, QueueTail = -1 };

    /// <summary>First task on it.</summary>
    public int FirstTask;

    /// <summary>Head of the agent's queue (ECS-AG-01).</summary>
    public int QueueHead;

    /// <summary>Tail of the agent's queue.</summary>
    public int QueueTail;

    /// <summary>CPU units free in the agent's ledger.</summary>
    public int FreeCpu;

    /// <summary>Memory in MiB free in the agent's ledger.</summary>
    public int FreeMemory;

    /// <summary>GPUs free in the agent's ledger.</summary>
    public int FreeGpus;

    /// <summary>Protected from scale-in as far as ECS has asked.</summary>
    public bool Protected;

    /// <summary>InstanceDrained was reported.</summary>
    public bool Drained;

    /// <summary>Has a trunk interface (ECS-CL-07).</summary>
    public bool Trunked;

    /// <summary>Is REGISTERING until its critical managed daemons run (ECS-DM-04).</summary>
    public bool AwaitsDaemons;
}
