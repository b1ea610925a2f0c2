using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Traffic;

/// <summary>
/// What happens to each request. The one part of the world where every nanosecond counts, so it is written for speed: rows in arrays, no calls through facts, one
/// event for each request at most.
/// <code>
///  arrival (clock) ──► selector ──► no target: 503
///                         │
///                         ▼          not listening (yet, or any more): 502
///                       task ──────► all places taken and the queue full: 503
///                         │
///                         ├─ queue (first come, first served) ──► caller gives up: 504, leaves the queue
///                         ▼
///                      service ──► caller gives up: 504, but the task does not know and works on
///                         │  └───► the task's containers stop: 502
///                         ▼
///                     completed
///
///  service:  a vCPU of its own   wait + cpu ─(event)─► done
///            shared vCPUs        wait ─(event)─► cpu ─(clock)─► done      or      cpu ─(clock)─► wait ─(event)─► done
/// </code>
/// </summary>
internal sealed class RequestPath : ScalarClock
{
    private const int None = -1;

    private readonly Calendar _calendar;
    private readonly RequestSource[] _sources;
    private readonly Tournament _arrivals = new();
    private readonly RequestPool _requests;
    private readonly PatienceLines _lines;
    private readonly SharedCpu _sharedCpu = new();
    private readonly Slab<TaskLoadRow> _loads;
    private readonly Slab<TargetGroupTrafficRow> _groups;
    private readonly IRequestObserver _observer;
    private readonly FactChannel<TaskIdle> _idle;
    private TaskServer[] _servers = [];

    public RequestPath(
        Calendar calendar, FactSink facts, RequestSource[] sources, RequestPool requests, PatienceLines lines, Slab<TaskLoadRow> loads, Slab<TargetGroupTrafficRow> groups,
        IRequestObserver observer)
    {
        _calendar = calendar;
        _sources = sources;
        _requests = requests;
        _lines = lines;
        _loads = loads;
        _groups = groups;
        _observer = observer;
        _idle = facts.Channel<TaskIdle>();
    }

    /// <summary>Draws the first arrival of each source.</summary>
    public void Start()
    {
        for (var i = 0; i < _sources.Length; i++) ScheduleArrival(i, _calendar.Now);
        SetNextKey();
    }

    /// <inheritdoc/>
    public override void Advance()
    {
        if (NextKey == _arrivals.LeastKey) Arrive();
        else EndSharedCpu();
        SetNextKey();
    }

    /// <summary>The last scheduled part of a request is over.</summary>
    public void OnRequestServed(int request)
    {
        if (_requests[request].Stage == RequestStage.Lost) _requests.Return(request);
        else Complete(request);
    }

    /// <summary>A request that waited first now needs CPU.</summary>
    public void OnRequestWaitEnded(int request)
    {
        if (_requests[request].Stage == RequestStage.Lost) _requests.Return(request);
        else UseSharedCpu(request);
    }

    /// <summary>The first callers of a line give up.</summary>
    public void OnRequestTimeoutDue(int line)
    {
        for (var request = _lines.NextToGiveUp(line); request != None; request = _lines.NextToGiveUp(line)) GiveUp(request);
    }

    /// <summary>A task's containers run; it serves from <paramref name="readyAt"/> on.</summary>
    public void Open(int task, int taskDefinition, ServerModel model, Instant readyAt)
    {
        if (task >= _servers.Length) Array.Resize(ref _servers, Math.Max(task + 1, Math.Max(16, 2 * _servers.Length)));
        while (_loads.Length <= task) _loads.Add();
        _loads[task] = default;
        _servers[task] = new TaskServer
        {
            AcceptsFrom = readyAt.Nanoseconds,
            First = None,
            Last = None,
            FirstWaiting = None,
            Concurrency = model.Concurrency,
            QueueLimit = model.QueueLimit,
            TaskDefinition = taskDefinition,
            SharesCpu = model.SharesCpu,
            WaitsFirst = model.WaitsFirst,
            Stretch = model.Stretch,
        };
        if (model.SharesCpu) _sharedCpu.Open(task, model.CpuUnits);
    }

    /// <summary>The task is being drained: <see cref="TaskIdle"/> is reported when its last request leaves.</summary>
    public void Drain(int task) => _servers[task].IsDraining = true;

    /// <summary>The task has been told to stop: it accepts nothing more and works on what it has.</summary>
    public void Refuse(int task) => _servers[task].AcceptsFrom = long.MaxValue;

