using Simulator.Aws.LoadBalancing.Routing;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Benchmarks.RequestPath;

/// <summary>
/// The same work without the simulator around it: two kinds of event, arrival and departure, on a <see cref="PriorityQueue{TElement, TPriority}"/> keyed by (time,
/// sequence). It draws the same numbers, routes alike and records alike.
/// </summary>
internal sealed class BareLoop
{
    private const int Arrival = -1;

    private readonly PriorityQueue<int, (long Time, long Sequence)> _events = new();
    private readonly RequestRecorder _recorder = new(1);
    private readonly LogLinearHistogram _minute = new();
    private readonly ITargetSelector _selector;
    private readonly Sampler _service = new(DistributionDefinition.Exponential(Station.MeanService));
    private readonly Server[] _servers = new Server[Station.Tasks];
    private readonly double _meanGap;
    private readonly int _places;
    private RandomStream _gaps = Station.StreamOf(Purpose.Arrivals);
    private RandomStream _demands = Station.StreamOf(Purpose.RequestCpu);
    private Request[] _requests = new Request[1024];
    private int _used;
    private int _free = -1;
    private double _carry;
    private long _sequence;
    private long _end;
    private long _nextMinute = Minute;

    private const long Minute = 60 * Duration.NanosecondsPerSecond;

    public BareLoop(Station station)
    {
        _selector = station.Routing == RoutingAlgorithm.RoundRobin ? new RoundRobinRouting() : new LeastOutstandingRequestsRouting();
        for (var i = 0; i < Station.Tasks; i++) _selector.Add(i, 0);
        Array.Fill(_servers, new Server { First = -1, Last = -1 });
        _meanGap = Duration.NanosecondsPerSecond / station.Rate;
        _places = station.VCpus;
        ScheduleArrival(0);
    }

    /// <summary>Runs a stretch of simulated time and returns a checksum over all latencies so far.</summary>
    public long Run(Duration stretch)
    {
        _end += stretch.Nanoseconds;
        while (_events.TryPeek(out var e, out var priority) && priority.Time <= _end)
        {
            _events.Dequeue();
            if (priority.Time >= _nextMinute) CloseMinute();
            if (e == Arrival) Arrive(priority.Time);
            else Depart(e, priority.Time);
        }
        return Checksum.Of(_recorder, _minute);
    }

    private void Arrive(long now)
    {
        ScheduleArrival(now);
        var request = Take();
        ref var row = ref _requests[request];
        row.Arrived = now;
        row.Service = _service.SampleDuration(ref _demands).Nanoseconds;
        row.Next = -1;
        _recorder.OnArrived(0, 0, new Instant(now));
        row.Server = _selector.Choose();
        ref var server = ref _servers[row.Server];
        if (server.InService < _places)
        {
            server.InService++;
            _events.Enqueue(request, (now + row.Service, _sequence++));
            return;
        }
        if (server.Last >= 0) _requests[server.Last].Next = request;
        else server.First = request;
        server.Last = request;
    }

    private void Depart(int request, long now)
    {
        ref var row = ref _requests[request];
        _recorder.OnEnded(0, 0, RequestOutcome.Completed, new Instant(row.Arrived), new Instant(now));
        _selector.OnEnded(row.Server);
        ref var server = ref _servers[row.Server];
        row.Next = _free;
        _free = request;
        var next = server.First;
        if (next < 0)
        {
            server.InService--;
            return;
        }
        server.First = _requests[next].Next;
        if (server.First < 0) server.Last = -1;
        _events.Enqueue(next, (now + _requests[next].Service, _sequence++));
    }

    private void ScheduleArrival(long now)
    {
        var exact = (_gaps.NextExponential() * _meanGap) + _carry;
        var gap = (long)(exact + 0.5);
        _carry = exact - gap;
        _events.Enqueue(Arrival, (now + gap, _sequence++));
    }

    private void CloseMinute()
    {
        _recorder.Of(0).CloseInterval(true, _minute);
        _nextMinute += Minute;
    }

    private int Take()
    {
        if (_free >= 0)
        {
            var request = _free;
            _free = _requests[request].Next;
            return request;
        }
        if (_used == _requests.Length) Array.Resize(ref _requests, _used * 2);
        return _used++;
    }

    private struct Request
    {
        public long Arrived;
        public long Service;
        public int Server;
        public int Next;
    }

    private struct Server
    {
        public int InService;
        public int First;
        public int Last;
    }
}
