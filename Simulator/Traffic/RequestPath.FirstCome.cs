using System.Runtime.CompilerServices;
using Simulator.Model;

namespace Simulator.Traffic;

/// <summary>
/// Tasks in which every request in service has a vCPU to itself (or needs none), and the others wait, first come, first served. There the whole future of a request is known when it
/// arrives: it begins when a place becomes free, and places become free in an order that later arrivals cannot change (Lindley, 1952; Kiefer and Wolfowitz,
/// 1955). So is whether its caller will have given up by then. Only the end of its task can interfere.
/// </summary>
/// <remarks>
/// One timer for a request, a second one only where the caller gives up while the request is in service: the task does not know, and works on. No queue is kept: the task's state is when
/// each of its places becomes free.
/// </remarks>
internal sealed partial class RequestPath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAdmitFirstCome(int source, RequestSource.Demand demand, int task, ref TaskServer server, long now)
    {
        unchecked
        {
            var start = now;
            var isNewPlace = false;
            if (server.Places.Count == 0 || server.Places.First > now)
            {
                isNewPlace = server.Places.Count < server.Concurrency;
                if (!isNewPlace)
                {
                    start = server.Places.First;
                    if (server.QueueLimit != int.MaxValue && IsQueueFull(ref server, now)) return false;
                }
            }
            var request = Admit(source, demand, task, ref server, now);
            ref var row = ref Row(request);
            var givesUp = now + demand.Patience;
            if (start != now && server.QueueLimit != int.MaxValue) server.Queue.Push(Math.Min(start, givesUp));
            if (start > givesUp)
            {
                row.Stage = RequestStage.Doomed;
                row.Cpu = 0;
                SetTimer(request, givesUp);
                return true;
            }
            row.CpuStart = server.WaitsFirst ? start + demand.Wait : start;
            var end = start + demand.Wait + ServerModel.Stretched(demand.Cpu, server.Stretch);
            if (isNewPlace) server.Places.Push(end);
            else server.Places.ReplaceFirst(end);
            server.CpuAdmitted += demand.Cpu;
            row.Stage = end <= givesUp ? RequestStage.Served : RequestStage.Impatient;
            SetTimer(request, Math.Min(end, givesUp));
            return true;
        }
    }

    private static bool IsQueueFull(ref TaskServer server, long now)
    {
        while (server.Queue.Count > 0 && server.Queue.First <= now) server.Queue.Pop();
        return server.Queue.Count >= server.QueueLimit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void OnServed(int request, ref RequestRow row, long now)
    {
        ref var server = ref Server(row.Task);
        Remove(ref row, ref server);
        if (!row.IsAbandoned) Leave(ref row, ref server, RequestOutcome.Completed, now);
        Free(request, ref row);
    }

    private void OnImpatient(int request, ref RequestRow row, long now)
    {
        ref var server = ref Server(row.Task);
        row.IsAbandoned = true;
        row.Stage = RequestStage.Served;
        SetTimer(request, row.CpuStart + ServerModel.Stretched(row.Cpu, server.Stretch) + (server.WaitsFirst ? 0 : row.Wait));
        Leave(ref row, ref server, RequestOutcome.GatewayTimeout, now);
    }

    private void OnDoomed(int request, ref RequestRow row, long now)
    {
        ref var server = ref Server(row.Task);
        Remove(ref row, ref server);
        Leave(ref row, ref server, RequestOutcome.GatewayTimeout, now);
        Free(request, ref row);
    }

    /// <summary>The task is gone; rows are freed by their timers.</summary>
    private void CloseFirstCome(ref TaskServer server, RequestOutcome outcome, long now)
    {
        server.CpuAdmitted = CpuUsedFirstCome(in server, now);
        while (server.First != None)
        {
            ref var row = ref Row(server.First);
            Remove(ref row, ref server);
            if (!row.IsAbandoned) Leave(ref row, ref server, outcome, now);
            row.Stage = RequestStage.Lost;
        }
    }

    /// <summary>What was admitted, less what those still in the task have not had yet.</summary>
    private long CpuUsedFirstCome(in TaskServer server, long now)
    {
        var used = server.CpuAdmitted;
        for (var r = server.First; r != None; r = Row(r).Next)
        {
            ref readonly var row = ref Row(r);
            used -= row.Cpu - Math.Clamp((long)((now - row.CpuStart) / server.Stretch), 0L, row.Cpu);
        }
        return used;
    }
}
