using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Traffic;

/// <summary>Where a message is.</summary>
internal enum MessageState : byte
{
    /// <summary>Sent, but its delay is not over.</summary>
    Delayed,

    /// <summary>Can be received.</summary>
    Visible,

    /// <summary>Received; hidden until its visibility timeout.</summary>
    InFlight,
}

/// <summary>A message.</summary>
internal struct MessageRow
{
    public int Queue;
    public MessageState State;
    public int Receives;
    public uint Receipt; // counts its receives over all queues: who holds an older receipt cannot delete it any more
    public long Ordinal;
    public Instant Sent;
    public Instant VisibleAt; // end of its visibility timeout
    public int PreviousSent; // in the queue's order of sending
    public int NextSent;
    public int NextVisible; // in the order in which messages are handed out
}

/// <summary>
/// The messages of all queues, and what SQS does with them without anybody asking.
/// <code>
///  send ──► DELAYED ──(delay)──► VISIBLE ──(receive)──► IN FLIGHT ──(delete)──► gone
///                                   ▲                        │
///                                   └──(visibility timeout)──┘        any of them ──(retention)──► gone
///            a receive that would be one too many ──► the dead-letter queue
/// </code>
/// Standard queues: at least once, in about the order of sending. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/
/// </summary>
internal sealed class MessageStore
{
    private const int None = -1;

    private readonly Calendar _calendar;
    private readonly QueueDefinition[] _definitions;
    private readonly Slab<QueueRow> _rows;
    private readonly Slab<MessageRow> _messages = new(256);
    private readonly Line[] _lines;
    private int _movedTo = None;

    public MessageStore(Calendar calendar, QueueDefinition[] definitions, Slab<QueueRow> rows)
    {
        _calendar = calendar;
        _definitions = definitions;
        _rows = rows;
        _lines = new Line[definitions.Length];
        for (var q = 0; q < definitions.Length; q++)
        {
            _lines[q] = new Line { OldestSent = None, NewestSent = None, FirstVisible = None, LastVisible = None };
            _rows[q].OldestSent = Instant.MaxValue;
        }
    }

    /// <summary>A message.</summary>
    public ref MessageRow this[int message] => ref _messages[message];

    /// <summary>Whether a queue has a message to give.</summary>
    public bool HasVisible(int queue) => _lines[queue].FirstVisible != None;

    /// <summary>Sends a message; true when it can be received at once.</summary>
    public bool Send(int queue, long ordinal)
    {
        var now = _calendar.Now;
        var message = _messages.Add();
        ref var row = ref _messages[message];
        row.Ordinal = ordinal;
        row.Sent = now;
        Enter(message, queue);
        if (_definitions[queue].Delay == Duration.Zero)
        {
            Show(message, atFront: false);
            return true;
        }
        row.State = MessageState.Delayed;
        _rows[queue].Delayed++;
        _calendar.ScheduleIn(_definitions[queue].Delay, EventKinds.MessageVisibleDue, message, _messages.GenerationOf(message));
        return false;
    }

    /// <summary>Hands out the message at the head of a queue; -1 when there is none.</summary>
    public int Receive(int queue)
    {
        var definition = _definitions[queue];
        while (_lines[queue].FirstVisible is not None and var message)
        {
            Hide(message);
            ref var row = ref _messages[message];
            if (definition.DeadLetterQueue >= 0 && row.Receives >= definition.MaxReceiveCount)
            {
                Leave(message);
                _rows[queue].DeadLettered++;
                row.Receives = 0;
                Enter(message, definition.DeadLetterQueue); // it keeps the time of its first sending
                Show(message, atFront: false);
                _movedTo = definition.DeadLetterQueue;
                continue;
            }
            row.Receives++;
            unchecked { row.Receipt++; }
            row.State = MessageState.InFlight;
            ref var q = ref _rows[queue];
            q.InFlight++;
            q.Received++;
            q.LastActivity = _calendar.Now;
            _calendar.ScheduleIn(definition.VisibilityTimeout, EventKinds.MessageVisibleDue, message, _messages.GenerationOf(message));
            row.VisibleAt = _calendar.Now + definition.VisibilityTimeout;
            return message;
        }
        return None;
    }

    /// <summary>The queue to which the newest receive moved messages, or -1; whoever waits there is to be told. Taking it clears it.</summary>
    public int TakeMoved()
    {
        var moved = _movedTo;
        _movedTo = None;
        return moved;
    }

    /// <summary>Deletes a message by the receipt of one receive; false when it is gone or has been received again since.</summary>
    public bool Delete(int message, uint generation, uint receipt)
    {
        if (!_messages.IsCurrent(message, generation) || _messages[message].Receipt != receipt) return false;
        ref var row = ref _messages[message];
        ref var queue = ref _rows[row.Queue];
        queue.Deleted++;
        queue.LastActivity = _calendar.Now;
        Remove(message);
        return true;
    }

