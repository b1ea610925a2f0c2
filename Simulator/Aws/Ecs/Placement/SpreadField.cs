namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// The field of a spread strategy: the instance itself (<c>instanceId</c>, <c>host</c>) or an attribute. Attributes are constant over a pool, so a
/// value is looked up once for each pool. Instances without the attribute form one group (ECS-PL-11).
/// </summary>
internal sealed class SpreadField
{
    private const string AttributePrefix = "attribute:";
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private int[] _valueOfPool = [];
    private int[] _tally = [0];
    private int _known;

    /// <summary>The field as AWS writes it: <c>instanceId</c>, <c>host</c> or <c>attribute:NAME</c>.</summary>
    public SpreadField(string field) =>
        Attribute = field.StartsWith(AttributePrefix, StringComparison.OrdinalIgnoreCase) ? field[AttributePrefix.Length..] : null;

    /// <summary>Name of the attribute, or null when instances themselves are the groups.</summary>
    public string? Attribute { get; }

    /// <summary>Number of the value that the pool's instances have; 0 for none.</summary>
    public int ValueOf(InstancePool pool) => _valueOfPool[pool.Index];

    /// <summary>Counts the scope's tasks for each value; by <see cref="ValueOf"/>. Valid until the next call.</summary>
    public ReadOnlySpan<int> Tally(PlacementScope scope, ReadOnlySpan<InstancePool> pools)
    {
        for (; _known < pools.Length; _known++) Learn(pools[_known]);
        Array.Clear(_tally);
        foreach (var pool in pools) _tally[_valueOfPool[pool.Index]] += scope.CountInPool(pool.Index);
        return _tally;
    }

    private void Learn(InstancePool pool)
    {
        if (pool.Index >= _valueOfPool.Length) Array.Resize(ref _valueOfPool, Math.Max(8, pool.Index * 2));
        var value = 0;
        if (Attribute is not null && pool.Attributes.TryGetValue(Attribute, out var text) && !_values.TryGetValue(text, out value))
        {
            value = _values.Count + 1;
            _values.Add(text, value);
            Array.Resize(ref _tally, value + 1);
        }
        _valueOfPool[pool.Index] = value;
    }
}
