using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Catalogue;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Compiling;

/// <summary>What the parts of the compiler share: where problems go, the names defined so far, and the zones.</summary>
internal sealed class CompileContext(ReadScope scope, FileSource files)
{
    private readonly Dictionary<string, int> _subnetIndices = new(StringComparer.Ordinal);
    private readonly List<SubnetDefinition> _subnets = [];
    private readonly List<InstanceTypeDefinition> _instanceTypes = [];
    private int _nextSubnetZone;

    public IssueList Issues { get; } = scope.Issues;

    public NoteList Notes { get; } = scope.Notes;

    public ReadScope Scope { get; } = scope;

    public FileSource Files { get; } = files;

    public RunDefinition Run { get; set; } = new() { Duration = Kernel.Duration.FromHours(1) };

    public string Region { get; set; } = "us-east-1";

    public ModelConstants Model { get; set; } = ModelConstants.Defaults;

    public string ClusterName { get; set; } = "default";

    public NameIndex Zones { get; } = new("Availability Zone", "availabilityZones");

    public NameIndex Groups { get; } = new("Auto Scaling group", "autoScalingGroups");

    /// <summary>Groups whose instances publish every five minutes only.</summary>
    public HashSet<int> BasicMonitoring { get; } = [];

    public NameIndex Providers { get; } = new("capacity provider", "capacityProviders");

    public NameIndex TargetGroups { get; } = new("target group", "targetGroups");

    public NameIndex Listeners { get; } = new("listener", "listeners");

    /// <summary>Families of task definitions, each with its first one.</summary>
    public NameIndex Families { get; } = new("task definition family", "taskDefinitions");

    public NameIndex Services { get; } = new("service", "services");

    /// <summary>Managed daemons, by their place in the list of services.</summary>
    public NameIndex Daemons { get; } = new("daemon", "daemons");

    /// <summary>The service or managed daemon of a name or ARN, or -1 after reporting that there is none.</summary>
    public int ServiceOrDaemon(Reference reference) => Daemons.TryFind(reference.Text, out var daemon) ? daemon : Services.Resolve(reference, this);

    public NameIndex Queues { get; } = new("queue", "queues");

    /// <summary>Whether the cluster publishes Container Insights.</summary>
    public bool HasContainerInsights { get; set; }

    /// <summary>Whether Container Insights has enhanced observability.</summary>
    public bool HasEnhancedInsights { get; set; }

    /// <summary>targetType of the target groups that say it, by index.</summary>
    public Dictionary<int, string> TargetTypes { get; } = [];

    /// <summary>Target groups that the timeline gives to services.</summary>
    public HashSet<(int Service, int TargetGroup)> LaterTargetGroups { get; } = [];

    /// <summary>Metrics that the timeline makes come every 20 s from services, in order of time.</summary>
    public List<(int Service, Kernel.Instant At, FineMetrics Fine)> LaterFineMetrics { get; } = [];

    /// <summary>Which of a service's metrics come every 20 s at a moment (AS-MET-05).</summary>
    public FineMetrics FineMetricsAt(int service, ServiceDefinition definition, Kernel.Instant at) =>
        LaterFineMetrics.Where(r => r.Service == service && r.At <= at).Select(static r => r.Fine).LastOrDefault(definition.FineMetrics);

    /// <summary>The finest resolution in seconds that a service's metric has during the run.</summary>
    public int FinestResolution(int service, ServiceDefinition definition, MetricSource metric) =>
        LaterFineMetrics.Where(r => r.Service == service).Aggregate(definition.FineMetrics, static (all, r) => all | r.Fine).SecondsOf(metric);

    /// <summary>Instance types mentioned so far.</summary>
    public ImmutableArray<InstanceTypeDefinition> InstanceTypes => [.. _instanceTypes];

