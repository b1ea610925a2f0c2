using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Simulator.Model;

namespace Simulator.Aws.LoadBalancing.Routing;

/// <summary>
/// least_outstanding_requests (ALB-RT-01): the member with the fewest requests in progress; among equals the one whose number changed longest ago, so that
/// ties rotate. See AWS, "Target groups for your Application Load Balancers", routing algorithms.
/// </summary>
/// <remarks>
/// Constant time per request: members stand in rings, one ring for each number of outstanding requests. A request moves its member from ring k to the end of
/// ring k + 1, its end moves it back to the end of k − 1, and the least number in use moves by at most one each time. Only members that join or leave with many
/// requests make it search. Rejected: a heap (logarithmic), and a bitset for each number (a search for the next set bit, and memory of members × numbers).
/// </remarks>
public sealed class LeastOutstandingRequestsRouting : ITargetSelector
{
    private const int None = -1;

    private Member[] _members = []; // by task row
    private int[] _rings = [None];  // by number outstanding: the member that joined the ring first, or None
    private int _least;
    private int _count;

    /// <inheritdoc/>
    public int Count => _count;

    /// <inheritdoc/>
    public int Choose()
    {
        if (_count == 0) return None;
        unchecked
        {
            var least = _least;
            var task = _rings[least];
            if (Leave(task, least)) _least = least + 1; // the chosen one is there now
            Join(task, least + 1);
            return task;
        }
    }

    /// <inheritdoc/>
    public void OnEnded(int task)
    {
        unchecked
        {
            if ((uint)task >= (uint)_members.Length) return;
            var outstanding = _members[task].Outstanding;
            if (outstanding <= 0) return; // no member any more, or one that joined again without the request
            Leave(task, outstanding);
            Join(task, outstanding - 1);
            if (outstanding - 1 < _least) _least = outstanding - 1;
        }
    }

    /// <inheritdoc/>
    public void Add(int task, int inFlight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inFlight);
        Reserve(task);
        if (_members[task].Outstanding != None) throw new InvalidOperationException($"Task row {task} is a member already.");
        Join(task, inFlight);
        if (_count++ == 0 || inFlight < _least) _least = inFlight;
    }

    /// <inheritdoc/>
    public void Remove(int task)
    {
        if ((uint)task >= (uint)_members.Length) return;
        var outstanding = _members[task].Outstanding;
        if (outstanding == None) return;
        Leave(task, outstanding);
        _members[task].Outstanding = None;
        if (--_count == 0) return;
        while (_rings[_least] == None) _least++;
    }

    /// <summary>Puts a member at the end of a ring.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Join(int task, int outstanding)
    {
        if (outstanding >= _rings.Length) GrowRings(outstanding);
        ref var member = ref At(task);
        member.Outstanding = outstanding;
        ref var ring = ref _rings[outstanding];
        if (ring == None)
        {
            ring = task;
            member.Previous = task;
            member.Next = task;
            return;
        }
        ref var first = ref At(ring);
        member.Next = ring;
        member.Previous = first.Previous;
        At(first.Previous).Next = task;
        first.Previous = task;
    }

    /// <summary>Takes a member out of its ring; says whether the ring is empty now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Leave(int task, int outstanding)
    {
        ref readonly var member = ref At(task);
        ref var ring = ref _rings[outstanding];
        var next = member.Next;
        if (next == task)
        {
            ring = None;
            return true;
        }
        At(next).Previous = member.Previous;
        At(member.Previous).Next = next;
        if (ring == task) ring = next;
        return false;
    }

    // The links of members are members: only the task row handed in from outside needs its bounds checked.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Member At(int task) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_members), task);

    private void Reserve(int task)
    {
        var length = _members.Length;
        if (task < length) return;
        Array.Resize(ref _members, Math.Max(task + 1, Math.Max(16, length * 2)));
        for (var i = length; i < _members.Length; i++) _members[i].Outstanding = None;
    }

    private void GrowRings(int outstanding)
    {
        var length = _rings.Length;
        Array.Resize(ref _rings, Math.Max(outstanding + 1, length * 2));
        Array.Fill(_rings, None, length, _rings.Length - length);
    }

    private struct Member
    {
        public int Outstanding;
        public int Previous;
        public int Next;
        private readonly int _unused; // 16 bytes are addressed by a shift
    }
}
