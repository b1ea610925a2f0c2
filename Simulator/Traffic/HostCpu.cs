using Simulator.Model.Definitions;

namespace Simulator.Traffic;

/// <summary>Whoever works with the CPU of tasks: requests, messages.</summary>
internal interface ICpuSharer
{
    /// <summary>The work of a task has another share of the vCPUs from now on; where none of it shares vCPUs nothing changes.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="parts">Parts of a vCPU, at least 1.</param>
    void SetParts(int task, int parts);
}

/// <summary>
/// The CPU of container instances, as Linux divides it among their tasks (ECS-TD-07): busy tasks share it by weight, what one leaves idle the others have, and a
/// task with a size of its own never has more than that.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
/// </summary>
/// <remarks>
/// Exact at every moment: a task wants a vCPU for each unit of work on it, and the host's CPU is filled in by weight (max-min fair). As long as all that is wanted fits on
/// the host, nobody's share changes and a change costs a sum; only on a host that is full the shares of all its tasks are computed again. So cost follows contention, not the
/// number of tasks.
/// </remarks>
internal sealed class HostCpu
{
    /// <summary>Requests, as a kind of work.</summary>
    public const int Requests = 0;

    /// <summary>Messages, as a kind of work.</summary>
    public const int Messages = 1;

    private readonly ICpuSharer?[] _sharers = new ICpuSharer?[2];
    private Member[] _members = [];
    private Host[] _hosts = [];

    /// <summary>Whether there is anything to divide: containers that may borrow, and work.</summary>
    public static bool IsNeeded(Scenario scenario) =>
        scenario.TaskDefinitions.Any(TaskCpu.MayBorrow) && (scenario.Workloads.Any(static w => w is RequestWorkloadDefinition) || scenario.Applications.Any(static a => a.Message is not null));

    /// <summary>Tells who works with the CPU that is divided here.</summary>
    /// <param name="kind">Requests or messages.</param>
    /// <param name="sharer">Who hears of changed shares.</param>
    public void Connect(int kind, ICpuSharer sharer) => _sharers[kind] = sharer;

    /// <summary>A task begins on a host. Its work has what <see cref="PartsOf"/> says until somebody hears something else.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="host">Row of its container instance.</param>
    /// <param name="capacity">Parts of a vCPU that the host has.</param>
    /// <param name="claim">What the task may have.</param>
    public void Join(int task, int host, long capacity, in CpuClaim claim)
    {
        if (host >= _hosts.Length) Array.Resize(ref _hosts, Math.Max(host + 1, Math.Max(16, 2 * _hosts.Length)));
        if (task >= _members.Length)
        {
            var length = _members.Length;
            Array.Resize(ref _members, Math.Max(task + 1, Math.Max(16, 2 * length)));
            for (var i = length; i < _members.Length; i++) _members[i].Host = -1;
        }
        ref var there = ref _hosts[host];
        there.Tasks ??= [];
        if (there.Count == 0) (there.Capacity, there.Wanted, there.IsFull) = (capacity, 0, false);
        if (there.Count == there.Tasks.Length) Array.Resize(ref there.Tasks, Math.Max(4, 2 * there.Count));
        ref var member = ref _members[task];
        member = new Member { Host = host, Place = there.Count, Claim = claim };
        member.Parts = member.MostParts(capacity);
        there.Tasks[there.Count++] = task;
        Want(ref there, ref member);
    }

    /// <summary>A task is gone from its host.</summary>
    public void Leave(int task)
    {
        if (!IsThere(task)) return;
        ref var member = ref _members[task];
        ref var host = ref _hosts[member.Host];
        var last = host.Tasks[--host.Count];
        host.Tasks[member.Place] = last;
        _members[last].Place = member.Place;
        member.Host = -1;
        host.Wanted -= member.Wanted;
        if (host.IsFull) Divide(ref host);
    }

    /// <summary>Parts of a vCPU that the work of a task has now.</summary>
    public int PartsOf(int task) => _members[task].Parts;

    /// <summary>Whether a task's CPU is divided here.</summary>
    public bool IsThere(int task) => task < _members.Length && _members[task].Host >= 0;

    /// <summary>The start-up work of a task is done, or begins.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="startup">Parts of a vCPU that it takes; 0 for none.</param>
    public void SetStartup(int task, long startup)
    {
        if (!IsThere(task)) return;
        ref var member = ref _members[task];
        ref var host = ref _hosts[member.Host];
        member.Claim = member.Claim with { Startup = startup };
        Want(ref host, ref member);
        if (!host.IsFull) Assign(task, ref member, member.MostParts(host.Capacity));
    }

