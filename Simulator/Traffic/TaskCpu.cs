using Simulator.Model.Definitions;

namespace Simulator.Traffic;

/// <summary>
/// How the CPU of the tasks of one task definition is divided. What a task uses without work it uses always, so that its work has the rest and all of it together never exceeds
/// the task's size (AS-MET-02); while it starts, start-up work has a part of that rest (AS-PX-11). All of it is fixed before the run: a request costs nothing more. Only on hosts
/// whose tasks lend each other CPU (<see cref="HostCpu"/>) it depends on the neighbours.
/// </summary>
internal sealed class TaskCpu
{
    private const int LeastShares = 2; // of a container that asks for less

    private readonly bool _isDivided;
    private readonly CpuClaim _claim;

    /// <param name="definition">The task definition.</param>
    /// <param name="application">How its code behaves.</param>
    /// <param name="constants">For tasks that reserve no CPU.</param>
    /// <param name="isDivided">Whether hosts divide their CPU among their tasks in this run, so that no share is known beforehand.</param>
    public TaskCpu(TaskDefinition definition, ApplicationDefinition application, ModelConstants constants, bool isDivided = false)
    {
        Borrows = MayBorrow(definition);
        _isDivided = isDivided && !(definition.RequiresCompatibilities is [LaunchType.Fargate]);
        var units = definition.ReservedCpu > 0 ? definition.ReservedCpu : (int)Math.Round(constants.Get(ModelCatalog.UnreservedVCpus) * CpuTime.UnitsPerVCpu);
        IdleUnits = application.IdleCpuFraction * definition.ReservedCpu;
        WorkUnits = Math.Max(1, units - IdleUnits);
        WorkShare = WorkUnits / units;
        Startup = application.StartupCpu is { VCpus: > 0 } startup ? startup : null;
        var vCpus = WorkUnits / CpuTime.UnitsPerVCpu;
        WorkParts = PartsOf(vCpus);
        StartupParts = Startup is null ? WorkParts : PartsOf(vCpus * Math.Max(1 - (Startup.VCpus / vCpus), constants.Get(ModelCatalog.StartupRequestShare)));
        // The agent gives a task without a size the sum of its containers' shares, and one with a size a quota and nothing else.
        var weight = definition.Cpu is null ? definition.Containers.Sum(static c => Math.Max(LeastShares, c.Cpu)) : (int)constants.Get(ModelCatalog.SizedTaskCpuShares);
        var idle = (long)(IdleUnits / CpuTime.UnitsPerVCpu * CpuTime.PartsPerVCpu);
        _claim = new CpuClaim(weight, Borrows ? long.MaxValue : PartsOf(units / (double)CpuTime.UnitsPerVCpu), idle, LeastShare: constants.Get(ModelCatalog.StartupRequestShare));
    }

    /// <summary>
    /// Whether containers of a task definition borrow what their host leaves idle: without a task-level size, on Linux. On Windows their CPU is a hard limit (ECS-TD-07).
    /// </summary>
    public static bool MayBorrow(TaskDefinition definition) => definition.Cpu is null && !definition.Windows;

    /// <summary>Whether it borrows.</summary>
    public bool Borrows { get; }

    /// <summary>CPU units it uses without work.</summary>
    public double IdleUnits { get; }

    /// <summary>CPU units that its requests and messages have; at least 1.</summary>
    public double WorkUnits { get; }

    /// <summary>The same in parts of a vCPU.</summary>
    public int WorkParts { get; }

    /// <summary>The same as a share of its size.</summary>
    public double WorkShare { get; }

    /// <summary>CPU it uses for a while from its start, or null.</summary>
    public StartupCpu? Startup { get; }

    /// <summary>Parts of a vCPU that its work has meanwhile.</summary>
    public int StartupParts { get; }

    /// <summary>Whether so many pieces of work at once share the vCPUs; start-up work takes vCPUs from the middle of them, so that no end is known beforehand.</summary>
    public bool IsSharedBy(int concurrency) => _isDivided || Startup is not null || concurrency > Math.Max(1, (int)(WorkUnits / CpuTime.UnitsPerVCpu));

    /// <summary>Wall time for each unit of CPU time of work with a vCPU to itself: 1, or more when less than one is left to it.</summary>
    public double Stretch => Math.Max(1.0, CpuTime.UnitsPerVCpu / WorkUnits);

    /// <summary>What a task may have of the CPU of its host.</summary>
    /// <param name="starts">Whether its start-up work begins.</param>
    /// <param name="demand">CPU units that a demand uses on it.</param>
    public CpuClaim ClaimOf(bool starts, double demand) => _claim with { Startup = starts && Startup is not null ? PartsOf(Startup.VCpus) : 0, Beside = PartsOf(demand / CpuTime.UnitsPerVCpu) };

    // Rounded down: together with idleness the parts stay within the task.
    private static int PartsOf(double vCpus) => Math.Max(1, (int)Math.Floor(vCpus * CpuTime.PartsPerVCpu));
}
