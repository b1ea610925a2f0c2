using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// What the instances of a pool offer, as a segment tree of maxima over their places in the pool: answers "the first instance from here on that offers at
/// least this" without looking at the others. A node is the maximum of its children in each of four dimensions (CPU units, MiB, network interface slots, GPUs),
/// 16 bytes, so that a comparison is one instruction.
/// </summary>
/// <remarks>
/// A change costs at most log2 n steps and stops early where a maximum stays. A search in one dimension costs log2 n; with several dimensions a node may
/// promise what no single leaf below holds, and the search goes on beside it: the worst case is linear, random clusters stay near the logarithm.
/// A two-dimensional range tree was rejected: exact, but log² n memory and time on every change.
/// </remarks>
internal sealed class FitTree
{
    private Vector128<int>[] _nodes;
    private int _capacity;

    public FitTree(int capacity = 16)
    {
        _capacity = capacity;
        _nodes = new Vector128<int>[2 * capacity];
        Array.Fill(_nodes, Nothing);
    }

    /// <summary>What an instance offers that takes no task.</summary>
    public static Vector128<int> Nothing
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(-1);
    }

    /// <summary>Places there is room for; a power of two.</summary>
    public int Capacity => _capacity;

    /// <summary>What the instance at <paramref name="local"/> offers.</summary>
    public Vector128<int> this[int local]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _nodes[_capacity + local];
    }

    /// <summary>Whether <paramref name="offer"/> covers <paramref name="need"/> in every dimension.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Covers(Vector128<int> offer, Vector128<int> need) => Vector128.GreaterThanOrEqualAll(offer, need);

    /// <summary>Whether some instance may cover <paramref name="need"/>: exact for one dimension, else an upper bound.</summary>
    public bool MayCover(Vector128<int> need) => Covers(_nodes[1], need);

    /// <summary>Sets what the instance at <paramref name="local"/> offers.</summary>
    public void Set(int local, Vector128<int> offer)
    {
        var nodes = _nodes;
        var i = _capacity + local;
        nodes[i] = offer;
        while (i > 1)
        {
            i >>= 1;
            var max = Vector128.Max(nodes[2 * i], nodes[(2 * i) + 1]);
            if (max == nodes[i]) return;
            nodes[i] = max;
        }
    }

    /// <summary>The first place from <paramref name="from"/> on whose instance covers <paramref name="need"/>, or -1.</summary>
    public int Next(Vector128<int> need, int from)
    {
        if (from >= _capacity) return -1;
        var nodes = _nodes;
        var i = from == 0 ? 1 : _capacity + from;
        while (true)
        {
            if (Covers(nodes[i], need))
            {
                if (i >= _capacity) return i - _capacity;
                i <<= 1;
                continue;
            }
            while ((i & 1) != 0) i >>= 1; // from a right child up to the subtree that lies to the right
            if (i == 0) return -1;
            i++;
        }
    }

    /// <summary>Empties the tree and makes room for <paramref name="capacity"/> places (a power of two).</summary>
    public void Reset(int capacity)
    {
        if (capacity != _capacity)
        {
            _capacity = capacity;
            _nodes = new Vector128<int>[2 * capacity];
        }
        Array.Fill(_nodes, Nothing);
    }
}
