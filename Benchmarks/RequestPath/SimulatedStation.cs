using Simulator;
using Simulator.Aws.LoadBalancing;
using Simulator.Aws.LoadBalancing.Routing;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Traffic;

namespace Benchmarks.RequestPath;

/// <summary>
/// The simulator's own path: run loop, dispatcher, traffic and load balancing rooms, the recorder of requests and its minutes. Only the tasks are put there by hand.
/// </summary>
internal sealed class SimulatedStation
{
    private readonly Calendar _calendar = new();
    private readonly RequestRecorder _recorder = new(1);
    private readonly Minutes _minutes;
    private readonly Simulation _simulation;

    public SimulatedStation(Station station)
    {
        var scenario = station.ToScenario();
        var facts = new FactSink();
        var tasks = new Slab<TaskRow>();
        var selectors = RoutingAlgorithms.ForTargetGroups(scenario, 0, _calendar);
        var traffic = new Traffic(_calendar, facts, scenario, 0, new SlabView<TaskRow>(tasks), selectors, RoutingAlgorithms.ForServices(scenario), _recorder, new QueueRecorder(0));
        var loadBalancing = new LoadBalancing(_calendar, facts, scenario, 0, new SlabView<TaskRow>(tasks), traffic, selectors);
        facts.Connect<TaskTransition>(loadBalancing, traffic);
        facts.Connect<TaskIdle>(loadBalancing);
        _minutes = new Minutes(_calendar, _recorder);
        var rooms = new IEventHandler[Rooms.Count];
        rooms[Rooms.Traffic] = traffic;
        rooms[Rooms.LoadBalancing] = loadBalancing;
        rooms[Rooms.Measurement] = _minutes;
        _simulation = new Simulation(_calendar, new Dispatcher(rooms, facts), traffic.Clock);
        for (var i = 0; i < Station.Tasks; i++)
        {
            var task = tasks.Add();
            tasks[task] = new TaskRow { Ordinal = i, Status = TaskStatus.Running, Job = -1 };
            facts.Channel<TaskTransition>().Report(new TaskTransition(task, TaskStatus.None, TaskStatus.Running));
        }
        facts.Drain();
        traffic.Start();
    }

    /// <summary>Runs a stretch of simulated time and returns a checksum over all latencies so far.</summary>
    public long Run(Duration stretch)
    {
        _simulation.RunUntil(_calendar.Now + stretch);
        return Checksum.Of(_recorder, _minutes.Last);
    }

    private sealed class Minutes : IEventHandler
    {
        private readonly Calendar _calendar;
        private readonly RequestRecorder _recorder;

        public Minutes(Calendar calendar, RequestRecorder recorder)
        {
            _calendar = calendar;
            _recorder = recorder;
            ScheduleNext();
        }

        public LogLinearHistogram Last { get; } = new();

        public void Handle(in Event e)
        {
            _recorder.Of(0).CloseInterval(true, Last);
            ScheduleNext();
        }

        private void ScheduleNext() => _calendar.ScheduleIn(Duration.FromMinutes(1), EventKinds.SampleDue, 0);
    }
}
