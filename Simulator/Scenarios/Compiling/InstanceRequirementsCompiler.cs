using System.IO.Enumeration;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Catalogue;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>
/// Attribute-based instance type selection over the catalogue. What the catalogue does not say follows from AWS's naming: the letters after the generation name the
/// CPU's maker (g AWS, a AMD, otherwise Intel) and an instance store (d). AWS: EC2 API Reference, InstanceRequirementsRequest.
/// </summary>
internal static class InstanceRequirementsCompiler
{
    /// <summary>Types that meet the requirements, the cheapest first; an empty list after a report when there are none.</summary>
    /// <param name="v">The requirements, or null for what ECS chooses by itself.</param>
    /// <param name="spot">Whether Spot prices count.</param>
    /// <param name="c">Where problems go, and the catalogue's constants.</param>
    public static List<InstanceTypeDefinition> Select(ObjectView? v, bool spot, CompileContext c)
    {
        var all = InstanceTypeCatalogue.Names.Select(n => InstanceTypeCatalogue.Find(n, c.Model.Get(ModelCatalog.RegisteredMemoryFactor))!).ToList();
        foreach (var property in (Property<IReadOnlyList<string>>[])[ManagedRequirementsTable.Allowed, ManagedRequirementsTable.Excluded])
        {
            foreach (var pattern in v?.List(property) ?? [])
            {
                if (!all.Exists(t => Matches(t.Name, pattern))) c.Report(v!, property, $"`{pattern}` matches no instance type of the catalogue", "m6i.large, m6i, or m6i.*");
            }
        }
        var fitting = all.Where(t => t.OnDemandUsdPerHour > 0 && Meets(t, v)).ToList();
        if (v is not null) fitting = Protected(fitting, v, spot);
        if (fitting.Count == 0 && v is not null) c.Report(v.Position, v.Path, "no instance type of the catalogue meets these requirements", "widen them");
        return [.. fitting.OrderBy(t => PriceOf(t, spot)).ThenBy(t => t.Name, StringComparer.Ordinal)];
    }

    private static bool Meets(InstanceTypeDefinition t, ObjectView? v)
    {
        var (letters, generation, suffix) = NameParts(t.Name);
        if (v is null) return letters is "m" or "c" or "r" && generation >= 5 && t.Gpus == 0;
        var allowed = v.List(ManagedRequirementsTable.Allowed);
        if (allowed.Count > 0 && !allowed.Any(p => Matches(t.Name, p))) return false;
        if (v.List(ManagedRequirementsTable.Excluded).Any(p => Matches(t.Name, p))) return false;
        var makers = v.List(ManagedRequirementsTable.Manufacturers);
        if (makers.Count > 0 && !makers.Contains(MakerOf(t, letters, suffix))) return false;
        return Within(v.Find(ManagedRequirementsTable.VCpus), t.VCpus) && Within(v.Find(ManagedRequirementsTable.Memory), t.MemoryMiB)
            && Within(v.Find(ManagedRequirementsTable.Accelerators), t.Gpus) && WithinNumber(v.Find(ManagedRequirementsTable.MemoryPerVCpu), t.MemoryMiB / 1024.0 / t.VCpus)
            && WithinNumber(v.Find(ManagedRequirementsTable.Network), t.NetworkMbps / 1000)
            && (allowed.Count > 0 || Suits(v.Get(ManagedRequirementsTable.Burstable, "excluded"), letters == "t"))
            && Suits(v.Get(ManagedRequirementsTable.LocalStorage, "included"), suffix.Contains('d', StringComparison.Ordinal) || letters is "i" or "d" or "h" or "im" or "is");
    }

    // Price protection leaves out types that cost much more for each vCPU than the cheapest; it does not apply to types named one by one.
    private static List<InstanceTypeDefinition> Protected(List<InstanceTypeDefinition> types, ObjectView v, bool spot)
    {
        if (types.Count == 0 || v.List(ManagedRequirementsTable.Allowed).Count > 0) return types;
        var percent = spot ? v.Get(ManagedRequirementsTable.SpotProtection, 100) : v.Get(ManagedRequirementsTable.OnDemandProtection, 20);
        var limit = types.Min(t => PriceOf(t, spot) / t.VCpus) * (1 + (percent / 100.0));
        return types.FindAll(t => PriceOf(t, spot) / t.VCpus <= limit);
    }

    private static bool Matches(string type, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, type, ignoreCase: true) || type.StartsWith(pattern + ".", StringComparison.OrdinalIgnoreCase);

    private static bool Within(ObjectView? range, int value) =>
        range is null || (value >= range.Get(ManagedCountRangeTable.Min, 0) && value <= range.Get(ManagedCountRangeTable.Max, int.MaxValue));

    private static bool WithinNumber(ObjectView? range, double value) =>
        range is null || (value >= range.Get(ManagedNumberRangeTable.Min, 0) && value <= range.Get(ManagedNumberRangeTable.Max, double.MaxValue));

    private static bool Suits(string inclusion, bool has) => inclusion switch { "excluded" => !has, "required" => has, _ => true };

    private static string MakerOf(InstanceTypeDefinition type, string letters, string suffix) =>
        type.Architecture == CpuArchitecture.Arm64 ? "amazon-web-services" : suffix.Contains('a', StringComparison.Ordinal) || letters == "hpca" ? "amd" : "intel";

    private static double PriceOf(InstanceTypeDefinition type, bool spot) => spot ? type.OnDemandUsdPerHour * (1 - type.SpotSaving) : type.OnDemandUsdPerHour;

    private static (string Letters, int Generation, string Suffix) NameParts(string type)
    {
        var family = type.Split('.')[0];
        var digit = family.AsSpan().IndexOfAnyInRange('0', '9');
        return digit < 0 ? (family, 0, "") : (family[..digit], family[digit] - '0', family[(digit + 1)..]);
    }
}
