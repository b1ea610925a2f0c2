using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// The instances of a pool in order of what remains of one resource, then of registration: a treap whose nodes also hold the maximum offer below them. Answers
/// "least remaining among those that fit" (binpack) and its opposite in about log2 n steps, whatever the values are. One node is one cache line.
/// </summary>
/// <remarks>
/// Priorities are a hash of the place, so the shape is a function of the contents and runs repeat. Rejected: a bucket for each value (fastest for the few
/// values of one task size, but remaining amounts are arbitrary and a cluster short of the other resource would be searched instance by instance).
/// </remarks>
internal sealed class RemainderTree
{
    private Node[] _nodes;
    private int _root = -1;

    public RemainderTree(int capacity) => _nodes = new Node[capacity];

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Node
    {
        public int Left;
        public int Right;
        public int Parent;
        public uint Priority;
        public long Key; // remaining << 32 | place
        public Vector128<int> Own;
        public Vector128<int> Max;
    }

    /// <summary>What remains at the place, if it is in the tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RemainingAt(int local) => (int)(_nodes[local].Key >> 32);

    /// <summary>Empties the tree and makes room for <paramref name="capacity"/> places.</summary>
    public void Reset(int capacity)
    {
        _root = -1;
        if (capacity > _nodes.Length) _nodes = new Node[capacity];
    }

    /// <summary>Adds the instance at <paramref name="local"/>.</summary>
    /// <param name="local">Its place in the pool.</param>
    /// <param name="remaining">What remains of the resource; 0 or more.</param>
    /// <param name="offer">What it offers in every dimension.</param>
    public void Add(int local, int remaining, Vector128<int> offer)
    {
        var key = ((long)remaining << 32) | (uint)local;
        var parent = -1;
        var at = _root;
        while (at >= 0)
        {
            parent = at;
            at = key < _nodes[at].Key ? _nodes[at].Left : _nodes[at].Right;
        }
        ref var node = ref _nodes[local];
        node.Left = node.Right = -1;
        node.Parent = parent;
        node.Priority = Hash(local);
        node.Key = key;
        node.Own = node.Max = offer;
        if (parent < 0) _root = local;
        else if (key < _nodes[parent].Key) _nodes[parent].Left = local;
        else _nodes[parent].Right = local;
        while (node.Parent >= 0 && _nodes[node.Parent].Priority < node.Priority) RotateUp(local);
        Refresh(node.Parent);
    }

    /// <summary>Removes the instance at <paramref name="local"/>, which must be there.</summary>
    public void Remove(int local)
    {
        ref var node = ref _nodes[local];
        while (node.Left >= 0 || node.Right >= 0)
        {
            var child = node.Right < 0 || (node.Left >= 0 && _nodes[node.Left].Priority > _nodes[node.Right].Priority) ? node.Left : node.Right;
            RotateUp(child);
        }
        var parent = node.Parent;
        if (parent < 0) _root = -1;
        else if (_nodes[parent].Left == local) _nodes[parent].Left = -1;
        else _nodes[parent].Right = -1;
        Refresh(parent);
    }

    /// <summary>The first place, in order, with at least <paramref name="remaining"/> left whose offer covers <paramref name="need"/>; -1 when there is none.</summary>
    public int FirstFrom(int remaining, Vector128<int> need) => First(_root, (long)remaining << 32, need);

    /// <summary>The first place after <paramref name="local"/>, in order, whose offer covers <paramref name="need"/>; -1 when there is none.</summary>
    public int NextAfter(int local, Vector128<int> need) => First(_root, _nodes[local].Key + 1, need);

    private static uint Hash(int local)
    {
        unchecked
        {
            var x = (uint)local * 0x9E3779B9u;
            x = (x ^ (x >> 15)) * 0x85EBCA6Bu;
            x = (x ^ (x >> 13)) * 0xC2B2AE35u;
            return x ^ (x >> 16);
        }
    }

    private int First(int at, long key, Vector128<int> need)
    {
        while (at >= 0)
        {
            ref var node = ref _nodes[at];
            if (!FitTree.Covers(node.Max, need)) return -1;
            if (node.Key >= key)
            {
                var left = First(node.Left, key, need);
                if (left >= 0) return left;
                if (FitTree.Covers(node.Own, need)) return at;
            }
            at = node.Right;
        }
        return -1;
    }

    private void RotateUp(int child)
    {
        ref var c = ref _nodes[child];
        var parent = c.Parent;
        ref var p = ref _nodes[parent];
        var grandparent = p.Parent;
        if (p.Left == child)
        {
            p.Left = c.Right;
            if (c.Right >= 0) _nodes[c.Right].Parent = parent;
            c.Right = parent;
        }
        else
        {
            p.Right = c.Left;
            if (c.Left >= 0) _nodes[c.Left].Parent = parent;
            c.Left = parent;
        }
        p.Parent = child;
        c.Parent = grandparent;
        if (grandparent < 0) _root = child;
        else if (_nodes[grandparent].Left == parent) _nodes[grandparent].Left = child;
        else _nodes[grandparent].Right = child;
        p.Max = MaxOf(in p);
        c.Max = MaxOf(in c);
    }

    private void Refresh(int at)
    {
        while (at >= 0)
        {
            ref var node = ref _nodes[at];
            var max = MaxOf(in node);
            if (max == node.Max) return;
            node.Max = max;
            at = node.Parent;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<int> MaxOf(in Node node)
    {
        var max = node.Own;
        if (node.Left >= 0) max = Vector128.Max(max, _nodes[node.Left].Max);
        if (node.Right >= 0) max = Vector128.Max(max, _nodes[node.Right].Max);
        return max;
    }
}
