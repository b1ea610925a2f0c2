using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;
using Simulator.Traffic.Arrivals;

namespace Simulator.Traffic;

/// <summary>
/// One request workload: its arrivals, what each request needs, and where it goes. A request's demands are drawn when it arrives, before anybody looks at the world, so request k
/// is the same under every policy (common random numbers). Where revisions of the service need different things, each request draws once for each,
/// from equal streams: it is the same request, short or long, whichever revision happens to serve it.
/// </summary>
internal sealed class RequestSource
{
    private readonly IListenerRule? _rule; // where several target groups share the requests
    private readonly Demand[] _demands;
    private readonly Demand? _onlyDemand; // the common case, without a loop
    private readonly int[] _demandOfTaskDefinition;

    private RequestSource(RequestWorkloadDefinition workload, ITargetSelector selector, IArrivalProcess arrivals, Demand[] demands, int[] demandOfTaskDefinition)
    {
        Service = workload.Service;
        TargetGroup = workload.TargetGroup;
        Selector = selector;
        _rule = selector as IListenerRule;
        Arrivals = arrivals;
        _demands = demands;
        _onlyDemand = demands.Length == 1 ? demands[0] : null;
        _demandOfTaskDefinition = demandOfTaskDefinition;
    }

    /// <summary>Service index.</summary>
    public int Service { get; }

    /// <summary>Target group index, or -1.</summary>
    public int TargetGroup { get; }

    /// <summary>Target group over which a request reached a task, or -1.</summary>
    /// <param name="task">Task row that the selector chose.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TargetGroupOf(int task) => _rule is null ? TargetGroup : _rule.TargetGroupOf(task);

    /// <summary>Target group that had no target for the request, or -1.</summary>
    public int EmptyTargetGroup => _rule is null ? TargetGroup : _rule.LastTargetGroup;

    /// <summary>Chooses the task.</summary>
    public ITargetSelector Selector { get; }

    /// <summary>When requests come.</summary>
    public IArrivalProcess Arrivals { get; }

    /// <summary>Compiles a workload.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="replication">Replication number, from 0.</param>
    /// <param name="models">How each task definition serves.</param>
    /// <param name="selector">Where its requests go.</param>
    public static RequestSource Create(
        RequestWorkloadDefinition workload, Scenario scenario, int replication, ServerModel[] models, ITargetSelector selector)
    {
        var idle = workload.TargetGroup >= 0 ? scenario.TargetGroups[workload.TargetGroup].IdleTimeout : (Duration?)null;
        var demands = new List<Demand>();
        var demandOf = new int[scenario.TaskDefinitions.Length];
        foreach (var taskDefinition in Revisions(workload.Service, scenario))
        {
            var request = models[taskDefinition].Request;
            var known = demands.FindIndex(d => d.Request == request);
            if (known < 0)
            {
                known = demands.Count;
                demands.Add(new Demand(models[taskDefinition], Sooner(request.Timeout, idle), StreamOf(Purpose.RequestCpu), StreamOf(Purpose.RequestWait)));
            }
            demandOf[taskDefinition] = known;
        }
        var arrivals = ArrivalProcesses.Create(workload.Arrivals, workload.Rate, StreamOf(Purpose.Arrivals));
        return new RequestSource(workload, selector, arrivals, [.. demands], demandOf);

        RandomStream StreamOf(Purpose purpose) => new(scenario.Run.Seed, replication, purpose, SourceKey.Of(workload.Name));
    }

    /// <summary>What its requests need, by kind of task.</summary>
    public ReadOnlySpan<Demand> Demands => _demands;

    /// <summary>Draws the demands of the request that has just arrived.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Draw()
    {
        if (_onlyDemand is { } only) only.Draw();
        else DrawAll();
    }

    /// <summary>What the request that has just arrived needs of a task of a task definition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Demand DemandOf(int taskDefinition) => _onlyDemand ?? _demands[_demandOfTaskDefinition[taskDefinition]];

    private void DrawAll()
    {
        foreach (var demand in _demands) demand.Draw();
    }

    /// <summary>The task definition of a service, those to which the operator will update it, and those of its task sets.</summary>
    private static IEnumerable<int> Revisions(int service, Scenario scenario) =>
        scenario.Timeline.OfType<UpdateServiceAction>().Where(a => a.Service == service && a.TaskDefinition is not null).Select(a => a.TaskDefinition!.Value)
            .Concat(scenario.Timeline.OfType<CreateDeploymentAction>().Where(a => a.Service == service).Select(static a => a.After.TaskDefinition))
            .Concat(scenario.Timeline.OfType<CreateTaskSetAction>().Where(a => a.Service == service).Select(static a => a.Definition.TaskDefinition))
            .Concat(scenario.Services[service].TaskSets.Select(static s => s.TaskDefinition))
            .Prepend(scenario.Services[service].TaskDefinition);

    private static Duration? Sooner(Duration? a, Duration? b) => a is null ? b : b is null || a.Value < b.Value ? a : b;

    /// <summary>What the newest request of a source needs of one kind of task.</summary>
    internal sealed class Demand
    {
        private DrawnTime _cpu;
        private DrawnTime _wait;

        public Demand(ServerModel model, Duration? patience, RandomStream cpuStream, RandomStream waitStream)
        {
            var request = model.Request;
            Request = request;
            Patience = patience?.Nanoseconds ?? Instant.MaxNanoseconds;
            _cpu = new DrawnTime(request.Cpu, cpuStream);
            _wait = new DrawnTime(request.Wait, waitStream);
            Cpu = _cpu.Nanoseconds;
        }

        /// <summary>The definition it was compiled from.</summary>
        public RequestDefinition Request { get; }

        /// <summary>How long its caller waits, in nanoseconds; <see cref="Instant.MaxNanoseconds"/> for ever.</summary>
        public long Patience { get; }

        /// <summary>Patience line of such requests, where their ends are not known beforehand; set by the request path.</summary>
        public int Line { get; set; }

        /// <summary>vCPU-nanoseconds.</summary>
        public long Cpu { get; private set; }

        /// <summary>Nanoseconds without CPU.</summary>
        public long Wait => _wait.Nanoseconds;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Draw()
        {
            _cpu.Draw();
            _wait.Draw();
            Cpu = _cpu.Nanoseconds;
        }

        /// <summary>The request goes to a task whose CPU is slower (above 1) or faster than the mean; until the next draw.</summary>
        public void Slow(double factor) => Cpu = double.ConvertToIntegerNative<long>((_cpu.Nanoseconds * factor) + 0.5);
    }

    /// <summary>A length of time drawn for each request; a constant one is drawn once.</summary>
    private struct DrawnTime
    {
        private readonly Sampler _sampler;
        private readonly bool _isConstant;
        private RandomStream _stream;

        public DrawnTime(DistributionDefinition definition, RandomStream stream)
        {
            _sampler = new Sampler(definition);
            _stream = stream;
            Nanoseconds = _sampler.SampleDuration(ref stream).Nanoseconds;
            _isConstant = definition is DeterministicDistribution;
        }

        public long Nanoseconds { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Draw()
        {
            if (!_isConstant) Nanoseconds = _sampler.SampleDuration(ref _stream).Nanoseconds;
        }
    }
}
