using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling.Forecasting;

/// <summary>
/// The clock of predictive policies: a new forecast every six hours, and each hour, a little before it begins, the capacity forecast for it (AS-PR-02 … 06).
/// What an hour asks for is a floor until the next hour's capacity replaces it. Deciding is the same for services and groups; who owns the target carries it out.
/// </summary>
internal sealed class PredictiveClock
{
    /// <summary>Of Application Auto Scaling.</summary>
    public static readonly PredictiveKinds OfServices = new(EventKinds.ForecastDue, EventKinds.PredictedHourDue, DecisionKind.Forecast, DecisionKind.PredictiveScaling);

    /// <summary>Of groups.</summary>
    public static readonly PredictiveKinds OfGroups = new(EventKinds.GroupForecastDue, EventKinds.GroupPredictedHourDue, DecisionKind.GroupForecast, DecisionKind.GroupPredictiveScaling);

    private const uint SettleMark = 1; // above it, an event's generation carries the policy's revision
    private const double RoundingGuard = 1e-9;

    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly MonitoringPlan _plan;
    private readonly DecisionCounter _decisions;
    private readonly FactChannel<Decision> _decided;
    private readonly FactChannel<ForecastHour> _hours;
    private readonly PolicyRow[] _policies;
    private readonly IForecastOwner _owner;
    private readonly LoadReaders _loads;
    private readonly Duration _interval;
    private readonly PredictiveKinds _kinds;

    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Hears Decision.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="plan">Its series.</param>
    /// <param name="decisions">Numbers decisions.</param>
    /// <param name="policies">Policy rows of the room.</param>
    /// <param name="owner">The room.</param>
    /// <param name="kinds">Its events, whose subject is the policy row, and decisions.</param>
    public PredictiveClock(
        Calendar calendar, FactSink facts, Scenario scenario, MonitoringPlan plan, DecisionCounter decisions, PolicyRow[] policies, IForecastOwner owner, PredictiveKinds kinds)
    {
        _calendar = calendar;
        _scenario = scenario;
        _plan = plan;
        _decisions = decisions;
        _decided = facts.Channel<Decision>();
        _hours = facts.Channel<ForecastHour>();
        _policies = policies;
        _owner = owner;
        _loads = new LoadReaders(plan.Series.Length + plan.Computed.Length);
        _interval = scenario.Model.Get(ModelCatalog.ForecastInterval);
        _kinds = kinds;
    }

    /// <summary>Gathers the load of predictive policies.</summary>
    public void Gather(in MetricPublished fact)
    {
        foreach (var policy in _loads.PoliciesOf(fact.Series)) _policies[policy].Forecaster?.Add(in fact);
    }

    /// <summary>Gathers loads that are expressions.</summary>
    public void Gather(in MetricComputed fact)
    {
        foreach (var policy in _loads.PoliciesOf(_plan.Series.Length + fact.Computed)) _policies[policy].Forecaster?.Add(in fact);
    }

    /// <summary>Follows a policy that was put or deleted: a predictive one makes its first forecast now.</summary>
    /// <param name="index">Policy row.</param>
    /// <param name="reference">The policy.</param>
    /// <param name="definition">What it is now.</param>
    /// <param name="createdBy">Index on the timeline of the call that put it; -1 at the start.</param>
    public void Follow(int index, PolicyReference reference, ScalingPolicyDefinition definition, int createdBy)
    {
        Forget(index);
        ref var row = ref _policies[index];
        if (!row.Exists || row.IsDisabled || definition is not PredictiveScalingPolicyDefinition predictive) return;
        var series = _plan.LoadSeriesOf(reference, createdBy);
        row.Forecaster = new Forecaster(_scenario, predictive, _plan.DelayOfLoad(series));
        _loads.Set(series, index);
        _calendar.Schedule(_calendar.Now, _kinds.ForecastEvent, index, MarkOf(in row));
    }

    /// <summary>A policy is gone, and its floor with it.</summary>
    public void Forget(int index)
    {
        ref var row = ref _policies[index];
        (row.Floor, row.NextFloor, row.HasHourClock, row.Forecaster) = (0, 0, false, null);
        SetFloor(row.Target);
    }

    /// <summary>Makes a forecast.</summary>
    public void OnForecastDue(int index, uint mark)
    {
        if (!IsCurrent(index, mark)) return;
        ref var row = ref _policies[index];
        var forecaster = row.Forecaster!;
        var now = _calendar.Now;
        var inputs = forecaster.Describe(now, forecaster.Refresh(now));
        var desired = _owner.SizeOf(row.Target).Desired;
        var gate = inputs[1] > 0 ? DecisionGate.None : DecisionGate.InsufficientData;
        _decided.Report(new Decision(_decisions.Next(), 0, _kinds.Forecast, _owner.SubjectOf(row.Target), row.Index, gate, desired, desired, inputs));
        Publish(in row, forecaster.HourOf(now));
        if (!row.HasHourClock)
        {
            row.HasHourClock = true;
            ApplyHour(index, forecaster.HourOf(now)); // the hour that runs counts from the moment there is a forecast for it
            ScheduleHour(index, forecaster.HourOf(now) + 1);
        }
        _calendar.ScheduleIn(_interval, _kinds.ForecastEvent, index, mark);
    }

