namespace Simulator.Model.Facts;

/// <summary>
/// A running Fargate Spot task is taken back in two minutes: ECS sends SIGTERM at once and seeks a replacement (FG-SPOT-01). Written by the Fargate room (its own
/// interruptions) and the failures room (injected ones).
/// </summary>
/// <param name="Task">Task row.</param>
public readonly record struct FargateSpotWarning(int Task);

/// <summary>Fargate Spot ran out of capacity, or has some again. Written by the failures room; the ECS room places no task there meanwhile.</summary>
/// <param name="Zone">Zone index, or -1 for every zone.</param>
/// <param name="IsShort">Short now.</param>
public readonly record struct FargateSpotShortage(int Zone, bool IsShort);

/// <summary>The host of a Fargate task is retired now (FG-RT-01). Written by the failures room; ECS replaces tasks of services first, standalone ones stop.</summary>
/// <param name="Task">Task row.</param>
public readonly record struct FargateRetirement(int Task);

/// <summary>A placed task could not get its network interface: its subnets have no free address (FG-SZ-03). Written by the Fargate room.</summary>
/// <param name="Task">Task row.</param>
public readonly record struct NetworkInterfaceFailure(int Task);
