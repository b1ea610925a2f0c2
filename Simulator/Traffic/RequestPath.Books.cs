using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Traffic;

/// <summary>Who is where: the rows, the requests that each task holds, and the caller's side of every end, which load balancing, CloudWatch and the exact statistics hear of.</summary>
internal sealed partial class RequestPath
{
    private RequestRow[] _rows = new RequestRow[64];
    private int _firstFreeRow = None;
    private int _rowsUsed;

    // Indices of requests and tasks come from this class itself: bounds have been checked when the row was given out or the task opened.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref RequestRow Row(int request) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), request);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref TaskServer Server(int task) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_servers), task);

    /// <summary>A task takes a request: a row, at the end of the task's list. The row freed last is given out first: it is in the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Admit(int source, RequestSource.Demand demand, int task, ref TaskServer server, long now)
    {
        unchecked
        {
            var request = _firstFreeRow;
            if (request < 0) AddRows();
            request = _firstFreeRow;
            ref var row = ref Row(request);
            _firstFreeRow = row.Next;
            row.Arrived = now;
            row.Cpu = demand.Cpu;
            row.Wait = demand.Wait;
            row.Task = task;
            row.Source = source;
            row.IsAbandoned = false;
            var last = server.Last;
            row.Previous = last;
            row.Next = None;
            if (last != None) Row(last).Next = request;
            else server.First = request;
            server.Last = request;
            server.InFlight++;
            if (++server.Held > server.HeldLimit) Burst(task, ref server);
            return request;
        }
    }

    /// <summary>Above its hard memory limit a container is killed (ECS-TD-08); whoever hears of it closes the task, and with it the requests.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Burst(int task, ref TaskServer server)
    {
        server.HeldLimit = int.MaxValue; // once
        _exits.Report(new ContainerExit(task, OutOfMemoryExitCode, OutOfMemory: true));
    }

    /// <summary>The task's side of an end: it does not hold the request any more. The row stays in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Remove(ref RequestRow row, ref TaskServer server)
    {
        unchecked { server.Held--; }
        var previous = row.Previous;
        var next = row.Next;
        if (previous != None) Row(previous).Next = next;
        else server.First = next;
        if (next != None) Row(next).Previous = previous;
        else server.Last = previous;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Free(int request, ref RequestRow row)
    {
        row.Next = _firstFreeRow;
        _firstFreeRow = request;
    }

    /// <summary>The caller's side of an end: nobody waits for the request any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Leave(ref RequestRow row, ref TaskServer server, RequestOutcome outcome, long now)
    {
        unchecked { server.InFlight--; }
        if (server.IsDraining && server.InFlight == 0) _idle.Report(new TaskIdle(row.Task));
        End(_sources[row.Source], row.Task, outcome, row.Arrived, now);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(RequestSource source, int task, RequestOutcome outcome, long arrived, long now)
    {
        source.Selector.OnEnded(task);
        var group = source.TargetGroupOf(task);
        if (group >= 0) Count(ref _groups[group], outcome, unchecked(now - arrived));
        _observer.OnEnded(source.Service, source.TargetGroup, outcome, new Instant(arrived), new Instant(now));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(ref TargetGroupTrafficRow group, RequestOutcome outcome, long latency)
    {
        unchecked
        {
            if (outcome != RequestOutcome.Completed)
            {
                group.Target5xx++;
                if (outcome == RequestOutcome.BadGateway) group.BadGateway++;
                else if (outcome == RequestOutcome.GatewayTimeout) group.GatewayTimeout++;
                return;
            }
            group.ResponseTimes?.Add(latency);
            group.Completed++;
            group.ResponseNanoseconds += latency;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddRows()
    {
        if (_rowsUsed == _rows.Length) Array.Resize(ref _rows, 2 * _rowsUsed);
        _rows[_rowsUsed].Next = None;
        _firstFreeRow = _rowsUsed++;
    }
}