    private void Publish(in PolicyRow row, long first)
    {
        var forecaster = row.Forecaster!;
        for (var hour = first; hour < first + forecaster.Horizon; hour++)
        {
            var capacity = forecaster.CapacityAt(hour);
            if (!double.IsNaN(capacity)) _hours.Report(new ForecastHour(_kinds == OfGroups, _owner.SubjectOf(row.Target), row.Index, forecaster.StartOf(hour), forecaster.LoadAt(hour), capacity));
        }
    }

    /// <summary>Applies the forecast of the coming hour; or, once it has begun, forgets what the hour before needed on top.</summary>
    public void OnPredictedHourDue(int index, uint mark)
    {
        if (!IsCurrent(index, mark)) return;
        ref var row = ref _policies[index];
        if ((mark & SettleMark) != 0)
        {
            row.Floor = row.NextFloor;
            SetFloor(row.Target);
            return;
        }
        var hour = row.Forecaster!.HourOf(_calendar.Now + row.Forecaster.Policy.BufferTime);
        ApplyHour(index, hour);
        ScheduleHour(index, hour + 1);
    }

    private static uint MarkOf(in PolicyRow row) => (uint)row.Revision << 1;

    private bool IsCurrent(int index, uint mark) => _policies[index].Exists && _policies[index].Forecaster is not null && MarkOf(in _policies[index]) == (mark & ~SettleMark);

    private void ScheduleHour(int index, long hour)
    {
        var forecaster = _policies[index].Forecaster!;
        var at = forecaster.StartOf(hour) - forecaster.Policy.BufferTime;
        _calendar.Schedule(at > _calendar.Now ? at : _calendar.Now, _kinds.HourEvent, index, MarkOf(in _policies[index]));
    }

    private void ApplyHour(int index, long hour)
    {
        ref var row = ref _policies[index];
        var forecaster = row.Forecaster!;
        var policy = forecaster.Policy;
        var before = _owner.SizeOf(row.Target);
        var wanted = forecaster.CapacityAt(hour);
        var gate = double.IsNaN(wanted) ? DecisionGate.InsufficientData : !policy.Scales ? DecisionGate.ForecastOnly : DecisionGate.None;
        var maximum = before.Maximum;
        if (gate == DecisionGate.None)
        {
            // AS-PR-06: a forecast that comes within the buffer of the maximum raises it for good.
            if (policy.MaxCapacityBuffer is { } buffer) maximum = Math.Max(maximum, (int)Math.Ceiling((wanted * (1 + (buffer / 100))) - RoundingGuard));
            if (maximum > before.Maximum) _owner.RaiseMaximum(row.Target, maximum);
        }
        var floor = gate == DecisionGate.None ? (int)Math.Clamp(wanted, before.Minimum, maximum) : 0;
        KeepFloor(index, hour, floor);
        if (gate == DecisionGate.None && before.Desired >= floor) gate = DecisionGate.AlreadyAtDesiredCapacity; // AS-PR-03
        var id = _decisions.Next();
        _decided.Report(new Decision(
            id, 0, _kinds.Hour, _owner.SubjectOf(row.Target), row.Index, gate, before.Desired, gate == DecisionGate.None ? floor : before.Desired, DecisionInputs.Of(
                forecaster.StartOf(hour).Seconds, forecaster.LoadAt(hour), policy.TargetValue, before.Running, before.Desired, wanted, before.Minimum, maximum,
                policy.BufferTime.Seconds, before.Maximum, policy.MaxCapacityBuffer ?? double.NaN, policy.Scales ? 0 : 1)));
        if (gate == DecisionGate.None) _owner.ScaleOut(row.Target, id, floor);
    }

    // Before the hour begins the floor is the larger of both hours'.
    private void KeepFloor(int index, long hour, int floor)
    {
        ref var row = ref _policies[index];
        var start = row.Forecaster!.StartOf(hour);
        row.NextFloor = floor;
        if (floor < row.Floor && start > _calendar.Now)
            _calendar.Schedule(start, _kinds.HourEvent, index, MarkOf(in row) | SettleMark);
        else
            row.Floor = floor;
        SetFloor(row.Target);
    }

    private void SetFloor(int target)
    {
        var floor = 0;
        foreach (ref readonly var row in _policies.AsSpan())
        {
            if (row.Target == target && row.Exists) floor = Math.Max(floor, row.Floor);
        }
        _owner.SetFloor(target, floor);
    }
}

/// <summary>Event kinds and decision kinds of one room's predictive policies.</summary>
internal sealed record PredictiveKinds(int ForecastEvent, int HourEvent, DecisionKind Forecast, DecisionKind Hour);
