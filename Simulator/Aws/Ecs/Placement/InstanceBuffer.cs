namespace Simulator.Aws.Ecs.Placement;

/// <summary>A growing list of container instance rows that is used again for every placement.</summary>
internal struct InstanceBuffer
{
    private int[]? _items;

    /// <summary>Instances in it.</summary>
    public int Count { get; private set; }

    /// <summary>The instances.</summary>
    public readonly Span<int> Items => _items.AsSpan(0, Count);

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;

    /// <summary>Keeps the first <paramref name="count"/> only.</summary>
    public void Keep(int count) => Count = count;

    /// <summary>Adds an instance.</summary>
    public void Add(int instance)
    {
        if (_items is null) _items = new int[64];
        else if (Count == _items.Length) Array.Resize(ref _items, Count * 2);
        _items[Count++] = instance;
    }
}
