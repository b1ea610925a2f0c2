using System.Runtime.CompilerServices;

namespace Simulator.Aws.LoadBalancing.Routing;

/// <summary>Members in the order in which they joined, and whose turn it is. Joining and leaving never changes the order of the others or skips a turn.</summary>
internal sealed class Rotation
{
    private int[] _members = new int[8];
    private int _count;
    private int _turn;

    public int Count => _count;

    public ReadOnlySpan<int> Members => _members.AsSpan(0, _count);

    /// <summary>The member whose turn it is, which passes to the next one; there must be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next()
    {
        unchecked
        {
            var turn = _turn;
            if (turn >= _count) turn = 0;
            _turn = turn + 1;
            return _members[turn];
        }
    }

    public bool Contains(int member) => Members.Contains(member);

    public void Add(int member)
    {
        if (Contains(member)) throw new InvalidOperationException($"Task row {member} is a member already.");
        if (_count == _members.Length) Array.Resize(ref _members, _count * 2);
        _members[_count++] = member;
    }

    public bool Remove(int member)
    {
        var index = Members.IndexOf(member);
        if (index < 0) return false;
        _count--;
        Array.Copy(_members, index + 1, _members, index, _count - index);
        if (index < _turn) _turn--;
        return true;
    }
}
