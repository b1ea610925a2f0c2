using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.CapacityProviders;

/// <summary>A task to find an instance for, as far as packing goes.</summary>
/// <param name="Definition">Task definition index.</param>
/// <param name="Alone">Whether tasks of its kind never share an instance (distinctInstance, static host ports).</param>
internal readonly record struct PackedTask(int Definition, bool Alone);

/// <summary>
/// What to launch for a batch of tasks in one zone (CP-MI-02): for each type of the provider the tasks are packed first fit, the largest first; the type whose
/// instances cost least together wins, ties go to fewer instances; then each instance becomes the cheapest type that holds what it got. Prices are On-Demand
/// or Spot prices of the catalogue. AWS: Amazon ECS Developer Guide, "Amazon ECS Managed Instances auto scaling".
/// </summary>
internal sealed class InstanceShopping
{
    private readonly Scenario _scenario;
    private readonly ManagedInstancesDefinition _provider;
    private readonly int _zones;
    private readonly PackedResources[] _needs; // by task definition
    private readonly PackedResources[] _capacities; // by position in the provider's list
    private readonly double[] _prices; // likewise
    private (int Cpu, int Memory) _reserved; // for managed daemons
    private bool _trunking;
    private readonly Instant[] _refusedUntil; // by position and zone: EC2 had none to give
    private readonly bool[] _isToBeHad; // by position and zone, of this pass
    private bool _refused; // whether anything is
    private readonly List<Bin> _bins = [];
    private readonly List<Bin> _best = [];

    public InstanceShopping(Scenario scenario, ManagedInstancesDefinition provider, ImmutableArray<PackedResources> needs)
    {
        _scenario = scenario;
        _provider = provider;
        _zones = scenario.AvailabilityZones.Length;
        _needs = [.. needs];
        _capacities = new PackedResources[provider.InstanceTypes.Length];
        _prices = [.. provider.InstanceTypes.Select(t => provider.Spot ? InstanceFamilies.SpotUsdOf(scenario, t) : InstanceFamilies.OnDemandUsdOf(scenario, t))];
        _refusedUntil = new Instant[_capacities.Length * scenario.AvailabilityZones.Length];
        _isToBeHad = new bool[_refusedUntil.Length];
        Array.Fill(_isToBeHad, true);
        SetTrunking(scenario.AwsvpcTrunking);
    }

    /// <summary>Whether instances that are launched from now on get trunk interfaces.</summary>
    public void SetTrunking(bool enabled)
    {
        _trunking = enabled;
        var daemons = new PackedResources(_reserved.Cpu, _reserved.Memory, 0, 0);
        for (var i = 0; i < _capacities.Length; i++) _capacities[i] = PackedResources.Of(_scenario.InstanceTypes[_provider.InstanceTypes[i]], 0, enabled).Minus(in daemons, 1);
    }

    /// <summary>What managed daemons take of every instance that is launched from now on (ECS-DM-04).</summary>
    public void SetReserved((int Cpu, int Memory) reserved)
    {
        if (_reserved == reserved) return;
        _reserved = reserved;
        SetTrunking(_trunking);
    }

    /// <summary>
    /// EC2 refused a launch: the type is left out for a while, in the zone where it is sold out, or with all of its quota class that are not smaller where the
    /// account's vCPUs do not suffice (ASG-LC-07).
    /// </summary>
    public void Refuse(int instanceType, int zone, bool overQuota, Instant until)
    {
        _refused = true;
        var refused = _scenario.InstanceTypes[instanceType];
        for (var i = 0; i < _capacities.Length; i++)
        {
            var type = _scenario.InstanceTypes[_provider.InstanceTypes[i]];
            if (overQuota ? type.VCpus < refused.VCpus || InstanceFamilies.QuotaClassOf(type.Name) != InstanceFamilies.QuotaClassOf(refused.Name) : _provider.InstanceTypes[i] != instanceType) continue;
            for (var z = 0; z < _zones; z++)
            {
                if (overQuota || z == zone) _refusedUntil[(i * _zones) + z] = until;
            }
        }
    }

    /// <summary>Capacity is back: whatever was refused may be tried at once.</summary>
    public void ForgetRefusals() => Array.Clear(_refusedUntil);

    /// <summary>Begins a pass over waiting tasks.</summary>
    /// <returns>When the next refusal is over; <see cref="Instant.MaxValue"/> without any.</returns>
    public Instant BeginPass(Instant now)
    {
        if (!_refused) return Instant.MaxValue;
        var next = Instant.MaxValue;
        for (var i = 0; i < _isToBeHad.Length; i++)
        {
            _isToBeHad[i] = _refusedUntil[i] <= now;
            if (!_isToBeHad[i] && _refusedUntil[i] < next) next = _refusedUntil[i];
        }
        _refused = next < Instant.MaxValue;
        return next;
    }

