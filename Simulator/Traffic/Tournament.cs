using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Simulator.Traffic;

/// <summary>
/// The least of many keys of which few change at a time: a binary tree in one array, each node a copy of the lesser of its two children. Equal keys: the lower
/// number wins.
/// </summary>
/// <remarks>
/// A change climbs to the root without a branch: whom it meets on its way is known from the start, so the loads run ahead of the comparisons, and a level costs
/// about a nanosecond. Stopping where nothing changes any more would save levels and cost more in mispredicted branches (measured: 5 times as slow).
/// </remarks>
internal sealed class Tournament
{
    private Node[] _nodes = [default, new Node(long.MaxValue, 0)]; // node 1 is the root, players stand from _size on
    private int _size = 1;

    /// <summary>The least key; <see cref="long.MaxValue"/> when nobody has one.</summary>
    public long LeastKey => _nodes[1].Key;

    /// <summary>Whose key that is.</summary>
    public int Winner => (int)_nodes[1].Player;

    /// <summary>Gives a player a key.</summary>
    /// <param name="player">Number of the player, 0 or more.</param>
    /// <param name="key">0 or more; <see cref="long.MaxValue"/> takes it away.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int player, long key)
    {
        if (player >= _size) Grow(player);
        unchecked
        {
            ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes); // all places below lie within 1 … 2·_size − 1
            var best = new Node(key, player);
            for (var at = _size + player; ; at >>= 1)
            {
                Unsafe.Add(ref nodes, at) = best;
                if (at <= 1) return;
                ref readonly var other = ref Unsafe.Add(ref nodes, at ^ 1);
                var otherWins = (other.Key - best.Key - (at & 1)) >> 63; // all ones if it is less, or equal and to the left
                best.Key += (other.Key - best.Key) & otherWins;
                best.Player += (other.Player - best.Player) & otherWins;
            }
        }
    }

    private void Grow(int player)
    {
        var size = _size;
        while (size <= player) size *= 2;
        var nodes = new Node[2 * size];
        for (var i = 0; i < size; i++) nodes[size + i] = new Node(i < _size ? _nodes[_size + i].Key : long.MaxValue, i);
        for (var at = size - 1; at >= 1; at--) nodes[at] = nodes[2 * at + 1].Key < nodes[2 * at].Key ? nodes[2 * at + 1] : nodes[2 * at];
        _nodes = nodes;
        _size = size;
    }

    private struct Node(long key, long player)
    {
        public long Key = key;
        public long Player = player;
    }
}
