using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Tells those that could not be placed when room may have appeared: an instance became ACTIVE, resources were released. One event for an instant, and
/// none while nobody waits.
/// </summary>
internal sealed class CapacitySignal(Calendar calendar)
{
    private uint _generation;
    private Instant _at = Instant.MaxValue;

    /// <summary>How many wait: tasks in PROVISIONING without capacity, and services that could not place a task.</summary>
    public int Waiting { get; set; }

    /// <summary>Whether room may have appeared since the last attempt; otherwise it is the tick.</summary>
    public bool RoomAppeared { get; private set; }

    /// <summary>Room may have appeared.</summary>
    public void Raise()
    {
        if (Waiting == 0) return;
        RoomAppeared = true;
        Request(calendar.Now);
    }

    /// <summary>Asks for another attempt, unless one is due before.</summary>
    public void Request(Instant at)
    {
        if (_at <= at) return;
        _at = at;
        _generation = unchecked(_generation + 1) & (Event.GenerationModulus - 1);
        calendar.Schedule(at, EventKinds.CapacityRetryDue, 0, _generation);
    }

    /// <summary>Whether the event that came is the one that counts; it is then used up.</summary>
    public bool TryTake(in Event e)
    {
        if (e.Generation != _generation || _at == Instant.MaxValue) return false;
        _at = Instant.MaxValue;
        return true;
    }

    /// <summary>The attempt was made.</summary>
    public void Clear() => RoomAppeared = false;
}
