using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// Composite alarms: evaluated whenever the state of a child changes, and only then; INSUFFICIENT_DATA until the first evaluation, at the start of the run. They invoke nothing
/// that is simulated, so that they cannot scale; deployments may watch them (AS-CW-14). When their actions would be taken is recorded, with a suppressor in mind.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
/// </summary>
internal sealed partial class CompositeTable
{
    private readonly Calendar _calendar;
    private readonly DecisionCounter _decisions;
    private readonly FactChannel<Decision> _decided;
    private readonly FactChannel<AlarmSignal> _signals;
    private readonly FactChannel<CompositeActionsTaken> _taken;
    private readonly IAlarmView _alarms;
    private readonly Row[] _rows;
    private readonly int[][] _children; // of a name that is put again and again, the alarm that was put last
    private readonly int[] _suppressors; // likewise
    private readonly int _first; // number of the first composite alarm
    private readonly AlarmState[] _states; // scratch: states of one alarm's children

    public CompositeTable(Calendar calendar, FactSink facts, Scenario scenario, MonitoringPlan plan, DecisionCounter decisions, IAlarmView alarms)
    {
        _calendar = calendar;
        _decisions = decisions;
        _decided = facts.Channel<Decision>();
        _signals = facts.Channel<AlarmSignal>();
        _taken = facts.Channel<CompositeActionsTaken>();
        _alarms = alarms;
        _first = plan.Alarms.Length;
        _rows = [.. scenario.CompositeAlarms.Select(static d => new Row { Definition = d, IsMuted = !d.ActionsEnabled })];
        _states = new AlarmState[scenario.CompositeAlarms.Select(static d => d.Children.Length).DefaultIfEmpty().Max()];
        _children = [.. scenario.CompositeAlarms.Select(d => d.Children.Select(c => NumberOf(c, scenario, plan)).ToArray())];
        _suppressors = [.. scenario.CompositeAlarms.Select(d => d.Suppressor < 0 ? -1 : NumberOf(d.Suppressor, scenario, plan))];
    }

    /// <summary>State of a composite alarm.</summary>
    public AlarmState StateOf(int alarm) => _rows[alarm - _first].State;

    /// <summary>When it entered the state.</summary>
    public Instant StateSince(int alarm) => _rows[alarm - _first].Since;

    /// <summary>The decision by which it did.</summary>
    public int DecisionOf(int alarm) => _rows[alarm - _first].Decision;

    /// <summary>Evaluates every composite alarm for the first time.</summary>
    public void Start()
    {
        for (var i = 0; i < _rows.Length; i++) Evaluate(i);
        for (var i = 0; i < _rows.Length; i++) FollowSuppressor(i);
    }

    /// <summary>An alarm's state has changed: those that name it are evaluated, and in turn those that name them.</summary>
    public void OnChange(int alarm)
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            if (Array.IndexOf(_children[i], alarm) >= 0) Evaluate(i);
            if (_suppressors[i] == alarm) FollowSuppressor(i);
        }
    }

    /// <summary>An alarm has taken the place of another of its name, to which rules and suppressors refer.</summary>
    public void Replace(int old, int alarm)
    {
        foreach (var children in _children) children.AsSpan().Replace(old, alarm);
        _suppressors.AsSpan().Replace(old, alarm);
    }

    /// <summary>SetAlarmState: the state holds until the state of a child changes (AS-CW-12).</summary>
    /// <param name="index">Place among the composite alarms.</param>
    /// <param name="state">The state.</param>
    /// <param name="decision">The operator's decision.</param>
    public void SetState(int index, AlarmState state, int decision)
    {
        ref readonly var row = ref _rows[index];
        if (!row.IsAbsent && row.State != state) Move(index, state, decision, isByHand: true);
    }

    /// <summary>EnableAlarmActions and DisableAlarmActions: whether its actions are taken from then on.</summary>
    public void SetActions(int index, bool areEnabled) => _rows[index].IsMuted = !areEnabled;

    /// <summary>DeleteAlarms: those that name it find it in INSUFFICIENT_DATA.</summary>
    public void Delete(int index)
    {
        ref var row = ref _rows[index];
        if (row.IsAbsent) return;
        (row.IsAbsent, row.State, row.Since, row.Decision, row.Suppression) = (true, AlarmState.InsufficientData, _calendar.Now, 0, ActionSuppression.None);
        unchecked { row.Serial++; }
        OnChange(_first + index);
    }

    private void Evaluate(int index)
    {
        ref readonly var row = ref _rows[index];
        if (row.IsAbsent) return;
        var children = _children[index];
        for (var c = 0; c < children.Length; c++) _states[c] = _alarms.StateOf(children[c]);
        var holds = row.Definition.Rule.Holds(_states.AsSpan(0, children.Length));
        var state = holds ? AlarmState.Alarm : AlarmState.Ok;
        if (state == row.State) return;
        var parent = 0;
        foreach (var child in children) parent = Math.Max(parent, _alarms.DecisionOf(child));
        var decision = _decisions.Next();
        var inputs = DecisionInputs.Of((int)row.State, (int)state, children.Length, holds ? 1 : 0);
        _decided.Report(new Decision(decision, parent, DecisionKind.CompositeAlarm, _first + index, -1, DecisionGate.None, (int)row.State, (int)state, inputs));
        Move(index, state, decision, isByHand: false);
    }

    private void Move(int index, AlarmState state, int decision, bool isByHand)
    {
        ref var row = ref _rows[index];
        var (alarm, from) = (_first + index, row.State);
        (row.State, row.Since, row.Decision) = (state, _calendar.Now, decision);
        var suppression = OnStateChange(in row);
        _signals.Report(new AlarmSignal(alarm, from, state, Invokes: false, IsByHand: isByHand, Suppression: suppression));
        Suppress(index, SuppressionCause.StateChange, suppression, row.Decision);
        OnChange(alarm);
    }

    // Children are numbered as the scenario lists alarms: its metric alarms, then its composite ones. Between them the plan has those of target tracking.
    private static int NumberOf(int child, Scenario scenario, MonitoringPlan plan) => child < scenario.Alarms.Length ? child : child - scenario.Alarms.Length + plan.Alarms.Length;

    private struct Row
    {
        public CompositeAlarmDefinition Definition;
        public AlarmState State;
        public Instant Since;
        public bool IsAbsent; // deleted
        public bool IsMuted; // its actions are disabled
        public int Decision;
        public bool IsSuppressorInAlarm;
        public ActionSuppression Suppression;
        public uint Serial; // of the period that runs; an event with another number is discarded
    }
}
