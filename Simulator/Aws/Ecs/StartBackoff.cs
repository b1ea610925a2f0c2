using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// The growing delay between attempts of a deployment whose tasks keep failing before RUNNING (ECS-TH-01/02): delay(n) = 0 for n &lt; 3, else
/// min(cap, first × 2^(n − 3)) after n failures in a row. Each deployment has its own: a task of another revision that ran and stopped is replaced at once
/// (ECS-HL-02). AWS: Amazon ECS Developer Guide, "Amazon ECS service throttle logic".
/// </summary>
internal sealed class StartBackoff(Scenario scenario)
{
    /// <summary>Failures in a row before the delay begins and the service event is emitted (ECS-TH-02).</summary>
    public const int Patience = 3;

    private readonly Duration _first = scenario.Model.Get(ModelCatalog.StartBackoff);
    private readonly Duration _cap = DatedBehaviour.StartBackoffCap(scenario);
    private bool _forWantOfRoom;

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>No start before this.</summary>
    public Instant Until { get; private set; }

    /// <summary>The delay after <paramref name="failures"/> failures in a row.</summary>
    public Duration DelayAfter(int failures)
    {
        if (failures < Patience) return Duration.Zero;
        var shift = failures - Patience;
        return shift >= 32 || _first.Nanoseconds > _cap.Nanoseconds >> shift ? _cap : new Duration(_first.Nanoseconds << shift);
    }

    /// <summary>A task failed before RUNNING, or could not be placed; true when the event "unable to consistently start tasks" is due.</summary>
    /// <param name="now">When.</param>
    /// <param name="forWantOfRoom">Whether it could not be placed: new capacity then lifts the delay, since only it can change the outcome.</param>
    public bool Fail(Instant now, bool forWantOfRoom)
    {
        Failures++;
        _forWantOfRoom = forWantOfRoom;
        var until = now + DelayAfter(Failures);
        if (until > Until) Until = until;
        return Failures == Patience;
    }

    /// <summary>A task reached RUNNING, or the deployment is the newest again.</summary>
    public void Reset()
    {
        Failures = 0;
        Until = Instant.Zero;
    }

    /// <summary>Capacity appeared: a delay that stands for want of room is lifted.</summary>
    public void RoomAppeared()
    {
        if (_forWantOfRoom) Until = Instant.Zero;
    }
}
