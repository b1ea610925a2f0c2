using Simulator.Model.Definitions;

namespace Simulator.Aws.Fargate;

/// <summary>Launch quotas of an account by Region (FG-Q-01; AWS General Reference, "Amazon ECS endpoints and quotas").</summary>
internal static class FargateQuotas
{
    /// <summary>Burst outside the larger Regions.</summary>
    public const double SmallRegionBurst = 25;

    /// <summary>Launches a second outside the larger Regions.</summary>
    public const double SmallRegionRate = 5;

    private static readonly string[] LargerRegions =
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
        "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
    ];

    /// <summary>Burst and rate: what the scenario sets by name, else what its Region has.</summary>
    public static (double Burst, double PerSecond) LaunchBucket(Scenario scenario)
    {
        var model = scenario.Model;
        var larger = Array.IndexOf(LargerRegions, scenario.Region) >= 0;
        return (Of(ModelCatalog.FargateLaunchBurst, SmallRegionBurst), Of(ModelCatalog.FargateLaunchRate, SmallRegionRate));

        double Of(ModelConstant<double> constant, double small) => larger || model.Overridden.Contains(constant.Name, StringComparer.Ordinal) ? model.Get(constant) : small;
    }
}
