using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// Chooses a container instance for a task (ECS-PL-01): instances with enough of everything and the attributes needed, of these the ones that meet the
/// constraints, of these what the strategies prefer, one after another; the last tie is drawn. Tasks are placed one after another, each against the state
/// that the one before left.
/// </summary>
/// <remarks>
/// Two ways lead to the same instance: <see cref="IndexedPlacement"/> follows the usual chains in about log n, <see cref="PlacementScan"/> looks at every
/// instance and serves the rest. A test holds them equal. The last tie (ECS-PL-10) is a draw that both can make without listing the tied instances: rows are drawn
/// from the task's own stream until one of them is tied, which is exactly uniform; after <see cref="TieDraws"/> misses the tied ones are few, and one of
/// them is drawn by number.
/// </remarks>
internal sealed class PlacementEngine
{
    /// <summary>Rows drawn before the tied instances are listed.</summary>
    public const int TieDraws = 24;

    private readonly Scenario _scenario;
    private readonly Dictionary<string, PlacementScope> _scopes = new(StringComparer.Ordinal);
    private readonly Dictionary<(PlacementScope Scope, int Definition, int Provider), PlacementProfile> _profiles = [];
    private readonly Dictionary<(int Job, int Definition, int Provider), PlacementProfile> _jobProfiles = [];
    private readonly List<PlacementProfile> _list = [];
    private readonly PlacementChain[] _chainOfService;
    private readonly ServiceDefinition[] _definitions;
    private readonly InstanceSubject _subject;
    private readonly bool _asksForGroups;
    private readonly IndexedPlacement _indexed;
    private readonly PlacementScan _scan;
    private readonly bool _scanAlways;

    /// <summary>An engine without instances.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="rows">Container instances.</param>
    /// <param name="births">Draws of this replication.</param>
    /// <param name="names">What names of the run are made from.</param>
    /// <param name="scanAlways">Looks at every instance always; for tests and as the baseline of benchmarks.</param>
    public PlacementEngine(Scenario scenario, Slab<ContainerInstanceRow> rows, BirthDraw births, RunNames names, bool scanAlways = false)
    {
        _scenario = scenario;
        _scanAlways = scanAlways;
        var chains = new List<PlacementChain>();
        _chainOfService = new PlacementChain[scenario.Services.Length];
        for (var s = 0; s < _chainOfService.Length; s++) chains.Add(_chainOfService[s] = ChainOf(scenario.Services[s]));
        foreach (var action in scenario.Timeline)
        {
            if (action is UpdateServiceAction { After: { } after }) chains.Add(ChainOf(after));
        }
        foreach (var workload in scenario.Workloads)
        {
            if (workload is JobWorkloadDefinition job) chains.Add(ChainOf(job));
        }
        if (scenario.CapacityProviders.Any(p => p.ManagedInstances is not null)) chains.Add(new PlacementChain(PlacementStrategies.ManagedInstances));
        _definitions = [.. scenario.Services];
        Index = new CandidateIndex(scenario, rows, new StaticPorts(scenario), Orders(chains, ChainLink.LeastCpu), Orders(chains, ChainLink.LeastMemory));
        _subject = new InstanceSubject(Index, _scopes, names);
        _asksForGroups = AsksForGroups(scenario);
        var random = !string.Equals(scenario.Model.Get(ModelCatalog.PlacementTie), "registration", StringComparison.Ordinal);
        _indexed = new IndexedPlacement(Index, births, random);
        _scan = new PlacementScan(Index, births, random);
        foreach (var service in scenario.Services) ScopeOf(service.Group, true);
        foreach (var workload in scenario.Workloads)
        {
            // Only spread and constraints ask how many tasks of its group are where.
            if (workload is JobWorkloadDefinition job && job.PlacementStrategies.Length + job.PlacementConstraints.Length > 0) ScopeOf(job.Group, true).KeepCounts();
        }
    }

    /// <summary>What the instances offer.</summary>
    public CandidateIndex Index { get; }

    /// <summary>The kind of task with a number.</summary>
    public PlacementProfile this[int profile] => _list[profile];

    /// <summary>Kinds of tasks so far.</summary>
    public int ProfileCount => _list.Count;

    /// <summary>The tasks of a service that count for spreading.</summary>
    public PlacementScope ScopeOfService(int service) => _scopes[_scenario.Services[service].Group];

    /// <summary>Strategies of a service.</summary>
    public PlacementChain ChainOfService(int service) => _chainOfService[service];

    /// <summary>The kind of task that a service starts from a task definition on a capacity provider (-1: launch type EC2).</summary>
    /// <param name="service">Service index.</param>
    /// <param name="taskDefinition">Task definition index.</param>
    /// <param name="capacityProvider">Capacity provider index, or -1.</param>
    /// <param name="zones">Zones of the subnets that awsvpc tasks use; empty for all.</param>
    public PlacementProfile ForService(int service, int taskDefinition, int capacityProvider, ImmutableArray<int> zones)
    {
        var scope = ScopeOfService(service);
        if (_profiles.TryGetValue((scope, taskDefinition, capacityProvider), out var known) && known.Zones.AsSpan().SequenceEqual(zones.AsSpan())) return known;
        return Add(scope, taskDefinition, capacityProvider, zones, _chainOfService[service], _definitions[service].PlacementConstraints);
    }

    /// <summary>The kind of task that a service starts in the subnets it has now.</summary>
    public PlacementProfile ForService(int service, int taskDefinition, int capacityProvider) =>
        ForService(service, taskDefinition, capacityProvider, _definitions[service].Zones);

