using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Model;

/// <summary>What a task uses. Written by the traffic room; CloudWatch and Measurement read it.</summary>
public interface ITaskUsage
{
    /// <summary>CPU the task has used since it started, idle use included, in vCPU-nanoseconds.</summary>
    /// <param name="task">Task row of a task whose containers run.</param>
    /// <param name="now">The current instant.</param>
    long CpuUsed(int task, Instant now);

    /// <summary>Memory the task uses now, in MiB.</summary>
    /// <param name="task">Task row of a task whose containers run.</param>
    double MemoryUsedMiB(int task);
}

/// <summary>Requests in a task. Written by the traffic room; load balancing reads it when it drains a target or makes it a member.</summary>
public interface ITaskLoad
{
    /// <summary>Requests in the task, waiting or in service, whose callers have not given up; 0 for a task that never ran.</summary>
    /// <param name="task">Task row.</param>
    int InFlight(int task);
}

/// <summary>CapacityProviderReservation as ECS computes it (CP-MS-02). Written by managed scaling; CloudWatch and Measurement read it.</summary>
public interface ICapacityProviderMetrics
{
    /// <summary>The newest value in percent; NaN for a provider without managed scaling and before the first computation.</summary>
    /// <param name="capacityProvider">Capacity provider index.</param>
    double Reservation(int capacityProvider);
}

/// <summary>Prices of Spot pools as they drift. Written by the EC2 room; Measurement reads them for the bill (CAT-05).</summary>
public interface ISpotPrices
{
    /// <summary>Mean price of a pool over a time, relative to the published Spot price of the type.</summary>
    /// <param name="instanceType">Instance type index.</param>
    /// <param name="zone">Zone index.</param>
    /// <param name="from">Beginning.</param>
    /// <param name="to">End.</param>
    double MeanFactor(int instanceType, int zone, Instant from, Instant to);
}

/// <summary>Tasks that wait in PROVISIONING for a capacity provider. Written by the ECS room; managed scaling reads it (CP-MS-04).</summary>
public interface IWaitingTasks
{
    /// <summary>How many tasks of a task definition wait for a provider.</summary>
    /// <param name="capacityProvider">Capacity provider index.</param>
    /// <param name="taskDefinition">Task definition index.</param>
    /// <remarks>Waiting means: in PROVISIONING without capacity. A placed task that waits for its network interface does not count.</remarks>
    int WaitingCount(int capacityProvider, int taskDefinition);

    /// <summary>Of <see cref="WaitingCount"/>, those whose service has the constraint distinctInstance: each needs an instance to itself (CP-MS-06).</summary>
    /// <param name="capacityProvider">Capacity provider index.</param>
    /// <param name="taskDefinition">Task definition index.</param>
    int WaitingDistinctCount(int capacityProvider, int taskDefinition);
}

/// <summary>Service deployments as calls about them find them. Written by the ECS room; the operator reads it to know what is refused.</summary>
public interface IServiceDeployments
{
    /// <summary>Whether a deployment of a service is in progress, its rollback included.</summary>
    /// <param name="service">Service index.</param>
    bool IsInProgress(int service);

    /// <summary>Whether a deployment of a service is in progress that can still be stopped.</summary>
    /// <param name="service">Service index.</param>
    bool MayBeStopped(int service);

    /// <summary>Whether a deployment of a service waits for somebody to let it go on.</summary>
    /// <param name="service">Service index.</param>
    bool AwaitsAnswer(int service);
}

/// <summary>What would come of a call on an Auto Scaling group. Written by the EC2 room; the operator reads it to record the call as it ends.</summary>
public interface IGroupCalls
{
    /// <summary>What a call would do at this moment.</summary>
    /// <param name="call">The call.</param>
    GroupCallOutcome Foresee(GroupActionDefinition call);
}

/// <summary>What comes of a call on a group.</summary>
/// <param name="Desired">Desired capacity afterwards.</param>
/// <param name="Count">Instances the call is about, where it is about some.</param>
/// <param name="Refusal">Why AWS refuses the call as a whole; None when it is carried out.</param>
public readonly record struct GroupCallOutcome(int Desired, int Count, CallRefusal Refusal);

/// <summary>Where a service's tasks are. Written by the ECS room; Managed Instances read it to spread what waits (CP-MI-02).</summary>
public interface IServiceZones
{
    /// <summary>Active tasks of a service that are placed in a zone.</summary>
    /// <param name="service">Service index.</param>
    /// <param name="zone">Zone index.</param>
    int ActiveIn(int service, int zone);
}

/// <summary>Tasks by container instance. Written by the ECS room; Managed Instances read it to see whether what runs on an instance fits elsewhere.</summary>
public interface IInstanceTasks
{
    /// <summary>Row of the first task on a container instance, or -1.</summary>
    /// <param name="containerInstance">Container instance row.</param>
    int FirstOn(int containerInstance);

    /// <summary>Row of the next task on the same container instance, or -1.</summary>
    /// <param name="task">Task row.</param>
    int NextAfter(int task);
}

/// <summary>What the managed daemons of a provider take of each instance. Written by the ECS room; Managed Instances read it when they choose what to launch (ECS-DM-04).</summary>
public interface IDaemonReservations
{
    /// <summary>CPU units and MiB that an instance launched now must have beside what its other tasks need.</summary>
    /// <param name="capacityProvider">Capacity provider index.</param>
    (int Cpu, int Memory) ReservedOn(int capacityProvider);
}

/// <summary>Alarms as Application Auto Scaling reads them. Written by the CloudWatch room; alarm numbers are those of <see cref="Definitions.MonitoringPlan.Alarms"/>.</summary>
public interface IAlarmView
{
    /// <summary>The alarm's state.</summary>
    AlarmState StateOf(int alarm);

    /// <summary>When it entered the state.</summary>
    Instant StateSince(int alarm);

    /// <summary>Id of the decision by which it entered the state; 0 for the initial one.</summary>
    int DecisionOf(int alarm);

    /// <summary>
    /// Copies the datapoints that the alarm's newest evaluation judged, newest first: the N newest with data of its evaluation range, or fewer when
    /// fewer have data (AS-CW-05, AS-CW-07). Values are of the alarm's own statistic.
    /// </summary>
    /// <param name="alarm">Alarm.</param>
    /// <param name="values">Room for the alarm's evaluation periods.</param>
    /// <returns>How many were copied.</returns>
    int CopyEvaluated(int alarm, Span<double> values);

    /// <summary>End of the newest period that the alarm's newest evaluation looked at, with data or without.</summary>
    Instant EvaluatedUntil(int alarm);
}
