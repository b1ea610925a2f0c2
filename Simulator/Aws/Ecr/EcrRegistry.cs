using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecr;

/// <summary>
/// Amazon ECR and the pulls from it. On a container instance (ECR-PL-01):
/// <code>
///  T = manifest + max(D / share of bandwidth, D / unpack rate)      D: compressed bytes that the host has not cached
///  ImagePullRequest ──► manifest ──┬── cached: done (ECR-PL-02) ───────────────► ImagePullCompletion
///                                  ├── another task pulls the same: follow it ───────────▲
///                                  └── transfer, sharing the host's bandwidth ───────────┘
/// </code>
/// On Fargate nothing is cached (ECS-AG-07): T = manifest + D / rate by the task's vCPUs (FG-ST-02). A pull outlives its task: what it fetches stays on the host.
/// </summary>
/// <remarks>
/// Transfers of a host share bandwidth exactly; whenever one begins or ends the next end is put on the calendar anew and the old event is stale. The
/// agent's clean-up of images (ECS-AG-04), layers shared between images and disk throughput are not modelled.
/// </remarks>
public sealed class EcrRegistry : IEventHandler, IListener<ImagePullRequest>, IListener<TaskTransition>, IListener<ContainerInstanceTransition>
{
    private const double MegaByte = 1e6;

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly SlabView<TaskRow> _tasks;
    private readonly SlabView<ContainerInstanceRow> _instances;
    private readonly FactChannel<ImagePullCompletion> _completions;
    private readonly ImageCatalogue _images;
    private readonly Slab<PullRow> _pulls = new();
    private readonly int _words;
    private readonly Duration _manifest;
    private readonly double _unpack;
    private readonly double[] _fargateRates;
    private PullHost[] _hosts = [];
    private ulong[] _cached = [];
    private uint[] _timers = new uint[16]; // by pull row: the event that counts

    /// <summary>The room.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="tasks">Tasks of the ECS room.</param>
    /// <param name="instances">Container instances of the ECS room.</param>
    public EcrRegistry(Calendar calendar, FactSink facts, Scenario scenario, SlabView<TaskRow> tasks, SlabView<ContainerInstanceRow> instances)
    {
        _calendar = calendar;
        _scenario = scenario;
        _tasks = tasks;
        _instances = instances;
        _completions = facts.Channel<ImagePullCompletion>();
        _images = new ImageCatalogue(scenario);
        _words = (_images.Count + 63) / 64;
        var model = scenario.Model;
        _manifest = model.Get(ModelCatalog.PullManifest);
        _unpack = model.Get(ModelCatalog.UnpackRate) * MegaByte;
        _fargateRates =
        [
            model.Get(ModelCatalog.FargatePullRateSmall) * MegaByte, model.Get(ModelCatalog.FargatePullRateMedium) * MegaByte,
            model.Get(ModelCatalog.FargatePullRateLarge) * MegaByte,
        ];
    }

    /// <summary>Nothing happens by itself.</summary>
    public void Start()
    {
    }

    /// <summary>A task wants its images.</summary>
    public void Apply(in ImagePullRequest fact)
    {
        ref readonly var task = ref _tasks[fact.Task];
        var pull = _pulls.Add();
        if (pull >= _timers.Length) Array.Resize(ref _timers, _timers.Length * 2);
        ref var row = ref _pulls[pull];
        row.Task = fact.Task;
        row.TaskOrdinal = task.Ordinal;
        row.Image = _images.Of(task.TaskDefinition);
        row.Instance = task.ContainerInstance;
        row.Next = row.FirstFollower = -1;
        var wait = _manifest;
        if (row.Instance >= 0) row.InstanceOrdinal = _instances[row.Instance].Ordinal;
        else wait += Duration.FromSeconds(_images.BytesOf(row.Image) / FargateRate(_scenario.TaskDefinitions[task.TaskDefinition].ReservedCpu));
        Schedule(pull, _calendar.Now + wait);
    }

    /// <summary>A task that was there from the start has its images on its host.</summary>
    public void Apply(in TaskTransition fact)
    {
        if (fact.From != TaskStatus.None || fact.To != TaskStatus.Running) return;
        ref readonly var task = ref _tasks[fact.Task];
        if (task.ContainerInstance >= 0) SetCached(task.ContainerInstance, _images.Of(task.TaskDefinition));
    }

    /// <summary>A new instance has an empty cache; a lost one takes its transfers along.</summary>
    public void Apply(in ContainerInstanceTransition fact)
    {
        if (fact.From == ContainerInstanceStatus.Registering) Open(fact.ContainerInstance);
        else if (fact.To == ContainerInstanceStatus.Inactive) Close(fact.ContainerInstance);
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        if (e.Kind != EventKinds.ImagePullFinished) throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the ECR room");
        var pull = e.Subject;
        if ((_timers[pull] & (Event.GenerationModulus - 1)) != e.Generation) return;
        ref var row = ref _pulls[pull];
        if (row.Instance < 0) Complete(pull);
        else if (row.Stage == PullStage.Transfer) OnTransferred(pull);
        else OnManifest(pull);
    }

