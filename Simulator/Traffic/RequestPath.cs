using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Traffic;

/// <summary>
/// What happens to each request. The one part of the world where every nanosecond counts, so it is written for speed: rows in arrays, no facts, no events
/// on the calendar, one timer of its own for a request (two where a caller gives up on a request in service).
/// <code>
///  arrival (clock) ──► selector ──► no target: 503
///                         │
///                         ▼          not listening (yet, or any more): 502; out of reach: 504
///                       task ──────► all places taken and the queue full: 503
///                         │
///                         ├─ queue (first come, first served) ──► caller gives up: 504, leaves the queue
///                         ▼
///                      service ──► caller gives up: 504, but the task does not know and works on
///                         │  └───► the task's containers stop: 502
///                         ▼
///                     completed
///
///  service:  a vCPU of its own   wait + cpu ─(timer)─► done
///            shared vCPUs        wait ─(timer)─► cpu ─(clock)─► done      or      cpu ─(clock)─► wait ─(timer)─► done
/// </code>
/// </summary>
internal sealed partial class RequestPath : ScalarClock, ICpuSharer
{
    /// <summary>Exit code of a container that the kernel killed: 128 + SIGKILL.</summary>
    public const int OutOfMemoryExitCode = 137;

    private const int None = -1;
    private const long ConnectTimeout = 10L * Duration.NanosecondsPerSecond; // of a load balancer to a target (ALB-CN-01, ALB-CN-02)

    private readonly Calendar _calendar;
    private readonly FactSink _facts;
    private readonly RequestSource[] _sources;
    private readonly Slab<TargetGroupTrafficRow> _groups;
    private readonly IRequestObserver _observer;
    private readonly FactChannel<TaskIdle> _idle;
    private readonly FactChannel<ContainerExit> _exits;
    private readonly Tournament _arrivals = new();
    private readonly FutureEventList _timers = new(); // of its own, so that it is merged with the arrivals in one tight loop
    private readonly Processors _processors = new();
    private readonly HostCpu? _hosts;
    private TaskServer[] _servers = [];
    private long _arrivalKey = Never; // the next arrival
    private long _endKey = Never;     // the next end of a CPU part on shared vCPUs

    public RequestPath(Calendar calendar, FactSink facts, RequestSource[] sources, Slab<TargetGroupTrafficRow> groups, IRequestObserver observer, HostCpu? hosts = null)
    {
        _calendar = calendar;
        _facts = facts;
        _sources = sources;
        _groups = groups;
        _observer = observer;
        _hosts = hosts;
        hosts?.Connect(HostCpu.Requests, this);
        _idle = facts.Channel<TaskIdle>();
        _exits = facts.Channel<ContainerExit>();
        foreach (var source in sources)
        {
            foreach (var demand in source.Demands) demand.Line = OpenLine(demand.Patience);
        }
    }

    /// <summary>Draws the first arrival of each source.</summary>
    public void Start()
    {
        for (var i = 0; i < _sources.Length; i++) ScheduleArrival(i, _calendar.Now);
        SetNextKey();
    }

    /// <inheritdoc/>
    public override int AdvanceBelow(long limit)
    {
        unchecked
        {
            var pending = _calendar.Pending;
            var count = 0;
            do
            {
                var next = Math.Min(_arrivalKey, _endKey);
                if (_timers.Count != 0 && _timers.TryPop(Math.Min(next, limit) - 1, out var timer)) OnTimer(timer.Key, timer.Subject);
                else if (next >= limit) break;
                else if (next == _arrivalKey) OnArrival(next);
                else OnCpuEnd(next);
                count++;
            }
            while (_calendar.Pending == pending && _facts.IsEmpty);
            SetNextKey();
            return count;
        }
    }

