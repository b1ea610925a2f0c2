using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// When a service may start tasks: a launch rate (ECS-TH-03), and a growing delay while tasks keep failing before RUNNING (ECS-TH-01/02):
/// delay(n) = 0 for n &lt; 3, else min(cap, first × 2^(n − 3)) after n failures in a row. AWS: Amazon ECS Developer Guide, "Amazon ECS service throttle logic".
/// </summary>
internal sealed class StartThrottle
{
    /// <summary>Failures in a row before the delay begins and the service event is emitted (ECS-TH-02).</summary>
    public const int Patience = 3;

    // Regions whose Fargate services may launch 500 tasks a minute; 125 elsewhere (ECS-TH-03).
    private static readonly HashSet<string> LargeRegions = new(StringComparer.Ordinal)
    {
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
        "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
    };

    private readonly Duration _first;
    private readonly Duration _cap;
    private readonly TokenBucket _rate;
    private bool _forWantOfRoom;

    /// <summary>The throttle of a service.</summary>
    public StartThrottle(Scenario scenario, bool onFargate)
    {
        var model = scenario.Model;
        _first = model.Get(ModelCatalog.StartBackoff);
        _cap = DatedBehaviour.StartBackoffCap(scenario);
        var perMinute = model.Get(ModelCatalog.ServiceLaunchesPerMinute);
        if (onFargate && !LargeRegions.Contains(scenario.Region) && !model.Overrides(ModelCatalog.ServiceLaunchesPerMinute)) perMinute /= 4;
        _rate = new TokenBucket(model.Get(ModelCatalog.ServiceLaunchShape) == "even" ? 1 : perMinute, perMinute / 60.0);
    }

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

    /// <summary>Takes the right to one start, if there is one now.</summary>
    public bool TryStart(Instant now) => now >= Until && _rate.TryTake(now);

    /// <summary>When the next start is allowed.</summary>
    public Instant NextAt(Instant now)
    {
        var at = _rate.NextAt(now);
        return at < Until ? Until : at;
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

    /// <summary>A task reached RUNNING, or a new deployment began.</summary>
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
