using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using AutoScalingRoom = Simulator.Aws.AutoScaling.AutoScaling;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>Application Auto Scaling alone: the test says what alarms find and what runs, and sees what is decided.</summary>
internal sealed class AlarmStage : IAlarmView, IListener<DesiredCountRequest>, IListener<Decision>, IListener<ScalingActivityChange>
{
    private readonly FactSink _facts = new();
    private readonly Calendar _calendar = new();
    private readonly MonitoringPlan _plan;
    private readonly Slab<ServiceRow> _services = new();
    private readonly Slab<TaskRow> _tasks = new();
    private readonly AutoScalingRoom _room;
    private readonly AlarmState[] _states;
    private readonly double[][] _points;

    public AlarmStage(Scenario scenario, int running, int? desired = null)
    {
        _plan = MonitoringPlan.Of(scenario);
        _states = new AlarmState[_plan.Alarms.Length];
        _points = new double[_plan.Alarms.Length][];
        Array.Fill(_points, []);
        _services.Add();
        _tasks.Add();
        Service.Running = running;
        Service.Desired = desired ?? running;
        _room = new AutoScalingRoom(_calendar, _facts, scenario, _plan, this, new(_services), new(_tasks), new DecisionCounter());
        _facts.Connect<AlarmSignal>(_room);
        _facts.Connect<DesiredCountChange>(_room);
        _facts.Connect<TaskTransition>(_room);
        _facts.Connect<DesiredCountRequest>(this);
        _facts.Connect<Decision>(this);
        _facts.Connect<ScalingActivityChange>(this);
        _room.Start();
        Advance(0);
    }

    public ref ServiceRow Service => ref _services[0];

    public List<Decision> Decisions { get; } = [];

    public List<ScalingActivityStatus> Activity { get; } = [];

    public DecisionGate Gate => Decisions[^1].Gate;

    /// <summary>Alarms of target tracking, by policy.</summary>
    public int High(int policy) => _plan.HighAlarmOf(new PolicyReference(0, policy));

    public int Low(int policy) => _plan.LowAlarmOf(new PolicyReference(0, policy));

    /// <summary>Lets time pass up to a second.</summary>
    public void Advance(double seconds)
    {
        while (_calendar.TryTake(Instant.FromSeconds(seconds), out var e))
        {
            _room.Handle(in e);
            _facts.Drain();
        }
    }

    /// <summary>Puts alarms in a state with datapoints, without invoking anything.</summary>
    public AlarmStage Set(int alarm, AlarmState state, params double[] points)
    {
        _states[alarm] = state;
        _points[alarm] = points;
        return this;
    }

    /// <summary>Alarms go off at a second, all at once, with one datapoint each; the decision follows 3 s later.</summary>
    public AlarmStage Fire(double at, params (int Alarm, double Metric)[] alarms)
    {
        Advance(at);
        foreach (var (alarm, metric) in alarms)
        {
            Set(alarm, AlarmState.Alarm, double.IsNaN(metric) ? [] : [metric]);
            _facts.Channel<AlarmSignal>().Report(new AlarmSignal(alarm, AlarmState.Ok, AlarmState.Alarm));
        }
        _facts.Drain();
        Advance(at + 3);
        return this;
    }

    /// <summary>Tasks start or stop until this many run.</summary>
    public AlarmStage Run(double at, int running)
    {
        Advance(at);
        Service.Running = running;
        _facts.Channel<TaskTransition>().Report(new TaskTransition(0, TaskStatus.Activating, TaskStatus.Running));
        _facts.Drain();
        return this;
    }

    /// <summary>An operator sets desiredCount.</summary>
    public AlarmStage SetDesired(double at, int desired)
    {
        Advance(at);
        Change(desired, 0);
        _facts.Drain();
        return this;
    }

    public AlarmState StateOf(int alarm) => _states[alarm];

    public Instant StateSince(int alarm) => Instant.Zero;

    public int DecisionOf(int alarm) => 0;

    public Instant EvaluatedUntil(int alarm) => _calendar.Now;

    public int CopyEvaluated(int alarm, Span<double> values)
    {
        _points[alarm].CopyTo(values);
        return _points[alarm].Length;
    }

    public void Apply(in DesiredCountRequest fact) => Change(fact.Desired, fact.Decision);

    public void Apply(in Decision fact) => Decisions.Add(fact);

    public void Apply(in ScalingActivityChange fact) => Activity.Add(fact.Status);

    private void Change(int desired, int decision)
    {
        var from = Service.Desired;
        Service.Desired = desired;
        _facts.Channel<DesiredCountChange>().Report(new DesiredCountChange(0, from, desired, decision));
    }
}
