using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Measurement;

/// <summary>Samples reservations, stranded capacity and zone balance at the end of each interval.</summary>
internal sealed class ClusterSampler
{
    private readonly Calendar _calendar;
    private readonly RecorderViews _views;
    private readonly RunResult _result;
    private readonly int[] _zoneCounts;

    public ClusterSampler(Calendar calendar, RecorderViews views, RunResult result)
    {
        _calendar = calendar;
        _views = views;
        _result = result;
        _zoneCounts = new int[result.Scenario.Services.Length * result.Scenario.AvailabilityZones.Length];
    }

    public Tally Instances { get; } = new();

    public Tally CpuReservation { get; } = new();

    public Tally MemoryReservation { get; } = new();

    public Tally CpuStranded { get; } = new();

    public Tally MemoryStranded { get; } = new();

    public Tally ZoneImbalance { get; } = new();

    public void Reset()
    {
        foreach (var tally in new[] { Instances, CpuReservation, MemoryReservation, CpuStranded, MemoryStranded, ZoneImbalance }) tally.Clear();
    }

    /// <summary>Writes the row of one provider, or of the cluster (-1).</summary>
    public void Sample(int provider, bool warm)
    {
        var use = Sum(provider);
        var cpu = use.Instances == 0 ? double.NaN : 100.0 * (use.Cpu - use.FreeCpu) / use.Cpu;
        var memory = use.Instances == 0 ? double.NaN : 100.0 * (use.Memory - use.FreeMemory) / use.Memory;
        var fargate = CountFargate(provider);
        var imbalance = provider < 0 ? Imbalance() : double.NaN;
        _result.Cluster.Add(new ClusterSample(
            _calendar.Now, provider, use.Instances, cpu, memory,
            provider < 0 ? double.NaN : _views.CapacityProviders.Reservation(provider), fargate, imbalance));
        if (provider >= 0 || !warm) return;
        Instances.Add(use.Instances);
        ZoneImbalance.Add(imbalance);
        if (use.Instances == 0) return;
        CpuReservation.Add(cpu);
        MemoryReservation.Add(memory);
        CpuStranded.Add(100.0 * use.StrandedCpu / use.Cpu);
        MemoryStranded.Add(100.0 * use.StrandedMemory / use.Memory);
    }

    /// <summary>
    /// Sums an instance group. Stranded is what no task of the scenario could take any more: the free CPU of instances whose free memory (or slots) is too small for
    /// the smallest task, and the other way round. What is merely idle is not stranded.
    /// </summary>
    private Use Sum(int provider)
    {
        var use = default(Use);
        var smallestCpu = int.MaxValue;
        var smallestMemory = int.MaxValue;
        foreach (var service in _result.Scenario.Services)
        {
            var task = _result.Scenario.TaskDefinitions[service.TaskDefinition];
            smallestCpu = Math.Min(smallestCpu, task.ReservedCpu);
            smallestMemory = Math.Min(smallestMemory, task.ReservedMemory);
        }
        for (var i = 0; i < _views.ContainerInstances.Length; i++)
        {
            if (!_views.ContainerInstances.IsAlive(i)) continue;
            ref readonly var row = ref _views.ContainerInstances[i];
            if (row.Status is not (ContainerInstanceStatus.Active or ContainerInstanceStatus.Draining)) continue;
            if (provider >= 0 && row.CapacityProvider != provider) continue;
            use.Instances++;
            use.Cpu += row.RegisteredCpu;
            use.Memory += row.RegisteredMemory;
            use.FreeCpu += row.RemainingCpu;
            use.FreeMemory += row.RemainingMemory;
            if (row.RemainingCpu >= smallestCpu && row.RemainingMemory >= smallestMemory) continue;
            use.StrandedCpu += row.RemainingCpu;
            use.StrandedMemory += row.RemainingMemory;
        }
        return use;
    }

    private int CountFargate(int provider)
    {
        if (provider >= 0 && _result.Scenario.CapacityProviders[provider].Kind is CapacityProviderKind.AutoScalingGroup or CapacityProviderKind.ManagedInstances) return 0;
        var count = 0;
        for (var i = 0; i < _views.Tasks.Length; i++)
        {
            if (!_views.Tasks.IsAlive(i)) continue;
            ref readonly var task = ref _views.Tasks[i];
            if (task.LaunchType != LaunchType.Fargate || task.Status != TaskStatus.Running) continue;
            if (provider < 0 || task.CapacityProvider == provider || (provider == 0 && task.CapacityProvider < 0)) count++;
        }
        return count;
    }

    /// <summary>Tasks in the fullest zone less tasks in the emptiest, summed over services (ECS-AZ-02 calls 0 or 1 balanced).</summary>
    private double Imbalance()
    {
        var zones = _result.Scenario.AvailabilityZones.Length;
        Array.Clear(_zoneCounts);
        for (var i = 0; i < _views.Tasks.Length; i++)
        {
            if (!_views.Tasks.IsAlive(i)) continue;
            ref readonly var task = ref _views.Tasks[i];
            if (task.Service >= 0 && task.Zone >= 0 && task.Status == TaskStatus.Running) _zoneCounts[(task.Service * zones) + task.Zone]++;
        }
        var sum = 0;
        for (var s = 0; s < _result.Scenario.Services.Length; s++)
        {
            var counts = _zoneCounts.AsSpan(s * zones, zones);
            var least = int.MaxValue;
            var most = 0;
            foreach (var c in counts)
            {
                least = Math.Min(least, c);
                most = Math.Max(most, c);
            }
            sum += most - least;
        }
        return sum;
    }

    private struct Use
    {
        public int Instances;
        public long Cpu;
        public long Memory;
        public long FreeCpu;
        public long FreeMemory;
        public long StrandedCpu;
        public long StrandedMemory;
    }
}
