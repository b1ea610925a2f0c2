using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>SetDesiredCapacity of an Auto Scaling group.</summary>
/// <param name="At">When.</param>
/// <param name="AutoScalingGroup">Group index.</param>
/// <param name="DesiredCapacity">New desired capacity.</param>
public sealed record SetDesiredCapacityAction(Instant At, int AutoScalingGroup, int DesiredCapacity) : TimelineActionDefinition(At)
{
    /// <inheritdoc/>
    public override ActionSubject Subject => ActionSubject.AutoScalingGroup;
}
