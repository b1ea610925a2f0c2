using Simulator.Kernel;

namespace Simulator.Model.Facts;

/// <summary>An alarm's state moved, or it invokes its actions again. Written by the CloudWatch room; Application Auto Scaling listens.</summary>
/// <param name="Alarm">Alarm row.</param>
/// <param name="From">State before.</param>
/// <param name="To">State now; equal to <paramref name="From"/> for the minute's re-invocation (AS-CW-10).</param>
/// <param name="Invokes">Whether the state's actions are invoked: false while its actions are disabled.</param>
/// <param name="Age">How long ago the evaluation was: more than 0 only for a repetition that had been left out as idle and counts after all.</param>
/// <param name="IsByHand">Whether SetAlarmState brought it about.</param>
/// <param name="Suppression">Of a composite alarm: what holds its actions back.</param>
public readonly record struct AlarmSignal(
    int Alarm, AlarmState From, AlarmState To, bool Invokes = true, Duration Age = default, bool IsByHand = false, ActionSuppression Suppression = ActionSuppression.None);

/// <summary>What an operator does to an alarm. Written by the operator room; heard by the CloudWatch room.</summary>
/// <param name="Action">Index on the timeline.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct CloudWatchCall(int Action, int Decision);

/// <summary>
/// Repeating an alarm's actions would change nothing for now. Written by Application Auto Scaling when no record of such repetitions is wanted; the CloudWatch
/// room then repeats them only when one of the limits is passed, or when <see cref="RepetitionWanted"/> comes.
/// </summary>
/// <param name="Alarm">Alarm row.</param>
/// <param name="Lowest">Datapoints below it end the silence; −∞ when none does.</param>
/// <param name="Highest">Datapoints above it end the silence; +∞ when none does.</param>
/// <param name="Until">When the silence ends by itself; <see cref="Instant.MaxValue"/> for never.</param>
/// <param name="Within">If there is to be no silence: a repetition left out at most this long ago would be decided only now, and is made up for.</param>
public readonly record struct RepetitionIdle(int Alarm, double Lowest, double Highest, Instant Until, Duration Within);

/// <summary>Something that a decision reads has changed: the alarm's actions are to be repeated every minute again. Written by Application Auto Scaling.</summary>
/// <param name="Alarm">Alarm row.</param>
/// <param name="Within">A repetition left out at most this long ago would be decided only now, and is made up for.</param>
public readonly record struct RepetitionWanted(int Alarm, Duration Within);

/// <summary>An alarm is created or deleted during the run. Written by the autoscaling rooms for the alarms of their policies; heard by the CloudWatch room.</summary>
/// <param name="Alarm">Alarm row.</param>
/// <param name="Exists">Whether it exists from now on: created in INSUFFICIENT_DATA, it judges data older than itself at its first evaluation (AS-CW-11).</param>
public readonly record struct AlarmPresence(int Alarm, bool Exists);

/// <summary>A bucket of a monitored series has closed with data; alarms see it from <paramref name="Published"/> on. Written by the CloudWatch room for the record.</summary>
/// <param name="Series">Index in <see cref="Definitions.MonitoringPlan.Series"/>.</param>
/// <param name="PeriodStart">Start of the bucket, which stamps the datapoint (AS-MET-08); the first bucket of a run may begin before its start.</param>
/// <param name="Published">When CloudWatch shows it.</param>
/// <param name="Datapoint">Its statistics.</param>
public readonly record struct MetricPublished(int Series, Instant PeriodStart, Instant Published, Datapoint Datapoint);

/// <summary>What holds the actions of a composite alarm back: ActionsSuppressedBy.</summary>
public enum ActionSuppression
{
    /// <summary>Nothing: they are taken.</summary>
    None,

    /// <summary>Its suppressor is in ALARM.</summary>
    Alarm,

    /// <summary>Its suppressor may still go into ALARM.</summary>
    WaitPeriod,

    /// <summary>It may still go back after its suppressor did.</summary>
    ExtensionPeriod,
}

/// <summary>What moved the suppression of a composite alarm's actions.</summary>
public enum SuppressionCause
{
    /// <summary>The composite alarm changed its state.</summary>
    StateChange,

    /// <summary>Its suppressor went into ALARM or left it.</summary>
    SuppressorChange,

    /// <summary>The WaitPeriod or ExtensionPeriod is over.</summary>
    PeriodOver,
}

/// <summary>A composite alarm takes the actions of its state. Written by the CloudWatch room for the record; the actions themselves are not simulated.</summary>
/// <param name="Alarm">Alarm, as <see cref="AlarmSignal"/> numbers it.</param>
public readonly record struct CompositeActionsTaken(int Alarm);

/// <summary>
/// A period of what CloudWatch computes for some alarm or forecast, an expression or a percentile, is complete and has a value. Written by the CloudWatch room for
/// forecasts, and for the record where that is kept.
/// </summary>
/// <param name="Computed">Index in <see cref="Definitions.MonitoringPlan.Computed"/>.</param>
/// <param name="PeriodStart">Start of the period.</param>
/// <param name="Published">When all it is made of is visible.</param>
/// <param name="Value">Its value.</param>
/// <param name="SampleCount">Samples behind it; NaN for an expression.</param>
public readonly record struct MetricComputed(int Computed, Instant PeriodStart, Instant Published, double Value, double SampleCount);
