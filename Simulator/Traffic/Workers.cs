using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;
using Simulator.Traffic.Arrivals;

namespace Simulator.Traffic;

/// <summary>
/// Queues and the tasks that work on them. Each task has some workers; each of them receives a batch, deals with its messages one after the other and deletes each when
/// it is done.
/// <code>
///  listening ──(a message)──► working: wait, cpu (or cpu, wait) ──► delete ──► next of the batch ──► listening
///      a worker that waits for messages hears of one at once; one that does not asks again after its poll interval
///      SIGTERM: no more receives; when the containers are gone, what they held comes back after its visibility timeout
/// </code>
/// Workers of a task share its vCPUs as requests do (<see cref="Processors"/>). A message's demand is a birth draw by its number, so that it is the same whoever works on it.
/// Idle workers cost nothing: they stand in a line, and an event exists only when there is a message for them.
/// </summary>
internal sealed class Workers : ICpuSharer
{
    private const int None = -1;

    private readonly Calendar _calendar;
    private readonly BirthDraw _births;
    private readonly Slab<QueueRow> _queues;
    private readonly MessageStore _messages;
    private readonly IQueueObserver _observer;
    private readonly Source[] _sources; // by workload; no arrivals where the workload is of another kind
    private readonly Kind?[] _kinds; // by task definition
    private readonly Slab<WorkerRow> _workers = new(64);
    private readonly Processors _processors = new();
    private readonly HostCpu? _hosts;
    private readonly Idlers[] _idlers;
    private TaskLife[] _tasks = [];
    private long _ordinals;
    private long _cpuDue = long.MaxValue;

    public Workers(Calendar calendar, Scenario scenario, int replication, Slab<QueueRow> queues, IQueueObserver observer, IReadOnlyList<ServerModel> models, HostCpu? hosts)
    {
        _calendar = calendar;
        _births = new BirthDraw(scenario.Run.Seed, replication);
        _queues = queues;
        _observer = observer;
        _hosts = hosts;
        hosts?.Connect(HostCpu.Messages, this);
        foreach (var _ in scenario.Queues) _queues.Add();
        _messages = new MessageStore(calendar, [.. scenario.Queues], _queues);
        _idlers = new Idlers[scenario.Queues.Length];
        for (var q = 0; q < _idlers.Length; q++) _idlers[q] = new Idlers { First = None, Last = None };
        _sources = new Source[scenario.Workloads.Length];
        for (var i = 0; i < _sources.Length; i++)
        {
            if (scenario.Workloads[i] is not MessageWorkloadDefinition workload) continue;
            var stream = new RandomStream(scenario.Run.Seed, replication, Purpose.Arrivals, SourceKey.Of(workload.Name));
            _sources[i] = new Source(workload.Queue, ArrivalProcesses.Create(workload.Arrivals, workload.Rate, stream));
        }
        _kinds = [.. scenario.Applications.Select((a, i) => a.Message is { } message ? new Kind(message, scenario.Queues[message.Queue], models[i].Cpu) : null)];
    }

    /// <summary>Schedules the first message of each workload.</summary>
    public void Start()
    {
        for (var i = 0; i < _sources.Length; i++) ScheduleSend(i);
    }

    /// <summary>Handles an event of queues or workers; false when it is none.</summary>
    public bool TryHandle(in Event e)
    {
        switch (e.Kind)
        {
            case EventKinds.MessageSent: OnSent(e.Subject); return true;
            case EventKinds.MessageVisibleDue:
                if (_messages.OnVisibleDue(in e) is >= 0 and var queue) Offer(queue);
                return true;
            case EventKinds.MessageExpiryDue: _messages.OnExpiryDue(e.Subject); return true;
            case EventKinds.WorkerDue: OnWorkerDue(in e); return true;
            case EventKinds.WorkerCpuDue: OnCpuDue(); return true;
            case EventKinds.WorkerPollDue: OnPollDue(in e); return true;
            default: return false;
        }
    }

    /// <summary>A task begins to work when its application is ready, with so many parts of a vCPU.</summary>
    public void Open(int task, int taskDefinition, Instant readyAt, int parts) => Open(task, taskDefinition, readyAt, parts, cpuBefore: 0);

    /// <summary>A task that was closed for a while works again.</summary>
    public void Reopen(int task, int taskDefinition, Instant readyAt, int parts)
    {
        if (task < _tasks.Length && _tasks[task].IsClosed) Open(task, taskDefinition, readyAt, parts, _tasks[task].CpuAtEnd);
    }

