using System.Numerics;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecr;

/// <summary>
/// Amazon ECR and the pulls from it, one for each container. On a container instance (ECR-PL-01, ECS-AG-02 to ECS-AG-04):
/// <code>
///  T = manifest + max(D / share of bandwidth, D / unpack rate)      D: compressed bytes of the layers that the host lacks
///  ImagePullRequest ──┬── the agent's behaviour is content with the cached image ──────────────► ImagePullCompletion
///                     └── lock ──► manifest ──┬── layers are all there (ECR-PL-02) ───────────────────▲
///                           │        ▲ │      ├── another pull fetches the rest: follow it ───────────┤
///        images are removed ┘   pause└─┤      └── transfer, sharing the host's bandwidth ─────────────┤
///                                 fails│ five times: the cached image, or the pull has failed ────────┘
/// </code>
/// On Fargate nothing is cached (ECS-AG-07): T = manifest + D / rate by the task's vCPUs (FG-ST-02), a task's images one after another. A pull outlives its task: what
/// it fetches stays on the host.
/// </summary>
/// <remarks>
/// Transfers of a host share bandwidth exactly; whenever one begins or ends the next end is put on the calendar anew and the old event is stale.
/// </remarks>
public sealed partial class EcrRegistry : IEventHandler,
    IListener<ImagePullRequest>, IListener<TaskTransition>, IListener<ContainerInstanceTransition>, IListener<RegistryChange>, IListener<ImagePush>
{
    private const double MegaByte = 1e6;
    private const double MebiByte = 1048576;
    private const double GibiByte = 1073741824;

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly BirthDraw _births;
    private readonly SlabView<TaskRow> _tasks;
    private readonly SlabView<ContainerInstanceRow> _instances;
    private readonly FactChannel<ImagePullCompletion> _completions;
    private readonly FactChannel<ImageDigestKnown> _digests;
    private readonly bool _tellsDigests; // later tasks wait for them
    private readonly ImageCatalogue _catalogue;
    private readonly HostImages _images;
    private readonly ImageVersions? _versions; // null where no tag ever moves
    private readonly RegistryFaults _faults;
    private readonly Slab<PullRow> _pulls = new();
    private readonly Duration _manifest;
    private readonly Duration _manifestTimeout;
    private readonly Duration _timeout;
    private readonly Duration _inactivity;
    private readonly Duration _removal;
    private readonly Duration _retryDelay;
    private readonly Duration _retryCap;
    private readonly int _attempts;
    private readonly double _unpack;
    private readonly double _unpackedRatio;
    private readonly double[] _fargateRates;
    private readonly Duration _index;
    private readonly double _eagerShare;
    private readonly double _smallestLazyLayer;
    private PullHost[] _hosts = [];
    private uint[] _timers = new uint[16]; // by pull row: the event that counts
    private ushort[] _held = new ushort[16]; // by task row: a bit for each container that has its image
    private (long Ordinal, Instant Free)[] _fargate = new (long, Instant)[16]; // by task row: when the images that this task has asked for so far will be there

    /// <summary>The room.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="births">Draws of this replication.</param>
    /// <param name="tasks">Tasks of the ECS room.</param>
    /// <param name="instances">Container instances of the ECS room.</param>
    public EcrRegistry(Calendar calendar, FactSink facts, Scenario scenario, BirthDraw births, SlabView<TaskRow> tasks, SlabView<ContainerInstanceRow> instances)
    {
        _calendar = calendar;
        _scenario = scenario;
        _births = births;
        _tasks = tasks;
        _instances = instances;
        _completions = facts.Channel<ImagePullCompletion>();
        _digests = facts.Channel<ImageDigestKnown>();
        _tellsDigests = scenario.Model.Get(TaskModel.DigestResolution) == "afterManifest";
        _catalogue = new ImageCatalogue(scenario);
        _images = new HostImages(_catalogue);
        _versions = _catalogue.HasPushes ? new ImageVersions(_catalogue, scenario) : null;
        _faults = new RegistryFaults(scenario, births);
        var model = scenario.Model;
        _manifest = model.Get(ModelCatalog.PullManifest);
        _manifestTimeout = model.Get(TaskModel.PullManifestTimeout);
        _timeout = model.Get(TaskModel.PullTimeout);
        _inactivity = model.Get(TaskModel.PullInactivity);
        _removal = model.Get(TaskModel.ImageRemoval);
        _retryDelay = model.Get(TaskModel.PullRetryDelay);
        _retryCap = model.Get(TaskModel.PullRetryDelayCap);
        _attempts = Math.Max(1, (int)model.Get(TaskModel.PullAttempts));
        _unpack = model.Get(ModelCatalog.UnpackRate) * MegaByte;
        _unpackedRatio = model.Get(TaskModel.UnpackedImageRatio);
        _index = model.Get(TaskModel.SociIndex);
        _eagerShare = Math.Min(1, model.Get(TaskModel.SociEagerShare));
        _smallestLazyLayer = model.Get(TaskModel.SociSmallestLayer) * MebiByte;
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

    /// <summary>A container wants its image.</summary>
    public void Apply(in ImagePullRequest fact)
    {
        ref readonly var task = ref _tasks[fact.Task];
        var pull = _pulls.Add();
        if (pull >= _timers.Length) Array.Resize(ref _timers, _timers.Length * 2);
        ref var row = ref _pulls[pull];
        row.Task = fact.Task;
        row.Container = fact.Container;
        row.TaskOrdinal = task.Ordinal;
        row.Image = _versions?.Resolve(fact.Task, in task, fact.Container) ?? _catalogue.Of(task.TaskDefinition, fact.Container);
        row.Instance = task.ContainerInstance;
        row.Next = -1;
        if (row.Instance < 0)
        {
            Attempt(pull);
            return;
        }
        row.InstanceOrdinal = _instances[row.Instance].Ordinal;
        RequestOnHost(pull, ref _hosts[row.Instance]);
    }

    /// <summary>A task that was there from the start has its images on its host; the containers of one that is over keep theirs for a while.</summary>
    public void Apply(in TaskTransition fact)
    {
        if (fact.To == TaskStatus.Running && fact.From == TaskStatus.None) BeginOn(fact.Task);
        else if (fact.To >= TaskStatus.Deprovisioning && fact.Task < _held.Length && _held[fact.Task] != 0) Leave(fact.Task);
    }

    /// <summary>A new instance has what came with its machine image; a lost one takes its transfers along.</summary>
    public void Apply(in ContainerInstanceTransition fact)
    {
        // One that waits for its managed daemons pulls before it is ACTIVE (ECS-DM-04).
        if (fact.From == ContainerInstanceStatus.Registering && !IsOpen(fact.ContainerInstance)) Open(fact.ContainerInstance);
        if (fact.To == ContainerInstanceStatus.Inactive) Close(fact.ContainerInstance);
    }

    /// <summary>A tag names another image from now on.</summary>
    public void Apply(in ImagePush fact) => _versions?.Push(_catalogue.PushedBy(fact.Action));

    /// <summary>An outage of the registry begins or ends.</summary>
    public void Apply(in RegistryChange fact) => OnRegistryChange(in fact);

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        if (e.Kind != EventKinds.ImagePullFinished) throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the ECR room");
        var pull = e.Subject;
        if ((_timers[pull] & (Event.GenerationModulus - 1)) != e.Generation) return;
        ref var row = ref _pulls[pull];
        if (row.Instance >= 0 && (!_instances.IsAlive(row.Instance) || _instances[row.Instance].Ordinal != row.InstanceOrdinal))
        {
            Remove(pull); // the host is gone, and the task with it
            return;
        }
        switch (row.Stage)
        {
            case PullStage.Locked: Begin(pull); break;
            case PullStage.BacksOff: Attempt(pull); break;
            case PullStage.Fails or PullStage.Stalled: OnAttemptFailed(pull); break;
            case PullStage.Transfer: OnTransferred(pull); break;
            case PullStage.Digest: OnDigestOnFargate(pull); break;
            case PullStage.OnFargate when !FitsOnFargate(in row): Complete(pull, failed: true, noSpace: true); break;
            case PullStage.Manifest when row.Instance >= 0: OnManifest(pull); break;
            default: Complete(pull, failed: false); break;
        }
    }

    // An attempt at the registry: whether it fails is decided when it begins.
    private void Attempt(int pull)
    {
        ref var row = ref _pulls[pull];
        if (_faults.Fails(_catalogue.NameOf(row.Image), row.TaskOrdinal, row.Container, row.Failures, out var hangs))
        {
            row.Stage = PullStage.Fails;
            Schedule(pull, _calendar.Now + (hangs ? _manifestTimeout : _manifest));
            return;
        }
        row.Stage = PullStage.Manifest;
        Pin(ref row);
        var known = _calendar.Now + _manifest;
        if (_tellsDigests && row.Instance < 0)
        {
            row.Stage = PullStage.Digest;
            Schedule(pull, known);
            return;
        }
        if (IsLazy(in row)) known += _index;
        if (row.Instance >= 0) Schedule(pull, known);
        else FetchOnFargate(pull, FinishOnFargate(in row, known));
    }

    // What the tag names at this attempt is what the task gets; it may fix that for its deployment (ECS-SV-06).
    private void Pin(ref PullRow row)
    {
        if (_versions is not null && IsTheTask(in row)) row.Image = _versions.Pin(row.Task, in _tasks[row.Task], row.Container);
    }

    private void TellDigest(in PullRow row)
    {
        if (_tellsDigests && IsTheTask(in row)) _digests.Report(new ImageDigestKnown(row.Task, row.Container));
    }

    private void OnDigestOnFargate(int pull)
    {
        ref var row = ref _pulls[pull];
        TellDigest(in row);
        FetchOnFargate(pull, FinishOnFargate(in row, IsLazy(in row) ? _calendar.Now + _index : _calendar.Now));
    }

    // A pull outlives its task, whose row may be another task's by now.
    private bool IsTheTask(in PullRow row) => _tasks.IsAlive(row.Task) && _tasks[row.Task].Ordinal == row.TaskOrdinal;

    // Five attempts; between them pauses that double, and a little more (ECR-PL-03).
    private void OnAttemptFailed(int pull)
    {
        ref var row = ref _pulls[pull];
        if (++row.Failures >= _attempts)
        {
            GiveUp(pull);
            return;
        }
        var pause = Math.Min(_retryCap.Nanoseconds, _retryDelay.Nanoseconds * Math.Pow(2, row.Failures - 1));
        var jitter = 1 + (0.2 * _births.Uniform(Purpose.PullRetryJitter, row.TaskOrdinal, (row.Container * 64) + row.Failures));
        row.Stage = PullStage.BacksOff;
        Schedule(pull, _calendar.Now + new Duration((long)(pause * jitter)));
    }

    // Whatever the agent's behaviour, except always: the cached image will do.
    private void GiveUp(int pull)
    {
        ref readonly var row = ref _pulls[pull];
        var cached = false;
        if (row.Instance >= 0 && _hosts[row.Instance].Agent.PullBehavior != ImagePullBehavior.Always)
        {
            var entry = _images.Find(in _hosts[row.Instance], row.Image);
            cached = entry >= 0 && _images[entry].IsHere;
        }
        Complete(pull, failed: !cached);
    }

    // A task's images come one after another: its rate is one for all of them.
    private Instant FinishOnFargate(in PullRow row, Instant known)
    {
        var bytes = 0.0;
        foreach (var layer in _catalogue[row.Image].Layers) bytes += BytesToFetch(in row, layer);
        if (row.Task >= _fargate.Length) Array.Resize(ref _fargate, Math.Max(row.Task + 1, _fargate.Length * 2));
        ref var task = ref _fargate[row.Task];
        if (task.Ordinal != row.TaskOrdinal || task.Free < _calendar.Now) task = (row.TaskOrdinal, _calendar.Now);
        var from = known > task.Free ? known : task.Free;
        task.Free = from + Duration.FromSeconds(bytes / FargateRate(_scenario.TaskDefinitions[_tasks[row.Task].TaskDefinition].ReservedCpu));
        return task.Free;
    }

    private bool IsLazy(in PullRow row) => _catalogue[row.Image].Indexed && (row.Instance < 0 || _hosts[row.Instance].Agent.SociSnapshotter);

    // Of a lazily loaded layer only what the start needs is fetched first (FG-ST-03, ECR-PL-05).
    private double BytesToFetch(in PullRow row, int layer)
    {
        double bytes = _catalogue.BytesOfLayer(layer);
        return bytes >= _smallestLazyLayer && IsLazy(in row) ? bytes * _eagerShare : bytes;
    }

    // Packed and unpacked, the images of a task lie on its ephemeral storage (FG-SZ-02). Which of them finds no room any more is the one that comes last.
    private bool FitsOnFargate(in PullRow row)
    {
        if (!IsTheTask(in row)) return true;
        var definition = _scenario.TaskDefinitions[_tasks[row.Task].TaskDefinition];
        var bytes = 0.0;
        for (var container = 0; container <= row.Container; container++)
        {
            var image = container == row.Container ? row.Image : _catalogue.Of(_tasks[row.Task].TaskDefinition, container);
            foreach (var layer in _catalogue[image].Layers) bytes += BytesToFetch(in row, layer);
        }
        return bytes * (1 + _unpackedRatio) <= definition.EphemeralStorageGiB * GibiByte;
    }

    private void Complete(int pull, bool failed, bool noSpace = false)
    {
        ref var row = ref _pulls[pull];
        if (IsTheTask(in row) && _tasks[row.Task].Status == TaskStatus.Activating)
        {
            if (!failed) Pin(ref row); // also from the cache
            if (!failed && row.Instance >= 0) Hold(row.Task, row.Container, row.Instance, row.Image);
            _completions.Report(new ImagePullCompletion(row.Task, row.Container, failed, noSpace));
        }
        var (instance, held) = (row.Instance, row.HoldsLock);
        Remove(pull);
        if (held) Unlock(instance);
    }

    private void Remove(int pull)
    {
        unchecked { _timers[pull]++; }
        _pulls.Remove(pull);
    }

    private void Schedule(int pull, Instant at)
    {
        unchecked { _timers[pull]++; }
        _calendar.Schedule(at, EventKinds.ImagePullFinished, pull, _timers[pull]);
    }

    // A container has its image from now on: the image is in use until the container is removed.
    private int Hold(int task, int container, int instance, int image)
    {
        if (task >= _held.Length) Array.Resize(ref _held, Math.Max(task + 1, _held.Length * 2));
        _held[task] |= (ushort)(1 << container);
        var entry = _images.Ensure(ref _hosts[instance], image);
        _images[entry].Users++;
        return entry;
    }

    private void BeginOn(int task)
    {
        ref readonly var row = ref _tasks[task];
        if (row.ContainerInstance < 0) return;
        for (var container = 0; container < _catalogue.ContainersOf(row.TaskDefinition); container++)
        {
            var image = _versions?.Pin(task, in row, container) ?? _catalogue.Of(row.TaskDefinition, container);
            _images.Arrive(row.ContainerInstance, Hold(task, container, row.ContainerInstance, image), pulled: true, _calendar.Now);
        }
    }

    private void Leave(int task)
    {
        ref readonly var row = ref _tasks[task];
        uint held = _held[task];
        _held[task] = 0;
        if (row.ContainerInstance < 0 || !_instances.IsAlive(row.ContainerInstance)) return;
        ref var host = ref _hosts[row.ContainerInstance];
        for (; held != 0; held &= held - 1)
        {
            var container = BitOperations.TrailingZeroCount(held);
            var image = _versions?.UsedBy(task, container) ?? _catalogue.Of(row.TaskDefinition, container);
            _images.Leave(in host, image, _calendar.Now + host.Agent.TaskCleanupWait);
        }
    }

    private double FargateRate(int cpu) => _fargateRates[cpu <= 1024 ? 0 : cpu < 4096 ? 1 : 2];
}
