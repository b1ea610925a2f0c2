namespace Simulator.Traffic;

/// <summary>
/// A task as the requests see it. Its requests stand in one list in order of arrival: those in service first, then those that wait, because service begins
/// first come, first served. A row keeps its slot's place in the array; a new task in the slot begins a new row.
/// </summary>
internal struct TaskServer
{
    /// <summary>It refuses requests before this moment, in nanoseconds; <see cref="long.MaxValue"/> when it accepts none.</summary>
    public long AcceptsFrom;

    /// <summary>The first request in it, or -1.</summary>
    public int First;

    /// <summary>The last request in it, or -1.</summary>
    public int Last;

    /// <summary>The first request that waits, or -1.</summary>
    public int FirstWaiting;

    /// <summary>Requests in service, abandoned ones included.</summary>
    public int InService;

    /// <summary>Requests in service at most.</summary>
    public int Concurrency;

    /// <summary>Requests that wait.</summary>
    public int Waiting;

    /// <summary>Requests that may wait.</summary>
    public int QueueLimit;

    /// <summary>Its task definition.</summary>
    public int TaskDefinition;

    /// <summary>Whether requests share its vCPUs.</summary>
    public bool SharesCpu;

    /// <summary>Whether a request waits first and then uses CPU.</summary>
    public bool WaitsFirst;

    /// <summary>Whether somebody wants to know when its last request has left.</summary>
    public bool IsDraining;

    /// <summary>Wall time for each unit of CPU time, where the vCPUs are not shared.</summary>
    public double Stretch;

    /// <summary>CPU time of ended requests in vCPU-nanoseconds, where the vCPUs are not shared.</summary>
    public long CpuServed;
}
