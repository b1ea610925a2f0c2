using Simulator.Randomness;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// Placement by the index: pools are narrowed first (verdicts, then each spread over an attribute), then the best value among the surviving pools is asked
/// of their trees, then the tie is drawn among the instances that have it. Cost: pools × log n. Chooses what <see cref="PlacementScan"/> chooses.
/// </summary>
internal sealed class IndexedPlacement(CandidateIndex index, BirthDraw births, bool randomTies)
{
    private const int NoFit = -1;
    private const int NotAsked = -2;

    private int[] _values = [];      // by pool: best value of the last order, NoFit or NotAsked
    private bool[] _survives = [];   // by pool
    private InstanceBuffer _tied;

    /// <summary>The container instance row for the next task, or -1 when none fits.</summary>
    public int Choose(PlacementProfile profile, long ordinal)
    {
        if (!TakePools(profile)) return -1;
        var any = true;
        foreach (var field in profile.Chain.Spreads) any = any && Spread(field, profile);
        if (!any) return -1;
        var best = int.MaxValue;
        foreach (var pool in index.Pools)
        {
            if (!_survives[pool.Index]) continue;
            var value = ValueOf(profile, pool);
            if (value >= 0 && value < best) best = value;
        }
        if (best == int.MaxValue) return -1;
        foreach (var pool in index.Pools) _survives[pool.Index] &= ValueOfAsked(pool.Index) == best;
        return randomTies || profile.Chain.EndsRandomly ? Draw(profile, best, ordinal) : First(profile, best);
    }

    private bool TakePools(PlacementProfile profile)
    {
        if (_values.Length < index.PoolCount)
        {
            _values = new int[index.PoolCount * 2];
            _survives = new bool[index.PoolCount * 2];
        }
        var any = false;
        foreach (var pool in index.Pools)
        {
            var accepted = profile.VerdictOn(pool) is PoolVerdict.Accepted or PoolVerdict.PerInstance && pool.Fits.MayCover(profile.Need);
            _survives[pool.Index] = accepted;
            _values[pool.Index] = NotAsked;
            any |= accepted;
        }
        return any;
    }

    // Keeps the pools whose value of the field has the fewest tasks, among the values that have a fitting instance. Values are tried from the
    // least loaded on, so that usually one group of pools is asked.
    private bool Spread(SpreadField field, PlacementProfile profile)
    {
        var tally = field.Tally(profile.Scope, index.Pools);
        var above = -1;
        while (true)
        {
            var least = int.MaxValue;
            foreach (var pool in index.Pools)
            {
                if (!_survives[pool.Index]) continue;
                var tasks = tally[field.ValueOf(pool)];
                if (tasks > above && tasks < least) least = tasks;
            }
            if (least == int.MaxValue) return false;
            var fits = false;
            foreach (var pool in index.Pools)
            {
                if (_survives[pool.Index] && tally[field.ValueOf(pool)] == least) fits |= ValueOf(profile, pool) >= 0;
            }
            if (fits)
            {
                foreach (var pool in index.Pools) _survives[pool.Index] &= tally[field.ValueOf(pool)] == least && ValueOfAsked(pool.Index) >= 0;
                return true;
            }
            above = least;
        }
    }

    private int ValueOfAsked(int pool) => _values[pool];

    // The best value of the chain's last order in a pool; with no order 0 when something fits.
    private int ValueOf(PlacementProfile profile, InstancePool pool)
    {
        ref var value = ref _values[pool.Index];
        if (value != NotAsked) return value;
        return value = profile.Chain.Last switch
        {
            ChainLink.LeastCpu => Least(profile, pool, pool.ByCpu!, 0),
            ChainLink.LeastMemory => Least(profile, pool, pool.ByMemory!, 1),
            ChainLink.FewestTasks => profile.Levels!.Lowest(profile, pool, index),
            _ => NextFit(profile, pool, 0) >= 0 ? 0 : NoFit,
        };
    }

    private int Least(PlacementProfile profile, InstancePool pool, RemainderTree order, int dimension)
    {
        var place = order.FirstFrom(profile.Need[dimension], profile.Need);
        while (place >= 0 && !profile.Admits(pool.Instances[place], index)) place = order.NextAfter(place, profile.Need);
        return place < 0 ? NoFit : order.RemainingAt(place);
    }

    private int NextFit(PlacementProfile profile, InstancePool pool, int from)
    {
        var place = pool.Fits.Next(profile.Need, from);
        while (place >= 0 && !profile.Admits(pool.Instances[place], index)) place = pool.Fits.Next(profile.Need, place + 1);
        return place;
    }

    private bool HasValue(PlacementProfile profile, int instance, int value) => profile.Chain.Last switch
    {
        ChainLink.LeastCpu => index.Slot(instance).Offer[0] == value,
        ChainLink.LeastMemory => index.Slot(instance).Offer[1] == value,
        ChainLink.FewestTasks => profile.Scope.CountOn(instance) == value,
        _ => true,
    };

    private int Draw(PlacementProfile profile, int best, long ordinal)
    {
        var stream = births.Stream(Purpose.PlacementTie, ordinal);
        for (var i = 0; i < PlacementEngine.TieDraws; i++)
        {
            var instance = stream.NextInt(index.RowLength);
            if (!index.Holds(instance) || !_survives[index.Slot(instance).Pool]) continue;
            if (HasValue(profile, instance, best) && profile.Admits(instance, index)) return instance;
        }
        _tied.Clear();
        foreach (var pool in index.Pools)
        {
            if (_survives[pool.Index]) Collect(profile, pool, best);
        }
        return _tied.Items[stream.NextInt(_tied.Count)];
    }

    // The tied instances of a pool in order of registration, as the scan lists them.
    private void Collect(PlacementProfile profile, InstancePool pool, int best)
    {
        switch (profile.Chain.Last)
        {
            case ChainLink.LeastCpu: CollectRemaining(profile, pool, pool.ByCpu!, best); break;
            case ChainLink.LeastMemory: CollectRemaining(profile, pool, pool.ByMemory!, best); break;
            case ChainLink.FewestTasks: profile.Levels!.Collect(profile, pool, index, best, ref _tied); break;
            default:
                for (var place = NextFit(profile, pool, 0); place >= 0; place = NextFit(profile, pool, place + 1)) _tied.Add(pool.Instances[place]);
                break;
        }
    }

    private void CollectRemaining(PlacementProfile profile, InstancePool pool, RemainderTree order, int best)
    {
        for (var place = order.FirstFrom(best, profile.Need); place >= 0 && order.RemainingAt(place) == best; place = order.NextAfter(place, profile.Need))
        {
            if (profile.Admits(pool.Instances[place], index)) _tied.Add(pool.Instances[place]);
        }
    }

    private int First(PlacementProfile profile, int best)
    {
        var first = -1;
        foreach (var pool in index.Pools)
        {
            if (_survives[pool.Index]) first = FirstRegistered.Of(first, FirstIn(profile, pool, best), index);
        }
        return first;
    }

    private int FirstIn(PlacementProfile profile, InstancePool pool, int best)
    {
        if (profile.Chain.Last == ChainLink.FewestTasks)
        {
            return profile.Levels!.First(profile, pool, index, best);
        }
        var order = profile.Chain.Last switch { ChainLink.LeastCpu => pool.ByCpu, ChainLink.LeastMemory => pool.ByMemory, _ => null };
        if (order is null) return pool.Instances[NextFit(profile, pool, 0)];
        var place = order.FirstFrom(best, profile.Need);
        while (!profile.Admits(pool.Instances[place], index)) place = order.NextAfter(place, profile.Need);
        return pool.Instances[place];
    }
}
