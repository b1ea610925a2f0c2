using Simulator.Kernel;

namespace Simulator.Model.Facts;

/// <summary>
/// An autoscaling call of the operator: RegisterScalableTarget, PutScalingPolicy and the like. Written by the operator room; heard by Application Auto
/// Scaling and by the scaling of groups, each of which carries out its own.
/// </summary>
/// <param name="Action">Index on the timeline.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct AutoScalingCall(int Action, int Decision);

/// <summary>A new forecast says something about an hour. Written by predictive scaling for the record.</summary>
/// <param name="IsGroup">Whether the policy is a group's.</param>
/// <param name="Subject">Service or group.</param>
/// <param name="Policy">Index among its policies.</param>
/// <param name="Hour">When the hour begins; the first one may begin before the run.</param>
/// <param name="Load">Load; NaN when capacities are given.</param>
/// <param name="Capacity">Capacity.</param>
public readonly record struct ForecastHour(bool IsGroup, int Subject, int Policy, Instant Hour, double Load, double Capacity);

/// <summary>A scaling activity's status moved. Written by Application Auto Scaling for the record; it acts on nothing.</summary>
/// <param name="Decision">Id of the decision that opened it.</param>
/// <param name="Service">Service index.</param>
/// <param name="Status">Status now.</param>
public readonly record struct ScalingActivityChange(int Decision, int Service, ScalingActivityStatus Status);