    private void Open(int task, int taskDefinition, Instant readyAt, int parts, long cpuBefore)
    {
        if (_kinds[taskDefinition] is not { } kind) return;
        if (task >= _tasks.Length) Array.Resize(ref _tasks, Math.Max(task + 1, Math.Max(16, 2 * _tasks.Length)));
        ref var life = ref _tasks[task];
        life = new TaskLife { Kind = kind, FirstWorker = None, CpuBefore = cpuBefore };
        if (kind.SharesCpu) _processors.Open(task, parts);
        for (var i = 0; i < kind.Message.Concurrency; i++)
        {
            var worker = _workers.Add();
            _workers[worker] = new WorkerRow { Task = task, NextOfTask = life.FirstWorker, PollFrom = readyAt };
            life.FirstWorker = worker;
            if (readyAt <= _calendar.Now) Receive(worker);
            else _calendar.Schedule(readyAt, EventKinds.WorkerPollDue, worker, _workers.GenerationOf(worker));
        }
    }

    /// <inheritdoc/>
    public void SetParts(int task, int parts)
    {
        if (!IsOpen(task) || !_tasks[task].Kind!.SharesCpu) return;
        _processors.SetParts(task, parts, _calendar.Now.Nanoseconds);
        Settle(task);
        ScheduleCpu();
    }

    /// <summary>A task is told to stop: its workers finish what they have received and ask for no more.</summary>
    public void Refuse(int task)
    {
        if (!IsOpen(task)) return;
        _tasks[task].IsStopping = true;
        for (var w = _tasks[task].FirstWorker; w != None; w = _workers[w].NextOfTask) LeaveLine(w);
    }

    /// <summary>A task's containers are gone: what they held comes back after its visibility timeout.</summary>
    public void Close(int task)
    {
        if (!IsOpen(task)) return;
        ref var life = ref _tasks[task];
        life.CpuAtEnd = CpuUsed(task, _calendar.Now);
        for (var w = life.FirstWorker; w != None;)
        {
            var next = _workers[w].NextOfTask;
            LeaveLine(w);
            _workers.Remove(w);
            w = next;
        }
        life.FirstWorker = None;
        life.IsClosed = true;
        if (!life.Kind!.SharesCpu) return;
        _processors.Close(task, _calendar.Now.Nanoseconds);
        Settle(task);
        ScheduleCpu();
    }

    /// <summary>vCPU-nanoseconds that workers of a task have used since it was opened.</summary>
    public long CpuUsed(int task, Instant now)
    {
        if (task >= _tasks.Length || _tasks[task].Kind is not { } kind) return 0;
        ref var life = ref _tasks[task];
        if (life.IsClosed) return life.CpuAtEnd;
        if (kind.SharesCpu) return life.CpuBefore + _processors.CpuUsed(task, now.Nanoseconds);
        var used = life.CpuBefore + life.CpuDone;
        for (var w = life.FirstWorker; w != None; w = _workers[w].NextOfTask)
        {
            ref readonly var row = ref _workers[w];
            if (row.Stage == WorkerStage.OnCpu) used += (long)((now - row.StageBegan).Nanoseconds / kind.Stretch);
        }
        return used;
    }

    private bool IsOpen(int task) => task < _tasks.Length && _tasks[task].Kind is not null && !_tasks[task].IsClosed;

    private void ScheduleSend(int workload)
    {
        if (_sources[workload].Arrivals is not { } arrivals) return;
        var next = arrivals.Next(_calendar.Now);
        if (next != Instant.MaxValue) _calendar.Schedule(next, EventKinds.MessageSent, workload);
    }

    private void OnSent(int workload)
    {
        var queue = _sources[workload].Queue;
        if (_messages.Send(queue, _ordinals++)) Offer(queue);
        ScheduleSend(workload);
    }

    // Messages to those who wait for them, in the order in which they began to; to those who only ask now and then, when they ask.
    private void Offer(int queue)
    {
        while (_messages.HasVisible(queue) && _idlers[queue].First is not None and var worker)
        {
            LeaveLine(worker);
            ref var row = ref _workers[worker];
            var interval = _tasks[row.Task].Kind!.PollInterval.Nanoseconds;
            if (interval == 0)
            {
                Receive(worker);
                continue;
            }
            var since = (_calendar.Now - row.PollFrom).Nanoseconds;
            _calendar.Schedule(row.PollFrom + new Duration((since + interval - 1) / interval * interval), EventKinds.WorkerPollDue, worker, _workers.GenerationOf(worker));
            return; // it may take more than one; the next message finds the next worker
        }
    }