    /// <summary>Generation of a message's slot.</summary>
    public uint GenerationOf(int message) => _messages.GenerationOf(message);

    /// <summary>A delay or visibility timeout is over; the queue that has a message to give now, or -1.</summary>
    public int OnVisibleDue(in Event e)
    {
        if (!_messages.IsCurrent(in e)) return None;
        ref var row = ref _messages[e.Subject];
        if (row.State == MessageState.Visible || (row.State == MessageState.InFlight && row.VisibleAt > _calendar.Now)) return None;
        var wasInFlight = row.State == MessageState.InFlight;
        if (wasInFlight)
        {
            _rows[row.Queue].InFlight--;
            _rows[row.Queue].Returned++;
        }
        else
        {
            _rows[row.Queue].Delayed--;
        }
        Show(e.Subject, atFront: wasInFlight); // it is older than those that wait
        return row.Queue;
    }

    /// <summary>The retention of a queue's oldest messages is over.</summary>
    public void OnExpiryDue(int queue)
    {
        ref var line = ref _lines[queue];
        line.IsExpiryScheduled = false;
        while (line.OldestSent is not None and var oldest && _messages[oldest].Sent + _definitions[queue].Retention <= _calendar.Now)
        {
            _rows[queue].Expired++;
            Remove(oldest);
        }
        ScheduleExpiry(queue);
    }

    private void Enter(int message, int queue)
    {
        ref var row = ref _messages[message];
        ref var line = ref _lines[queue];
        row.Queue = queue;
        // In order of sending: only a message moved from another queue is older than the newest.
        var after = line.NewestSent;
        while (after != None && _messages[after].Sent > row.Sent) after = _messages[after].PreviousSent;
        row.PreviousSent = after;
        row.NextSent = after == None ? line.OldestSent : _messages[after].NextSent;
        if (row.NextSent == None) line.NewestSent = message;
        else _messages[row.NextSent].PreviousSent = message;
        if (after == None) line.OldestSent = message;
        else _messages[after].NextSent = message;
        ref var q = ref _rows[queue];
        q.Sent++;
        q.LastActivity = _calendar.Now;
        q.OldestSent = _messages[line.OldestSent].Sent;
        ScheduleExpiry(queue);
    }

    private void Leave(int message)
    {
        ref var row = ref _messages[message];
        ref var line = ref _lines[row.Queue];
        if (row.PreviousSent == None) line.OldestSent = row.NextSent;
        else _messages[row.PreviousSent].NextSent = row.NextSent;
        if (row.NextSent == None) line.NewestSent = row.PreviousSent;
        else _messages[row.NextSent].PreviousSent = row.PreviousSent;
        _rows[row.Queue].OldestSent = line.OldestSent == None ? Instant.MaxValue : _messages[line.OldestSent].Sent;
    }

    private void Remove(int message)
    {
        ref var row = ref _messages[message];
        switch (row.State)
        {
            case MessageState.Visible: Hide(message); break;
            case MessageState.InFlight: _rows[row.Queue].InFlight--; break;
            default: _rows[row.Queue].Delayed--; break;
        }
        Leave(message);
        _messages.Remove(message);
    }

    private void Show(int message, bool atFront)
    {
        ref var row = ref _messages[message];
        ref var line = ref _lines[row.Queue];
        row.State = MessageState.Visible;
        _rows[row.Queue].Visible++;
        if (line.FirstVisible == None)
        {
            row.NextVisible = None;
            line.FirstVisible = line.LastVisible = message;
        }
        else if (atFront)
        {
            row.NextVisible = line.FirstVisible;
            line.FirstVisible = message;
        }
        else
        {
            row.NextVisible = None;
            _messages[line.LastVisible].NextVisible = message;
            line.LastVisible = message;
        }
    }

    // Most often the head is taken; a deletion or expiry of one further back walks there.
    private void Hide(int message)
    {
        ref var row = ref _messages[message];
        ref var line = ref _lines[row.Queue];
        _rows[row.Queue].Visible--;
        var before = None;
        for (var m = line.FirstVisible; m != message; m = _messages[m].NextVisible) before = m;
        if (before == None) line.FirstVisible = row.NextVisible;
        else _messages[before].NextVisible = row.NextVisible;
        if (line.LastVisible == message) line.LastVisible = before;
    }

    private void ScheduleExpiry(int queue)
    {
        ref var line = ref _lines[queue];
        if (line.IsExpiryScheduled || line.OldestSent == None) return;
        line.IsExpiryScheduled = true;
        var at = _messages[line.OldestSent].Sent + _definitions[queue].Retention;
        _calendar.Schedule(at > _calendar.Now ? at : _calendar.Now, EventKinds.MessageExpiryDue, queue);
    }

    private struct Line
    {
        public int OldestSent;
        public int NewestSent;
        public int FirstVisible;
        public int LastVisible;
        public bool IsExpiryScheduled;
    }
}
