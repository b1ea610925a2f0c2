using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Queues, and how tasks work on them.</summary>
internal sealed class QueueCompiler(CompileContext c)
{
    public ImmutableArray<QueueDefinition> Compile(ObjectView root)
    {
        var views = root.List(ScenarioTable.Queues);
        for (var i = 0; i < views.Count; i++)
        {
            var name = views[i].Get(QueueTable.Name, "");
            if (name is "cluster" or "cost") c.Report(views[i], QueueTable.Name, $"a queue cannot be named `{name}`: its metrics could not be told from those of the {name}", "another name");
            c.Queues.Add(name, i, views[i], QueueTable.Name, c);
        }
        return [.. views.Select(CompileOne)];
    }

    /// <summary>A queue's metrics go by its name, as a service's do.</summary>
    public void CheckNames(ObjectView root)
    {
        foreach (var v in root.List(ScenarioTable.Queues))
        {
            var name = v.Get(QueueTable.Name, "");
            if (c.Services.Contains(name)) c.Report(v, QueueTable.Name, $"the queue `{name}` has the name of a service: their metrics could not be told apart", $"{name}-queue");
        }
    }

    /// <summary>How the tasks of an application work on a queue; null after a report.</summary>
    public MessageDefinition? MessageOf(ObjectView v)
    {
        var queue = -1;
        if (v.Find(MessageTable.Queue) is { } reference) queue = c.Queues.Resolve(reference, c);
        else if (c.Queues.Names.Count == 1) queue = 0;
        else if (!v.IsBad(MessageTable.Queue)) c.Report(v.Position, v.Path, c.Queues.Names.Count == 0 ? "there is no queue to work on" : $"there are {c.Queues.Names.Count} queues: `queue` must say which", "queue: jobs");
        var message = new MessageDefinition
        {
            Queue = queue,
            Cpu = v.Get(MessageTable.Cpu, DistributionDefinition.Constant(0)),
            Wait = v.Get(MessageTable.Wait, DistributionDefinition.Constant(0)),
            Order = v.Get(MessageTable.Order, RequestOrder.WaitThenCpu),
            Batch = v.Get(MessageTable.Batch, 1),
            Concurrency = v.Get(MessageTable.Concurrency, 1),
            ReceiveWait = v.Maybe(MessageTable.WaitTime),
            PollInterval = v.Get(MessageTable.PollInterval, Duration.FromSeconds(1L)),
            FailureRate = v.Get(MessageTable.FailureRate, 0) / 100,
        };
        if (message.Cpu.Mean + message.Wait.Mean == 0 && !v.IsBad(MessageTable.Cpu) && !v.IsBad(MessageTable.Wait))
            c.Report(v.Position, v.Path, "a message takes neither cpu nor wait: it would cost nothing", "cpu: {distribution: exponential, mean: 400ms}");
        return queue < 0 ? null : message;
    }

    private QueueDefinition CompileOne(ObjectView v)
    {
        if (v.Get(QueueTable.Fifo, false)) c.Report(v, QueueTable.Fifo, "FIFO queues are not simulated", "leave fifoQueue out: a standard queue");
        var dead = -1;
        var receives = 0;
        if (v.Find(QueueTable.Redrive) is { } redrive)
        {
            if (redrive.Find(RedrivePolicyTable.Queue) is { } reference) dead = c.Queues.Resolve(reference, c);
            receives = redrive.Get(RedrivePolicyTable.MaxReceives, 1);
            if (dead >= 0 && c.Queues.Names[dead] == v.Get(QueueTable.Name, "")) c.Report(redrive.Position, redrive.Path, "a queue cannot be its own dead-letter queue", "another queue");
        }
        return new QueueDefinition(
            v.Get(QueueTable.Name, ""), v.Get(QueueTable.VisibilityTimeout, Duration.FromSeconds(30L)), v.Get(QueueTable.Delay, Duration.Zero),
            v.Get(QueueTable.Retention, Duration.FromHours(96)), v.Get(QueueTable.WaitTime, Duration.Zero), dead, receives);
    }
}
