using System.Runtime.CompilerServices;
using Simulator.Kernel;

namespace Simulator.Model.Facts;

/// <summary>
/// A decision of any room, taken or refused: one node of the causal tree from which explanations are printed. It holds every number the decision
/// was made from, so that it can be computed again from its own record.
/// </summary>
/// <param name="Id">From 1, in order of decision.</param>
/// <param name="Parent">Id of the decision or alarm transition that led to it, or 0.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Subject">Service, group or capacity provider index, depending on the kind.</param>
/// <param name="Policy">Policy index; of an operator's decision the index of the action on the timeline; or -1.</param>
/// <param name="Gate">Which gate stopped it, or None.</param>
/// <param name="From">Value before (desired count or capacity).</param>
/// <param name="To">Value now; equal to <paramref name="From"/> when nothing changed.</param>
/// <param name="Inputs">The numbers it was made from; their names are given by <see cref="DecisionSchema"/>.</param>
public readonly record struct Decision(int Id, int Parent, DecisionKind Kind, int Subject, int Policy, DecisionGate Gate, int From, int To, DecisionInputs Inputs);

/// <summary>Numbers a decision was made from, in the order of its kind's names. Unused places are NaN.</summary>
[InlineArray(Length)]
public struct DecisionInputs
{
    /// <summary>How many numbers there is room for.</summary>
    public const int Length = 17;

    private double _first;

    /// <summary>Fills the first places and leaves the rest NaN.</summary>
    public static DecisionInputs Of(params ReadOnlySpan<double> values)
    {
        var inputs = default(DecisionInputs);
        for (var i = 0; i < Length; i++) inputs[i] = i < values.Length ? values[i] : double.NaN;
        return inputs;
    }
}

/// <summary>What was decided.</summary>
public enum DecisionKind
{
    /// <summary>An alarm changed its state.</summary>
    AlarmTransition,

    /// <summary>Target tracking proposed a capacity.</summary>
    TargetTracking,

    /// <summary>Step scaling proposed a capacity.</summary>
    StepScaling,

    /// <summary>A scheduled action set bounds.</summary>
    ScheduledAction,

    /// <summary>A scalable target's bounds were applied.</summary>
    Bounds,

    /// <summary>Managed scaling of a capacity provider.</summary>
    ManagedScaling,

    /// <summary>An operator's action.</summary>
    Operator,

    /// <summary>The service scheduler started or stopped tasks.</summary>
    Reconcile,

    /// <summary>Predictive scaling made a forecast.</summary>
    Forecast,

    /// <summary>Predictive scaling applied the forecast of an hour.</summary>
    PredictiveScaling,

    /// <summary>A group's target tracking proposed a capacity.</summary>
    GroupTargetTracking,

    /// <summary>A group's step scaling proposed a capacity.</summary>
    GroupStepScaling,

    /// <summary>A group's simple scaling proposed a capacity.</summary>
    GroupSimpleScaling,

    /// <summary>A group's scheduled action set bounds or capacity.</summary>
    GroupScheduledAction,
}

/// <summary>What stopped a decision.</summary>
public enum DecisionGate
{
    /// <summary>Nothing: it was carried out.</summary>
    None,

    /// <summary>The proposal equals what is.</summary>
    AlreadyAtDesiredCapacity,

    /// <summary>At the scalable target's maximum.</summary>
    AlreadyAtMaxCapacity,

    /// <summary>At the scalable target's minimum.</summary>
    AlreadyAtMinCapacity,

    /// <summary>Scale-in would breach the high alarm again.</summary>
    AutoScalingAnticipatedFlapping,

    /// <summary>Scale-in is off during a deployment.</summary>
    TargetServicePutResourceAsUnscalable,

    /// <summary>A cooldown runs.</summary>
    Cooldown,

    /// <summary>Suspended.</summary>
    Suspended,

    /// <summary>Another target tracking policy is not ready to scale in.</summary>
    Unanimity,

    /// <summary>The policy never scales in.</summary>
    ScaleInDisabled,

