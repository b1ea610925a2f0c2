using Simulator.Kernel;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>How long messages took from sending to deletion, by queue, and the exact state of queues at the end of each interval.</summary>
public sealed class QueueRecorder : IQueueObserver
{
    private readonly QueueStatistics[] _queues;

    /// <summary>A recorder for some queues.</summary>
    /// <param name="queues">How many.</param>
    public QueueRecorder(int queues)
    {
        _queues = new QueueStatistics[queues];
        for (var i = 0; i < queues; i++) _queues[i] = new QueueStatistics();
    }

    /// <inheritdoc/>
    public void OnProcessed(int queue, Instant sent, Instant now) => _queues[queue].Latency.Record(now - sent);

    /// <summary>Statistics of a queue.</summary>
    internal QueueStatistics Of(int queue) => _queues[queue];

    /// <summary>Forgets what was measured; totals count from here.</summary>
    internal void EndWarmUp(SlabView<Model.Tables.QueueRow> rows)
    {
        for (var i = 0; i < _queues.Length; i++) _queues[i] = new QueueStatistics { AtStart = rows[i], LastInterval = _queues[i].LastInterval };
    }
}

/// <summary>Statistics of one queue since the end of the warm-up.</summary>
internal sealed class QueueStatistics
{
    /// <summary>From sending to deletion.</summary>
    public LogLinearHistogram Latency { get; } = new();

    /// <summary>Age of the oldest message, at the end of each interval.</summary>
    public Tally Age { get; } = new();

    /// <summary>Visible messages, at the end of each interval.</summary>
    public Tally Visible { get; } = new();

    /// <summary>Messages in flight, at the end of each interval.</summary>
    public Tally InFlight { get; } = new();

    /// <summary>Counts when the statistics began.</summary>
    public Model.Tables.QueueRow AtStart { get; init; }

    /// <summary>Counts at the end of the last interval.</summary>
    public Model.Tables.QueueRow LastInterval { get; set; }
}
