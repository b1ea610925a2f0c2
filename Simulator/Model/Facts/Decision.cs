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
/// <param name="Inputs">The numbers it was made from, in the order of the kind's form in <c>Explaining/DecisionForms.cs</c>, which names and types them.</param>
/// <param name="Points">The datapoints it was made from, newest first, or none; NaN is a missing one.</param>
public readonly record struct Decision(
    int Id, int Parent, DecisionKind Kind, int Subject, int Policy, DecisionGate Gate, int From, int To, DecisionInputs Inputs, DecisionPoints Points = default);

/// <summary>Numbers a decision was made from, in the order of its kind's names. Unused places are NaN.</summary>
[InlineArray(Length)]
public struct DecisionInputs
{
    /// <summary>How many numbers there is room for.</summary>
    public const int Length = 28;

    private double _first;

    /// <summary>Fills the first places and leaves the rest NaN.</summary>
    public static DecisionInputs Of(params ReadOnlySpan<double> values)
    {
        Unsafe.SkipInit(out DecisionInputs inputs);
        Span<double> all = inputs;
        values.CopyTo(all);
        all[values.Length..].Fill(double.NaN);
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

    /// <summary>The service scheduler started or stopped tasks, or could not although some are missing.</summary>
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

    /// <summary>A service deployment began, entered a stage, failed or ended; from and to are thousandths of the production traffic.</summary>
    Deployment,

    /// <summary>A group's predictive scaling made a forecast.</summary>
    GroupForecast,

    /// <summary>A group's predictive scaling applied the forecast of an hour.</summary>
    GroupPredictiveScaling,

    /// <summary>Tasks of a service were protected from scale-in, or no longer are.</summary>
    TaskProtection,

    /// <summary>A composite alarm changed its state.</summary>
    CompositeAlarm,

    /// <summary>ECS launched, drained or ended Managed Instances.</summary>
    ManagedInstances,

    /// <summary>The actions of a composite alarm were held back or taken; from and to are values of <see cref="ActionSuppression"/>.</summary>
    CompositeActions,
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

    /// <summary>The reservation is at its target.</summary>
    AtTarget,

    /// <summary>Not enough datapoints in a row breach.</summary>
    BreachTooShort,

    /// <summary>The deployment's limits of tasks in total and of healthy tasks leave no room.</summary>
    DeploymentEnvelope,

    /// <summary>Starts come no faster: launch rate, or back-off after failures.</summary>
    StartThrottle,

    /// <summary>No container instance meets all requirements, and no provider scales for the task.</summary>
    NoContainerInstance,

    /// <summary>Too many tasks wait in PROVISIONING.</summary>
    ProvisioningLimit,

    /// <summary>No zone has Fargate capacity.</summary>
    NoFargateCapacity,

    /// <summary>The deployment has failed and starts nothing more.</summary>
    DeploymentFailed,

    /// <summary>More tasks are protected than the service wants.</summary>
    DeploymentBlocked,

    /// <summary>The call was refused, as AWS would refuse it.</summary>
    CallRefused,

    /// <summary>Later tasks wait until the first one has fixed the digests of the images.</summary>
    ImageDigest,
}

/// <summary>Where a decision's datapoints lie in <see cref="DecisionCounter"/>; valid until the run loop has drained the facts of the event.</summary>
/// <param name="Start">First place.</param>
/// <param name="Count">How many.</param>
public readonly record struct DecisionPoints(int Start, int Count);

/// <summary>
/// Numbers decisions from 1, in order, over all rooms of a run, and carries their datapoints to whoever writes them down: a ring, because a fact is heard
/// before the next event, so that nothing is allocated however many there are.
/// </summary>
/// <param name="changesOnly">Whether decisions that changed nothing are not recorded (<c>output: {decisions: changes}</c>); rooms then need not report them.</param>
public sealed class DecisionCounter(bool changesOnly = false)
{
    private double[] _points = new double[1 << 12];
    private int _next;

    /// <summary>The id given out last; 0 at the start.</summary>
    public int Last { get; private set; }

    /// <summary>Whether decisions that changed nothing go unrecorded.</summary>
    public bool ChangesOnly { get; } = changesOnly;

    /// <summary>The next id.</summary>
    public int Next() => ++Last;

    /// <summary>Keeps the datapoints of a decision about to be reported.</summary>
    /// <param name="newestFirst">The datapoints.</param>
    public DecisionPoints Keep(ReadOnlySpan<double> newestFirst)
    {
        if (newestFirst.Length > _points.Length) Array.Resize(ref _points, newestFirst.Length * 2);
        if (_next + newestFirst.Length > _points.Length) _next = 0;
        newestFirst.CopyTo(_points.AsSpan(_next));
        var kept = new DecisionPoints(_next, newestFirst.Length);
        _next += newestFirst.Length;
        return kept;
    }

    /// <summary>The datapoints of a decision that is being heard.</summary>
    public ReadOnlySpan<double> Of(DecisionPoints points) => _points.AsSpan(points.Start, points.Count);
}

/// <summary>The hot side of queues: called inline when a message has been dealt with.</summary>
public interface IQueueObserver
{
    /// <summary>A message was processed and deleted.</summary>
    /// <param name="queue">Queue index.</param>
    /// <param name="sent">When it was first sent.</param>
    /// <param name="now">When.</param>
    void OnProcessed(int queue, Instant sent, Instant now);
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
