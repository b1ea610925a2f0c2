using System.Runtime.CompilerServices;

namespace Simulator.Traffic;

/// <summary>What a request is doing.</summary>
internal enum RequestStage : byte
{
    /// <summary>Waits in its task's queue.</summary>
    Queued,

    /// <summary>In service, to an end that is on the calendar.</summary>
    Scheduled,

    /// <summary>In service on shared vCPUs.</summary>
    OnCpu,

    /// <summary>Its task is gone; only its event on the calendar is left, which frees the row.</summary>
    Lost,
}

/// <summary>A request in a task: 64 bytes, a cache line.</summary>
internal struct RequestRow
{
    /// <summary>When it arrived, in nanoseconds.</summary>
    public long Arrived;

    /// <summary>vCPU time it needs, in nanoseconds.</summary>
    public long Cpu;

    /// <summary>Time without CPU it needs, in nanoseconds.</summary>
    public long Wait;

    /// <summary>When its CPU part begins, in nanoseconds; known once it is in service with a vCPU of its own.</summary>
    public long CpuStart;

    /// <summary>Task row.</summary>
    public int Task;

    /// <summary>Source.</summary>
    public int Source;

    /// <summary>The one that came to the same task before, or -1.</summary>
    public int Previous;

    /// <summary>The one that came to the same task after, or -1; in the pool, the next free row.</summary>
    public int Next;

    /// <summary>The patience line it stands in, or -1.</summary>
    public int Line;

    /// <summary>Before it in its patience line, or -1.</summary>
    public int Earlier;

    /// <summary>Behind it in its patience line, or -1.</summary>
    public int Later;

    /// <summary>What it is doing.</summary>
    public RequestStage Stage;

    /// <summary>Its caller has given up; the task does not know.</summary>
    public bool IsAbandoned;
}

/// <summary>
/// Requests in tasks, in one array with the free rows linked through it. No generations: a row with an event on the calendar is freed by that event and by nothing
/// else, so no event is ever stale. The row freed last is given out next: it is in the cache.
/// </summary>
internal sealed class RequestPool
{
    private RequestRow[] _rows = new RequestRow[64];
    private int _firstFree = -1;
    private int _used;

    /// <summary>Rows in use.</summary>
    public int Count { get; private set; }

    public ref RequestRow this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _rows[index];
    }

    /// <summary>A row with whatever it held before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take()
    {
        unchecked { Count++; }
        var index = _firstFree;
        if (index < 0) return TakeNew();
        _firstFree = _rows[index].Next;
        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(int index)
    {
        unchecked { Count--; }
        _rows[index].Next = _firstFree;
        _firstFree = index;
    }

    private int TakeNew()
    {
        if (_used == _rows.Length) Array.Resize(ref _rows, _used * 2);
        return _used++;
    }
}
