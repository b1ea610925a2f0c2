using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// Why nothing fits: how many instances each filter rejects, and the instance that comes closest (ECS-PL-18). Looks at every instance, on failure
/// only, and remembers the answer until something changes.
/// </summary>
/// <remarks>
/// An instance counts at the first filter that rejects it, in the order agent, attribute, constraint, ports, network interfaces, GPUs, memory, CPU; the
/// closest passes most of them, then lacks the smallest share of what the task needs. An instance that has everything but a connected agent is closest of
/// all and gives the reason AGENT (ECS-CL-10).
/// </remarks>
internal sealed class ClosestMatch(CandidateIndex index)
{
    private long _version = -1;
    private PlacementProfile? _profile;
    private Explanation _explanation;

    /// <summary>Explains why a kind of task cannot be placed now.</summary>
    public Explanation Explain(PlacementProfile profile)
    {
        if (_version == index.Version && _profile == profile) return _explanation;
        _version = index.Version;
        _profile = profile;
        var count = new Tally();
        var closest = new Candidate(-1, -1, double.MaxValue);
        var active = false;
        foreach (var pool in index.Pools)
        {
            var verdict = profile.VerdictOn(pool);
            if (verdict == PoolVerdict.OtherProvider) continue;
            for (var place = 0; place < pool.Length; place++)
            {
                var instance = pool.Instances[place];
                if (instance < 0) continue;
                active |= index.Row(instance).Status == ContainerInstanceStatus.Active;
                var candidate = Examine(profile, verdict, instance, pool.Index);
                count.Add((PlacementFailureReason)Reasons[candidate.Stage]);
                var rank = candidate.Stage == 0 && IsOnlyAgent(profile, verdict, instance, pool.Index) ? Reasons.Length : candidate.Stage;
                if (rank > closest.Stage || (rank == closest.Stage && candidate.Shortfall < closest.Shortfall)) closest = candidate with { Stage = rank };
            }
        }
        var reason = !active ? PlacementFailureReason.NoActiveInstances
            : (PlacementFailureReason)Reasons[closest.Stage == Reasons.Length ? 0 : closest.Stage];
        return _explanation = new Explanation(reason, closest.Instance, count.ToRejections());
    }

    /// <summary>Why a kind of task cannot go to one instance now, attributes and constraints aside (ECS-PL-17).</summary>
    public (PlacementFailureReason Reason, PlacementRejections Rejected) ExplainOn(PlacementProfile profile, int instance)
    {
        if (!index.Holds(instance)) return (PlacementFailureReason.NoActiveInstances, default);
        ref readonly var row = ref index.Row(instance);
        var stage = row.Status == ContainerInstanceStatus.Active && row.AgentConnected ? Resources(profile, instance, 3).Stage : 0;
        var reason = (PlacementFailureReason)Reasons[stage];
        var count = new Tally();
        count.Add(reason);
        return (reason, count.ToRejections());
    }

    private static ReadOnlySpan<int> Reasons =>
    [
        (int)PlacementFailureReason.Agent, (int)PlacementFailureReason.Attribute, (int)PlacementFailureReason.Constraint, (int)PlacementFailureReason.Ports,
        (int)PlacementFailureReason.Eni, (int)PlacementFailureReason.Gpu, (int)PlacementFailureReason.Memory, (int)PlacementFailureReason.Cpu,
    ];

    private static double Share(int need, int left) => need > left ? (need - left) / (double)need : 0;

    private Candidate Examine(PlacementProfile profile, PoolVerdict verdict, int instance, int pool)
    {
        ref readonly var row = ref index.Row(instance);
        var agent = row.Status == ContainerInstanceStatus.Active && row.AgentConnected;
        return Resources(profile, instance, agent ? StageOfRules(profile, verdict, instance, pool) : 0);
    }

    // Everything fits but the agent.
    private bool IsOnlyAgent(PlacementProfile profile, PoolVerdict verdict, int instance, int pool)
    {
        var stage = StageOfRules(profile, verdict, instance, pool);
        return stage == 3 && Resources(profile, instance, stage).Stage == Reasons.Length - 1 && index.Row(instance).RemainingCpu >= profile.Need[0]
            && index.Row(instance).Status == ContainerInstanceStatus.Active;
    }

    private static int StageOfRules(PlacementProfile profile, PoolVerdict verdict, int instance, int pool)
    {
        if (verdict == PoolVerdict.Attribute) return 1;
        if (verdict == PoolVerdict.Constraint || !profile.MeetsConstraints(instance, pool)) return 2;
        return 3;
    }

    private Candidate Resources(PlacementProfile profile, int instance, int stage)
    {
        ref readonly var row = ref index.Row(instance);
        var need = profile.Need;
        var shortfall = Share(need[0], row.RemainingCpu) + Share(need[1], row.RemainingMemory);
        if (stage < 3) return new Candidate(instance, stage, shortfall);
        if (profile.Ports.Length > 0 && !index.PortsFree(instance, profile.Ports)) stage = 3;
        else if (row.RemainingEnis < need[2]) stage = 4;
        else if (row.RemainingGpus < need[3]) stage = 5;
        else if (row.RemainingMemory < need[1]) stage = 6;
        else stage = 7;
        return new Candidate(instance, stage, shortfall);
    }

    private readonly record struct Candidate(int Instance, int Stage, double Shortfall);

    private struct Tally
    {
        private int _agent;
        private int _attribute;
        private int _constraint;
        private int _ports;
        private int _eni;
        private int _gpu;
        private int _memory;
        private int _cpu;

        public void Add(PlacementFailureReason reason)
        {
            switch (reason)
            {
                case PlacementFailureReason.Agent: _agent++; break;
                case PlacementFailureReason.Attribute: _attribute++; break;
                case PlacementFailureReason.Constraint: _constraint++; break;
                case PlacementFailureReason.Ports: _ports++; break;
                case PlacementFailureReason.Eni: _eni++; break;
                case PlacementFailureReason.Gpu: _gpu++; break;
                case PlacementFailureReason.Memory: _memory++; break;
                default: _cpu++; break;
            }
        }

        public readonly PlacementRejections ToRejections() => new(_cpu, _memory, _ports, _eni, _gpu, _attribute, _constraint, _agent);
    }
}

/// <summary>Why a task cannot be placed.</summary>
/// <param name="Reason">Main reason: that of the closest instance.</param>
/// <param name="Closest">Container instance row of the closest match, or -1.</param>
/// <param name="Rejected">Instances rejected by each filter.</param>
internal readonly record struct Explanation(PlacementFailureReason Reason, int Closest, PlacementRejections Rejected);
