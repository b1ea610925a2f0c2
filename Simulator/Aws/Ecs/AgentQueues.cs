using Simulator.Aws.Ecs.Placement;

namespace Simulator.Aws.Ecs;

/// <summary>
/// The container agents: one first-in-first-out queue of new tasks for each instance, and the agent's own ledger of what is really in use (ECS-AG-01). The head is
/// admitted when everything it needs is free; if it does not fit, nothing behind it is tried. A task's resources are free for the agent when its containers
/// have stopped, later than for placement (ECS-TL-05).
/// AWS: aws/amazon-ecs-agent, agent/engine/docker_task_engine.go and host_resource_manager.go.
/// </summary>
internal sealed class AgentQueues(EcsTables tables, PlacementEngine engine)
{
    private readonly int _words = engine.Index.Ports.Words;
    private ulong[] _ports = [];

    /// <summary>A new instance has nothing in use.</summary>
    public void Open(int instance)
    {
        var end = (instance + 1) * _words;
        if (end > _ports.Length) Array.Resize(ref _ports, Math.Max(end, _ports.Length * 2));
        Array.Clear(_ports, instance * _words, _words);
    }

    /// <summary>A task's payload reached the agent: it joins the end of the queue.</summary>
    public void Enqueue(int task)
    {
        ref var links = ref tables.LinksOf(task);
        ref var host = ref tables.LinksOfInstance(tables.Tasks[task].ContainerInstance);
        links.Marks |= TaskMarks.Queued;
        links.NextInLine = -1;
        links.PreviousInLine = host.QueueTail;
        if (host.QueueTail < 0) host.QueueHead = task;
        else tables.LinksOf(host.QueueTail).NextInLine = task;
        host.QueueTail = task;
    }

    /// <summary>Whether the task is in its agent's queue or was admitted.</summary>
    public bool Knows(int task) => tables.LinksOf(task).Has(TaskMarks.Queued | TaskMarks.Admitted);

    /// <summary>Admits the head of an instance's queue if it fits; -1 when it does not or nothing waits.</summary>
    public int AdmitNext(int instance)
    {
        var task = tables.LinksOfInstance(instance).QueueHead;
        if (task < 0 || !Fits(task, instance)) return -1;
        Unlink(task, instance);
        Admit(task);
        return task;
    }

    /// <summary>Takes a task's resources without a queue: it was there from the start.</summary>
    public void Admit(int task)
    {
        ref var links = ref tables.LinksOf(task);
        links.Marks |= TaskMarks.Admitted;
        Use(engine[links.Profile], tables.Tasks[task].ContainerInstance, 1);
    }

    /// <summary>The task leaves the queue, or gives its resources back because its containers have stopped; true when the queue may move.</summary>
    public bool Leave(int task)
    {
        ref var links = ref tables.LinksOf(task);
        var instance = tables.Tasks[task].ContainerInstance;
        if (links.Has(TaskMarks.Queued))
        {
            Unlink(task, instance);
            return true;
        }
        if (!links.Has(TaskMarks.Admitted)) return false;
        links.Marks &= ~TaskMarks.Admitted;
        Use(engine[links.Profile], instance, -1);
        return true;
    }

    private bool Fits(int task, int instance)
    {
        var profile = engine[tables.LinksOf(task).Profile];
        ref var host = ref tables.LinksOfInstance(instance);
        if (host.FreeCpu < profile.Need[0] || host.FreeMemory < profile.Need[1] || host.FreeGpus < profile.Need[3]) return false;
        for (var w = 0; w < profile.Ports.Length; w++)
        {
            if ((_ports[(instance * _words) + w] & profile.Ports[w]) != 0) return false;
        }
        return true;
    }

    private void Use(PlacementProfile profile, int instance, int sign)
    {
        ref var host = ref tables.LinksOfInstance(instance);
        host.FreeCpu -= sign * profile.Need[0];
        host.FreeMemory -= sign * profile.Need[1];
        host.FreeGpus -= sign * profile.Need[3];
        for (var w = 0; w < profile.Ports.Length; w++)
        {
            ref var word = ref _ports[(instance * _words) + w];
            word = sign > 0 ? word | profile.Ports[w] : word & ~profile.Ports[w];
        }
    }

    private void Unlink(int task, int instance)
    {
        ref var links = ref tables.LinksOf(task);
        ref var host = ref tables.LinksOfInstance(instance);
        links.Marks &= ~TaskMarks.Queued;
        if (links.PreviousInLine < 0) host.QueueHead = links.NextInLine;
        else tables.LinksOf(links.PreviousInLine).NextInLine = links.NextInLine;
        if (links.NextInLine < 0) host.QueueTail = links.PreviousInLine;
        else tables.LinksOf(links.NextInLine).PreviousInLine = links.PreviousInLine;
        links.NextInLine = links.PreviousInLine = -1;
    }
}
