using Simulator.Model;

namespace Simulator.Traffic;

/// <summary>
/// Tasks whose vCPUs are shared by the requests in service; when all places are taken, requests wait first come, first served. Nothing is known beforehand, because
/// every arrival slows the others down. Of the requests that a task holds, those in service stand before those that wait.
/// </summary>
internal sealed partial class RequestPath
{
    private bool TryAdmitShared(int source, RequestSource.Demand demand, int task, ref TaskServer server, long now)
    {
        unchecked
        {
            var isServed = server.InService < server.Concurrency;
            if (!isServed && server.Waiting >= server.QueueLimit) return false;
            var request = Admit(source, demand, task, ref server, now);
            ref var row = ref Row(request);
            JoinLine(demand.Line, request, ref row);
            if (isServed)
            {
                Serve(request, ref row, ref server, now);
                return true;
            }
            row.Stage = RequestStage.Queued;
            if (server.Waiting++ == 0) server.FirstWaiting = request;
            return true;
        }
    }

    private void Serve(int request, ref RequestRow row, ref TaskServer server, long now)
    {
        unchecked
        {
            server.InService++;
            if (server.WaitsFirst && row.Wait > 0) BeginWait(request, ref row, now);
            else BeginCpu(request, ref row, now);
        }
    }

    private void BeginWait(int request, ref RequestRow row, long now)
    {
        row.Stage = RequestStage.Waiting;
        SetTimer(request, unchecked(now + row.Wait));
    }

    private void BeginCpu(int request, ref RequestRow row, long now)
    {
        row.Stage = RequestStage.OnCpu;
        _processors.Begin(row.Task, request, row.Cpu, now);
        Settle(row.Task);
    }

    private void OnCpuEnded(long now)
    {
        var request = _processors.End(now);
        ref var row = ref Row(request);
        var task = row.Task;
        ref var server = ref Server(task);
        if (server.WaitsFirst || row.Wait == 0) Complete(request, ref row, ref server, now);
        else BeginWait(request, ref row, now);
        Settle(task);
    }

    private void OnWaitEnded(int request, ref RequestRow row, long now)
    {
        ref var server = ref Server(row.Task);
        if (server.WaitsFirst) BeginCpu(request, ref row, now);
        else Complete(request, ref row, ref server, now);
    }

    /// <summary>A request has been served, and the next one begins.</summary>
    private void Complete(int request, ref RequestRow row, ref TaskServer server, long now)
    {
        unchecked
        {
            server.InService--;
            Remove(ref row, ref server);
            if (!row.IsAbandoned)
            {
                LeaveLine(ref row);
                Leave(ref row, ref server, RequestOutcome.Completed, now);
            }
            Free(request, ref row);
            if (server.Waiting == 0) return;
            var next = server.FirstWaiting;
            ref var nextRow = ref Row(next);
            Dequeue(next, ref nextRow, ref server);
            Serve(next, ref nextRow, ref server, now);
        }
    }

    /// <summary>A caller gives up. A task that serves the request does not know and works on; one that has it in its queue drops it.</summary>
    private void GiveUp(int request, long now)
    {
        ref var row = ref Row(request);
        ref var server = ref Server(row.Task);
        LeaveLine(ref row);
        row.IsAbandoned = true;
        Leave(ref row, ref server, RequestOutcome.GatewayTimeout, now);
        if (row.Stage != RequestStage.Queued) return;
        Dequeue(request, ref row, ref server);
        Remove(ref row, ref server);
        Free(request, ref row);
    }

    /// <summary>The task is gone. What has a timer is freed by it.</summary>
    private void CloseShared(int task, ref TaskServer server, RequestOutcome outcome, long now)
    {
        _processors.Close(task, now);
        Settle(task);
        server.InService = 0;
        server.Waiting = 0;
        while (server.First != None)
        {
            var request = server.First;
            ref var row = ref Row(request);
            Remove(ref row, ref server);
            if (!row.IsAbandoned)
            {
                LeaveLine(ref row);
                Leave(ref row, ref server, outcome, now);
            }
            if (row.Stage is RequestStage.Waiting or RequestStage.Doomed) row.Stage = RequestStage.Lost;
            else Free(request, ref row);
        }
    }

    /// <summary>Finds out when the next CPU part of a task ends, and of all tasks.</summary>
    private void Settle(int task)
    {
        _processors.Settle(task);
        _hosts?.SetBusy(HostCpu.Requests, task, _processors.CountOf(task));
        _endKey = KeyAt(_processors.NextEnd, Phases.Requests);
    }

    /// <summary>A request waits no more; it keeps its place in the list. Those behind it that wait have come later, so the next one is the first of them.</summary>
    private static void Dequeue(int request, ref RequestRow row, ref TaskServer server)
    {
        unchecked { server.Waiting--; }
        if (server.FirstWaiting == request) server.FirstWaiting = row.Next;
    }
}
