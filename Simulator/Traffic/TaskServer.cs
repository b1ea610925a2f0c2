namespace Simulator.Traffic;

/// <summary>A task as the requests see it. A row keeps its task's slot; a new task in the slot begins a new row.</summary>
internal struct TaskServer
{
    /// <summary>It refuses requests before this moment, in nanoseconds; <see cref="long.MaxValue"/> when it accepts none.</summary>
    public long AcceptsFrom;

    /// <summary>The first of the requests it holds, in order of arrival, or -1.</summary>
    public int First;

    /// <summary>The last of them, or -1.</summary>
    public int Last;

    /// <summary>Requests it holds, waiting or in service.</summary>
    public int Held;

    /// <summary>Of these, those whose callers have not given up.</summary>
    public int InFlight;

    /// <summary>Requests in service at most.</summary>
    public int Concurrency;

    /// <summary>Requests that may wait.</summary>
    public int QueueLimit;

    /// <summary>Requests it can hold before its memory is exhausted (ECS-TD-08).</summary>
    public int HeldLimit;

    /// <summary>Whether nobody reaches it: a connection is not refused, it comes to nothing.</summary>
    public bool Hangs;

    /// <summary>Its task definition.</summary>
    public int TaskDefinition;

    /// <summary>Whether requests share its vCPUs.</summary>
    public bool SharesCpu;

    /// <summary>Whether a request waits first and then uses CPU.</summary>
    public bool WaitsFirst;

    /// <summary>Whether somebody wants to know when its last request has left.</summary>
    public bool IsDraining;

    /// <summary>First come, first served: when each place that has been used becomes free, in nanoseconds.</summary>
    public LeastFirst Places;

    /// <summary>First come, first served: wall time for each unit of CPU time.</summary>
    public double Stretch;

    /// <summary>CPU time of a request here against the mean CPU: above 1 on slower hardware (FG-SZ-05).</summary>
    public double Slowness;

    /// <summary>First come, first served: CPU time of all requests that were or will be served, in vCPU-nanoseconds.</summary>
    public long CpuAdmitted;

    /// <summary>First come, first served: when each request that waits leaves the queue; kept only where the queue has a limit.</summary>
    public LeastFirst Queue;

    /// <summary>Shared: requests in service.</summary>
    public int InService;

    /// <summary>Shared: requests that wait.</summary>
    public int Waiting;

    /// <summary>Shared: the first request that waits, or -1.</summary>
    public int FirstWaiting;
}
