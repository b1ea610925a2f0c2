using System.Runtime.CompilerServices;

namespace Simulator.Traffic;

/// <summary>
/// The least of many keys of which few change at a time: a binary tree in one array, each node a copy of the lesser of its two children. A change climbs only as
/// far as it makes a difference. Equal keys: the lower number wins.
/// </summary>
internal sealed class Tournament
{
    private Node[] _nodes = [default, new Node(long.MaxValue, 0)]; // node 1 is the root, players stand from _size on
    private int _size = 1;

    /// <summary>The least key; <see cref="long.MaxValue"/> when nobody has one.</summary>
    public long LeastKey => _nodes[1].Key;

    /// <summary>Whose key that is.</summary>
    public int Winner => _nodes[1].Player;

    /// <summary>Gives a player a key; <see cref="long.MaxValue"/> takes it away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int player, long key)
    {
        if (player >= _size) Grow(player);
        unchecked
        {
            var nodes = _nodes;
            var at = _size + player;
            nodes[at].Key = key;
            while (at > 1)
            {
                ref readonly var left = ref nodes[at & ~1];
                ref readonly var right = ref nodes[at | 1];
                var winner = right.Key < left.Key ? right : left;
                at >>= 1;
                if (nodes[at] == winner) return;
                nodes[at] = winner;
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

    private record struct Node(long Key, int Player);
}
