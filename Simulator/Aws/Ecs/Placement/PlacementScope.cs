using System.Runtime.CompilerServices;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// The tasks among which spread counts and distinctInstance forbids company: those of a service (all revisions, ECS-PL-06) or of a task group (ECS-PL-05).
/// Counts tasks with desired status RUNNING that are placed on container instances.
/// </summary>
internal sealed class PlacementScope(string group, bool counts)
{
    private readonly List<SpreadLevels> _levels = [];
    private ushort[] _byInstance = [];
    private int[] _byPool = [];

    /// <summary><c>service:NAME</c>, <c>family:FAMILY</c> or a group of the user's own.</summary>
    public string Group { get; } = group;

    /// <summary>Whether anyone asks for the counts; if not they are not kept.</summary>
    public bool Counts { get; private set; } = counts;

    /// <summary>From now on the counts are kept; before the first task.</summary>
    public void KeepCounts() => Counts = true;

    /// <summary>Tasks of the scope on an instance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CountOn(int instance) => (uint)instance < (uint)_byInstance.Length ? _byInstance[instance] : 0;

    /// <summary>Tasks of the scope in a pool.</summary>
    public int CountInPool(int pool) => (uint)pool < (uint)_byPool.Length ? _byPool[pool] : 0;

    /// <summary>A structure that wants to hear of every change.</summary>
    public void Attach(SpreadLevels levels) => _levels.Add(levels);

    /// <summary>An instance changed its pool, and its tasks with it. Levels notice by themselves: the old place is a hole, the new one was offered.</summary>
    public void Transfer(int instance, int from, int to)
    {
        var tasks = CountOn(instance);
        if (tasks == 0) return;
        if (to >= _byPool.Length) Array.Resize(ref _byPool, Math.Max(8, Math.Max(to + 1, _byPool.Length * 2)));
        _byPool[from] -= tasks;
        _byPool[to] += tasks;
    }

    /// <summary>A task came to an instance (+1) or left it (-1).</summary>
    public void Change(int instance, in InstanceSlot slot, int by)
    {
        if (!Counts) return;
        if (instance >= _byInstance.Length) Array.Resize(ref _byInstance, Math.Max(16, Math.Max(instance + 1, _byInstance.Length * 2)));
        if (slot.Pool >= _byPool.Length) Array.Resize(ref _byPool, Math.Max(8, Math.Max(slot.Pool + 1, _byPool.Length * 2)));
        int before = _byInstance[instance];
        _byInstance[instance] = (ushort)(before + by);
        _byPool[slot.Pool] += by;
        foreach (var levels in _levels) levels.Moved(slot.Pool, slot.Place, before, before + by);
    }
}
