namespace Simulator.Model;

/// <summary>
/// The routing decision of one target group (or of a service without one): load balancing keeps the members, traffic asks for a target for each
/// request and reports its end. Members are task rows. All members are peers; fail-open (ALB-HC-07) is load balancing's choice of members.
/// </summary>
public interface ITargetSelector
{
    /// <summary>Members now.</summary>
    int Count { get; }

    /// <summary>Chooses the task row to which the next request goes and counts the request as given to it; -1 when there is no member.</summary>
    int Choose();

    /// <summary>A request given to <paramref name="task"/> ended; it may no longer be a member.</summary>
    /// <param name="task">Task row.</param>
    void OnEnded(int task);

    /// <summary>Adds a member; it must be none yet.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="inFlight">Requests it holds already.</param>
    void Add(int task, int inFlight);

    /// <summary>Removes a member; does nothing when it is none.</summary>
    /// <param name="task">Task row.</param>
    void Remove(int task);
}

/// <summary>A listener rule that divides requests between two target groups by weight: it chooses the group first, then one of its targets.</summary>
public interface IListenerRule : ITargetSelector
{
    /// <summary>Target group to which the newest request was sent, whether it had a target or not.</summary>
    int LastTargetGroup { get; }

    /// <summary>Target group over which requests reach a task that the rule has chosen.</summary>
    /// <param name="task">Task row.</param>
    int TargetGroupOf(int task);
}
