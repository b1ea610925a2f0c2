using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Traffic;

/// <summary>
/// Callers on tasks that share their vCPUs, in the order in which they will give up. All requests in one line have the same timeout, so a line is in order of arrival, joining and leaving
/// are links, and one event on the calendar for the whole line (not one for each request) looks at its head: taken too early it is scheduled again for the head of that moment.
/// A 504 is counted at the exact nanosecond, and a healthy service pays one event per timeout, not per request.
/// </summary>
internal sealed partial class RequestPath
{
    private PatienceLine[] _lines = [];

    /// <summary>The first callers of a line give up.</summary>
    public void OnRequestTimeoutDue(int line)
    {
        ref var l = ref _lines[line];
        var now = _calendar.Now.Nanoseconds;
        while (l.First != None && Row(l.First).Arrived + l.Patience <= now) GiveUp(l.First, now);
        l.IsScheduled = false;
        if (l.First != None) ScheduleLine(line, ref l);
    }

    /// <summary>A request that has arrived now joins at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void JoinLine(int line, int request, ref RequestRow row)
    {
        row.Line = line;
        if (line == None) return;
        ref var l = ref _lines[line];
        row.Earlier = l.Last;
        row.Later = None;
        if (l.Last != None) Row(l.Last).Later = request;
        else l.First = request;
        l.Last = request;
        if (!l.IsScheduled) ScheduleLine(line, ref l);
    }

    /// <summary>A request ended, or its caller gave up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LeaveLine(ref RequestRow row)
    {
        if (row.Line == None) return;
        ref var l = ref _lines[row.Line];
        if (row.Earlier != None) Row(row.Earlier).Later = row.Later;
        else l.First = row.Later;
        if (row.Later != None) Row(row.Later).Earlier = row.Earlier;
        else l.Last = row.Earlier;
        row.Line = None;
    }

    /// <summary>Makes the line of a kind of request; none for callers who wait for ever.</summary>
    private int OpenLine(long patience)
    {
        if (patience >= Instant.MaxNanoseconds) return None;
        Array.Resize(ref _lines, _lines.Length + 1);
        _lines[^1] = new PatienceLine { Patience = patience, First = None, Last = None };
        return _lines.Length - 1;
    }

    private void ScheduleLine(int line, ref PatienceLine l)
    {
        l.IsScheduled = true;
        _calendar.Schedule(new Instant(Row(l.First).Arrived + l.Patience), EventKinds.RequestTimeoutDue, line);
    }

    private struct PatienceLine
    {
        public long Patience;
        public int First;
        public int Last;
        public bool IsScheduled;
    }
}
