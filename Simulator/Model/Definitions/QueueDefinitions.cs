using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>A standard queue (SQS CreateQueue).</summary>
/// <param name="Name">QueueName.</param>
/// <param name="VisibilityTimeout">VisibilityTimeout: how long a received message is hidden from others; 30 s by default.</param>
/// <param name="Delay">DelaySeconds of new messages.</param>
/// <param name="Retention">MessageRetentionPeriod, counted from when a message was first sent; 4 days by default.</param>
/// <param name="ReceiveWait">ReceiveMessageWaitTimeSeconds: how long a receive waits for a message (long polling); 0 answers at once.</param>
/// <param name="DeadLetterQueue">RedrivePolicy: index of the queue that takes messages nobody could process; -1 for none.</param>
/// <param name="MaxReceiveCount">RedrivePolicy: receives after which a message goes there.</param>
public sealed record QueueDefinition(
    string Name, Duration VisibilityTimeout, Duration Delay, Duration Retention, Duration ReceiveWait, int DeadLetterQueue, int MaxReceiveCount);

/// <summary>What a message needs and how a task works on a queue.</summary>
public sealed record MessageDefinition
{
    /// <summary>Index of the queue.</summary>
    public required int Queue { get; init; }

    /// <summary>vCPU time in seconds.</summary>
    public DistributionDefinition Cpu { get; init; } = DistributionDefinition.Constant(0);

    /// <summary>Time in the task without CPU, in seconds.</summary>
    public DistributionDefinition Wait { get; init; } = DistributionDefinition.Constant(0);

    /// <summary>Order of wait and CPU.</summary>
    public RequestOrder Order { get; init; }

    /// <summary>MaxNumberOfMessages of a receive, 1–10; a worker deals with them one after the other.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Workers in a task, each of which receives, processes and deletes by itself.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>WaitTimeSeconds of a receive, or null for the queue's own.</summary>
    public Duration? ReceiveWait { get; init; }

    /// <summary>Time from an empty answer to the next receive, for receives that do not wait.</summary>
    public Duration PollInterval { get; init; } = Duration.FromSeconds(1L);

    /// <summary>Share of the messages that fail, 0–1: the work is done, the message is not deleted.</summary>
    public double FailureRate { get; init; }
}

/// <summary>Messages into a queue.</summary>
/// <param name="Name">Workload name.</param>
/// <param name="Queue">Index of the queue.</param>
/// <param name="Rate">Rate over time.</param>
/// <param name="Arrivals">Arrival process.</param>
public sealed record MessageWorkloadDefinition(string Name, int Queue, RateDefinition Rate, ArrivalProcess Arrivals) : WorkloadDefinition(Name);

/// <summary>CPU that a task uses for a while from its start, on top of everything else: compilation, caches, connections (AS-PX-11).</summary>
/// <param name="VCpus">vCPUs it uses, as far as the task has them.</param>
/// <param name="Length">How long, from RUNNING on.</param>
public sealed record StartupCpu(double VCpus, Duration Length);
