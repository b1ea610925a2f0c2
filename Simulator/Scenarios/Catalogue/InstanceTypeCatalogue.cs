using System.Globalization;
using Simulator.Model.Definitions;

namespace Simulator.Scenarios.Catalogue;

/// <summary>The EC2 instance types the simulator knows: an embedded table of facts (columns, sources and dates in the README beside it).</summary>
public static class InstanceTypeCatalogue
{
    private const string Resource = "Simulator.Scenarios.Catalogue.instance-types.csv";

    private static readonly Lazy<Dictionary<string, Row>> Rows = new(Read);

    /// <summary>Names of all types, in the order of the table.</summary>
    public static IReadOnlyCollection<string> Names => Rows.Value.Keys;

    /// <summary>The facts of a type, or null when it is unknown.</summary>
    /// <param name="name">Such as <c>m6i.xlarge</c>; without regard to case.</param>
    /// <param name="registeredMemoryFactor">Share of nominal memory that registers where AWS has published no figure (ECS-CL-03).</param>
    public static InstanceTypeDefinition? Find(string name, double registeredMemoryFactor)
    {
        if (!Rows.Value.TryGetValue(name, out var row)) return null;
        return row.Definition with { RegisteredMemoryMiB = row.RegisteredMemory ?? (int)Math.Floor(row.Definition.MemoryMiB * registeredMemoryFactor) };
    }

    private static Dictionary<string, Row> Read()
    {
        using var stream = typeof(InstanceTypeCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var rows = new Dictionary<string, Row>(StringComparer.OrdinalIgnoreCase);
        // The file is ours and plain: splitting it costs a start-up a millisecond where a CSV library costs its own compilation.
        var header = Array.Empty<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var cells = line.Split(',');
            if (header.Length == 0) header = cells;
            else Add(rows, cells, header);
        }
        return rows;
    }

    private static void Add(Dictionary<string, Row> rows, string[] cells, string[] header)
    {
        string Cell(string column) => cells[Array.IndexOf(header, column)];
        double? Number(string column) => Cell(column) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
        int Whole(string column) => int.Parse(Cell(column), CultureInfo.InvariantCulture);
        var definition = new InstanceTypeDefinition
        {
            Name = Cell("type"),
            VCpus = Whole("vcpus"),
            MemoryMiB = Whole("memory_mib"),
            RegisteredMemoryMiB = 0,
            Architecture = Cell("architecture") == "arm64" ? CpuArchitecture.Arm64 : CpuArchitecture.X86_64,
            EniTaskSlots = Whole("awsvpc_tasks"),
            TrunkTaskSlots = Whole("awsvpc_tasks_trunked"),
            Gpus = Whole("gpus"),
            OnDemandUsdPerHour = Number("usd_per_hour") ?? 0,
            SpotSaving = Number("spot_saving") ?? 0,
            SpotInterruptionBand = (int)(Number("spot_band") ?? 0),
            InstanceStoreGb = Number("instance_store_gb") ?? 0,
        };
        if (Number("network_mbps") is { } network) definition = definition with { NetworkMbps = network };
        rows.Add(definition.Name, new Row(definition, (int?)Number("registered_memory_mib")));
    }

    private sealed record Row(InstanceTypeDefinition Definition, int? RegisteredMemory);
}