    /// <summary>Another number of requests or messages of a task is using CPU.</summary>
    /// <param name="kind">Requests or messages.</param>
    /// <param name="task">Task row.</param>
    /// <param name="busy">How many.</param>
    public void SetBusy(int kind, int task, int busy)
    {
        if (!IsThere(task)) return;
        ref var member = ref _members[task];
        ref var count = ref kind == Requests ? ref member.Requests : ref member.Messages;
        if (count == busy) return;
        count = busy;
        Want(ref _hosts[member.Host], ref member);
    }

    // What a task wants has changed; on a host that was and stays below its capacity nobody's share does.
    private void Want(ref Host host, ref Member member)
    {
        var wanted = member.WantedParts();
        host.Wanted += wanted - member.Wanted;
        member.Wanted = wanted;
        if (host.Wanted > host.Capacity || host.IsFull) Divide(ref host);
    }

    private void Divide(ref Host host)
    {
        var tasks = host.Tasks.AsSpan(0, host.Count);
        host.IsFull = host.Wanted > host.Capacity;
        double left = host.Capacity, weight = 0;
        foreach (var task in tasks)
        {
            ref var member = ref _members[task];
            member.IsSatisfied = !host.IsFull;
            weight += member.Claim.Weight;
        }
        // Max-min fairness by weight: whoever wants less than its share has what it wants, and the rest is divided among the others.
        for (var isDone = !host.IsFull; !isDone;)
        {
            isDone = true;
            var each = left / weight;
            foreach (var task in tasks)
            {
                ref var member = ref _members[task];
                if (member.IsSatisfied || member.Wanted > each * member.Claim.Weight) continue;
                member.IsSatisfied = true;
                left -= member.Wanted;
                weight -= member.Claim.Weight;
                isDone = false;
            }
        }
        var share = left / weight;
        foreach (var task in tasks)
        {
            ref var member = ref _members[task];
            Assign(task, ref member, member.IsSatisfied ? member.MostParts(host.Capacity) : member.PartsOf(share * member.Claim.Weight));
        }
    }

    private void Assign(int task, ref Member member, int parts)
    {
        if (parts == member.Parts) return;
        member.Parts = parts;
        foreach (var sharer in _sharers) sharer?.SetParts(task, parts);
    }

    private struct Host
    {
        public int[] Tasks;
        public int Count;
        public long Capacity; // parts of a vCPU
        public long Wanted;   // by all its tasks
        public bool IsFull;   // more is wanted than there is, so that shares differ from what tasks could have at most
    }

    private struct Member
    {
        public int Host; // -1: nowhere
        public int Place;
        public int Requests; // using CPU
        public int Messages;
        public int Parts;
        public bool IsSatisfied;
        public long Wanted;
        public CpuClaim Claim;

        public readonly long WantedParts() => Math.Min(Claim.Limit, ((long)(Requests + Messages) * CpuTime.PartsPerVCpu) + Claim.Idle + Claim.Startup + Claim.Beside);

        public readonly int MostParts(long capacity) => PartsOf(Math.Min(Claim.Limit, capacity));

        // What idleness and start-up work leave of a share to the work on the task.
        public readonly int PartsOf(double share)
        {
            var rest = share - Claim.Idle;
            return (int)Math.Clamp(Math.Max(rest - Claim.Startup, rest * Claim.LeastShare), 1, int.MaxValue);
        }
    }
}

/// <summary>What a task may have of the CPU of its host.</summary>
/// <param name="Weight">Its weight among busy tasks, CPU shares; more than 0.</param>
/// <param name="Limit">Parts of a vCPU that it never exceeds; <see cref="long.MaxValue"/> without a size of its own.</param>
/// <param name="Idle">Parts that it uses all the time.</param>
/// <param name="Startup">Parts that its start-up work takes now.</param>
/// <param name="LeastShare">Share of what idleness leaves that its work keeps beside its start-up work, 0 to 1.</param>
/// <param name="Beside">Parts that others on it use, of whom its work does not know.</param>
internal readonly record struct CpuClaim(int Weight, long Limit, long Idle, long Startup = 0, double LeastShare = 0, long Beside = 0);
