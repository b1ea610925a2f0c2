using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Aws.LoadBalancing;

/// <summary>A task in a target group.</summary>
internal struct Target
{
    /// <summary>Target group index.</summary>
    public int Group;

    /// <summary>Task row.</summary>
    public int Task;

    /// <summary>State.</summary>
    public TargetState State;

    /// <summary>Whether the nodes know of it: its registration has propagated.</summary>
    public bool IsKnown;

    /// <summary>Whether the selector may choose it.</summary>
    public bool IsMember;

    /// <summary>Whether its failing checks end by the timeout.</summary>
    public bool Hangs;

    /// <summary>The next target of the same task, or -1.</summary>
    public int NextOfTask;

    /// <summary>Its first health check.</summary>
    public Instant FirstCheck;

    /// <summary>Since when its application fails checks; equal to <see cref="AnswersFrom"/> when it answers.</summary>
    public Instant FailsFrom;

    /// <summary>From when on its application answers.</summary>
    public Instant AnswersFrom;

    /// <summary>When the next check changes its state; an event for another moment is stale.</summary>
    public Instant ChangeAt;

    /// <summary>Into which state.</summary>
    public TargetState ChangeTo;
}