    /// <summary>Index of an instance type in the scenario's list, or -1 after reporting that the catalogue does not know it.</summary>
    public int InstanceType(Reference reference)
    {
        var index = _instanceTypes.FindIndex(t => t.Name.Equals(reference.Text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0) return index;
        if (InstanceTypeCatalogue.Find(reference.Text, Model.Get(ModelCatalog.RegisteredMemoryFactor)) is not { } type)
        {
            var family = reference.Text.Split('.')[0];
            var sizes = InstanceTypeCatalogue.Names.Where(n => n.StartsWith(family + ".", StringComparison.OrdinalIgnoreCase)).ToList();
            Issues.Add(
                reference.Position, reference.Path, $"there is no instance type `{reference.Text}` in the catalogue",
                sizes.Count > 0 ? Suggestions.Listing(sizes, $"{family} has ") : Suggestions.Closest(reference.Text, InstanceTypeCatalogue.Names) is { } near ? $"did you mean `{near}`?" : "390 types are known, such as m6i.large");
            return -1;
        }
        _instanceTypes.Add(type);
        return _instanceTypes.Count - 1;
    }

    /// <summary>The same instance type with other registered resources (0 leaves one as it is); its index in the scenario's list.</summary>
    public int VariantOf(int type, int vcpus, int memory)
    {
        var usual = _instanceTypes[type];
        var variant = usual with { VCpus = vcpus > 0 ? vcpus : usual.VCpus, RegisteredMemoryMiB = memory > 0 ? memory : usual.RegisteredMemoryMiB };
        var index = _instanceTypes.IndexOf(variant);
        if (index >= 0) return index;
        _instanceTypes.Add(variant);
        return _instanceTypes.Count - 1;
    }

    /// <summary>Where FARGATE_SPOT is first named in a strategy; null when it is not.</summary>
    public SourcePosition? FirstSpotUse { get; set; }

    /// <summary>Subnets mentioned so far.</summary>
    public ImmutableArray<SubnetDefinition> Subnets => [.. _subnets];

    /// <summary>Sets the zone of a subnet that the scenario names, and its free addresses where it gives them.</summary>
    public void SetSubnet(string subnet, int zone, int? freeAddresses, bool supportsFargate = true)
    {
        if (!_subnetIndices.TryAdd(subnet, _subnets.Count)) return;
        _subnets.Add(new SubnetDefinition(subnet, zone, freeAddresses, supportsFargate));
    }

    /// <summary>Index of a subnet; one that the scenario does not know is taken to be in the next zone in turn, which is noted.</summary>
    public int SubnetIndex(string subnet, SourcePosition at)
    {
        if (_subnetIndices.TryGetValue(subnet, out var index)) return index;
        var zone = Zones.Names.Count == 0 ? 0 : _nextSubnetZone++ % Zones.Names.Count;
        SetSubnet(subnet, zone, null);
        if (Zones.Names.Count > 0) Notes.Add(ScenarioNoteKind.Assumed, at, $"subnet {subnet} is taken to be in {Zones.Names[zone]}; `subnets` can say otherwise");
        return _subnets.Count - 1;
    }

    /// <summary>Zone indices without repetition, ascending.</summary>
    public ImmutableArray<int> ZonesOfSubnets(IEnumerable<string> subnets, SourcePosition at) => [.. subnets.Select(s => _subnets[SubnetIndex(s, at)].Zone).Distinct().Order()];

    public void Report(SourcePosition at, string path, string message, string? suggestion = null) => Issues.Add(at, path, message, suggestion);

    public void Report(ObjectView view, Property property, string message, string? suggestion = null) => Issues.Add(view.At(property), view.PathOf(property), message, suggestion);

    public void Report(Reference reference, string message, string? suggestion = null) => Issues.Add(reference.Position, reference.Path, message, suggestion);

    /// <summary>An instant of the run on the calendar.</summary>
    public DateTimeOffset MomentOf(Kernel.Instant at) => Run.Start.AddTicks(at.Nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>Warns of what comes after the end of the run.</summary>
    public void WarnIfLate(ObjectView view, Property property, Kernel.Duration? at)
    {
        if (at is { } offset && offset >= Run.Duration)
            Notes.Add(ScenarioNoteKind.Warning, view.At(property), $"this never happens: {Quantity.Time(offset)} is not before the end of the run, {Quantity.Time(Run.Duration)}");
    }
}