    /// <summary>A service's strategies or constraints were changed: its next tasks are placed by them, those that are placed stay (ECS-PL-13).</summary>
    public void Redefine(int service, ServiceDefinition definition)
    {
        _definitions[service] = definition;
        _chainOfService[service] = ChainOf(definition);
        var scope = ScopeOfService(service);
        foreach (var profile in _list)
        {
            if (profile.Scope == scope) _profiles.Remove((scope, profile.TaskDefinitionIndex, profile.CapacityProvider));
        }
    }

    /// <summary>The kind of task that RunTask starts for a job on a capacity provider (-1: launch type EC2).</summary>
    /// <param name="index">Workload index of the job.</param>
    /// <param name="job">The job.</param>
    /// <param name="taskDefinition">Task definition index.</param>
    /// <param name="capacityProvider">Capacity provider index, or -1.</param>
    public PlacementProfile ForJob(int index, JobWorkloadDefinition job, int taskDefinition, int capacityProvider)
    {
        if (_jobProfiles.TryGetValue((index, taskDefinition, capacityProvider), out var known)) return known;
        var profile = Add(ScopeOf(job.Group, false), taskDefinition, capacityProvider, job.Zones, IsManaged(capacityProvider) ? new PlacementChain(PlacementStrategies.ManagedInstances) : ChainOf(job), job.PlacementConstraints);
        _jobProfiles.Add((index, taskDefinition, capacityProvider), profile);
        return profile;
    }

    /// <summary>The kind of task that StartTask starts: of the group of its family, without constraints of its own.</summary>
    public PlacementProfile ForTask(int taskDefinition)
    {
        var scope = ScopeOf("family:" + _scenario.TaskDefinitions[taskDefinition].Family, false);
        if (_profiles.TryGetValue((scope, taskDefinition, -1), out var known)) return known;
        return Add(scope, taskDefinition, -1, [], new PlacementChain(PlacementStrategies.RunTaskDefault), []);
    }

    /// <summary>The container instance row for the next task of a kind, or -1 when none fits.</summary>
    /// <param name="profile">Kind of task.</param>
    /// <param name="ordinal">Birth ordinal of the task, from which the last tie is drawn.</param>
    public int Choose(PlacementProfile profile, long ordinal) =>
        profile.IsIndexed && !_scanAlways ? _indexed.Choose(profile, ordinal) : _scan.Choose(profile, ordinal);

    /// <summary>A task of a kind came to an instance (+1) or no longer counts there (-1).</summary>
    public void Count(PlacementProfile profile, int instance, int by) => profile.Scope.Change(instance, Index.Slot(instance), by);

    private PlacementChain ChainOf(ServiceDefinition service) => new(
        !service.PlacementStrategies.IsEmpty ? service.PlacementStrategies
        : !service.Strategy.IsEmpty && IsManaged(service.Strategy[0].CapacityProvider) ? PlacementStrategies.ManagedInstances
        : PlacementStrategies.ServiceDefault);

    private bool IsManaged(int capacityProvider) => capacityProvider >= 0 && _scenario.CapacityProviders[capacityProvider].ManagedInstances is not null;

    /// <summary>Moves an instance to the pool of those that are like it now; the tasks on it are counted there.</summary>
    public void MoveTo(int instance, in PoolKey key)
    {
        var from = Index.Slot(instance).Pool;
        if (Index.PoolOf(instance).Key == key) return;
        Index.MoveTo(instance, key);
        var to = Index.Slot(instance).Pool;
        foreach (var scope in _scopes.Values) scope.Transfer(instance, from, to);
    }

    private static PlacementChain ChainOf(JobWorkloadDefinition job) => new(job.PlacementStrategies.IsEmpty ? PlacementStrategies.RunTaskDefault : job.PlacementStrategies);

    private static bool Orders(List<PlacementChain> chains, ChainLink link)
    {
        foreach (var chain in chains)
        {
            if (chain.IsIndexed && chain.Last == link) return true;
        }
        return false;
    }

    private static bool AsksForGroups(Scenario scenario)
    {
        foreach (var definition in scenario.TaskDefinitions)
        {
            if (Asks(definition.PlacementConstraints)) return true;
        }
        foreach (var service in scenario.Services)
        {
            if (Asks(service.PlacementConstraints)) return true;
        }
        foreach (var workload in scenario.Workloads)
        {
            if (workload is JobWorkloadDefinition job && Asks(job.PlacementConstraints)) return true;
        }
        foreach (var action in scenario.Timeline)
        {
            if (action is UpdateServiceAction { After: { } after } && Asks(after.PlacementConstraints)) return true;
        }
        return false;

        static bool Asks(ImmutableArray<PlacementConstraint> constraints)
        {
            foreach (var constraint in constraints)
            {
                if (constraint.Expression.Contains("task:group", StringComparison.Ordinal)) return true;
            }
            return false;
        }
    }

    private PlacementScope ScopeOf(string group, bool counts)
    {
        if (_scopes.TryGetValue(group, out var known)) return known;
        var scope = new PlacementScope(group, counts || _asksForGroups);
        _scopes.Add(group, scope);
        return scope;
    }

    private PlacementProfile Add(
        PlacementScope scope, int taskDefinition, int provider, ImmutableArray<int> zones, PlacementChain chain, ImmutableArray<PlacementConstraint> own)
    {
        var definition = _scenario.TaskDefinitions[taskDefinition];
        var constraints = new List<IPlacementConstraint>();
        foreach (var constraint in definition.PlacementConstraints) constraints.Add(PlacementConstraints.Create(constraint, _subject));
        foreach (var constraint in own) constraints.Add(PlacementConstraints.Create(constraint, _subject));
        var profile = new PlacementProfile(
            _list.Count, scope, taskDefinition, definition, provider, Index.Ports.MaskOf(definition), zones, chain, [.. constraints]);
        _list.Add(profile);
        _profiles[(scope, taskDefinition, provider)] = profile;
        return profile;
    }
}
