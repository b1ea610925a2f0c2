using System.Runtime.CompilerServices;

namespace Simulator.Traffic;

/// <summary>A heap of moments, the least on top. Its array grows with what it holds and stays when it is cleared.</summary>
internal struct LeastFirst
{
    private long[] _moments;
    private int _count;

    /// <summary>Moments in it.</summary>
    public readonly int Count => _count;

    /// <summary>The least; there must be one.</summary>
    public readonly long First => _moments[0];

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _moments ??= new long[1];
        _count = 0;
    }

    /// <summary>Adds a moment.</summary>
    public void Push(long moment)
    {
        var at = _count++;
        if (at == _moments.Length) Array.Resize(ref _moments, 2 * at);
        var moments = _moments;
        while (at > 0)
        {
            var parent = (at - 1) >> 1;
            if (moments[parent] <= moment) break;
            moments[at] = moments[parent];
            at = parent;
        }
        moments[at] = moment;
    }

    /// <summary>Takes the least.</summary>
    public void Pop()
    {
        if (--_count > 0) ReplaceFirst(_moments[_count]);
    }

    /// <summary>Puts another moment in the place of the least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void ReplaceFirst(long moment)
    {
        if (_count > 1) SiftDown(moment);
        else _moments[0] = moment;
    }

    private readonly void SiftDown(long moment)
    {
        unchecked
        {
            var moments = _moments;
            var count = _count;
            var at = 0;
            while (true)
            {
                var child = (2 * at) + 1;
                if (child >= count) break;
                if (child + 1 < count && moments[child + 1] < moments[child]) child++;
                if (moment <= moments[child]) break;
                moments[at] = moments[child];
                at = child;
            }
            moments[at] = moment;
        }
    }
}
