using Simulator.Model.Definitions;

namespace Simulator.Pricing;

/// <summary>One entry of the built-in price list.</summary>
/// <param name="Name">Name under <c>pricing:</c>.</param>
/// <param name="Value">Default.</param>
/// <param name="Unit">USD for what, or what an assumption counts.</param>
/// <param name="Page">Page it comes from.</param>
/// <param name="AsOf">When it was read, as year-month; empty for an assumption.</param>
/// <param name="Note">What it stands for.</param>
public sealed record PriceEntry(string Name, double Value, string Unit, string Page, string AsOf, string Note);

/// <summary>
/// The built-in dated price list: us-east-1, Linux unless stated, in USD before discounts. EC2 instance prices come from the instance catalogue
/// (On-Demand prices of 2026-07-20, Spot savings of June 2025); the other prices are below, each with its page and month. A scenario overrides any of them
/// by name under <c>pricing:</c>, an instance's price by <c>&lt;type&gt;</c> (On-Demand) and <c>&lt;type&gt;.spot</c>, both per hour.
/// </summary>
public static class PriceCatalog
{
    /// <summary>Region whose prices these are; other Regions need overrides.</summary>
    public const string Region = "us-east-1";

    /// <summary>Hours of a month in AWS's calculators; monthly prices are charged by the hour.</summary>
    public const double HoursPerMonth = 730;

    /// <summary>Suffix of an instance type's Spot price.</summary>
    public const string SpotSuffix = ".spot";

    private const string FargatePage = "https://aws.amazon.com/fargate/pricing/";
    private const string EbsPage = "https://aws.amazon.com/ebs/pricing/";
    private const string LoadBalancingPage = "https://aws.amazon.com/elasticloadbalancing/pricing/";
    private const string CloudWatchPage = "https://aws.amazon.com/cloudwatch/pricing/";
    private static readonly List<PriceEntry> List = [];

    /// <summary>All entries in the order of the documentation.</summary>
    public static IReadOnlyList<PriceEntry> All => List;

    internal static readonly PriceEntry FargateVcpuHour = Price("fargateVcpuHour", 0.04048, "vCPU-hour", FargatePage, "2026-06", "Fargate, Linux on x86_64");
    internal static readonly PriceEntry FargateGbHour = Price("fargateGbHour", 0.004445, "GB-hour", FargatePage, "2026-06", "Fargate memory, Linux on x86_64");
    internal static readonly PriceEntry FargateArmVcpuHour = Price("fargateArmVcpuHour", 0.03238, "vCPU-hour", FargatePage, "2026-06", "Fargate, Linux on arm64");
    internal static readonly PriceEntry FargateArmGbHour = Price("fargateArmGbHour", 0.00356, "GB-hour", FargatePage, "2026-06", "Fargate memory, Linux on arm64");

    internal static readonly PriceEntry FargateWindowsVcpuHour =
        Price("fargateWindowsVcpuHour", 0.09148, "vCPU-hour", FargatePage, "2026-06", "Fargate, Windows, without the licence");

    internal static readonly PriceEntry FargateWindowsLicenseVcpuHour =
        Price("fargateWindowsLicenseVcpuHour", 0.046, "vCPU-hour", FargatePage, "2026-06", "Windows licence on Fargate");

    internal static readonly PriceEntry FargateWindowsGbHour = Price("fargateWindowsGbHour", 0.01005, "GB-hour", FargatePage, "2026-06", "Fargate memory, Windows");

    internal static readonly PriceEntry FargateStorageGbHour =
        Price("fargateStorageGbHour", 0.000111, "GB-hour", FargatePage, "2026-06", "Ephemeral storage beyond the 20 GB included");

    internal static readonly PriceEntry FargateSpotFactor = Assumption(
        "fargateSpotFactor", 0.30, "share of the On-Demand price", FargatePage, "Fargate Spot floats at 30–50 % of the On-Demand price: AWS says up to 70 % off");