    private void OnPollDue(in Event e)
    {
        if (!_workers.IsCurrent(in e) || _workers[e.Subject].Stage != WorkerStage.Listening || _workers[e.Subject].IsInLine) return;
        Receive(e.Subject);
        // Others may have been left waiting for messages that this one did not take.
        if (_workers.IsAlive(e.Subject)) Offer(_tasks[_workers[e.Subject].Task].Kind!.Message.Queue);
    }

    private void Receive(int worker)
    {
        ref var row = ref _workers[worker];
        ref var life = ref _tasks[row.Task];
        if (life.IsStopping) return;
        var kind = life.Kind!;
        row.Count = row.Next = 0;
        while (row.Count < kind.Message.Batch)
        {
            var message = _messages.Receive(kind.Message.Queue);
            if (message < 0) break;
            row.Batch[row.Count++] = new Receipt(message, _messages.GenerationOf(message), _messages[message].Receipt, _messages[message].Ordinal, _messages[message].Receives, _messages[message].Sent);
        }
        if (_messages.TakeMoved() is >= 0 and var moved && moved != kind.Message.Queue) Offer(moved);
        row = ref _workers[worker];
        if (row.Count > 0)
        {
            Begin(worker, ref row, kind);
            return;
        }
        row.PollFrom = _calendar.Now;
        JoinLine(worker, ref row, kind.Message.Queue);
    }

    private void Begin(int worker, ref WorkerRow row, Kind kind)
    {
        ref readonly var receipt = ref row.Batch[row.Next];
        row.Cpu = kind.Cpu.AtBirth(in _births, Purpose.MessageCpu, receipt.Ordinal).Nanoseconds;
        row.Wait = kind.Wait.AtBirth(in _births, Purpose.MessageWait, receipt.Ordinal).Nanoseconds;
        if (kind.Message.Order == RequestOrder.WaitThenCpu && row.Wait > 0) BeginWait(worker, ref row);
        else BeginCpu(worker, ref row, kind);
    }

    private void BeginWait(int worker, ref WorkerRow row)
    {
        row.Stage = WorkerStage.Waiting;
        row.StageBegan = _calendar.Now;
        _calendar.ScheduleIn(new Duration(row.Wait), EventKinds.WorkerDue, worker, _workers.GenerationOf(worker));
    }

    private void BeginCpu(int worker, ref WorkerRow row, Kind kind)
    {
        row.Stage = WorkerStage.OnCpu;
        row.StageBegan = _calendar.Now;
        if (!kind.SharesCpu)
        {
            _calendar.ScheduleIn(new Duration(ServerModel.Stretched(row.Cpu, kind.Stretch)), EventKinds.WorkerDue, worker, _workers.GenerationOf(worker));
            return;
        }
        _processors.Begin(row.Task, worker, row.Cpu, _calendar.Now.Nanoseconds);
        Settle(row.Task);
        ScheduleCpu();
    }

    private void OnWorkerDue(in Event e)
    {
        if (!_workers.IsCurrent(in e)) return;
        ref var row = ref _workers[e.Subject];
        ref var life = ref _tasks[row.Task];
        var kind = life.Kind!;
        if (row.Stage == WorkerStage.OnCpu)
        {
            life.CpuDone += row.Cpu;
            AfterCpu(e.Subject, ref row, kind);
        }
        else if (kind.Message.Order == RequestOrder.WaitThenCpu)
        {
            BeginCpu(e.Subject, ref row, kind);
        }
        else
        {
            Done(e.Subject, ref row, kind);
        }
    }

    private void OnCpuDue()
    {
        _cpuDue = long.MaxValue;
        while (_processors.NextEnd <= _calendar.Now.Nanoseconds)
        {
            var worker = _processors.End(_calendar.Now.Nanoseconds);
            ref var row = ref _workers[worker];
            Settle(row.Task);
            AfterCpu(worker, ref row, _tasks[row.Task].Kind!);
        }
        ScheduleCpu();
    }

