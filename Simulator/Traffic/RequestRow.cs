namespace Simulator.Traffic;

/// <summary>What happens to a request next.</summary>
internal enum RequestStage : byte
{
    /// <summary>Its service ends; known beforehand, so there is a timer.</summary>
    Served,

    /// <summary>Its caller gives up while it is in service, and its service ends later; there is a timer.</summary>
    Impatient,

    /// <summary>Its caller gives up before its turn comes; there is a timer.</summary>
    Doomed,

    /// <summary>The part of its service without CPU ends; there is a timer.</summary>
    Waiting,

    /// <summary>Its turn comes, sooner or later.</summary>
    Queued,

    /// <summary>Its CPU part ends, sooner or later, on shared vCPUs.</summary>
    OnCpu,

    /// <summary>Nothing: its task is gone, and only its timer is left, which frees the row.</summary>
    Lost,
}

/// <summary>
/// A request in a task: 64 bytes, a cache line. Rows have no generation: a row with a timer is freed by that timer and by nothing else, so no timer is ever stale.
/// </summary>
internal struct RequestRow
{
    /// <summary>When it arrived, in nanoseconds.</summary>
    public long Arrived;

    /// <summary>vCPU time it needs, in nanoseconds.</summary>
    public long Cpu;

    /// <summary>Time without CPU it needs, in nanoseconds.</summary>
    public long Wait;

    /// <summary>When its CPU part begins, in nanoseconds, where that is known beforehand.</summary>
    public long CpuStart;

    /// <summary>Task row.</summary>
    public int Task;

    /// <summary>Source.</summary>
    public int Source;

    /// <summary>The one that came to the same task before, or -1.</summary>
    public int Previous;

    /// <summary>The one that came to the same task after, or -1; of a free row, the next free one.</summary>
    public int Next;

    /// <summary>The patience line it stands in, or -1.</summary>
    public int Line;

    /// <summary>Before it in its patience line, or -1.</summary>
    public int Earlier;

    /// <summary>Behind it in its patience line, or -1.</summary>
    public int Later;

    /// <summary>What happens to it next.</summary>
    public RequestStage Stage;

    /// <summary>Its caller has given up; the task does not know.</summary>
    public bool IsAbandoned;
}
