using Simulator.Model.Definitions;

namespace Simulator.Model.Facts;

/// <summary>
/// A service deployment moved: its status, its lifecycle stage, the traffic of its revision, or the state of a hook. Written by the ECS room for the record.
/// </summary>
/// <param name="Deployment">Deployment row of the revision that is being rolled out.</param>
/// <param name="Service">Service index.</param>
/// <param name="Status">Status now.</param>
/// <param name="Stage">Lifecycle stage now; None for a rolling update.</param>
/// <param name="ProductionShare">Thousandths of the production traffic that its revision receives; -1 where ECS does not shift traffic.</param>
/// <param name="TestShare">The same of the test traffic.</param>
/// <param name="Cause">Why it failed or was stopped.</param>
/// <param name="Alarm">The alarm that was the cause (index in the monitoring plan), or -1.</param>
/// <param name="Hook">The hook that was the cause or is spoken of, or null.</param>
/// <param name="HookState">What happened to that hook, if this is about one.</param>
/// <param name="Strategy">Strategy of the deployment.</param>
public readonly record struct ServiceDeploymentChange(
    int Deployment, int Service, ServiceDeploymentStatus Status, LifecycleStage Stage, int ProductionShare, int TestShare, DeploymentCause Cause, int Alarm,
    LifecycleHookDefinition? Hook, HookState HookState, DeploymentStrategy Strategy);

/// <summary>What happened to a lifecycle hook.</summary>
public enum HookState
{
    /// <summary>Nothing: the change is not about a hook.</summary>
    None,

    /// <summary>A pause hook waits for ContinueServiceDeployment.</summary>
    AwaitingAction,

    /// <summary>It answered IN_PROGRESS and is asked again.</summary>
    InProgress,

    /// <summary>It succeeded.</summary>
    Succeeded,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It timed out.</summary>
    TimedOut,
}

/// <summary>
/// ECS sets the weights of a service's listener rules. Written by the ECS room; heard by load balancing. Sides are 0, the target groups of the service, and 1,
/// the alternate ones.
/// </summary>
/// <param name="Service">Service index.</param>
/// <param name="LoadBalancerSet">Load balancers whose rules are meant (<see cref="Scenario.LoadBalancersOf"/>).</param>
/// <param name="Production">Thousandths of the production traffic for side 1; -1: to where the tasks are.</param>
/// <param name="Test">Thousandths of the test traffic for side 1; -1: to where the tasks are.</param>
public readonly record struct TrafficShifted(int Service, int LoadBalancerSet, int Production, int Test);

/// <summary>
/// The PRIMARY task set of a service is another one, to which the production traffic goes. Written by the ECS room; heard by the traffic room, whose callers of the
/// service follow.
/// </summary>
/// <param name="Service">Service index.</param>
/// <param name="LoadBalancerSet">Its load balancers (<see cref="Scenario.LoadBalancersOf"/>).</param>
public readonly record struct ProductionMoved(int Service, int LoadBalancerSet);

/// <summary>A call on a task set. Written by the operator; the ECS room carries the definition out.</summary>
/// <param name="Action">Index on the timeline.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct TaskSetCall(int Action, int Decision);

/// <summary>StopServiceDeployment. Written by the operator; heard by the ECS room.</summary>
/// <param name="Service">Service index.</param>
/// <param name="Abort">Stop type ABORT; otherwise ROLLBACK.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct StopServiceDeploymentRequest(int Service, bool Abort, int Decision);

/// <summary>ContinueServiceDeployment: answers the pause hooks that wait. Written by the operator; heard by the ECS room.</summary>
/// <param name="Service">Service index.</param>
/// <param name="Rollback">Action ROLLBACK; otherwise CONTINUE.</param>
/// <param name="Decision">Id of the operator's decision.</param>
public readonly record struct ContinueServiceDeploymentRequest(int Service, bool Rollback, int Decision);
