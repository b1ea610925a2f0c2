using System.Globalization;
using System.IO.Enumeration;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Catalogue;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>
/// Attribute-based instance type selection, for mixed groups and for Managed Instances: every type of the catalogue that meets the requirements, cheapest first,
/// less those that price protection leaves out. What the catalogue does not say follows from AWS's naming. AWS: EC2 Auto Scaling User Guide, "Create mixed
/// instances group using attribute-based instance type selection"; ECS API Reference, InstanceRequirementsRequest.
/// </summary>
internal static class InstanceRequirements
{
    // AWS's list of previous generations, as far as the catalogue holds such types.
    private static readonly HashSet<string> Previous = ["a1", "c4", "d2", "g3", "g3s", "i2", "m4", "p2", "r4"];

    /// <summary>Types for an override of a mixed group. Both vCPUs and memory must be given, and price protection compares whole instances.</summary>
    public static IReadOnlyList<InstanceTypeDefinition> OfGroup(ObjectView v, CompileContext c)
    {
        foreach (var property in (Property<ObjectView>[])[InstanceRequirementsTable.VCpus, InstanceRequirementsTable.Memory])
        {
            if (!v.Has(property)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `{property.Name}`", $"{property.Name}: {{min: 2}}");
        }
        if (v.Has(InstanceRequirementsTable.SpotPriceLimit))
            c.Notes.Add(ScenarioNoteKind.Ignored, v.At(InstanceRequirementsTable.SpotPriceLimit), "spotMaxPricePercentageOverLowestPrice: a group's list is the same for Spot and On-Demand, protected by the On-Demand price");
        return Select(v, spot: false, byVCpu: false, c);
    }

    /// <summary>
    /// Types for a provider of Managed Instances: ECS packs tasks into them, so price protection compares prices for each vCPU. Without requirements it takes
    /// general-purpose types.
    /// </summary>
    /// <param name="v">The requirements, or null.</param>
    /// <param name="spot">Whether Spot prices count.</param>
    /// <param name="c">Where problems go, and the catalogue's constants.</param>
    public static IReadOnlyList<InstanceTypeDefinition> OfManagedInstances(ObjectView? v, bool spot, CompileContext c)
    {
        if (v is not null) return Select(v, spot, byVCpu: true, c);
        return Ordered(Catalogue(c).Where(IsGeneralPurpose), spot, byVCpu: false);
    }

    private static List<InstanceTypeDefinition> Select(ObjectView v, bool spot, bool byVCpu, CompileContext c)
    {
        var all = Catalogue(c);
        Check(v, all, c);
        var fitting = Protected(all.FindAll(t => Meets(v, t)), v, spot, byVCpu);
        if (fitting.Count == 0) c.Report(v.Position, v.Path, "no instance type of the catalogue meets these requirements", "widen vCpuCount or memoryMiB");
        return Ordered(fitting, spot, byVCpu: false);
    }

    private static List<InstanceTypeDefinition> Catalogue(CompileContext c) =>
        [.. InstanceTypeCatalogue.Names.Select(n => InstanceTypeCatalogue.Find(n, c.Model.Get(ModelCatalog.RegisteredMemoryFactor))!).Where(t => t.OnDemandUsdPerHour > 0)];

    private static List<InstanceTypeDefinition> Ordered(IEnumerable<InstanceTypeDefinition> types, bool spot, bool byVCpu) =>
        [.. types.OrderBy(t => PriceOf(t, spot, byVCpu)).ThenBy(t => t.Name, StringComparer.Ordinal)];

    private static void Check(ObjectView v, List<InstanceTypeDefinition> all, CompileContext c)
    {
        foreach (var property in (Property[])[InstanceRequirementsTable.AcceleratorNames, InstanceRequirementsTable.AcceleratorManufacturers])
        {
            if (v.Has(property)) c.Report(v, property, string.Create(CultureInfo.InvariantCulture, $"{property.Name} is not simulated: the catalogue does not hold it"), "name the instance types");
        }
        if (v.Has(InstanceRequirementsTable.AllowedTypes) && v.Has(InstanceRequirementsTable.ExcludedTypes))
            c.Report(v, InstanceRequirementsTable.ExcludedTypes, "allowedInstanceTypes and excludedInstanceTypes exclude each other", "keep one of them");
        foreach (var property in (Property<IReadOnlyList<string>>[])[InstanceRequirementsTable.AllowedTypes, InstanceRequirementsTable.ExcludedTypes])
        {
            foreach (var pattern in v.List(property))
            {
                if (!all.Exists(t => IsLike(t.Name, pattern))) c.Report(v, property, $"`{pattern}` matches no instance type of the catalogue", "m6i.large, m6i, or m6i.*");
            }
        }
    }

    private static bool Meets(ObjectView v, InstanceTypeDefinition type)
    {
        var (letters, _, suffix) = InstanceFamilies.Parse(type.Name);
        var manufacturers = v.List(InstanceRequirementsTable.Manufacturers);
        var generations = v.List(InstanceRequirementsTable.Generations);
        var allowed = v.List(InstanceRequirementsTable.AllowedTypes);
        return Within(v.Find(InstanceRequirementsTable.VCpus), type.VCpus)
            && Within(v.Find(InstanceRequirementsTable.Memory), type.MemoryMiB)
            && Within(v.Find(InstanceRequirementsTable.Accelerators), type.Gpus)
            && WithinNumbers(v.Find(InstanceRequirementsTable.MemoryPerVCpu), type.MemoryMiB / 1024.0 / type.VCpus)
            && WithinNumbers(v.Find(InstanceRequirementsTable.NetworkBandwidth), type.NetworkMbps / 1000)
            && (manufacturers.Count == 0 || manufacturers.Contains(ManufacturerOf(type, suffix)))
            && (generations.Count == 0 || generations.Contains(IsPrevious(type) ? "previous" : "current"))
            && (allowed.Count == 0 || allowed.Any(p => IsLike(type.Name, p)))
            && !v.List(InstanceRequirementsTable.ExcludedTypes).Any(p => IsLike(type.Name, p))
            && (!v.Has(InstanceRequirementsTable.AcceleratorTypes) || type.Gpus > 0)
            && (allowed.Count > 0 || Includes(v.Get(InstanceRequirementsTable.Burstable, "excluded"), letters == "t")) // whoever names types means them
            && Includes(v.Get(InstanceRequirementsTable.LocalStorage, "included"), type.InstanceStoreGb > 0)
            && Includes(v.Get(InstanceRequirementsTable.BareMetal, "excluded"), false);
    }

    // Measured against the cheapest current-generation C, M or R type that matches; without one, against the cheapest. It does not apply to types that are named.
    private static List<InstanceTypeDefinition> Protected(List<InstanceTypeDefinition> types, ObjectView v, bool spot, bool byVCpu)
    {
        if (types.Count == 0 || v.Has(InstanceRequirementsTable.AllowedTypes)) return types;
        var usual = types.FindAll(t => InstanceFamilies.Parse(t.Name).Letters is "c" or "m" or "r" && !IsPrevious(t));
        var percent = spot ? v.Get(InstanceRequirementsTable.SpotPriceLimit, 100) : v.Get(InstanceRequirementsTable.OnDemandPriceLimit, 20);
        var limit = (usual.Count > 0 ? usual : types).Min(t => PriceOf(t, spot, byVCpu)) * (1 + (percent / 100.0)) * (1 + 1e-9);
        return types.FindAll(t => PriceOf(t, spot, byVCpu) <= limit);
    }

    private static bool IsGeneralPurpose(InstanceTypeDefinition type) =>
        InstanceFamilies.Parse(type.Name) is { Letters: "m" or "c" or "r", Generation: >= 5 } && type.Gpus == 0;

    private static bool IsPrevious(InstanceTypeDefinition type) => Previous.Contains(type.Name.Split('.')[0]);

    private static double PriceOf(InstanceTypeDefinition type, bool spot, bool byVCpu)
    {
        var price = spot ? type.OnDemandUsdPerHour * (1 - type.SpotSaving) : type.OnDemandUsdPerHour;
        return byVCpu ? price / type.VCpus : price;
    }

    private static bool Within(ObjectView? range, int value) =>
        range is null || (value >= range.Get(CountRangeTable.Min, 0) && value <= range.Get(CountRangeTable.Max, int.MaxValue));

    private static bool WithinNumbers(ObjectView? range, double value) =>
        range is null || (value >= range.Get(NumberRangeTable.Min, 0) && value <= range.Get(NumberRangeTable.Max, double.PositiveInfinity));

    private static bool Includes(string word, bool has) => word switch { "excluded" => !has, "required" => has, _ => true };

    // A type, a family, or a pattern with asterisks.
    private static bool IsLike(string type, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, type, ignoreCase: true) || type.StartsWith(pattern + ".", StringComparison.OrdinalIgnoreCase);

    // The letter after the generation: g is Graviton, a is AMD.
    private static string ManufacturerOf(InstanceTypeDefinition type, string suffix) =>
        type.Architecture == CpuArchitecture.Arm64 ? "amazon-web-services" : suffix.StartsWith('a') ? "amd" : "intel";
}
