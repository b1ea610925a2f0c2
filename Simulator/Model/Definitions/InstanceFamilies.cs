namespace Simulator.Model.Definitions;

/// <summary>What the name and the price list say of an instance type. AWS: EC2 User Guide, "Instance type naming conventions" and "Amazon EC2 instance type quotas".</summary>
public static class InstanceFamilies
{
    /// <summary>The class of families whose instances share a vCPU quota (ASG-LC-07). Standard are A, C, D, H, I, M, R, T and Z; what is left is told by the letters before the generation.</summary>
    public static InstanceQuotaClass QuotaClassOf(string type) => Parse(type).Letters switch
    {
        "g" or "gr" or "vt" => InstanceQuotaClass.GraphicsAndVideo,
        "p" => InstanceQuotaClass.P,
        "inf" => InstanceQuotaClass.Inferentia,
        "trn" => InstanceQuotaClass.Trainium,
        "dl" => InstanceQuotaClass.DeepLearning,
        "f" => InstanceQuotaClass.F,
        "x" => InstanceQuotaClass.X,
        "u" => InstanceQuotaClass.HighMemory,
        _ => InstanceQuotaClass.Standard,
    };

    /// <summary>Letters before the generation, the generation, and the letters after it: c, 6, gn of c6gn.xlarge.</summary>
    public static (string Letters, int Generation, string Suffix) Parse(string type)
    {
        var family = type.Split('.')[0];
        var digit = family.AsSpan().IndexOfAnyInRange('0', '9');
        return digit < 0 ? (family, 0, "") : (family[..digit].TrimEnd('-'), family[digit] - '0', family[(digit + 1)..]);
    }

    /// <summary>Whether simplified automatic recovery is offered for a type (ASG-HC-05): families of AWS's list, no metal sizes, no instance store.</summary>
    public static bool RecoversAutomatically(InstanceTypeDefinition type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.InstanceStoreGb > 0 || type.Name.Contains("metal", StringComparison.Ordinal)) return false;
        return Parse(type.Name).Letters is "a" or "c" or "hpc" or "m" or "r" or "t" or "u" or "vt" or "x" || type.Name.Split('.')[0] is "g3" or "g5g" or "inf1" or "p3";
    }

    /// <summary>On-Demand price in USD an hour, the scenario's own where it gives one.</summary>
    public static double OnDemandUsdOf(Scenario scenario, int type)
    {
        var definition = scenario.InstanceTypes[type];
        return scenario.PriceOverrides.TryGetValue(definition.Name, out var price) ? price : definition.OnDemandUsdPerHour;
    }

    /// <summary>Published Spot price in USD an hour, from which a pool's price drifts.</summary>
    public static double SpotUsdOf(Scenario scenario, int type)
    {
        var definition = scenario.InstanceTypes[type];
        return scenario.PriceOverrides.TryGetValue(definition.Name + ".spot", out var price) ? price : OnDemandUsdOf(scenario, type) * (1.0 - definition.SpotSaving);
    }
}

/// <summary>Families that share a vCPU quota.</summary>
public enum InstanceQuotaClass
{
    /// <summary>A, C, D, H, I, M, R, T, Z.</summary>
    Standard,

    /// <summary>G and VT.</summary>
    GraphicsAndVideo,

    /// <summary>P.</summary>
    P,

    /// <summary>Inf.</summary>
    Inferentia,

    /// <summary>Trn.</summary>
    Trainium,

    /// <summary>DL.</summary>
    DeepLearning,

    /// <summary>F.</summary>
    F,

    /// <summary>X.</summary>
    X,

    /// <summary>U: high memory.</summary>
    HighMemory,
}
