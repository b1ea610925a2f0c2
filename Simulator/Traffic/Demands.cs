using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Traffic.Arrivals;

namespace Simulator.Traffic;

/// <summary>
/// Demand workloads: vCPUs and memory that a service's work asks for, whoever does it. Every running task of the service bears the same share of what it
/// reserves, utilisation = demand ÷ running capacity, which exceeds 100 % where capacity is short. CPU use is the exact integral of that share over time.
/// </summary>
internal sealed class Demands
{
    private readonly ServiceDemand?[] _services;

    public Demands(Scenario scenario)
    {
        _services = new ServiceDemand?[scenario.Services.Length];
        foreach (var workload in scenario.Workloads)
        {
            if (workload is not DemandWorkloadDefinition demand) continue;
            var service = _services[demand.Service] ??= new ServiceDemand();
            service.Cpu.Add(new IntegratedRate(demand.Cpu));
            if (demand.MemoryMiB is { } memory) service.Memory.Add(new IntegratedRate(memory));
        }
    }

    /// <summary>Whether a service has such a workload.</summary>
    public bool Has(int service) => service >= 0 && _services[service] is not null;

    /// <summary>Capacity of a service begins or ends to run.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="cpuUnits">CPU units reserved, negative when they end.</param>
    /// <param name="memoryMiB">Memory reserved, negative when it ends.</param>
    /// <param name="now">The current instant.</param>
    public void ChangeCapacity(int service, int cpuUnits, int memoryMiB, Instant now)
    {
        var demand = _services[service]!;
        demand.Advance(now);
        demand.CpuUnits += cpuUnits;
        demand.MemoryMiB += memoryMiB;
    }

    /// <summary>The integral over time of the service's CPU utilisation (1 = 100 %), in seconds.</summary>
    public double UtilizationSeconds(int service, Instant now)
    {
        var demand = _services[service]!;
        demand.Advance(now);
        return demand.UtilizationSeconds;
    }

    /// <summary>The service's memory utilisation now (1 = 100 %), or null when its workload does not say.</summary>
    public double? MemoryUtilization(int service, Instant now)
    {
        var demand = _services[service]!;
        if (demand.Memory.Count == 0 || demand.MemoryMiB == 0) return null;
        var wanted = 0.0;
        foreach (var memory in demand.Memory) wanted += memory.At(now);
        return wanted / demand.MemoryMiB;
    }

    private sealed class ServiceDemand
    {
        public readonly List<IntegratedRate> Cpu = [];
        public readonly List<IntegratedRate> Memory = [];
        public long CpuUnits;
        public long MemoryMiB;
        public double UtilizationSeconds;
        private Instant _asOf;

        public void Advance(Instant now)
        {
            if (now == _asOf) return;
            if (CpuUnits > 0)
            {
                var vCpuSeconds = 0.0;
                foreach (var cpu in Cpu) vCpuSeconds += cpu.Between(_asOf, now);
                UtilizationSeconds += vCpuSeconds * CpuTime.UnitsPerVCpu / CpuUnits;
            }
            _asOf = now;
        }
    }
}
