using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>The model constants of EC2 instances, Auto Scaling groups and Spot; part of <see cref="ModelCatalog.All"/>.</summary>
public static class Ec2Constants
{
    private static readonly List<ModelConstant> List = [];

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ModelConstant> All => List;

    /// <summary>How soon a group tries again after a launch that failed.</summary>
    public static readonly ModelConstant<Duration> GroupLaunchRetry = Time("groupLaunchRetry", 60,
        "AWS says only that failed launches are tried again; activity histories show about a minute between attempts (ASG-LC-05, ASG-LC-07).");

    /// <summary>When a group evens its zones out: whenever they are unequal, or only after one of the occasions that AWS lists.</summary>
    public static readonly ModelConstant<string> GroupRebalancing = Choice("groupRebalancing", "whenUnequal", ["whenUnequal", "occasions"],
        "AWS describes the process AZRebalance as balancing whenever zones become unequal, and lists occasions elsewhere: zones of the group changed, an instance terminated or put in Standby by hand, capacity that came back (ASG-RB-01).");

    /// <summary>How long a group waits for an impaired instance to recover.</summary>
    public static readonly ModelConstant<Duration> ImpairedInstanceWait = Time("impairedInstanceWait", 180,
        "AWS says a few minutes (ASG-HC-02).");

    /// <summary>How long the system status check of an instance fails before EC2 recovers it.</summary>
    public static readonly ModelConstant<Duration> AutomaticRecoveryWait = Time("automaticRecoveryWait", 120,
        "AWS does not say after how long; CloudWatch's recover action, which does the same, is set to two failed checks of a minute (ASG-HC-05).");

    /// <summary>Length of an impairment whose failure gives none.</summary>
    public static readonly ModelConstant<DistributionDefinition> ImpairmentRepair = Distribution("impairmentRepair", DistributionDefinition.Uniform(180, 1200),
        "AWS publishes no repair times; 3 to 20 minutes are a practitioner's guess (ASG-AV-02).");

    /// <summary>Share of a cold launch that starting a stopped warm instance takes.</summary>
    public static readonly ModelConstant<double> WarmStoppedStartShare = Number("warmStoppedStartShare", 0.5,
        "Unpublished; the first boot's set-up is saved, the boot itself is not (ASG-LT-02).");

    /// <summary>Share of a cold launch that waking a hibernated warm instance takes.</summary>
    public static readonly ModelConstant<double> WarmHibernatedStartShare = Number("warmHibernatedStartShare", 0.35,
        "Unpublished; memory is read back instead of booting (ASG-WP-01).");

    /// <summary>From the decision to InService of a warm instance that runs; its agent registers as soon after.</summary>
    public static readonly ModelConstant<DistributionDefinition> WarmRunningStart = Distribution("warmRunningStart", DistributionDefinition.Uniform(2, 6),
        "Seconds in practice; the agent polls the metadata for its life-cycle state (ASG-LT-02, ASG-WP-03).");

    /// <summary>Factor on the rates at which Spot pools are reclaimed; 0 switches reclaiming off.</summary>
    public static readonly ModelConstant<double> SpotInterruptionScale = Number("spotInterruptionScale", 1,
        "Spot instances are interrupted at the rate of the published band of their type, because whoever uses Spot expects it (ASG-SP-03).");

    /// <summary>Share of a type's instances reclaimed in a month in the open band above 20 %.</summary>
    public static readonly ModelConstant<double> SpotTopBandFrequency = Number("spotTopBandFrequency", 0.25,
        "The band has no upper end; the closed ones count with their middle (ASG-SP-03).");

    /// <summary>Share of a pool's instances that one reclaim takes, each by its own draw.</summary>
    public static readonly ModelConstant<double> SpotReclaimShare = Number("spotReclaimShare", 0.3,
        "Unpublished; interruptions within a pool come together. Reclaims are rarer by the same factor, so that an instance's own rate stays the band's (ASG-SP-03).");