    private void Settle(int task)
    {
        _processors.Settle(task);
        _hosts?.SetBusy(HostCpu.Messages, task, _processors.CountOf(task));
    }

    // Events that have become too early are taken and find nothing.
    private void ScheduleCpu()
    {
        var next = _processors.NextEnd;
        if (next >= _cpuDue || next > Instant.MaxNanoseconds) return;
        _cpuDue = next;
        _calendar.Schedule(new Instant(next), EventKinds.WorkerCpuDue, 0);
    }

    private void AfterCpu(int worker, ref WorkerRow row, Kind kind)
    {
        if (kind.Message.Order == RequestOrder.CpuThenWait && row.Wait > 0) BeginWait(worker, ref row);
        else Done(worker, ref row, kind);
    }

    private void Done(int worker, ref WorkerRow row, Kind kind)
    {
        var receipt = row.Batch[row.Next++];
        row.Stage = WorkerStage.Listening;
        var fails = kind.Message.FailureRate > 0 && _births.Uniform(Purpose.MessageFailure, receipt.Ordinal, receipt.Receives) < kind.Message.FailureRate;
        if (!fails && _messages.Delete(receipt.Message, receipt.Generation, receipt.Number)) _observer.OnProcessed(kind.Message.Queue, receipt.Sent, _calendar.Now);
        if (row.Next < row.Count) Begin(worker, ref row, kind);
        else Receive(worker);
    }

    private void JoinLine(int worker, ref WorkerRow row, int queue)
    {
        ref var line = ref _idlers[queue];
        row.IsInLine = true;
        row.PreviousIdle = line.Last;
        row.NextIdle = None;
        if (line.Last == None) line.First = worker;
        else _workers[line.Last].NextIdle = worker;
        line.Last = worker;
    }

    private void LeaveLine(int worker)
    {
        ref var row = ref _workers[worker];
        if (!row.IsInLine) return;
        row.IsInLine = false;
        ref var line = ref _idlers[_tasks[row.Task].Kind!.Message.Queue];
        if (row.PreviousIdle == None) line.First = row.NextIdle;
        else _workers[row.PreviousIdle].NextIdle = row.NextIdle;
        if (row.NextIdle == None) line.Last = row.PreviousIdle;
        else _workers[row.NextIdle].PreviousIdle = row.PreviousIdle;
    }

    private enum WorkerStage : byte
    {
        Listening,
        Waiting,
        OnCpu,
    }

    private readonly record struct Source(int Queue, IArrivalProcess? Arrivals);

    private readonly record struct Receipt(int Message, uint Generation, uint Number, long Ordinal, int Receives, Instant Sent);

    [System.Runtime.CompilerServices.InlineArray(10)]
    private struct Receipts
    {
        private Receipt _first;
    }

    private struct Idlers
    {
        public int First;
        public int Last;
    }

    private struct TaskLife
    {
        public Kind? Kind;
        public int FirstWorker;
        public bool IsStopping;
        public bool IsClosed;
        public long CpuDone; // of messages whose CPU part is over, where workers have vCPUs of their own
        public long CpuAtEnd;
        public long CpuBefore; // of earlier openings
    }

    private struct WorkerRow
    {
        public int Task;
        public int NextOfTask;
        public WorkerStage Stage;
        public bool IsInLine;
        public int PreviousIdle;
        public int NextIdle;
        public int Count;
        public int Next;
        public long Cpu;
        public long Wait;
        public Instant StageBegan;
        public Instant PollFrom;
        public Receipts Batch;
    }

    /// <summary>How the tasks of one task definition work on a queue.</summary>
    private sealed class Kind
    {
        public Kind(MessageDefinition message, QueueDefinition queue, TaskCpu cpu)
        {
            Message = message;
            SharesCpu = message.Cpu.Mean > 0 && cpu.IsSharedBy(message.Concurrency);
            Stretch = cpu.Stretch;
            PollInterval = (message.ReceiveWait ?? queue.ReceiveWait) > Duration.Zero ? Duration.Zero : message.PollInterval;
            Cpu = new Sampler(message.Cpu);
            Wait = new Sampler(message.Wait);
        }

        public MessageDefinition Message { get; }

        public bool SharesCpu { get; }

        public double Stretch { get; }

        /// <summary>Zero for workers that wait for messages.</summary>
        public Duration PollInterval { get; }

        public Sampler Cpu { get; }

        public Sampler Wait { get; }
    }
}