    /// <summary>A task's containers run; it serves from <paramref name="readyAt"/> on, with so many parts of a vCPU.</summary>
    public void Open(int task, int taskDefinition, ServerModel model, Instant readyAt, int parts, double slowness = 1)
    {
        if (task >= _servers.Length) Array.Resize(ref _servers, Math.Max(task + 1, Math.Max(16, 2 * _servers.Length)));
        ref var server = ref _servers[task];
        var (places, queue) = (server.Places, server.Queue); // their arrays serve the slot's next task
        places.Clear();
        queue.Clear();
        server = new TaskServer
        {
            AcceptsFrom = readyAt.Nanoseconds,
            First = None,
            Last = None,
            FirstWaiting = None,
            Concurrency = model.Concurrency,
            QueueLimit = model.QueueLimit,
            HeldLimit = model.HeldLimit,
            TaskDefinition = taskDefinition,
            SharesCpu = model.SharesCpu,
            WaitsFirst = model.WaitsFirst,
            Stretch = model.Cpu.Stretch,
            Slowness = slowness,
            Places = places,
            Queue = queue,
        };
        if (model.SharesCpu) _processors.Open(task, parts);
    }

    /// <summary>The task is being drained: its last request's end is to be reported.</summary>
    public void Drain(int task) => _servers[task].IsDraining = true;

    /// <summary>The task has been told to stop: it accepts nothing more and works on what it has.</summary>
    public void Refuse(int task) => _servers[task].AcceptsFrom = long.MaxValue;

    /// <summary>The task's containers are gone, and with them every request in it.</summary>
    public void Close(int task) => Close(task, RequestOutcome.BadGateway);

    /// <summary>The task begins again in place: every request in it is lost, and it accepts new ones from <paramref name="readyAt"/> on.</summary>
    public void Restart(int task, ServerModel model, Instant readyAt)
    {
        Close(task);
        Resume(task, model, readyAt);
    }

    /// <summary>
    /// Nobody reaches the task any more: its requests come to nothing, and a new connection is given up after the connect timeout of a load balancer, or before
    /// when the caller gives up first. The requests in it end now instead of one by one at their own timeouts.
    /// </summary>
    public void Hang(int task)
    {
        Close(task, RequestOutcome.GatewayTimeout);
        _servers[task].Hangs = true;
    }

    /// <summary>A task that was closed accepts requests again, from <paramref name="readyAt"/> on.</summary>
    public void Resume(int task, ServerModel model, Instant readyAt)
    {
        ref var server = ref _servers[task];
        server.Places.Clear();
        server.Queue.Clear();
        server.FirstWaiting = None;
        server.Hangs = false;
        server.HeldLimit = model.HeldLimit;
        server.AcceptsFrom = readyAt.Nanoseconds;
    }

    /// <inheritdoc/>
    public void SetParts(int task, int parts)
    {
        if (task >= _servers.Length || !_servers[task].SharesCpu) return;
        _processors.SetParts(task, parts, _calendar.Now.Nanoseconds);
        Settle(task);
        SetNextKey();
    }

    private void Close(int task, RequestOutcome outcome)
    {
        ref var server = ref _servers[task];
        server.AcceptsFrom = long.MaxValue;
        server.HeldLimit = int.MaxValue;
        server.Hangs = false;
        if (server.SharesCpu) CloseShared(task, ref server, outcome, _calendar.Now.Nanoseconds);
        else CloseFirstCome(ref server, outcome, _calendar.Now.Nanoseconds);
        SetNextKey();
    }

    /// <summary>Requests in a task whose callers have not given up.</summary>
    public int InFlight(int task) => task < _servers.Length ? _servers[task].InFlight : 0;

    /// <summary>Requests in a task, abandoned ones included.</summary>
    public int Held(int task) => _servers[task].Held;

    /// <summary>vCPU-nanoseconds that requests have used in a task since it was opened, those in service included as far as they have come.</summary>
    public long CpuUsed(int task, Instant now)
    {
        ref readonly var server = ref _servers[task];
        return server.SharesCpu ? _processors.CpuUsed(task, now.Nanoseconds) : CpuUsedFirstCome(in server, now.Nanoseconds);
    }