    /// <summary>How long a pool has no capacity to give after a reclaim.</summary>
    public static readonly ModelConstant<Duration> SpotPoolRecovery = Time("spotPoolRecovery", 1800,
        "Unpublished; capacity that was just taken back is rarely for sale at once (ASG-SP-06).");

    /// <summary>From the rebalance recommendation to the interruption notice.</summary>
    public static readonly ModelConstant<DistributionDefinition> SpotRebalanceLead = Distribution("spotRebalanceLead", DistributionDefinition.Uniform(0, 300),
        "AWS promises only that it may come earlier than the notice (ASG-SP-01).");

    /// <summary>Spread of a pool's price around its published saving, reached within about a week.</summary>
    public static readonly ModelConstant<double> SpotPriceDrift = Number("spotPriceDrift", 0.1,
        "Spot prices move slowly; ±10 % a week is a guess, steps come daily, and the first day has the published price (CAT-05).");

    /// <summary>Spread of a pool's free capacity from day to day.</summary>
    public static readonly ModelConstant<double> SpotCapacityNoise = Number("spotCapacityNoise", 0.05,
        "Free capacity is unpublished; the score of a pool is 1 less its share of interruptions, moved daily (ASG-SP-06).");

    /// <summary>Share of the best pool's score from which a pool counts as having enough free capacity.</summary>
    public static readonly ModelConstant<double> SpotCapacityThreshold = Number("spotCapacityThreshold", 0.9,
        "Unpublished; price-capacity-optimized and capacity-optimized-prioritized choose among such pools (ASG-SP-06).");

    /// <summary>vCPUs of On-Demand instances of the standard families, when quotas are on.</summary>
    public static readonly ModelConstant<double> StandardVCpuQuota = Number("standardVCpuQuota", 5,
        "Default of a new account; AWS raises it on request (ASG-LC-07).");

    /// <summary>vCPUs of Spot instances of the standard families, when quotas are on.</summary>
    public static readonly ModelConstant<double> StandardSpotVCpuQuota = Number("standardSpotVCpuQuota", 5,
        "Default of a new account (ASG-LC-07).");

    /// <summary>vCPUs of each accelerated class (G and VT, P, Inf, Trn, DL, F, X), On-Demand and Spot each, when quotas are on.</summary>
    public static readonly ModelConstant<double> AcceleratedVCpuQuota = Number("acceleratedVCpuQuota", 0,
        "Default of a new account: none until AWS grants some (ASG-LC-07).");

    /// <summary>Calls for network interfaces of tasks that an account may make at once, when quotas are on.</summary>
    public static readonly ModelConstant<double> NetworkCallBurst = Number("networkCallBurst", 50, "Bucket of the mutating calls of the EC2 API (ASG-LC-06); a call that is throttled delays its task (ECS-EV-06).");

    /// <summary>Such calls a second an account may sustain, when quotas are on.</summary>
    public static readonly ModelConstant<double> NetworkCallRate = Number("networkCallRate", 5, "Refill of that bucket (ASG-LC-06).");

    /// <summary>How long an instance refresh waits for protected instances before it fails.</summary>
    public static readonly ModelConstant<Duration> RefreshProtectedWait = Time("refreshProtectedWait", 3600,
        "AWS's instance refresh page says an hour (ASG-LC-02).");

    private static ModelConstant<Duration> Time(string name, double seconds, string reason) => Add(new ModelConstant<Duration>(name, Duration.FromSeconds(seconds), reason, []));

    private static ModelConstant<string> Choice(string name, string value, ImmutableArray<string> choices, string reason) => Add(new ModelConstant<string>(name, value, reason, choices));

    private static ModelConstant<double> Number(string name, double value, string reason) => Add(new ModelConstant<double>(name, value, reason, []));

    private static ModelConstant<DistributionDefinition> Distribution(string name, DistributionDefinition value, string reason) =>
        Add(new ModelConstant<DistributionDefinition>(name, value, reason, []));

    private static ModelConstant<T> Add<T>(ModelConstant<T> constant)
        where T : notnull
    {
        List.Add(constant);
        return constant;
    }
}
