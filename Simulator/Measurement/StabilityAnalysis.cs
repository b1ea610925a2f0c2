using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Measurement;

/// <summary>How steadily a service follows its load; the summary's <c>stability</c> metrics.</summary>
/// <param name="DirectionChanges">Changes of desiredCount against the direction of the one before.</param>
/// <param name="Overshoot">Most tasks by which an ascent of desiredCount ended above the most that was needed until its first descent; NaN without an ascent or a need.</param>
/// <param name="SettlingMean">Mean seconds until capacity settled at need, see <see cref="SettlingTime"/>; NaN when it did not, and without target tracking.</param>
/// <param name="SettlingMax">The longest of them.</param>
/// <param name="MinutesAboveTarget">Minutes in which a policy's metric was above its target; NaN without target tracking.</param>
/// <param name="Over">Task-minutes healthy beyond need.</param>
/// <param name="Under">Task-minutes of need not healthy.</param>
internal readonly record struct Stability(int DirectionChanges, double Overshoot, double SettlingMean, double SettlingMax, double MinutesAboveTarget, double Over, double Under);

/// <summary>
/// Need is what the load asks for at the policy's target: with CPU the vCPUs used or, where more, those that the requests that arrived and the demand want, over what the target leaves of a
/// task; with memory likewise; with requests per target the requests of a minute over the target; with any other metric running × metric ÷ target from its own
/// datapoint, undelayed. Of several target tracking policies the largest counts, within the target's bounds. All are means over the intervals of services.csv.
/// </summary>
internal sealed class StabilityAnalysis
{
    private static readonly Duration Before = Duration.FromMinutes(10); // need that an ascent answers: it acts minutes later

    private readonly RunResult _result;
    private readonly int _service;
    private readonly ServiceDefinition _definition;
    private readonly TargetTrackingPolicyDefinition[] _policies;
    private readonly double _vcpus;
    private readonly double _memory;
    private readonly ApplicationDefinition _application;
    private readonly List<(Instant At, double Need)> _needs = [];

    private StabilityAnalysis(RunResult result, int service)
    {
        _result = result;
        _service = service;
        var scenario = result.Scenario;
        _definition = scenario.Services[service];
        _policies = [.. (_definition.AutoScaling?.Policies ?? []).OfType<TargetTrackingPolicyDefinition>().Where(p => p.ExistsFromStart)];
        var task = scenario.TaskDefinitions[_definition.TaskDefinition];
        (_vcpus, _memory) = (task.ReservedCpu / 1024.0, task.ReservedMemory);
        _application = _definition.TaskDefinition < scenario.Applications.Length ? scenario.Applications[_definition.TaskDefinition] : ApplicationDefinition.Default;
    }

    /// <summary>Computes the need of each interval, writes it into services' samples, and sums up what came after the warm-up.</summary>
    public static Stability Of(RunResult result, int service, Instant from) => new StabilityAnalysis(result, service).Run(from);

    private Stability Run(Instant from)
    {
        double above = 0, over = 0, under = 0;
        var (last, settling) = (Instant.Zero, new SettlingTime());
        // Each interval has one sample for each service, in order: a service steps over those of the others.
        for (var i = _service; i < _result.Services.Count; i += _result.Scenario.Services.Length)
        {
            var sample = _result.Services[i];
            var minutes = (sample.At - last).Seconds / 60;
            var start = last;
            var (need, ratio) = NeedOf(in sample, last, _vcpus > 0 ? sample.ReservedVcpus / _vcpus : sample.Running, minutes);
            last = sample.At;
            if (_policies.Length == 0) continue;
            _result.Services[i] = sample with { Needed = need };
            _needs.Add((sample.At, need));
            if (sample.At <= from || double.IsNaN(need)) continue;
            if (ratio > 1) above += minutes;
            settling.Add(start, sample.At, need, sample.Healthy);
            over += Math.Max(0, sample.Healthy - need) * minutes;
            under += Math.Max(0, need - sample.Healthy) * minutes;
        }
        var changes = _result.DesiredChanges.Where(c => c.Service == _service && c.At >= from).ToList();
        var (mean, longest) = settling.Sum();
        var none = _policies.Length == 0 ? double.NaN : 0;
        return new Stability(Turns(changes), Overshoot(changes), mean, longest, none + above, none + over, none + under);
    }

