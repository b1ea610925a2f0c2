namespace Simulator.Model.Facts;

/// <summary>ECS launches a Managed Instance (CP-MI-01). Written by the Managed Instances part of ECS; heard by the EC2 room.</summary>
/// <param name="Provider">Capacity provider index.</param>
/// <param name="InstanceType">Instance type index.</param>
/// <param name="Zone">Zone index.</param>
/// <param name="Spot">Spot instead of On-Demand.</param>
/// <param name="Reserved">Of a Capacity Reservation, which is never sold out.</param>
/// <param name="Running">Whether it is there from the start (initial: steady).</param>
public readonly record struct ManagedInstanceLaunch(int Provider, int InstanceType, int Zone, bool Spot, bool Reserved, bool Running);

/// <summary>EC2 refuses the launch of a Managed Instance (ASG-LC-07). Written by the EC2 room; heard by the Managed Instances part of ECS, which tries what else there is.</summary>
/// <param name="Provider">Capacity provider index.</param>
/// <param name="InstanceType">Instance type index.</param>
/// <param name="Zone">Zone index.</param>
/// <param name="OverQuota">The account's vCPUs do not suffice, in any zone; otherwise the type is sold out in the zone.</param>
public readonly record struct ManagedLaunchFailure(int Provider, int InstanceType, int Zone, bool OverQuota);

/// <summary>
/// A Managed Instance is to be drained and to end when its tasks have moved (ECS-DM-04). Written by the ECS room for managed daemons; heard by the Managed Instances part
/// of ECS.
/// </summary>
/// <param name="ContainerInstance">Container instance row; ACTIVE or REGISTERING.</param>
/// <param name="Reason">Why.</param>
/// <param name="Decision">Id of the decision that led to it, or 0.</param>
public readonly record struct InstanceReplacement(int ContainerInstance, TerminationReason Reason, int Decision);

/// <summary>ECS ends a Managed Instance; whatever runs on it dies with it. Written by the Managed Instances part of ECS; heard by the EC2 room.</summary>
/// <param name="Instance">EC2 instance row.</param>
/// <param name="Reason">Why.</param>
public readonly record struct ManagedInstanceTermination(int Instance, TerminationReason Reason);
