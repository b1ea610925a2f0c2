using Simulator.Model.Definitions;

namespace Simulator.Traffic;

/// <summary>
/// How the CPU of the tasks of one task definition is divided. What a task uses without work it uses always, so that its work has the rest and all of it together never exceeds
/// the task's size (AS-MET-02); while it starts, start-up work has a part of that rest (AS-PX-11). All of it is fixed before the run: a request costs nothing more.
/// </summary>
internal sealed class TaskCpu
{
    /// <param name="definition">The task definition.</param>
    /// <param name="application">How its code behaves.</param>
    /// <param name="constants">For tasks that reserve no CPU.</param>
    public TaskCpu(TaskDefinition definition, ApplicationDefinition application, ModelConstants constants)
    {
        var units = definition.ReservedCpu > 0 ? definition.ReservedCpu : (int)Math.Round(constants.Get(ModelCatalog.UnreservedVCpus) * CpuTime.UnitsPerVCpu);
        IdleUnits = application.IdleCpuFraction * definition.ReservedCpu;
        WorkUnits = Math.Max(1, units - IdleUnits);
        WorkShare = WorkUnits / units;
        Startup = application.StartupCpu is { VCpus: > 0 } startup ? startup : null;
        var vCpus = WorkUnits / CpuTime.UnitsPerVCpu;
        WorkParts = PartsOf(vCpus);
        StartupParts = Startup is null ? WorkParts : PartsOf(vCpus * Math.Max(1 - (Startup.VCpus / vCpus), constants.Get(ModelCatalog.StartupRequestShare)));
    }

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
    public bool IsSharedBy(int concurrency) => Startup is not null || concurrency > Math.Max(1, (int)(WorkUnits / CpuTime.UnitsPerVCpu));

    /// <summary>Wall time for each unit of CPU time of work with a vCPU to itself: 1, or more when less than one is left to it.</summary>
    public double Stretch => Math.Max(1.0, CpuTime.UnitsPerVCpu / WorkUnits);

    // Rounded down: together with idleness the parts stay within the task.
    private static int PartsOf(double vCpus) => Math.Max(1, (int)Math.Floor(vCpus * CpuTime.PartsPerVCpu));
}
