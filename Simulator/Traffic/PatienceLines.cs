using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Traffic;

/// <summary>
/// Callers in the order in which they will give up. All requests in one line have the same timeout, so the line is in order of arrival, joining and leaving
/// are links, and one event for the whole line (not one for each request) looks at its head: taken too early it is scheduled again for the head of that moment.
/// A 504 is therefore counted at the exact nanosecond, and a healthy service pays one event per timeout, not per request.
/// </summary>
internal sealed class PatienceLines(Calendar calendar, RequestPool requests)
{
    /// <summary>The line of requests whose callers wait for ever.</summary>
    public const int Endless = -1;

    private Line[] _lines = [];

    /// <summary>Makes a line.</summary>
    /// <param name="patience">How long each caller waits, from the arrival on; null for ever.</param>
    /// <returns>Its number.</returns>
    public int Open(Duration? patience)
    {
        if (patience is not { } wait) return Endless;
        Array.Resize(ref _lines, _lines.Length + 1);
        _lines[^1] = new Line { Patience = wait.Nanoseconds, First = -1, Last = -1 };
        return _lines.Length - 1;
    }

    /// <summary>A request that has arrived now joins at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Join(int line, int request, ref RequestRow row)
    {
        row.Line = line;
        if (line == Endless) return;
        ref var l = ref _lines[line];
        row.Earlier = l.Last;
        row.Later = -1;
        if (l.Last >= 0) requests[l.Last].Later = request;
        else l.First = request;
        l.Last = request;
        if (!l.IsScheduled) Schedule(line, ref l);
    }

    /// <summary>A request ended, or its caller gave up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(ref RequestRow row)
    {
        if (row.Line == Endless) return;
        ref var l = ref _lines[row.Line];
        if (row.Earlier >= 0) requests[row.Earlier].Later = row.Later;
        else l.First = row.Later;
        if (row.Later >= 0) requests[row.Later].Earlier = row.Earlier;
        else l.Last = row.Earlier;
        row.Line = Endless;
    }

    /// <summary>The next caller of a line who gives up now, or -1; then the line is looked at again when its head will.</summary>
    public int NextToGiveUp(int line)
    {
        ref var l = ref _lines[line];
        if (l.First >= 0 && requests[l.First].Arrived + l.Patience <= calendar.Now.Nanoseconds) return l.First;
        l.IsScheduled = false;
        if (l.First >= 0) Schedule(line, ref l);
        return -1;
    }

    private void Schedule(int line, ref Line l)
    {
        l.IsScheduled = true;
        calendar.Schedule(new Instant(requests[l.First].Arrived + l.Patience), EventKinds.RequestTimeoutDue, line);
    }

    private struct Line
    {
        public long Patience;
        public int First;
        public int Last;
        public bool IsScheduled;
    }
}