    private (double Need, double Ratio) NeedOf(in ServiceSample sample, Instant start, double running, double minutes)
    {
        double need = double.NaN, ratio = double.NaN;
        foreach (var policy in _policies)
        {
            var (wanted, has) = DemandOf(policy, in sample, start, running, minutes);
            if (double.IsNaN(wanted)) continue;
            need = double.IsNaN(need) ? Math.Ceiling(wanted - 1e-9) : Math.Max(need, Math.Ceiling(wanted - 1e-9));
            ratio = double.IsNaN(ratio) ? has : Math.Max(ratio, has);
        }
        if (double.IsNaN(need)) return (need, ratio);
        return (Math.Clamp(need, _definition.AutoScaling!.MinCapacity, _definition.AutoScaling.MaxCapacity), ratio);
    }

    // Tasks wanted at the target, and the metric over its target.
    private (double Wanted, double Ratio) DemandOf(TargetTrackingPolicyDefinition policy, in ServiceSample sample, Instant start, double running, double minutes)
    {
        var target = policy.TargetValue;
        var isPlayed = _result.Scenario.Workloads.Any(w => w is MetricWorkloadDefinition m && SameSeries(m.Metric, policy.Metric));
        switch (isPlayed ? MetricSource.Playback : policy.Metric.Source)
        {
            case MetricSource.ServiceCpu when policy.Metric.Entity == _service:
                if (double.IsNaN(sample.CpuUtilization)) return (double.NaN, double.NaN);
                var perTask = _vcpus * target / 100;
                var used = sample.CpuUtilization / 100 * running * _vcpus;
                return (Math.Max(used, OfferedVCpus(in sample, start, running)) / perTask, sample.CpuUtilization / target);
            case MetricSource.ServiceMemory when policy.Metric.Entity == _service:
                return (sample.MemoryUtilization / target * running, sample.MemoryUtilization / target);
            case MetricSource.RequestCountPerTarget:
                var requests = sample.Requests / minutes;
                return (requests / target, running == 0 ? double.NaN : requests / running / target);
            default:
                var value = DatapointAt(policy, start);
                return (running * value / target, value / target);
        }
    }

    // What the work that came in the interval asks for, done or not, and what tasks use without it.
    private double OfferedVCpus(in ServiceSample sample, Instant start, double running)
    {
        var offered = _application.Request is { } request ? sample.Requests * request.Cpu.Mean / (sample.At - start).Seconds : 0;
        foreach (var workload in _result.Scenario.Workloads)
        {
            if (workload is DemandWorkloadDefinition demand && demand.Service == _service) offered += demand.Cpu.MeanBetween(start - Instant.Zero, sample.At - Instant.Zero);
        }
        return offered > 0 ? offered + (_application.IdleCpuFraction * running * _vcpus) : 0;
    }

    private static bool SameSeries(MetricIdentity a, MetricIdentity b) => (a.Namespace, a.MetricName, a.Dimensions) == (b.Namespace, b.MetricName, b.Dimensions);

    // The newest datapoint whose period begins at or before the interval's; NaN when the metric had a gap.
    private double DatapointAt(TargetTrackingPolicyDefinition policy, Instant start)
    {
        var points = _result.Metrics;
        var value = double.NaN;
        for (var i = _cursor; i < points.Count; i++)
        {
            if (points[i].PeriodStart > start) break;
            if (!SameSeries(points[i].Metric, policy.Metric) || points[i].Statistic != policy.Statistic || (points[i].Computed is null) == (policy.Math is not null)) continue;
            if (points[i].PeriodStart + Duration.FromSeconds((double)points[i].PeriodSeconds) > start) value = points[i].Value;
            else _cursor = Math.Max(_cursor, i - 256); // published in order; a window keeps the search short
        }
        return value;
    }

    private int _cursor;

    private static int Turns(List<DesiredChangeRecord> changes)
    {
        var turns = 0;
        for (var i = 1; i < changes.Count; i++) turns += changes[i].To > changes[i].From == changes[i - 1].To > changes[i - 1].From ? 0 : 1;
        return turns;
    }

    private double Overshoot(List<DesiredChangeRecord> changes)
    {
        var most = double.NaN;
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].To <= changes[i].From) continue;
            var begin = changes[i].At - Before;
            while (i + 1 < changes.Count && changes[i + 1].To > changes[i + 1].From) i++;
            var until = i + 1 < changes.Count ? changes[i + 1].At : Instant.MaxValue;
            var needed = double.NaN;
            foreach (var (at, need) in _needs)
            {
                if (at >= begin && at <= until && !double.IsNaN(need)) needed = double.IsNaN(needed) ? need : Math.Max(needed, need);
            }
            if (double.IsNaN(needed)) continue;
            var beyond = Math.Max(0, changes[i].To - needed);
            most = double.IsNaN(most) ? beyond : Math.Max(most, beyond);
        }
        return most;
    }
}
