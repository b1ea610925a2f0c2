namespace Simulator.Model.Definitions;

/// <summary>
/// What AWS changed at a known time: the wall clock at which a run begins decides which behaviour holds, and constants under <c>model:</c> can say
/// otherwise. A run that spans a change keeps the behaviour of its beginning.
/// </summary>
public static class DatedBehaviour
{
    /// <summary>Unhealthy tasks are replaced start-first (ECS-HL-01).</summary>
    public static readonly DateTimeOffset StartFirstReplacement = Day(2023, 10, 1);

    /// <summary>Lost tasks are replaced with their own revision during a deployment (ECS-RU-05), scale-out raises both revisions (ECS-RU-06).</summary>
    public static readonly DateTimeOffset SameRevisionReplacement = Day(2025, 11, 1);

    /// <summary>The largest start delay is 27 minutes instead of 15 (ECS-TH-01); known only to lie after June 2023.</summary>
    public static readonly DateTimeOffset LongStartBackoff = Day(2023, 7, 1);

    /// <summary>Eligible new services are rebalanced over zones unless they say otherwise (ECS-AZ-01).</summary>
    public static readonly DateTimeOffset ZoneRebalancingByDefault = Day(2025, 9, 5);

    /// <summary>500 tasks of a cluster may wait for capacity instead of 300 (ECS-CP-03); known only to hold by 2025.</summary>
    public static readonly DateTimeOffset ProvisioningQuota500 = Day(2025, 1, 1);

    /// <summary>Fargate counts the vCPUs of an account instead of its tasks (ECS-EV-03); known to a month.</summary>
    public static readonly DateTimeOffset FargateVcpuQuotas = Day(2022, 10, 1);

    private const int OldProvisioningQuota = 300;
    private static readonly Kernel.Duration OldStartBackoffCap = Kernel.Duration.FromMinutes(15);

    /// <summary>Whether unhealthy tasks are replaced start-first.</summary>
    public static bool StartsReplacementFirst(Scenario scenario) => Holds(scenario, ModelCatalog.UnhealthyReplacement, "startFirst", StartFirstReplacement);

    /// <summary>Whether a lost task of an older revision is replaced with its own revision.</summary>
    public static bool ReplacesWithSameRevision(Scenario scenario) => Holds(scenario, ModelCatalog.LostTaskRevision, "same", SameRevisionReplacement);

    /// <summary>Whether an eligible service that does not say so is rebalanced.</summary>
    public static bool RebalancesByDefault(Scenario scenario) => Holds(scenario, ModelCatalog.ZoneRebalancingDefault, "on", ZoneRebalancingByDefault);

    /// <summary>The largest delay of the start back-off.</summary>
    public static Kernel.Duration StartBackoffCap(Scenario scenario) =>
        scenario.Run.Start < LongStartBackoff && !scenario.Model.Overrides(ModelCatalog.StartBackoffCap) ? OldStartBackoffCap : scenario.Model.Get(ModelCatalog.StartBackoffCap);

    /// <summary>Tasks of a cluster that may wait for capacity at once.</summary>
    public static int ProvisioningLimit(Scenario scenario) =>
        scenario.Run.Start < ProvisioningQuota500 && !scenario.Model.Overrides(ModelCatalog.ProvisioningLimit)
            ? OldProvisioningQuota
            : (int)Math.Min(int.MaxValue, scenario.Model.Get(ModelCatalog.ProvisioningLimit));

    /// <summary>Fargate tasks that an account may run at once.</summary>
    public static long FargateTaskQuota(Scenario scenario) =>
        scenario.Model.Overrides(ProviderModel.FargateTaskQuota) || (AccountQuotas.Hold(scenario.Model) && scenario.Run.Start < FargateVcpuQuotas)
            ? (long)scenario.Model.Get(ProviderModel.FargateTaskQuota)
            : long.MaxValue;

    private static bool Holds(Scenario scenario, ModelConstant<string> constant, string newer, DateTimeOffset since)
    {
        var choice = scenario.Model.Get(constant);
        return choice == "byDate" ? scenario.Run.Start >= since : choice == newer;
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
