using System.Collections.Immutable;
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
    private readonly PackedResources[] _needs; // by task definition
    private readonly PackedResources[] _capacities; // by position in the provider's list
    private readonly List<Bin> _bins = [];
    private readonly List<Bin> _best = [];

    public InstanceShopping(Scenario scenario, ManagedInstancesDefinition provider, ImmutableArray<PackedResources> needs)
    {
        _scenario = scenario;
        _provider = provider;
        _needs = [.. needs];
        _capacities = new PackedResources[provider.InstanceTypes.Length];
        SetTrunking(scenario.AwsvpcTrunking);
    }

    /// <summary>Whether instances that are launched from now on get trunk interfaces.</summary>
    public void SetTrunking(bool enabled)
    {
        for (var i = 0; i < _capacities.Length; i++) _capacities[i] = PackedResources.Of(_scenario.InstanceTypes[_provider.InstanceTypes[i]], 0, enabled);
    }

    /// <summary>What an instance of a type holds.</summary>
    public PackedResources CapacityOf(int instanceType) => _capacities[_provider.InstanceTypes.IndexOf(instanceType)];

    /// <summary>Instance types to launch for the tasks; those that fit no type are left out.</summary>
    /// <param name="tasks">The tasks; the order within is theirs to lose.</param>
    /// <param name="types">Receives one instance type for each instance.</param>
    /// <param name="usdPerHour">What they cost together.</param>
    public void Choose(List<PackedTask> tasks, List<int> types, out double usdPerHour)
    {
        types.Clear();
        usdPerHour = 0;
        tasks.RemoveAll(t => !FitsSome(t));
        if (tasks.Count == 0) return;
        tasks.Sort((a, b) => Size(b).CompareTo(Size(a)));
        var cheapest = double.MaxValue;
        for (var i = 0; i < _capacities.Length; i++)
        {
            if (!Pack(tasks, i, cheapest)) continue;
            var cost = _bins.Count * PriceOf(i);
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
            Choose(tasks, types, out usdPerHour);
            if (rest.Count == 0) return;
            var more = new List<int>();
            Choose(rest, more, out var usd);
            types.AddRange(more);
            usdPerHour += usd;
            return;
        }
        foreach (var bin in _best)
        {
            var type = SmallestFor(bin);
            types.Add(_provider.InstanceTypes[type]);
            usdPerHour += PriceOf(type);
        }
    }

    private bool FitsSome(PackedTask task)
    {
        for (var i = 0; i < _capacities.Length; i++)
        {
            if (Suits(task.Definition, i) && _capacities[i].Holds(in _needs[task.Definition])) return true;
        }
        return false;
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
                if ((at + 1) * PriceOf(type) > atMost) return false;
                _bins.Add(new Bin(_capacities[type], default, -1, -1));
            }
            var bin = _bins[at];
            var architecture = _scenario.TaskDefinitions[task.Definition].Architecture is { } wanted ? (int)wanted : bin.Architecture;
            _bins[at] = new Bin(bin.Free.Minus(in need, 1), bin.Used.Plus(in need), task.Alone ? task.Definition : bin.Lone, architecture);
        }
        return true;
    }

    private int SmallestFor(in Bin bin)
    {
        var best = -1;
        for (var i = 0; i < _capacities.Length; i++)
        {
            if (bin.Architecture >= 0 && (int)_scenario.InstanceTypes[_provider.InstanceTypes[i]].Architecture != bin.Architecture) continue;
            if (_capacities[i].Holds(bin.Used) && (best < 0 || PriceOf(i) < PriceOf(best))) best = i;
        }
        return best;
    }

    private double PriceOf(int type)
    {
        var definition = _scenario.InstanceTypes[_provider.InstanceTypes[type]];
        return _provider.Spot ? definition.OnDemandUsdPerHour * (1 - definition.SpotSaving) : definition.OnDemandUsdPerHour;
    }

    private double Size(PackedTask task)
    {
        ref readonly var need = ref _needs[task.Definition];
        return Math.Max(need.Cpu / 1024.0, need.Memory / 4096.0) + need.Gpus;
    }

    private readonly record struct Bin(PackedResources Free, PackedResources Used, int Lone, int Architecture);
}