    [MethodImpl(MethodImplOptions.NoInlining), SkipLocalsInit]
    private void OnArrival(long key)
    {
        _calendar.MoveTo(key);
        var now = key >> 4;
        var index = _arrivals.Winner;
        var source = _sources[index];
        source.Draw();
        ScheduleArrival(index, new Instant(now));
        _observer.OnArrived(source.Service, source.TargetGroup, new Instant(now));
        var task = source.Selector.Choose();
        if (task >= 0) Route(index, source, task, now);
        else RefuseWithoutTarget(source, now);
    }

    private void ScheduleArrival(int index, Instant now)
    {
        var next = _sources[index].Arrivals.Next(now);
        _arrivals.Set(index, next == Instant.MaxValue ? Never : next.Nanoseconds);
        _arrivalKey = KeyAt(_arrivals.LeastKey, Phases.Arrivals);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Route(int index, RequestSource source, int task, long now)
    {
        var group = source.TargetGroupOf(task);
        if (group >= 0) unchecked { _groups[group].Requests++; }
        ref var server = ref _servers[task];
        if (now >= server.AcceptsFrom)
        {
            var demand = source.DemandOf(server.TaskDefinition);
            if (server.Slowness != 1) demand.Slow(server.Slowness);
            var isAdmitted = server.SharesCpu
                ? TryAdmitShared(index, demand, task, ref server, now)
                : TryAdmitFirstCome(index, demand, task, ref server, now);
            if (!isAdmitted) End(source, task, RequestOutcome.ServiceUnavailable, now, now);
        }
        else if (server.Hangs)
        {
            Stall(index, source, task, ref server, now);
        }
        else
        {
            End(source, task, RequestOutcome.BadGateway, now, now);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Stall(int index, RequestSource source, int task, ref TaskServer server, long now)
    {
        var demand = source.DemandOf(server.TaskDefinition);
        var request = Admit(index, demand, task, ref server, now);
        ref var row = ref Row(request);
        row.Line = None;
        row.Cpu = 0;
        row.Stage = RequestStage.Doomed;
        SetTimer(request, now + Math.Min(demand.Patience, ConnectTimeout));
    }

    private void RefuseWithoutTarget(RequestSource source, long now)
    {
        if (source.EmptyTargetGroup is var group and >= 0) _groups[group].Elb5xx++;
        _observer.OnEnded(source.Service, source.TargetGroup, RequestOutcome.ServiceUnavailable, new Instant(now), new Instant(now));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetTimer(int request, long at) => _timers.Push(unchecked((at << 4) | Phases.Requests), unchecked((ulong)request));

    [MethodImpl(MethodImplOptions.NoInlining), SkipLocalsInit]
    private void OnTimer(long key, int request)
    {
        _calendar.MoveTo(key);
        var now = key >> 4;
        ref var row = ref Row(request);
        if (row.Stage == RequestStage.Served) OnServed(request, ref row, now); // nearly always
        else OnRareTimer(request, ref row, now);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnRareTimer(int request, ref RequestRow row, long now)
    {
        switch (row.Stage)
        {
            case RequestStage.Waiting: OnWaitEnded(request, ref row, now); break;
            case RequestStage.Impatient: OnImpatient(request, ref row, now); break;
            case RequestStage.Doomed: OnDoomed(request, ref row, now); break;
            case RequestStage.Lost: Free(request, ref row); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining), SkipLocalsInit]
    private void OnCpuEnd(long key)
    {
        _calendar.MoveTo(key);
        OnCpuEnded(key >> 4);
    }

    private void SetNextKey() => NextKey = Math.Min(_timers.LeastKey, Math.Min(_arrivalKey, _endKey));

    /// <summary>Never stays never: shifted out of its bits it would come first.</summary>
    private static long KeyAt(long nanoseconds, int phase) => nanoseconds > Instant.MaxNanoseconds ? Never : KeyOf(new Instant(nanoseconds), phase);
}
