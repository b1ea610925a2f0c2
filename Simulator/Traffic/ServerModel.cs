using Simulator.Model.Definitions;

namespace Simulator.Traffic;

/// <summary>
/// How the tasks of one task definition serve requests: up to <see cref="Concurrency"/> at once, <see cref="QueueLimit"/> more wait first come, first served. If every
/// request in service has a vCPU to itself (or needs none), it is served at rate min(1, C) on the C vCPUs that idleness leaves (<see cref="TaskCpu"/>). Otherwise the vCPUs are
/// shared, and C is what <see cref="HostCpu"/> gives the task where it may borrow its host's idle CPU (ECS-TD-07).
/// </summary>
internal sealed class ServerModel
{
    /// <param name="definition">The task definition.</param>
    /// <param name="application">How its code behaves.</param>
    /// <param name="constants">For tasks that reserve no CPU.</param>
    /// <param name="isDivided">Whether hosts divide their CPU among their tasks in this run.</param>
    public ServerModel(TaskDefinition definition, ApplicationDefinition application, ModelConstants constants, bool isDivided = false)
    {
        Request = application.Request ?? new RequestDefinition();
        Cpu = new TaskCpu(definition, application, constants, isDivided);
        SharesCpu = Request.Cpu.Mean > 0.0 && Cpu.IsSharedBy(Request.Concurrency);
        MemoryLimitMiB = LimitOf(definition);
        // An idle memory that nobody stated kills no container.
        IdleMemoryMiB = application.StatesIdleMemory ? application.IdleMemoryMiB : Math.Min(application.IdleMemoryMiB, MemoryLimitMiB);
        HeldLimit = application.MemoryPerRequestMiB > 0 && MemoryLimitMiB < double.PositiveInfinity
            ? (int)Math.Min(int.MaxValue, Math.Max(0, Math.Floor(((MemoryLimitMiB - IdleMemoryMiB) / application.MemoryPerRequestMiB) + 1e-9)))
            : int.MaxValue;
        MemoryPerRequestMiB = application.MemoryPerRequestMiB;
        ReservedCpuUnits = definition.ReservedCpu;
        ReservedMemoryMiB = definition.ReservedMemory;
    }

    /// <summary>What its requests need.</summary>
    public RequestDefinition Request { get; }

    /// <summary>How its CPU is divided.</summary>
    public TaskCpu Cpu { get; }

    /// <summary>Whether requests share the vCPUs.</summary>
    public bool SharesCpu { get; }

    /// <summary>Whether a request waits first and then uses CPU.</summary>
    public bool WaitsFirst => Request.Order == RequestOrder.WaitThenCpu;

    /// <summary>Requests in service at once; at least 1.</summary>
    public int Concurrency => Request.Concurrency;

    /// <summary>Requests that may wait.</summary>
    public int QueueLimit => Request.QueueLimit;

    /// <summary>Memory without requests, in MiB.</summary>
    public double IdleMemoryMiB { get; }

    /// <summary>Memory for each request in it, in MiB.</summary>
    public double MemoryPerRequestMiB { get; }

    /// <summary>Hard limit of its memory in MiB: the container's own or the task's; infinite when both are soft (ECS-TD-08).</summary>
    public double MemoryLimitMiB { get; }

    /// <summary>Requests it can hold before its memory is exhausted.</summary>
    public int HeldLimit { get; }

    /// <summary>Whether it is killed before it serves anything.</summary>
    public bool ExceedsMemoryIdle => IdleMemoryMiB > MemoryLimitMiB;

    /// <summary>CPU units it reserves; may be 0.</summary>
    public int ReservedCpuUnits { get; }

    /// <summary>Memory it reserves, in MiB.</summary>
    public int ReservedMemoryMiB { get; }

    // The application is the first essential container; the limit of the task holds for all of its containers together, whose own use is not known.
    private static double LimitOf(TaskDefinition definition)
    {
        var limit = definition.Memory ?? double.PositiveInfinity;
        foreach (var container in definition.Containers)
        {
            if (container.Essential) return Math.Min(limit, container.Memory ?? double.PositiveInfinity);
        }
        return limit;
    }

    /// <summary>Wall time of <paramref name="cpu"/> nanoseconds of CPU on a vCPU of its own, rounded to the nanosecond.</summary>
    public static long Stretched(long cpu, double stretch) => stretch == 1.0 ? cpu : double.ConvertToIntegerNative<long>((cpu * stretch) + 0.5);
}
