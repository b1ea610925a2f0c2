using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// AWS/SQS, by the minute. A queue that nobody has used for six hours stops publishing, and takes a while to begin again (AS-MET-07).
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
/// </summary>
internal sealed class QueueMetrics
{
    private readonly SlabView<QueueRow> _queues;
    private readonly Duration _idle;
    private readonly Duration _wake;
    private readonly Row[] _rows; // by series

    public QueueMetrics(Scenario scenario, MonitoringPlan plan, SlabView<QueueRow> queues)
    {
        _queues = queues;
        _idle = scenario.Model.Get(ModelCatalog.QueueMetricIdle);
        _wake = scenario.Model.Get(ModelCatalog.QueueMetricWake);
        _rows = new Row[plan.Series.Length];
        for (var i = 0; i < _rows.Length; i++)
        {
            if (plan.Series[i].Source == MetricSource.Queue) _rows[i] = new Row { Queue = plan.Series[i].Entity, Name = plan.Series[i].Metric.MetricName };
        }
    }

    /// <summary>The datapoint of the bucket that ends now.</summary>
    public Datapoint Sample(int series, Instant start, Instant now)
    {
        ref var row = ref _rows[series];
        ref readonly var queue = ref _queues[row.Queue];
        if (!IsAwake(ref row, in queue, start, now)) return Datapoint.Missing;
        return row.Name switch
        {
            "ApproximateNumberOfMessagesVisible" => Datapoint.Of(queue.Visible),
            "ApproximateNumberOfMessagesNotVisible" => Datapoint.Of(queue.InFlight),
            "ApproximateNumberOfMessagesDelayed" => Datapoint.Of(queue.Delayed),
            "ApproximateAgeOfOldestMessage" => Datapoint.Of(queue.OldestSent == Instant.MaxValue ? 0 : Math.Floor((now - queue.OldestSent).Seconds)),
            "NumberOfMessagesReceived" => Datapoint.Of(row.Advance(queue.Received)),
            "NumberOfMessagesDeleted" => Datapoint.Of(row.Advance(queue.Deleted)),
            _ => Datapoint.Of(row.Advance(queue.Sent)),
        };
    }

    // A queue that holds messages is in use, whatever is done with them.
    private bool IsAwake(ref Row row, in QueueRow queue, Instant start, Instant now)
    {
        var isUsed = queue.Visible + queue.InFlight + queue.Delayed > 0 || queue.LastActivity >= start;
        if (isUsed)
        {
            if (row.IsAsleep) (row.IsAsleep, row.WakesAt) = (false, queue.LastActivity + _wake);
            return now >= row.WakesAt;
        }
        if (now - queue.LastActivity > _idle) row.IsAsleep = true;
        return !row.IsAsleep && now >= row.WakesAt;
    }

    private struct Row
    {
        public int Queue;
        public string Name;
        public long Last;
        public bool IsAsleep;
        public Instant WakesAt;

        public long Advance(long total)
        {
            var difference = total - Last;
            Last = total;
            return difference;
        }
    }
}
