using System.Runtime.InteropServices;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// For one kind of task that is spread over instances: the instances of each pool by how many tasks of the scope they hold, so that the least loaded one
/// that fits is found without looking at the others.
/// </summary>
/// <remarks>
/// An instance found too small is put aside until its offer rises. Pools keep a log of raised offers; a reader catches up with it when it is asked, so
/// a release costs nothing for services that place nothing. Every instance is put aside at most once for each raise or placement: amortised constant.
/// </remarks>
internal sealed class SpreadLevels
{
    private Shelf?[] _shelves = [];

    /// <summary>A task of the scope came to or left the instance at <paramref name="place"/>.</summary>
    public void Moved(int pool, int place, int from, int to)
    {
        if (pool >= _shelves.Length) return;
        var shelf = _shelves[pool];
        if (shelf is null || place >= shelf.Capacity) return; // will be rebuilt when it is asked
        shelf.Level(from).Remove(place);
        shelf.Level(to).Add(place);
    }

    /// <summary>The smallest count among the pool's instances that admit the task; -1 when none does.</summary>
    public int Lowest(PlacementProfile profile, InstancePool pool, CandidateIndex index)
    {
        var shelf = CaughtUp(profile, pool);
        for (var level = 0; level < shelf.Count; level++)
        {
            var set = shelf.Level(level);
            for (var place = set.Next(0); place >= 0; place = set.Next(place + 1))
            {
                if (profile.Admits(pool.Instances[place], index)) return level;
                set.Remove(place);
            }
        }
        return -1;
    }

    /// <summary>The instance at <paramref name="level"/> that registered first among those that admit the task.</summary>
    public int First(PlacementProfile profile, InstancePool pool, CandidateIndex index, int level)
    {
        var set = CaughtUp(profile, pool).Level(level);
        var place = set.Next(0);
        while (!profile.Admits(pool.Instances[place], index)) place = set.Next(place + 1);
        return pool.Instances[place];
    }

    /// <summary>Adds the pool's instances at <paramref name="level"/> that admit the task, in order of registration.</summary>
    public void Collect(PlacementProfile profile, InstancePool pool, CandidateIndex index, int level, ref InstanceBuffer into)
    {
        var set = CaughtUp(profile, pool).Level(level);
        for (var place = set.Next(0); place >= 0; place = set.Next(place + 1))
        {
            var instance = pool.Instances[place];
            if (profile.Admits(instance, index)) into.Add(instance);
            else set.Remove(place);
        }
    }

    private Shelf CaughtUp(PlacementProfile profile, InstancePool pool)
    {
        if (pool.Index >= _shelves.Length) Array.Resize(ref _shelves, Math.Max(8, (pool.Index + 1) * 2));
        var shelf = _shelves[pool.Index] ??= new Shelf();
        if (shelf.Epoch != pool.Epoch || pool.RaisedEnd - shelf.Cursor > pool.RaisedMemory)
        {
            shelf.Reset(pool.Fits.Capacity, pool.Epoch);
            for (var place = 0; place < pool.Length; place++)
            {
                var instance = pool.Instances[place];
                if (instance >= 0) shelf.Level(profile.Scope.CountOn(instance)).Add(place);
            }
        }
        else
        {
            for (var at = shelf.Cursor; at < pool.RaisedEnd; at++)
            {
                var place = pool.RaisedAt(at);
                var instance = pool.Instances[place];
                if (instance >= 0) shelf.Level(profile.Scope.CountOn(instance)).Add(place);
            }
        }
        shelf.Cursor = pool.RaisedEnd;
        return shelf;
    }

    private sealed class Shelf
    {
        private readonly List<PlaceSet> _levels = [];

        public int Epoch { get; private set; } = -1;

        public int Capacity { get; private set; }

        public long Cursor { get; set; }

        public int Count => _levels.Count;

        public PlaceSet Level(int level)
        {
            while (_levels.Count <= level)
            {
                var set = new PlaceSet();
                set.Reset(Capacity);
                _levels.Add(set);
            }
            return CollectionsMarshal.AsSpan(_levels)[level];
        }

        public void Reset(int capacity, int epoch)
        {
            Capacity = capacity;
            Epoch = epoch;
            foreach (var set in _levels) set.Reset(capacity);
        }
    }
}
