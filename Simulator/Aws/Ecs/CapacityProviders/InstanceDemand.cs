using System.Collections.Immutable;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.CapacityProviders;

/// <summary>Resources in the dimensions that managed scaling packs by (CP-MS-04).</summary>
/// <param name="Cpu">CPU units.</param>
/// <param name="Memory">MiB; of an instance what it registers, not its nominal memory.</param>
/// <param name="Enis">awsvpc task slots.</param>
/// <param name="Gpus">GPUs.</param>
internal readonly record struct PackedResources(int Cpu, int Memory, int Enis, int Gpus)
{
    /// <summary>What an instance of a type registers, with a trunk interface where the account has them (ECS-CL-06/07).</summary>
    public static PackedResources Of(InstanceTypeDefinition type, int reservedMemory, bool trunking) =>
        new(type.VCpus * 1024, type.RegisteredMemoryMiB - reservedMemory, trunking && type.TrunkTaskSlots > 0 ? type.TrunkTaskSlots : type.EniTaskSlots, type.Gpus);

    /// <summary>What a task reserves.</summary>
    public static PackedResources Of(TaskDefinition task) => new(task.ReservedCpu, task.ReservedMemory, task.NetworkMode == NetworkMode.AwsVpc ? 1 : 0, task.ReservedGpus);

    /// <summary>Whether all of <paramref name="need"/> fits into this.</summary>
    public bool Holds(in PackedResources need) => need.Cpu <= Cpu && need.Memory <= Memory && need.Enis <= Enis && need.Gpus <= Gpus;

    /// <summary>How often <paramref name="need"/> fits into this; every need is for something.</summary>
    public int TimesOf(in PackedResources need)
    {
        var times = int.MaxValue;
        if (need.Cpu > 0) times = Math.Min(times, Cpu / need.Cpu);
        if (need.Memory > 0) times = Math.Min(times, Memory / need.Memory);
        if (need.Enis > 0) times = Math.Min(times, Enis / need.Enis);
        if (need.Gpus > 0) times = Math.Min(times, Gpus / need.Gpus);
        return times;
    }

    /// <summary>What is left after <paramref name="times"/> × <paramref name="need"/>.</summary>
    public PackedResources Minus(in PackedResources need, int times) =>
        new(Cpu - (need.Cpu * times), Memory - (need.Memory * times), Enis - (need.Enis * times), Gpus - (need.Gpus * times));

    /// <summary>The sum of both.</summary>
    public PackedResources Plus(in PackedResources other) => new(Cpu + other.Cpu, Memory + other.Memory, Enis + other.Enis, Gpus + other.Gpus);

    /// <summary>The larger (or smaller) of both in each dimension.</summary>
    public static PackedResources Composite(in PackedResources a, in PackedResources b, bool larger) => larger
        ? new(Math.Max(a.Cpu, b.Cpu), Math.Max(a.Memory, b.Memory), Math.Max(a.Enis, b.Enis), Math.Max(a.Gpus, b.Gpus))
        : new(Math.Min(a.Cpu, b.Cpu), Math.Min(a.Memory, b.Memory), Math.Min(a.Enis, b.Enis), Math.Min(a.Gpus, b.Gpus));
}

/// <summary>What the tasks that wait for a provider come to.</summary>
/// <param name="Waiting">Tasks that wait.</param>
/// <param name="Compatible">Of these, those that fit the smallest composite (CP-MS-05).</param>
/// <param name="Instances">Instances the compatible ones need at least (CP-MS-06).</param>
internal readonly record struct Demand(int Waiting, int Compatible, int Instances);

/// <summary>
/// How many instances the waiting tasks of one provider need (CP-MS-04…06). The group's instance types become two composites, the largest and the
/// smallest value in each dimension; a group of alike tasks that does not fit the smallest is left out, the others are packed into the largest:
/// <c>n = ceil(count / per)</c>. Groups combine as their maximum, or by first fit over all groups (<c>managedScalingCombination: sum</c>).
/// AWS: Amazon ECS Developer Guide, "Amazon ECS managed scaling behavior".
/// </summary>
internal sealed class InstanceDemand
{
    private readonly Scenario _scenario;
    private readonly int _provider;
    private readonly int _reserved;
    private readonly bool _firstFit;
    private ImmutableArray<int> _types;
    private bool _trunking;
    private PackedResources _smallest;
    private PackedResources _largest;
    private readonly PackedResources[] _needs; // by task definition
    private readonly bool[] _wantsAgentsPort; // a port that every instance keeps for itself (ECS-CL-05): no instance can ever take it
    private readonly bool[] _onePerInstance; // static host ports: two of a kind never share an instance
    private readonly int[] _alike; // by task definition: the first with the same requirements
    private readonly int[] _counts;
    private readonly int[] _distinct;
    private readonly List<PackedResources> _bins = [];

