using Simulator.Randomness;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// Placement by looking at every instance: the definition of the right answer, serving every chain of strategies and every constraint. Cost: linear
/// in instances.
/// </summary>
internal sealed class PlacementScan(CandidateIndex index, BirthDraw births, bool randomTies)
{
    private InstanceBuffer _candidates;

    /// <summary>The container instance row for the next task, or -1 when none fits.</summary>
    public int Choose(PlacementProfile profile, long ordinal)
    {
        _candidates.Clear();
        foreach (var pool in index.Pools)
        {
            if (profile.VerdictOn(pool) is not (PoolVerdict.Accepted or PoolVerdict.PerInstance)) continue;
            for (var place = 0; place < pool.Length; place++)
            {
                var instance = pool.Instances[place];
                if (profile.Admits(instance, index)) _candidates.Add(instance);
            }
        }
        if (_candidates.Count == 0) return -1;
        foreach (var strategy in profile.Chain.Strategies) _candidates.Keep(strategy.Narrow(_candidates.Items, profile.Scope, index));
        return randomTies || profile.Chain.EndsRandomly ? Draw(_candidates.Items, ordinal) : First(_candidates.Items);
    }

    private int First(ReadOnlySpan<int> tied)
    {
        var first = -1;
        foreach (var instance in tied) first = FirstRegistered.Of(first, instance, index);
        return first;
    }

    private int Draw(ReadOnlySpan<int> tied, long ordinal)
    {
        var stream = births.Stream(Purpose.PlacementTie, ordinal);
        for (var i = 0; i < PlacementEngine.TieDraws; i++)
        {
            var instance = stream.NextInt(index.RowLength);
            if (tied.Contains(instance)) return instance;
        }
        return tied[stream.NextInt(tied.Length)];
    }
}