    /// <summary>The task's containers are gone, and with them every request in it.</summary>
    public void Close(int task)
    {
        ref var server = ref _servers[task];
        server.AcceptsFrom = long.MaxValue;
        var now = _calendar.Now.Nanoseconds;
        if (server.SharesCpu) _sharedCpu.Close(task, now);
        while (server.First != None) Lose(server.First, ref server, now);
        SetNextKey();
    }

    /// <summary>vCPU-nanoseconds that requests have used in a task since it was opened, those in service included as far as they have come.</summary>
    public long CpuUsed(int task, Instant now)
    {
        ref readonly var server = ref _servers[task];
        if (server.SharesCpu) return _sharedCpu.CpuUsed(task, now.Nanoseconds);
        var used = server.CpuServed;
        for (var r = server.First; r != server.FirstWaiting; r = _requests[r].Next) used += CpuSoFar(in _requests[r], in server, now.Nanoseconds);
        return used;
    }

    /// <summary>Requests in a task, abandoned ones included.</summary>
    public int Held(int task) => _servers[task].InService + _servers[task].Waiting;

    private void Arrive()
    {
        var now = _calendar.Now;
        var index = _arrivals.Winner;
        var source = _sources[index];
        source.Draw();
        ScheduleArrival(index, now);
        _observer.OnArrived(source.Service, source.TargetGroup, now);
        var task = source.Selector.Choose();
        if (task < 0) RefuseWithoutTarget(source, now);
        else Admit(index, source, task, now);
    }

    private void ScheduleArrival(int index, Instant now)
    {
        var next = _sources[index].Arrivals.Next(now);
        _arrivals.Set(index, next == Instant.MaxValue ? Never : KeyOf(next, Phases.Arrivals));
    }

    private void RefuseWithoutTarget(RequestSource source, Instant now)
    {
        if (source.TargetGroup >= 0) _groups[source.TargetGroup].Elb5xx++;
        _observer.OnEnded(source.Service, source.TargetGroup, RequestOutcome.ServiceUnavailable, now, now);
    }

    private void Admit(int index, RequestSource source, int task, Instant now)
    {
        if (source.TargetGroup >= 0) _groups[source.TargetGroup].Requests++;
        ref var server = ref _servers[task];
        if (now.Nanoseconds < server.AcceptsFrom)
        {
            End(source, task, RequestOutcome.BadGateway, now, now);
            return;
        }
        var isServed = server.InService < server.Concurrency;
        if (!isServed && server.Waiting >= server.QueueLimit)
        {
            End(source, task, RequestOutcome.ServiceUnavailable, now, now);
            return;
        }
        var request = _requests.Take();
        ref var row = ref _requests[request];
        var demand = source.DemandOf(server.TaskDefinition);
        row.Arrived = now.Nanoseconds;
        row.Cpu = demand.Cpu;
        row.Wait = demand.Wait;
        row.Task = task;
        row.Source = index;
        row.IsAbandoned = false;
        Append(request, ref row, ref server);
        _lines.Join(demand.Line, request, ref row);
        _loads[task].InFlight++;
        if (isServed)
        {
            Serve(request, ref row, ref server, now);
            return;
        }
        row.Stage = RequestStage.Queued;
        if (server.Waiting++ == 0) server.FirstWaiting = request;
    }

    /// <summary>A request enters service.</summary>
    private void Serve(int request, ref RequestRow row, ref TaskServer server, Instant now)
    {
        server.InService++;
        if (!server.SharesCpu)
        {
            var cpu = ServerModel.Stretched(row.Cpu, server.Stretch);
            row.Stage = RequestStage.Scheduled;
            row.CpuStart = server.WaitsFirst ? now.Nanoseconds + row.Wait : now.Nanoseconds;
            _calendar.Schedule(new Instant(now.Nanoseconds + row.Wait + cpu), EventKinds.RequestServed, request);
        }
        else if (server.WaitsFirst && row.Wait > 0)
        {
            row.Stage = RequestStage.Scheduled;
            _calendar.Schedule(new Instant(now.Nanoseconds + row.Wait), EventKinds.RequestWaitEnded, request);
        }
        else
        {
            UseSharedCpu(request);
        }
    }

    private void UseSharedCpu(int request)
    {
        ref var row = ref _requests[request];
        row.Stage = RequestStage.OnCpu;
        _sharedCpu.Begin(row.Task, request, row.Cpu, _calendar.Now.Nanoseconds);
        SetNextKey();
    }

