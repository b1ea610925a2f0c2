using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// The launch rate of a service (ECS-TH-03). The delay after failed starts is its deployments' own (<see cref="StartBackoff"/>).
/// AWS: AWS General Reference, Amazon ECS service quotas.
/// </summary>
internal sealed class StartThrottle
{
    // Regions whose Fargate services may launch 500 tasks a minute; 125 elsewhere (ECS-TH-03).
    private static readonly HashSet<string> LargeRegions = new(StringComparer.Ordinal)
    {
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
        "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
    };

    private readonly TokenBucket _rate;

    /// <summary>The throttle of a service.</summary>
    public StartThrottle(Scenario scenario, bool onFargate)
    {
        var model = scenario.Model;
        var perMinute = model.Get(ModelCatalog.ServiceLaunchesPerMinute);
        if (onFargate && !LargeRegions.Contains(scenario.Region) && !model.Overrides(ModelCatalog.ServiceLaunchesPerMinute)) perMinute /= 4;
        _rate = new TokenBucket(model.Get(ModelCatalog.ServiceLaunchShape) == "even" ? 1 : perMinute, perMinute / 60.0);
    }

    /// <summary>Takes the right to one start, if there is one now.</summary>
    public bool TryStart(Instant now) => _rate.TryTake(now);

    /// <summary>When the rate allows the next start.</summary>
    public Instant NextAt(Instant now) => _rate.NextAt(now);
}