    /// <summary>No step matches.</summary>
    NoMatchingStep,

    /// <summary>Another policy proposed more.</summary>
    Outbid,

    /// <summary>Too few datapoints.</summary>
    InsufficientData,

    /// <summary>Instances are still warming up.</summary>
    InstanceWarmup,

    /// <summary>No task of the provider could ever fit its instance types.</summary>
    NoCompatibleInstanceType,

    /// <summary>The minimum would lie above the maximum.</summary>
    InvalidBounds,

    /// <summary>The forecast of predictive scaling holds capacity.</summary>
    PredictedCapacity,

    /// <summary>The policy forecasts only.</summary>
    ForecastOnly,

    /// <summary>The policy is disabled.</summary>
    Disabled,
}

/// <summary>Names of the inputs of each kind of decision, in order.</summary>
public static class DecisionSchema
{
    private static readonly string[][] Names =
    [
        ["state_before", "state_after", "datapoints", "breaching", "threshold", "newest_value", "newest_period_start_s", "first_breach_period_start_s"],
        ["metric_value", "target_value", "running", "desired", "proposal", "minimum", "maximum", "cooldown_left_s", "credit", "other_proposals", "alarm_side",
            "deployment", "suspended", "votes_missing", "predicted_floor", "round_capacity", "flapping_metric"],
        ["metric_value", "threshold", "running", "desired", "proposal", "minimum", "maximum", "cooldown_left_s", "credit", "adjustment", "alarm_side",
            "deployment", "suspended", "predicted_floor", "round_capacity"],
        ["running", "desired", "minimum", "maximum"],
        ["running", "desired", "minimum", "maximum"],
        ["needed_instances", "running_instances", "reservation", "target_capacity", "proposal", "minimum", "maximum", "waiting_tasks", "empty_instances", "warming_instances"],
        ["running", "desired"],
        ["running", "pending", "desired", "started", "stopped", "healthy"],
        ["history_hours", "known_hours_of_week", "next_hour_load", "next_hour_capacity", "largest_capacity", "target_value", "horizon_hours"],
        ["hour_start_s", "load", "target_value", "running", "desired", "proposal", "minimum", "maximum", "buffer_s", "maximum_before", "maximum_buffer"],
        ["metric_value", "target_value", "in_service", "desired", "proposal", "minimum", "maximum", "warming", "warmup_s", "other_proposals", "alarm_side",
            "suspended", "votes_missing", "predicted_floor", "round_capacity", "flapping_metric"],
        ["metric_value", "threshold", "in_service", "desired", "proposal", "minimum", "maximum", "warming", "warmup_s", "adjustment", "alarm_side",
            "suspended", "predicted_floor", "round_capacity"],
        ["metric_value", "threshold", "in_service", "desired", "proposal", "minimum", "maximum", "cooldown_left_s", "adjustment"],
        ["in_service", "desired", "minimum", "maximum", "wanted"],
    ];

    /// <summary>Names of the inputs of <paramref name="kind"/>, in order.</summary>
    public static ReadOnlySpan<string> NamesOf(DecisionKind kind) => Names[(int)kind];
}

/// <summary>Numbers decisions from 1, in order, over all rooms of a run.</summary>
public sealed class DecisionCounter
{
    /// <summary>The id given out last; 0 at the start.</summary>
    public int Last { get; private set; }

    /// <summary>The next id.</summary>
    public int Next() => ++Last;
}

/// <summary>The hot side of requests: called inline on the request path, without the fact sink.</summary>
public interface IRequestObserver
{
    /// <summary>A request entered the world.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="targetGroup">Target group index, or -1.</param>
    /// <param name="now">When.</param>
    void OnArrived(int service, int targetGroup, Instant now);

    /// <summary>A request ended.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="targetGroup">Target group index, or -1.</param>
    /// <param name="outcome">How.</param>
    /// <param name="arrived">When it had arrived.</param>
    /// <param name="now">When it ended.</param>
    void OnEnded(int service, int targetGroup, RequestOutcome outcome, Instant arrived, Instant now);
}