    internal static readonly PriceEntry EbsGp3GbMonth = Price("ebsGp3GbMonth", 0.08, "GB-month", EbsPage, "2026-07", "gp3 volumes");

    internal static readonly PriceEntry Ec2RootVolumeGb = Assumption("ec2RootVolumeGb", 30, "GB", EbsPage, "Root volume of an instance: the default of ECS-optimized images");

    internal static readonly PriceEntry ManagedInstancesFee = Assumption(
        "managedInstancesFee", 0.12, "share of the On-Demand price", "https://aws.amazon.com/ecs/managed-instances/pricing/", "Management fee of ECS Managed Instances on top of the instance, on Spot ones too: about 12 % by AWS's sample calculator");

    internal static readonly PriceEntry AlbHour = Price("albHour", 0.0225, "load balancer and started hour", LoadBalancingPage, "2026-07", "Application Load Balancer");

    internal static readonly PriceEntry AlbLcuHour = Price("albLcuHour", 0.008, "LCU-hour", LoadBalancingPage, "2026-07", "Load balancer capacity units");

    internal static readonly PriceEntry AlbCount = Assumption(
        "albCount", 1, "load balancers", LoadBalancingPage, "Load balancers in front of all target groups together: a scenario has target groups only");

    internal static readonly PriceEntry AlbConnectionsPerRequest = Assumption(
        "albConnectionsPerRequest", 1, "connections", LoadBalancingPage, "New connections a request opens; 1 is the upper bound, clients that keep connections open cost less");

    internal static readonly PriceEntry AlbKilobytesPerRequest = Assumption(
        "albKilobytesPerRequest", 0, "kB", LoadBalancingPage, "Bytes of a request and its answer; the model does not know them, and 0 leaves that dimension out");

    internal static readonly PriceEntry AlarmMonth = Price("alarmMonth", 0.10, "alarm-month", CloudWatchPage, "2026-07", "CloudWatch alarm of 60 s or more");

    internal static readonly PriceEntry AlarmHighResolutionMonth =
        Price("alarmHighResolutionMonth", 0.30, "alarm-month", CloudWatchPage, "2026-07", "CloudWatch alarm of less than 60 s");

    /// <summary>Whether <paramref name="name"/> is a price: an entry, an instance type of <paramref name="types"/>, or its Spot price.</summary>
    public static bool Knows(string name, IEnumerable<InstanceTypeDefinition> types)
    {
        ArgumentNullException.ThrowIfNull(name);
        var type = name.EndsWith(SpotSuffix, StringComparison.Ordinal) ? name[..^SpotSuffix.Length] : name;
        return List.Exists(e => e.Name == name) || types.Any(t => t.Name == type);
    }

    /// <summary>The value of an entry in a scenario.</summary>
    internal static double Of(Scenario scenario, PriceEntry entry) => scenario.PriceOverrides.TryGetValue(entry.Name, out var value) ? value : entry.Value;

    /// <summary>USD per hour of an instance: its override, else the catalogue's On-Demand price, for Spot less the saving.</summary>
    internal static double OfInstance(Scenario scenario, InstanceTypeDefinition type, bool spot)
    {
        if (scenario.PriceOverrides.TryGetValue(spot ? type.Name + SpotSuffix : type.Name, out var own)) return own;
        var onDemand = scenario.PriceOverrides.TryGetValue(type.Name, out var value) ? value : type.OnDemandUsdPerHour;
        return spot ? onDemand * (1.0 - type.SpotSaving) : onDemand;
    }

    private static PriceEntry Price(string name, double value, string unit, string page, string asOf, string note) => Add(new(name, value, "USD per " + unit, page, asOf, note));

    private static PriceEntry Assumption(string name, double value, string unit, string page, string note) => Add(new(name, value, unit, page, "", note));

    private static PriceEntry Add(PriceEntry entry)
    {
        List.Add(entry);
        return entry;
    }
}
