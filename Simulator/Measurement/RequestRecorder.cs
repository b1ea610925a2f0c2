using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>
/// Hears every request inline, so it only counts: one histogram entry and a few additions for each. Intervals are closed by the recorder; what
/// lies before the end of the warm-up is in the series but not in the totals.
/// </summary>
public sealed class RequestRecorder : IRequestObserver
{
    private readonly ServiceRequests[] _services;

    /// <summary>A recorder for <paramref name="services"/> services.</summary>
    public RequestRecorder(int services)
    {
        _services = new ServiceRequests[services];
        for (var i = 0; i < services; i++) _services[i] = new ServiceRequests();
    }

    /// <summary>Requests that arrived in the whole run, warm-up included.</summary>
    public long Arrived { get; private set; }

    /// <summary>What service <paramref name="service"/> received.</summary>
    public ServiceRequests Of(int service) => _services[service];

    /// <inheritdoc/>
    public void OnArrived(int service, int targetGroup, Instant now)
    {
        Arrived++;
        _services[service].Arrive(now);
    }

    /// <inheritdoc/>
    public void OnEnded(int service, int targetGroup, RequestOutcome outcome, Instant arrived, Instant now) => _services[service].End(outcome, arrived, now);
}

/// <summary>Requests of one service: the running interval, and totals since the end of the warm-up.</summary>
public sealed class ServiceRequests
{
    private readonly Population _inSystem = new(Instant.Zero);
    private readonly LogLinearHistogram _interval = new();
    private readonly LogLinearHistogram _beforeWarmUpEnd = new();
    private RequestCounts _intervalCounts;
    private RequestCounts _countsBeforeWarmUpEnd;
    private double _sojournSeconds;
    private RequestCounts _total;

    /// <summary>Counts since the end of the warm-up, closed intervals only.</summary>
    public ref readonly RequestCounts Total => ref _total;

    /// <summary>Latencies of completed requests since the end of the warm-up, closed intervals only.</summary>
    public LogLinearHistogram TotalLatency { get; } = new();

    /// <summary>Requests in the system now.</summary>
    public long InSystem => _inSystem.Inside;

    /// <summary>Little's law over the time since the end of the warm-up: a check of the run's own books.</summary>
    public LittlesLawVerdict CheckLittlesLaw(Instant now) => _inSystem.CheckLittlesLaw(now, _inSystem.Left == 0 ? 0 : _sojournSeconds / _inSystem.Left);

    /// <summary>Time-average number of requests in the system since the end of the warm-up.</summary>
    public double MeanInSystem(Instant now) => _inSystem.MeanUntil(now);

    internal void Arrive(Instant now)
    {
        _inSystem.Enter(now);
        _intervalCounts.Arrived++;
    }

    internal void End(RequestOutcome outcome, Instant arrived, Instant now)
    {
        _inSystem.Leave(now, arrived);
        var sojourn = now - arrived;
        _sojournSeconds += sojourn.Seconds;
        switch (outcome)
        {
            case RequestOutcome.Completed:
                _intervalCounts.Completed++;
                _interval.Record(sojourn);
                break;
            case RequestOutcome.BadGateway:
                _intervalCounts.Errors502++;
                break;
            case RequestOutcome.ServiceUnavailable:
                _intervalCounts.Errors503++;
                break;
            default:
                _intervalCounts.Errors504++;
                break;
        }
    }

    /// <summary>The warm-up is over: totals start here; the interval that runs keeps what came before for its own row.</summary>
    internal void EndWarmUp(Instant now)
    {
        _beforeWarmUpEnd.Merge(_interval);
        _interval.Clear();
        _countsBeforeWarmUpEnd = _intervalCounts;
        _intervalCounts = default;
        _sojournSeconds = 0;
        _inSystem.Reset(now);
    }

    /// <summary>Closes the interval.</summary>
    /// <param name="warm">Whether the warm-up is over, so that the interval counts in the totals.</param>
    /// <param name="latencies">Receives the latencies of the interval.</param>
    internal RequestCounts CloseInterval(bool warm, LogLinearHistogram latencies)
    {
        latencies.Clear();
        latencies.Merge(_beforeWarmUpEnd);
        latencies.Merge(_interval);
        var counts = _intervalCounts.Plus(_countsBeforeWarmUpEnd);
        if (warm)
        {
            _total = _total.Plus(_intervalCounts);
            TotalLatency.Merge(_interval);
        }
        _intervalCounts = default;
        _countsBeforeWarmUpEnd = default;
        _interval.Clear();
        _beforeWarmUpEnd.Clear();
        return counts;
    }
}

/// <summary>Counts of requests.</summary>
public struct RequestCounts
{
    /// <summary>Arrived.</summary>
    public long Arrived;

    /// <summary>Answered.</summary>
    public long Completed;

    /// <summary>Failed with 502.</summary>
    public long Errors502;

    /// <summary>Failed with 503.</summary>
    public long Errors503;

    /// <summary>Failed with 504.</summary>
    public long Errors504;

    /// <summary>All that failed.</summary>
    public readonly long Errors => Errors502 + Errors503 + Errors504;

    /// <summary>Sum of two counts.</summary>
    public readonly RequestCounts Plus(in RequestCounts other) => new()
    {
        Arrived = Arrived + other.Arrived,
        Completed = Completed + other.Completed,
        Errors502 = Errors502 + other.Errors502,
        Errors503 = Errors503 + other.Errors503,
        Errors504 = Errors504 + other.Errors504,
    };
}
