using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>Which container instances an action is about: of those that match, the ones registered first.</summary>
/// <param name="Zone">Zone index, or -1 for all.</param>
/// <param name="AutoScalingGroup">Group index, or -1 for all.</param>
/// <param name="Count">How many, or null for all that match.</param>
/// <param name="AgentConnected">Only those whose agents can, or cannot, be reached; null for both.</param>
public readonly record struct InstanceSelection(int Zone, int AutoScalingGroup, int? Count, bool? AgentConnected = null);

/// <summary>UpdateContainerInstancesState.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
/// <param name="Active">DRAINING instances become ACTIVE again; otherwise ACTIVE ones become DRAINING.</param>
public sealed record InstancesStateAction(Instant At, InstanceSelection Instances, bool Active) : TimelineActionDefinition(At);

/// <summary>DeregisterContainerInstance.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
/// <param name="Force">Also where tasks run; they are orphaned and replaced (ECS-CL-15).</param>
public sealed record DeregisterInstancesAction(Instant At, InstanceSelection Instances, bool Force) : TimelineActionDefinition(At);

/// <summary>PutAttributes and DeleteAttributes on container instances.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which.</param>
/// <param name="Attributes">New value by name; null deletes the attribute.</param>
public sealed record AttributesAction(Instant At, InstanceSelection Instances, ImmutableSortedDictionary<string, string?> Attributes) : TimelineActionDefinition(At);

/// <summary>StartTask: a task on each of the instances, without the placement engine (ECS-PL-17).</summary>
/// <param name="At">When.</param>
/// <param name="Instances">Which; at most ten.</param>
/// <param name="TaskDefinition">Task definition index.</param>
public sealed record StartTaskAction(Instant At, InstanceSelection Instances, int TaskDefinition) : TimelineActionDefinition(At);

/// <summary>PutAccountSetting awsvpcTrunking.</summary>
/// <param name="At">When.</param>
/// <param name="AwsvpcTrunking">Enabled for instances launched from then on (ECS-CL-07).</param>
public sealed record AccountSettingAction(Instant At, bool AwsvpcTrunking) : TimelineActionDefinition(At);
