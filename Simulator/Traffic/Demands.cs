using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Traffic.Arrivals;

namespace Simulator.Traffic;

/// <summary>
/// Demand workloads: vCPUs and memory that a service's work asks for, whoever does it. Every running task of the service bears the same share of what it
/// reserves, utilisation = demand ÷ running capacity, which exceeds 100 % where capacity is short. CPU use is the exact integral of that share over time; on Fargate it is cut
/// off at what the task has (AS-MET-02), and the rest of the demand is lost.
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

    /// <summary>The number of a limit of a service's CPU utilisation (1 = 100 %), by which <see cref="UtilizationSeconds"/> is asked.</summary>
    public int LimitOf(int service, double limit, Instant now)
    {
        var demand = _services[service]!;
        for (var i = 0; i < demand.Limits.Count; i++)
        {
            if (demand.Limits[i].Limit == limit) return i;
        }
        demand.Advance(now);
        demand.Limits.Add((limit, 0));
        return demand.Limits.Count - 1;
    }

    /// <summary>The integral over time of the service's CPU utilisation (1 = 100 %) up to a limit, in seconds since the limit is known.</summary>
    public double UtilizationSeconds(int service, int limit, Instant now)
    {
        var demand = _services[service]!;
        demand.Advance(now);
        return demand.Limits[limit].Seconds;
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
        public readonly List<(double Limit, double Seconds)> Limits = []; // one for each size of what idleness leaves, and one without limit
        private Instant _asOf;

        public void Advance(Instant now)
        {
            if (now == _asOf) return;
            for (var i = 0; i < Limits.Count && CpuUnits > 0; i++)
            {
                var (limit, seconds) = Limits[i];
                var vCpuSeconds = double.IsInfinity(limit) ? Between(_asOf, now) : Below(limit * CpuUnits / CpuTime.UnitsPerVCpu, now);
                Limits[i] = (limit, seconds + (vCpuSeconds * CpuTime.UnitsPerVCpu / CpuUnits));
            }
            _asOf = now;
        }

        private double Between(Instant from, Instant to)
        {
            var vCpuSeconds = 0.0;
            foreach (var cpu in Cpu) vCpuSeconds += cpu.Between(from, to);
            return vCpuSeconds;
        }

        // The integral of the smaller of demand and a limit. Between the ends of pieces the demand is a straight line, which crosses the limit once at most.
        private double Below(double limit, Instant now)
        {
            var total = 0.0;
            for (var from = _asOf; from < now;)
            {
                var to = now;
                foreach (var cpu in Cpu) to = cpu.EndOfPiece(from) < to ? cpu.EndOfPiece(from) : to;
                double first = 0, last = 0;
                foreach (var cpu in Cpu)
                {
                    var (begin, end) = cpu.Line(from, to);
                    first += begin;
                    last += end;
                }
                var seconds = (to - from).Seconds;
                total += ((first + last) / 2 * seconds) - Beyond(first - limit, last - limit, seconds);
                from = to;
            }
            return total;
        }

        // The area above zero under a straight line.
        private static double Beyond(double first, double last, double seconds)
        {
            if (first <= 0 && last <= 0) return 0;
            if (first >= 0 && last >= 0) return (first + last) / 2 * seconds;
            var highest = Math.Max(first, last);
            return highest * highest / Math.Abs(last - first) / 2 * seconds;
        }
    }
}
