namespace Simulator.Model.Definitions;

/// <summary>Which of a service's metrics come every 20 s; the others come by the minute (AS-MET-05, ECS-MT-04). AWS: API reference, ServiceMonitoringConfiguration.</summary>
[Flags]
public enum FineMetrics : byte
{
    /// <summary>Both by the minute.</summary>
    None = 0,

    /// <summary>CPUUtilization.</summary>
    Cpu = 1,

    /// <summary>MemoryUtilization.</summary>
    Memory = 2,
}

/// <summary>What <see cref="FineMetrics"/> says of one metric.</summary>
public static class FineMetricsExtensions
{
    /// <summary>The metric that a source feeds; none for what is not a service's utilisation.</summary>
    public static FineMetrics AsFineMetric(this MetricSource source) => source switch
    {
        MetricSource.ServiceCpu => FineMetrics.Cpu,
        MetricSource.ServiceMemory => FineMetrics.Memory,
        _ => FineMetrics.None,
    };

    /// <summary>Resolution of a source's metric in seconds: 60 or 20.</summary>
    public static int SecondsOf(this FineMetrics fine, MetricSource source) => (fine & source.AsFineMetric()) == FineMetrics.None ? 60 : 20;
}
