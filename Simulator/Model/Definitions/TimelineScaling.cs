using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>RegisterScalableTarget during a run: registers, or changes what is given and keeps the rest (AS-TGT-02, AS-TGT-05).</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
/// <param name="MinCapacity">New MinCapacity, or null to keep it.</param>
/// <param name="MaxCapacity">New MaxCapacity, or null to keep it.</param>
/// <param name="ScaleInSuspended">DynamicScalingInSuspended, or null to keep it.</param>
/// <param name="ScaleOutSuspended">DynamicScalingOutSuspended, or null to keep it.</param>
/// <param name="ScheduledSuspended">ScheduledScalingSuspended, or null to keep it.</param>
public sealed record RegisterScalableTargetAction(
    Instant At, int Service, int? MinCapacity, int? MaxCapacity, bool? ScaleInSuspended, bool? ScaleOutSuspended, bool? ScheduledSuspended) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>DeregisterScalableTarget: policies, their alarms and scheduled actions go, capacity stays (AS-TGT-06).</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index.</param>
public sealed record DeregisterScalableTargetAction(Instant At, int Service) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.Service;
}

/// <summary>PutScalingPolicy during a run: creates the policy or replaces it; the alarms of target tracking are made anew (AS-TT-03).</summary>
/// <param name="At">When.</param>
/// <param name="Policy">The policy's place among those of its service or group.</param>
/// <param name="Definition">What it is from then on.</param>
public sealed record PutScalingPolicyAction(Instant At, PolicyReference Policy, ScalingPolicyDefinition Definition) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => Policy.Group >= 0 ? ActionSubject.AutoScalingGroup : ActionSubject.Service;
}

/// <summary>DeleteScalingPolicy.</summary>
/// <param name="At">When.</param>
/// <param name="Policy">The policy's place among those of its service or group.</param>
public sealed record DeleteScalingPolicyAction(Instant At, PolicyReference Policy) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => Policy.Group >= 0 ? ActionSubject.AutoScalingGroup : ActionSubject.Service;
}

/// <summary>PutScheduledAction during a run: creates the action or replaces all of it (AS-SC-06).</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index; -1 for a group's action.</param>
/// <param name="Group">Auto Scaling group index; -1 for a service's action.</param>
/// <param name="Index">The action's place among those of its service or group.</param>
/// <param name="Definition">What it is from then on.</param>
public sealed record PutScheduledActionAction(Instant At, int Service, int Group, int Index, ScheduledActionDefinition Definition) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => Group >= 0 ? ActionSubject.AutoScalingGroup : ActionSubject.Service;
}

/// <summary>DeleteScheduledAction.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Service index; -1 for a group's action.</param>
/// <param name="Group">Auto Scaling group index; -1 for a service's action.</param>
/// <param name="Index">The action's place among those of its service or group.</param>
public sealed record DeleteScheduledActionAction(Instant At, int Service, int Group, int Index) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => Group >= 0 ? ActionSubject.AutoScalingGroup : ActionSubject.Service;
}

/// <summary>ExecutePolicy of a group's policy: it acts as if its alarm had gone off, with a given metric where it has steps.</summary>
/// <param name="At">When.</param>
/// <param name="Policy">The group's policy.</param>
/// <param name="HonorCooldown">HonorCooldown: a simple policy waits for the group's cooldown.</param>
/// <param name="MetricValue">MetricValue, for step policies; NaN otherwise.</param>
/// <param name="BreachThreshold">BreachThreshold, for step policies; NaN otherwise.</param>
public sealed record ExecutePolicyAction(Instant At, PolicyReference Policy, bool HonorCooldown, double MetricValue, double BreachThreshold) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.AutoScalingGroup;
}