    private void EndSharedCpu()
    {
        var now = _calendar.Now.Nanoseconds;
        var request = _sharedCpu.End(now);
        ref var row = ref _requests[request];
        if (row.Wait == 0 || _servers[row.Task].WaitsFirst)
        {
            Complete(request);
            return;
        }
        row.Stage = RequestStage.Scheduled;
        _calendar.Schedule(new Instant(now + row.Wait), EventKinds.RequestServed, request);
    }

    private void Complete(int request)
    {
        ref var row = ref _requests[request];
        var task = row.Task;
        ref var server = ref _servers[task];
        if (!server.SharesCpu) server.CpuServed += row.Cpu;
        server.InService--;
        Unlink(ref row, ref server);
        if (!row.IsAbandoned) Leave(ref row, RequestOutcome.Completed);
        _requests.Return(request);
        if (server.Waiting > 0) ServeNext(ref server);
    }

    private void ServeNext(ref TaskServer server)
    {
        var request = server.FirstWaiting;
        ref var row = ref _requests[request];
        Dequeue(request, ref row, ref server);
        Serve(request, ref row, ref server, _calendar.Now);
    }

    /// <summary>The caller gives up: the load balancer answers 504. A task that serves the request does not know and works on; one that has it in its queue drops it.</summary>
    private void GiveUp(int request)
    {
        ref var row = ref _requests[request];
        Leave(ref row, RequestOutcome.GatewayTimeout);
        row.IsAbandoned = true;
        if (row.Stage != RequestStage.Queued) return;
        ref var server = ref _servers[row.Task];
        Dequeue(request, ref row, ref server);
        Unlink(ref row, ref server);
        _requests.Return(request);
    }

    /// <summary>The task has gone from under a request. What waits for an event is freed by it.</summary>
    private void Lose(int request, ref TaskServer server, long now)
    {
        ref var row = ref _requests[request];
        if (row.Stage == RequestStage.Queued) Dequeue(request, ref row, ref server);
        else server.InService--;
        if (row.Stage == RequestStage.Scheduled && !server.SharesCpu) server.CpuServed += CpuSoFar(in row, in server, now);
        Unlink(ref row, ref server);
        if (!row.IsAbandoned) Leave(ref row, RequestOutcome.BadGateway);
        if (row.Stage == RequestStage.Scheduled) row.Stage = RequestStage.Lost;
        else _requests.Return(request);
    }

    /// <summary>The caller's side of an end: nobody waits for the request any more.</summary>
    private void Leave(ref RequestRow row, RequestOutcome outcome)
    {
        _lines.Leave(ref row);
        var task = row.Task;
        var inFlight = --_loads[task].InFlight;
        if (inFlight == 0 && _servers[task].IsDraining) _idle.Report(new TaskIdle(task));
        End(_sources[row.Source], task, outcome, new Instant(row.Arrived), _calendar.Now);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void End(RequestSource source, int task, RequestOutcome outcome, Instant arrived, Instant now)
    {
        source.Selector.OnEnded(task);
        if (source.TargetGroup >= 0)
        {
            ref var group = ref _groups[source.TargetGroup];
            if (outcome == RequestOutcome.Completed)
            {
                group.Completed++;
                group.ResponseNanoseconds += (now - arrived).Nanoseconds;
            }
            else
            {
                group.Target5xx++;
            }
        }
        _observer.OnEnded(source.Service, source.TargetGroup, outcome, arrived, now);
    }

    private static long CpuSoFar(in RequestRow row, in TaskServer server, long now) =>
        Math.Clamp((long)((now - row.CpuStart) / server.Stretch), 0L, row.Cpu);

    /// <summary>A request waits no more; it keeps its place in the list. Those behind it that wait have come later, so the next one is the first of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dequeue(int request, ref RequestRow row, ref TaskServer server)
    {
        server.Waiting--;
        if (server.FirstWaiting == request) server.FirstWaiting = row.Next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(int request, ref RequestRow row, ref TaskServer server)
    {
        row.Previous = server.Last;
        row.Next = None;
        if (server.Last != None) _requests[server.Last].Next = request;
        else server.First = request;
        server.Last = request;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlink(ref RequestRow row, ref TaskServer server)
    {
        if (row.Previous != None) _requests[row.Previous].Next = row.Next;
        else server.First = row.Next;
        if (row.Next != None) _requests[row.Next].Previous = row.Previous;
        else server.Last = row.Previous;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetNextKey()
    {
        var end = _sharedCpu.NextEnd;
        var shared = end == Never ? Never : KeyOf(new Instant(end), Phases.Requests);
        NextKey = Math.Min(_arrivals.LeastKey, shared);
    }
}
