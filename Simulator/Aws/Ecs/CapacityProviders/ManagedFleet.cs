using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.CapacityProviders;

/// <summary>What a provider of Managed Instances knows of its instances, kept by change so that nothing scans all that the scenario has.</summary>
/// <param name="provider">Capacity provider index.</param>
/// <param name="definition">The provider.</param>
/// <param name="shop">What it launches.</param>
internal sealed class ManagedFleet(int provider, ManagedInstancesDefinition definition, InstanceShopping shop)
{
    private readonly Dictionary<(int Service, int Zone), int> _assigned = []; // looked up only, never walked

    public int Provider { get; } = provider;

    public ManagedInstancesDefinition Definition { get; } = definition;

    public InstanceShopping Shop { get; } = shop;

    /// <summary>Instances that are Pending or InService.</summary>
    public int Size { get; set; }

    /// <summary>Launched EC2 instances that have not registered; those that have, or ended, are struck off when somebody looks.</summary>
    public List<(int Row, uint Generation)> Starting { get; } = [];

    /// <summary>Container instances that are ACTIVE or DRAINING.</summary>
    public List<int> Hosts { get; } = [];

    /// <summary>Container instances that began to drain; those that ended, or no longer drain, are struck off when somebody looks.</summary>
    public List<(int Row, uint Generation)> Leaving { get; } = [];

    /// <summary>Container instances by the time of their last change, the longest unchanged first; superseded entries are passed over.</summary>
    public Queue<(int Row, uint Generation, Instant At)> Unchanged { get; } = new();

    /// <summary>Container instances that are underused for long enough.</summary>
    public List<int> Underused { get; } = [];

    /// <summary>Tasks that began to wait; some may have found a place since.</summary>
    public List<(int Row, uint Generation)> Waiting { get; } = [];

    /// <summary>Scratch: instances on their way.</summary>
    public List<(int Zone, PackedResources Free, CpuArchitecture Architecture)> InFlight { get; } = [];

    /// <summary>Why an instance drains, by EC2 row; looked up only.</summary>
    public Dictionary<int, TerminationReason> Draining { get; } = [];

    public bool LaunchRequested { get; set; }

    /// <summary>When it tries again what EC2 refused.</summary>
    public Instant RetryAt { get; set; } = Instant.MaxValue;

    public Instant ReviewAt { get; set; } = Instant.MaxValue;

    public uint ReviewGeneration { get; set; }

    public int Assigned(int service, int zone) => _assigned.GetValueOrDefault((service, zone));

    public void Assign(int service, int zone) => _assigned[(service, zone)] = Assigned(service, zone) + 1;

    public void ClearAssignments() => _assigned.Clear();
}
