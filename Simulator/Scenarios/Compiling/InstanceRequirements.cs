using System.Globalization;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Catalogue;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>
/// Attribute-based instance type selection: every type of the catalogue that meets the requirements, cheapest first, less those that price protection leaves
/// out. AWS: EC2 Auto Scaling User Guide, "Create mixed instances group using attribute-based instance type selection".
/// </summary>
internal static class InstanceRequirements
{
    // AWS's list of previous generations, as far as the catalogue holds such types.
    private static readonly HashSet<string> Previous = ["a1", "c4", "d2", "g3", "g3s", "i2", "m4", "p2", "r4"];

    /// <summary>Names of the types that match, cheapest first.</summary>
    public static List<Reference> TypesOf(ObjectView v, CompileContext c)
    {
        Refuse(v, InstanceRequirementsTable.AcceleratorNames, c);
        Refuse(v, InstanceRequirementsTable.AcceleratorManufacturers, c);
        if (v.Has(InstanceRequirementsTable.AllowedTypes) && v.Has(InstanceRequirementsTable.ExcludedTypes))
            c.Report(v, InstanceRequirementsTable.ExcludedTypes, "allowedInstanceTypes and excludedInstanceTypes exclude each other", "keep one of them");
        var matching = InstanceTypeCatalogue.Names.Select(n => InstanceTypeCatalogue.Find(n, 1)!).Where(t => Matches(v, t)).ToList();
        var limit = PriceLimit(v, matching);
        matching.RemoveAll(t => t.OnDemandUsdPerHour <= 0 || t.OnDemandUsdPerHour > limit);
        if (matching.Count == 0) c.Report(v.Position, v.Path, "no instance type of the catalogue meets these requirements", "widen vCpuCount or memoryMiB");
        return [.. matching.OrderBy(t => t.OnDemandUsdPerHour).ThenBy(t => t.Name, StringComparer.Ordinal).Select(t => new Reference(t.Name, v.Position, v.Path))];
    }

    private static bool Matches(ObjectView v, InstanceTypeDefinition type)
    {
        var family = type.Name.Split('.')[0];
        var manufacturers = v.List(InstanceRequirementsTable.Manufacturers);
        var generations = v.List(InstanceRequirementsTable.Generations);
        var allowed = v.List(InstanceRequirementsTable.AllowedTypes);
        return Within(v.Find(InstanceRequirementsTable.VCpus), type.VCpus)
            && Within(v.Find(InstanceRequirementsTable.Memory), type.MemoryMiB)
            && Within(v.Find(InstanceRequirementsTable.Accelerators), type.Gpus)
            && WithinNumbers(v.Find(InstanceRequirementsTable.MemoryPerVCpu), type.MemoryMiB / 1024.0 / type.VCpus)
            && WithinNumbers(v.Find(InstanceRequirementsTable.NetworkBandwidth), type.NetworkMbps / 1000)
            && (manufacturers.Count == 0 || manufacturers.Contains(ManufacturerOf(family, type)))
            && (generations.Count == 0 || generations.Contains(Previous.Contains(family) ? "previous" : "current"))
            && (allowed.Count == 0 || allowed.Any(p => IsLike(type.Name, p)))
            && !v.List(InstanceRequirementsTable.ExcludedTypes).Any(p => IsLike(type.Name, p))
            && (!v.Has(InstanceRequirementsTable.AcceleratorTypes) || type.Gpus > 0)
            && Includes(v.Get(InstanceRequirementsTable.Burstable, "excluded"), IsBurstable(family))
            && Includes(v.Get(InstanceRequirementsTable.LocalStorage, "included"), type.InstanceStoreGb > 0)
            && Includes(v.Get(InstanceRequirementsTable.BareMetal, "excluded"), false);
    }

    // The cheapest current-generation C, M or R type that matches, plus the percentage; without one, the cheapest type.
    private static double PriceLimit(ObjectView v, List<InstanceTypeDefinition> matching)
    {
        var priced = matching.Where(t => t.OnDemandUsdPerHour > 0).ToList();
        if (priced.Count == 0) return double.PositiveInfinity;
        var usual = priced.Where(t => t.Name[0] is 'c' or 'm' or 'r' && !Previous.Contains(t.Name.Split('.')[0])).ToList();
        var percent = v.Get(InstanceRequirementsTable.OnDemandPriceLimit, 20);
        return (usual.Count > 0 ? usual : priced).Min(t => t.OnDemandUsdPerHour) * (1 + (percent / 100.0)) * (1 + 1e-9);
    }

    private static bool Within(ObjectView? range, int value) =>
        range is null || (value >= range.Get(CountRangeTable.Min, 0) && value <= range.Get(CountRangeTable.Max, int.MaxValue));

    private static bool WithinNumbers(ObjectView? range, double value) =>
        range is null || (value >= range.Get(NumberRangeTable.Min, 0) && value <= range.Get(NumberRangeTable.Max, double.PositiveInfinity));

    private static bool Includes(string word, bool has) => word switch { "excluded" => !has, "required" => has, _ => true };

    private static bool IsLike(string type, string pattern) =>
        pattern.EndsWith('*') ? type.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : type.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private static bool IsBurstable(string family) => family[0] == 't' && char.IsAsciiDigit(family[1]);

    // The letter after the generation: g is Graviton, a is AMD; a1 is Graviton as well.
    private static string ManufacturerOf(string family, InstanceTypeDefinition type)
    {
        if (type.Architecture == CpuArchitecture.Arm64) return "amazon-web-services";
        var digits = 0;
        while (digits < family.Length && !char.IsAsciiDigit(family[digits])) digits++;
        return family[digits..].TrimStart("0123456789".ToCharArray()).StartsWith('a') ? "amd" : "intel";
    }

    private static void Refuse(ObjectView v, Property property, CompileContext c)
    {
        if (v.Has(property)) c.Report(v, property, string.Create(CultureInfo.InvariantCulture, $"{property.Name} is not simulated: the catalogue does not hold it"), "name the instance types");
    }
}