    public InstanceDemand(Scenario scenario, int provider)
    {
        _scenario = scenario;
        _provider = provider;
        _firstFit = scenario.Model.Get(ModelCatalog.ManagedScalingCombination) == "sum";
        var group = scenario.AutoScalingGroups[scenario.CapacityProviders[provider].AutoScalingGroup];
        _reserved = group.Agent.ReservedMemoryMiB;
        Compose(group.InstanceTypes, scenario.AwsvpcTrunking);
        var definitions = scenario.TaskDefinitions;
        _needs = [.. definitions.Select(PackedResources.Of)];
        _onePerInstance = [.. definitions.Select(d => !d.ReservedTcpPorts.IsDefaultOrEmpty || !d.ReservedUdpPorts.IsDefaultOrEmpty)];
        _wantsAgentsPort = [.. definitions.Select(d => !d.ReservedTcpPorts.IsDefaultOrEmpty && d.ReservedTcpPorts.Any(p => p is 22 or 2375 or 2376 or 51678 or 51679))];
        _alike = new int[definitions.Length];
        // Host ports are part of the requirements; two definitions with ports are taken as unlike, even if their ports are the same.
        for (var i = 0; i < _alike.Length; i++)
        {
            var first = 0;
            while (first < i && (_onePerInstance[i] || _onePerInstance[first] || _needs[first] != _needs[i])) first++;
            _alike[i] = first;
        }
        _counts = new int[_alike.Length];
        _distinct = new int[_alike.Length];
    }

    /// <summary>The demand of the tasks that wait now.</summary>
    /// <param name="waiting">The tasks.</param>
    /// <param name="types">Instance types that the group launches now; UpdateAutoScalingGroup changes them.</param>
    /// <param name="trunking">The account's setting awsvpcTrunking now.</param>
    public Demand Of(IWaitingTasks waiting, ImmutableArray<int> types, bool trunking)
    {
        if (_types != types || _trunking != trunking) Compose(types, trunking);
        var (all, compatible) = (0, 0);
        Array.Clear(_counts);
        for (var i = 0; i < _alike.Length; i++)
        {
            var count = waiting.WaitingCount(_provider, i);
            all += count;
            _distinct[i] = 0;
            if (count == 0 || _wantsAgentsPort[i] || !_smallest.Holds(in _needs[i])) continue;
            compatible += count;
            _distinct[i] = _onePerInstance[i] ? count : waiting.WaitingDistinctCount(_provider, i);
            _counts[_alike[i]] += count - _distinct[i];
        }
        return new(all, compatible, compatible == 0 ? 0 : _firstFit ? FirstFit() : Largest());
    }

    private void Compose(ImmutableArray<int> types, bool trunking)
    {
        (_types, _trunking) = (types, trunking);
        _smallest = _largest = PackedResources.Of(_scenario.InstanceTypes[types[0]], _reserved, trunking);
        foreach (var type in types)
        {
            var capacity = PackedResources.Of(_scenario.InstanceTypes[type], _reserved, trunking);
            _smallest = PackedResources.Composite(_smallest, capacity, larger: false);
            _largest = PackedResources.Composite(_largest, capacity, larger: true);
        }
    }

    private int Largest()
    {
        var instances = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            instances = Math.Max(instances, _distinct[i]);
            if (_counts[i] > 0) instances = Math.Max(instances, Ceiling(_counts[i], _largest.TimesOf(in _needs[i])));
        }
        return instances;
    }

    private int FirstFit()
    {
        _bins.Clear();
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0) Fill(_needs[i], _counts[i], int.MaxValue);
            if (_distinct[i] > 0) Fill(_needs[i], _distinct[i], 1);
        }
        return _bins.Count;
    }

    private void Fill(PackedResources need, int count, int mostPerInstance)
    {
        for (var bin = 0; count > 0; bin++)
        {
            if (bin == _bins.Count) _bins.Add(_largest);
            var times = Math.Min(Math.Min(count, mostPerInstance), _bins[bin].TimesOf(in need));
            _bins[bin] = _bins[bin].Minus(in need, times);
            count -= times;
        }
    }

    private static int Ceiling(int count, int per) => ((count - 1) / per) + 1;
}
