using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Measurement;

/// <summary>How steadily a service follows its load; the summary's <c>stability</c> metrics.</summary>
/// <param name="DirectionChanges">Changes of desiredCount against the direction of the one before.</param>
/// <param name="Overshoot">Most tasks by which an ascent of desiredCount ended above the most that was needed until its first descent; NaN without an ascent or a need.</param>
/// <param name="SettlingMean">Mean seconds until capacity settled at need, see <see cref="SettlingTime"/>; NaN when it did not, and without target tracking.</param>
/// <param name="SettlingMax">The longest of them.</param>
/// <param name="MinutesAboveTarget">Minutes in which a policy's metric was above its target; NaN when need was never known, as without target tracking.</param>
/// <param name="Over">Task-minutes healthy beyond need; NaN likewise.</param>
/// <param name="Under">Task-minutes of need not healthy; NaN likewise.</param>
internal readonly record struct Stability(int DirectionChanges, double Overshoot, double SettlingMean, double SettlingMax, double MinutesAboveTarget, double Over, double Under);

/// <summary>
/// Need is what the load asks for at the policy's target: with CPU the vCPUs used or, where more, those that the requests that arrived and the demand want, over what the target leaves of a
/// task; with memory likewise; with requests per target the requests of a minute over the target; with any other metric running × metric ÷ target from its own
/// datapoint, undelayed. Of several target tracking policies the largest counts, within the target's bounds. All are means over the intervals of services.csv.
/// Policies and bounds are those that held in the middle of the interval, so that one that changes counts from the interval of which it holds the larger part.
/// </summary>
internal sealed class StabilityAnalysis
{
    private static readonly Duration Before = Duration.FromMinutes(10); // need that an ascent answers: it acts minutes later

    private readonly RunResult _result;
    private readonly int _service;
    private readonly IReadOnlyList<ScalableTargetState> _states;
    private readonly TrackedDatapoints _datapoints;
    private readonly double _vcpus;
    private readonly ApplicationDefinition _application;
    private readonly List<(Instant At, double Need)> _needs = [];
    private int _state;

    private StabilityAnalysis(RunResult result, IReadOnlyList<ScalableTargetState> states, TrackedDatapoints datapoints, int service)
    {
        _result = result;
        _states = states;
        _datapoints = datapoints;
        _service = service;
        var scenario = result.Scenario;
        var definition = scenario.Services[service];
        _vcpus = scenario.TaskDefinitions[definition.TaskDefinition].ReservedCpu / 1024.0;
        _application = definition.TaskDefinition < scenario.Applications.Length ? scenario.Applications[definition.TaskDefinition] : ApplicationDefinition.Default;
    }

    /// <summary>Computes the need of each interval, writes it into services' samples, and sums up what came after the warm-up.</summary>
    public static Stability Of(Recorder recorder, TrackedDatapoints datapoints, int service) =>
        new StabilityAnalysis(recorder.Result, recorder.Targets.Of(service), datapoints, service).Run(recorder.StatisticsStart);

    private Stability Run(Instant from)
    {
        double above = 0, over = 0, under = 0;
        var isKnown = false;
        var (last, settling) = (Instant.Zero, new SettlingTime());
        // Each interval has one sample for each service, in order: a service steps over those of the others.
        for (var i = _service; i < _result.Services.Count; i += _result.Scenario.Services.Length)
        {
            var sample = _result.Services[i];
            var minutes = (sample.At - last).Seconds / 60;
            var start = last;
            var (need, ratio) = NeedOf(in sample, last, _vcpus > 0 ? sample.ReservedVcpus / _vcpus : sample.Running, minutes);
            last = sample.At;
            if (_states.Count == 0) continue;
            _result.Services[i] = sample with { Needed = need };
            _needs.Add((sample.At, need));
            if (sample.At <= from || double.IsNaN(need)) continue;
            isKnown = true;
            if (ratio > 1) above += minutes;
            settling.Add(start, sample.At, need, sample.Healthy);
            over += Math.Max(0, sample.Healthy - need) * minutes;
            under += Math.Max(0, need - sample.Healthy) * minutes;
        }
        var changes = _result.DesiredChanges.Where(c => c.Service == _service && c.At >= from).ToList();
        var (mean, longest) = settling.Sum();
        var none = isKnown ? 0 : double.NaN;
        return new Stability(Turns(changes), Overshoot(changes), mean, longest, none + above, none + over, none + under);
    }

    private (double Need, double Ratio) NeedOf(in ServiceSample sample, Instant start, double running, double minutes)
    {
        double need = double.NaN, ratio = double.NaN;
        if (StateAt(start + new Duration((sample.At - start).Nanoseconds / 2)) is not { } state) return (need, ratio);
        foreach (var policy in state.Policies)
        {
            if (policy is null) continue;
            var isRead = _datapoints.AreReadFor(_service, policy);
            if (isRead && !_datapoints.AreKept) return (double.NaN, double.NaN); // the others alone would pass for all of it
            var (wanted, has) = isRead ? DemandOf(_datapoints.At(policy, start) / policy.TargetValue, running) : DemandOf(policy, in sample, start, running, minutes);
            if (double.IsNaN(wanted)) continue;
            need = double.IsNaN(need) ? Math.Ceiling(wanted - 1e-9) : Math.Max(need, Math.Ceiling(wanted - 1e-9));
            ratio = double.IsNaN(ratio) ? has : Math.Max(ratio, has);
        }
        return (double.IsNaN(need) ? need : Math.Clamp(need, state.Minimum, state.Maximum), ratio);
    }

    // Asked for in order of time.
    private ScalableTargetState? StateAt(Instant moment)
    {
        while (_state + 1 < _states.Count && _states[_state + 1].From <= moment) _state++;
        return _states.Count == 0 ? null : _states[_state];
    }

    private static (double Wanted, double Ratio) DemandOf(double ratio, double running) => (ratio * running, ratio);

    // Tasks wanted at the target, and the metric over its target.
    private (double Wanted, double Ratio) DemandOf(TargetTrackingPolicyDefinition policy, in ServiceSample sample, Instant start, double running, double minutes)
    {
        var target = policy.TargetValue;
        switch (policy.Metric.Source)
        {
            case MetricSource.ServiceCpu:
                if (double.IsNaN(sample.CpuUtilization)) return (double.NaN, double.NaN);
                var perTask = _vcpus * target / 100;
                var used = sample.CpuUtilization / 100 * running * _vcpus;
                return (Math.Max(used, OfferedVCpus(in sample, start, running)) / perTask, sample.CpuUtilization / target);
            case MetricSource.ServiceMemory:
                return DemandOf(sample.MemoryUtilization / target, running);
            default: // RequestCountPerTarget
                var requests = sample.Requests / minutes;
                return (requests / target, running == 0 ? double.NaN : requests / running / target);
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