    /// <summary>Whether some type that is to be had in a zone holds a task.</summary>
    public bool FitsSome(int definition, int zone)
    {
        for (var i = 0; i < _capacities.Length; i++)
        {
            if (_isToBeHad[(i * _zones) + zone] && Suits(definition, i) && _capacities[i].Holds(in _needs[definition])) return true;
        }
        return false;
    }

    /// <summary>What an instance of a type holds.</summary>
    public PackedResources CapacityOf(int instanceType) => _capacities[_provider.InstanceTypes.IndexOf(instanceType)];

    /// <summary>Instance types to launch for the tasks; those that fit no type are left out.</summary>
    /// <param name="tasks">The tasks; the order within is theirs to lose.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="types">Receives one instance type for each instance.</param>
    /// <param name="usdPerHour">What they cost together.</param>
    public void Choose(List<PackedTask> tasks, int zone, List<int> types, out double usdPerHour)
    {
        types.Clear();
        usdPerHour = 0;
        tasks.RemoveAll(t => !FitsSome(t.Definition, zone));
        if (tasks.Count == 0) return;
        tasks.Sort((a, b) => Size(b).CompareTo(Size(a)));
        var cheapest = double.MaxValue;
        for (var i = 0; i < _capacities.Length; i++)
        {
            if (!_isToBeHad[(i * _zones) + zone] || !Pack(tasks, i, cheapest)) continue;
            var cost = _bins.Count * _prices[i];
            if (cost > cheapest || (cost == cheapest && _bins.Count >= _best.Count)) continue;
            cheapest = cost;
            _best.Clear();
            _best.AddRange(_bins);
        }
        if (cheapest == double.MaxValue) // no single type holds them all
        {
            var first = tasks[0];
            var rest = tasks.FindAll(t => t.Definition != first.Definition);
            tasks.RemoveAll(t => t.Definition != first.Definition);
            Choose(tasks, zone, types, out usdPerHour);
            if (rest.Count == 0) return;
            var more = new List<int>();
            Choose(rest, zone, more, out var usd);
            types.AddRange(more);
            usdPerHour += usd;
            return;
        }
        foreach (var bin in _best)
        {
            var type = SmallestFor(bin, zone);
            types.Add(_provider.InstanceTypes[type]);
            usdPerHour += _prices[type];
        }
    }

    private bool Suits(int definition, int type) =>
        _scenario.TaskDefinitions[definition].Architecture is not { } architecture || architecture == _scenario.InstanceTypes[_provider.InstanceTypes[type]].Architecture;

    private bool Pack(List<PackedTask> tasks, int type, double atMost)
    {
        _bins.Clear();
        foreach (var task in tasks)
        {
            if (!Suits(task.Definition, type)) return false;
            ref readonly var need = ref _needs[task.Definition];
            if (!_capacities[type].Holds(in need)) return false;
            var at = 0;
            while (at < _bins.Count && !(_bins[at].Free.Holds(in need) && !(task.Alone && _bins[at].Lone == task.Definition))) at++;
            if (at == _bins.Count)
            {
                if ((at + 1) * _prices[type] > atMost) return false;
                _bins.Add(new Bin(_capacities[type], default, -1, -1));
            }
            var bin = _bins[at];
            var architecture = _scenario.TaskDefinitions[task.Definition].Architecture is { } wanted ? (int)wanted : bin.Architecture;
            _bins[at] = new Bin(bin.Free.Minus(in need, 1), bin.Used.Plus(in need), task.Alone ? task.Definition : bin.Lone, architecture);
        }
        return true;
    }

    private int SmallestFor(in Bin bin, int zone)
    {
        var best = -1;
        for (var i = 0; i < _capacities.Length; i++)
        {
            if (!_isToBeHad[(i * _zones) + zone]) continue;
            if (bin.Architecture >= 0 && (int)_scenario.InstanceTypes[_provider.InstanceTypes[i]].Architecture != bin.Architecture) continue;
            if (_capacities[i].Holds(bin.Used) && (best < 0 || _prices[i] < _prices[best])) best = i;
        }
        return best;
    }

    private double Size(PackedTask task)
    {
        ref readonly var need = ref _needs[task.Definition];
        return Math.Max(need.Cpu / 1024.0, need.Memory / 4096.0) + need.Gpus;
    }

    private readonly record struct Bin(PackedResources Free, PackedResources Used, int Lone, int Architecture);
}