    private void OnManifest(int pull)
    {
        ref var row = ref _pulls[pull];
        if (!_instances.IsAlive(row.Instance) || _instances[row.Instance].Ordinal != row.InstanceOrdinal)
        {
            Complete(pull); // the host is gone, and the task with it
            return;
        }
        if (IsCached(row.Instance, row.Image))
        {
            Complete(pull);
            return;
        }
        ref var host = ref _hosts[row.Instance];
        for (var other = host.First; other >= 0; other = _pulls[other].Next)
        {
            if (_pulls[other].Image != row.Image) continue;
            Follow(pull, other);
            return;
        }
        host.Advance(_calendar.Now, _unpack);
        row.Stage = PullStage.Transfer;
        row.FinishAt = host.Progress + _images.BytesOf(row.Image);
        row.Next = host.First;
        host.First = pull;
        host.Count++;
        Retime(ref host);
    }

    private void OnTransferred(int pull)
    {
        ref var row = ref _pulls[pull];
        ref var host = ref _hosts[row.Instance];
        host.Advance(_calendar.Now, _unpack);
        if (host.Progress < row.FinishAt) host.Progress = row.FinishAt; // the event's time is rounded to the nanosecond
        SetCached(row.Instance, row.Image);
        Unlink(ref host, pull);
        host.Due = -1;
        var follower = row.FirstFollower;
        Complete(pull);
        while (follower >= 0)
        {
            var next = _pulls[follower].Next;
            Complete(follower);
            follower = next;
        }
        Retime(ref host);
    }

    private void Follow(int pull, int leader)
    {
        _pulls[pull].Stage = PullStage.Follows;
        var last = _pulls[leader].FirstFollower;
        if (last < 0)
        {
            _pulls[leader].FirstFollower = pull;
            return;
        }
        while (_pulls[last].Next >= 0) last = _pulls[last].Next;
        _pulls[last].Next = pull;
    }

    private void Complete(int pull)
    {
        ref var row = ref _pulls[pull];
        if (_tasks.IsAlive(row.Task) && _tasks[row.Task].Ordinal == row.TaskOrdinal && _tasks[row.Task].Status == TaskStatus.Activating)
            _completions.Report(new ImagePullCompletion(row.Task));
        Remove(pull);
    }

    private void Remove(int pull)
    {
        unchecked { _timers[pull]++; }
        _pulls.Remove(pull);
    }

    // The first transfer to end gets the one event of the host.
    private void Retime(ref PullHost host)
    {
        var first = host.First;
        for (var pull = host.First; pull >= 0; pull = _pulls[pull].Next)
        {
            if (_pulls[pull].FinishAt <= _pulls[first].FinishAt) first = pull; // of equals the one that began first: the list runs from the newest
        }
        if (host.Due >= 0 && host.Due != first) unchecked { _timers[host.Due]++; }
        host.Due = first;
        if (first < 0) return;
        var left = Math.Max(0, _pulls[first].FinishAt - host.Progress);
        Schedule(first, _calendar.Now + Duration.FromSeconds(left / host.Rate(_unpack)));
    }

    private void Schedule(int pull, Instant at)
    {
        unchecked { _timers[pull]++; }
        _calendar.Schedule(at, EventKinds.ImagePullFinished, pull, _timers[pull]);
    }

    private void Unlink(ref PullHost host, int pull)
    {
        host.Count--;
        if (host.First == pull)
        {
            host.First = _pulls[pull].Next;
            return;
        }
        var before = host.First;
        while (_pulls[before].Next != pull) before = _pulls[before].Next;
        _pulls[before].Next = _pulls[pull].Next;
    }

    private void Open(int instance)
    {
        if (instance >= _hosts.Length)
        {
            var size = Math.Max(16, Math.Max(instance + 1, _hosts.Length * 2));
            Array.Resize(ref _hosts, size);
            Array.Resize(ref _cached, size * _words);
        }
        var mbps = _scenario.InstanceTypes[_instances[instance].InstanceType].NetworkMbps;
        _hosts[instance] = new PullHost { First = -1, Due = -1, AsOf = _calendar.Now, Bandwidth = mbps * MegaByte / 8 };
        Array.Clear(_cached, instance * _words, _words);
    }

    private void Close(int instance)
    {
        ref var host = ref _hosts[instance];
        for (var pull = host.First; pull >= 0;)
        {
            var next = _pulls[pull].Next;
            for (var follower = _pulls[pull].FirstFollower; follower >= 0;)
            {
                var after = _pulls[follower].Next;
                Remove(follower);
                follower = after;
            }
            Remove(pull);
            pull = next;
        }
        host = new PullHost { First = -1, Due = -1, AsOf = _calendar.Now };
    }

    private bool IsCached(int instance, int image) => (_cached[(instance * _words) + (image / 64)] >> (image % 64) & 1) != 0;

    private void SetCached(int instance, int image) => _cached[(instance * _words) + (image / 64)] |= 1UL << (image % 64);

    private double FargateRate(int cpu) => _fargateRates[cpu <= 1024 ? 0 : cpu < 4096 ? 1 : 2];
}
