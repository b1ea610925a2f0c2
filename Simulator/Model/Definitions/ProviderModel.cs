namespace Simulator.Model.Definitions;

/// <summary>Model constants of capacity providers: Fargate, managed scaling, Managed Instances.</summary>
public static class ProviderModel
{
    private static readonly ModelConstantList List = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelConstant> All => List.All;

    /// <summary>Fargate's part before the microVM is asked for.</summary>
    public static readonly ModelConstant<DistributionDefinition> FargateScheduling = List.Distribution("fargateScheduling", DistributionDefinition.LognormalFromMedianP95(3, 6.5),
        "A 413 MB image ran 57 s after the task's creation: 37 s of pull, 14 s of machine, the rest (FG-ST-02); the smallest images take 20–35 s in all (FG-ST-01).");

    /// <summary>RunTask calls a second for Fargate, burst and sustained.</summary>
    public static readonly ModelConstant<double> FargateRunTaskRate = List.Number("fargateRunTaskRate", 20, "Stated in the Fargate throttling page (FG-Q-02).");

    /// <summary>vCPUs an account may run at once on Fargate On-Demand.</summary>
    public static readonly ModelConstant<double> FargateVcpuQuota = List.Number("fargateVcpuQuota", 6,
        "Default service quota of a new account (FG-Q-04); enforced when it is set here or with quotas: awsDefault, since AWS raises it on request.");

    /// <summary>vCPUs an account may run at once on Fargate Spot.</summary>
    public static readonly ModelConstant<double> FargateSpotVcpuQuota = List.Number("fargateSpotVcpuQuota", 6, "As fargateVcpuQuota, for Fargate Spot (ECS-TH-05).");

    /// <summary>Share of Fargate Spot tasks taken back in a month.</summary>
    public static readonly ModelConstant<double> FargateSpotInterruptions = List.Number("fargateSpotInterruptions", 0.05,
        "Unpublished; 5 % of tasks in 30 days, the lowest band AWS shows for EC2 Spot (FG-SPOT-02). 0 turns them off.");

    /// <summary>Share of a zone's Fargate Spot tasks that one interruption takes.</summary>
    public static readonly ModelConstant<double> FargateSpotCorrelation = List.Number("fargateSpotCorrelation", 0.2,
        "Capacity is taken back by pool, not task by task; each task of the zone goes with this probability. Unpublished (FG-SPOT-02).");

    /// <summary>How far the CPU speed of Fargate tasks spreads around its mean.</summary>
    public static readonly ModelConstant<double> FargateCpuSpread = List.Number("fargateCpuSpread", 0,
        "Hardware generations are mixed, ±15 % in practice, unpublished (FG-SZ-05); 0 by default so that a vCPU is a vCPU and variants compare, 0.15 shows the spread.");
}
