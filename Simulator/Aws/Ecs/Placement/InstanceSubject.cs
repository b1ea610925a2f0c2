using System.Diagnostics.CodeAnalysis;
using Simulator.Model;
using Simulator.Model.Languages;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// A container instance, or a whole pool of them, as the cluster query language sees it. One object is moved from instance to instance. While it looks at
/// a pool it notices whether the answer needed more than attributes.
/// </summary>
internal sealed class InstanceSubject(CandidateIndex index, IReadOnlyDictionary<string, PlacementScope> groups, RunNames names) : IClusterQuerySubject
{
    private InstancePool? _pool;
    private int _instance = -1;

    /// <summary>Whether something was asked that differs between instances of the pool.</summary>
    public bool AskedForMore { get; private set; }

    /// <inheritdoc/>
    public bool AgentConnected => IsOne && index.Row(_instance).AgentConnected;

    /// <inheritdoc/>
    public string AgentVersion => _pool!.AgentVersion;

    /// <inheritdoc/>
    public string Ec2InstanceId => IsOne ? AwsIds.Ec2Instance(names.Seed, names.Replication, index.Row(_instance).Ordinal) : "";

    /// <inheritdoc/>
    public DateTimeOffset RegisteredAt => IsOne ? names.Start.AddTicks(index.Row(_instance).RegisteredAt.Nanoseconds / 100) : names.Start;

    /// <inheritdoc/>
    public int RunningTasksCount => IsOne ? index.Row(_instance).RunningTasks : 0;

    private bool IsOne
    {
        get
        {
            AskedForMore |= _instance < 0;
            return _instance >= 0;
        }
    }

    /// <summary>Looks at all instances of a pool at once.</summary>
    public void Look(InstancePool pool)
    {
        _pool = pool;
        _instance = -1;
        AskedForMore = false;
    }

    /// <summary>Looks at one instance.</summary>
    public void Look(int instance)
    {
        _pool = index.PoolOf(instance);
        _instance = instance;
    }

    /// <inheritdoc/>
    public bool TryGetAttribute(string name, [NotNullWhen(true)] out string? value) => _pool!.Attributes.TryGetValue(name, out value);

    /// <inheritdoc/>
    public bool HasTaskOfGroup(string group) => IsOne && groups.TryGetValue(group, out var scope) && scope.CountOn(_instance) > 0;
}

/// <summary>What names and wall-clock times of a run are made from.</summary>
/// <param name="Seed">Master seed.</param>
/// <param name="Replication">Replication, from 0.</param>
/// <param name="Start">Simulated wall clock at t = 0.</param>
internal sealed record RunNames(ulong Seed, int Replication, DateTimeOffset Start);
