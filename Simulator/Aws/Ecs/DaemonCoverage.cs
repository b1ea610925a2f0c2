using Simulator.Kernel;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs;

/// <summary>What an instance has of a managed daemon (ECS-DM-04).</summary>
internal enum CoverageState : byte
{
    /// <summary>Nothing: it was there before the daemon was, or before its provider was associated with it.</summary>
    None,

    /// <summary>Its task is on the way to RUNNING, and to HEALTHY when it has health checks.</summary>
    Starting,

    /// <summary>Its task runs.</summary>
    Up,

    /// <summary>Its task could not be started, stopped or failed its checks; it gets no other.</summary>
    Lost,
}

/// <summary>One instance and one managed daemon.</summary>
internal struct Coverage
{
    /// <summary>What it has.</summary>
    public CoverageState State;

    /// <summary>Task definition of the revision that it got.</summary>
    public int TaskDefinition;

    /// <summary>Whether the daemon was critical in that revision.</summary>
    public bool Critical;

    /// <summary>Whether the instance has been asked to go.</summary>
    public bool Leaves;

    /// <summary>Whether a deployment of the daemon asked it to.</summary>
    public bool LeavesByRollout;
}

/// <summary>A managed daemon's instances by container instance row; an instance gets its revision once, when it registers, and keeps it until it ends.</summary>
internal sealed class DaemonCoverage(Slab<ContainerInstanceRow> instances)
{
    private Coverage[] _entries = [];
    private uint[] _generations = []; // of the instance that the entry is about, plus one

    /// <summary>The entry of an instance; empty when there was none.</summary>
    public ref Coverage this[int instance]
    {
        get
        {
            if (instance >= _entries.Length)
            {
                var size = Math.Max(16, Math.Max(instance + 1, _entries.Length * 2));
                Array.Resize(ref _entries, size);
                Array.Resize(ref _generations, size);
            }
            var generation = instances.GenerationOf(instance) + 1;
            if (_generations[instance] == generation) return ref _entries[instance];
            _generations[instance] = generation;
            _entries[instance] = default;
            return ref _entries[instance];
        }
    }

    /// <summary>The deployment that its instances are being brought to, and where that stands.</summary>
    public DaemonRollout Rollout { get; set; } = new(null);

    /// <summary>Row of the daemon's active task on each instance, or -1; scratch of a reconcile.</summary>
    public int[] TaskOn { get; set; } = [];
}

/// <summary>Where the deployment of a managed daemon stands.</summary>
/// <param name="target">The deployment; null before the first.</param>
internal sealed class DaemonRollout(Deployment? target)
{
    /// <summary>The deployment.</summary>
    public Deployment? Target { get; } = target;

    /// <summary>Whether instances have been drained and their step is not over.</summary>
    public bool InStep { get; set; }

    /// <summary>End of the step whose instances have left; null before.</summary>
    public Instant? StepEnd { get; set; }

    /// <summary>End of the bake time that runs; null for none.</summary>
    public Instant? BakeUntil { get; set; }

    /// <summary>Whether the bake time at the end is over, or not wanted.</summary>
    public bool IsBaked { get; set; }
}
