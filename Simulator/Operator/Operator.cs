using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>
/// The operator: carries out the actions of <c>timeline:</c> at their instants, as API calls would, and records each as a decision. What comes of a call
/// is the called room's business; the calls to one room are together in one class.
/// </summary>
public sealed class Operator : IEventHandler
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly EcsOperations _ecs;
    private readonly DeploymentOperations _deployments;
    private readonly ContainerInstanceOperations _instances;
    private readonly Ec2Operations _ec2;
    private readonly AutoScalingOperations _scaling;
    private readonly EcrOperations _ecr;
    private readonly CloudWatchOperations _cloudWatch;
    private readonly ProviderOperations _providers;

    /// <summary>The room.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="decisions">Numbers decisions over all rooms.</param>
    /// <param name="services">Services of the ECS room.</param>
    /// <param name="groups">Groups of the EC2 room.</param>
    /// <param name="containerInstances">Container instances of the ECS room.</param>
    /// <param name="tasks">Tasks of the ECS room; wanted by StopTask only.</param>
    /// <param name="replication">The replication's number, from which task ids are made.</param>
    /// <param name="deployments">Service deployments of the ECS room; wanted by calls about them only.</param>
    /// <param name="groupCalls">What comes of calls on groups; wanted by those only.</param>
    /// <param name="ec2Instances">Instances of the EC2 room, for the record of refused calls on container instances.</param>
    public Operator(
        Calendar calendar, FactSink facts, Scenario scenario, DecisionCounter decisions, SlabView<ServiceRow> services, SlabView<AutoScalingGroupRow> groups,
        SlabView<ContainerInstanceRow> containerInstances, SlabView<TaskRow>? tasks = null, int replication = 0, IServiceDeployments? deployments = null,
        IGroupCalls? groupCalls = null, SlabView<Ec2InstanceRow>? ec2Instances = null)
    {
        _calendar = calendar;
        _scenario = scenario;
        var log = new OperationLog(facts, decisions);
        _ecs = new(facts, log, scenario, services, tasks, replication);
        _deployments = new(facts, log, services, deployments);
        _instances = new(facts, log, containerInstances, ec2Instances);
        _ec2 = new(facts, log, groups, groupCalls);
        _scaling = new(facts, log, services, groups, tasks);
        _ecr = new(facts, log);
        _cloudWatch = new(facts, log);
        _providers = new(facts, log, scenario, tasks);
    }

    /// <summary>Puts every action on the calendar.</summary>
    public void Start()
    {
        for (var i = 0; i < _scenario.Timeline.Length; i++) _calendar.Schedule(_scenario.Timeline[i].At, EventKinds.OperatorActionDue, i);
    }

    /// <inheritdoc/>
    public void Handle(in Event e)
    {
        if (e.Kind != EventKinds.OperatorActionDue) throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "is no event of the operator");
        Carry(e.Subject, _scenario.Timeline[e.Subject]);
    }

    // One line for each action.
    private void Carry(int index, TimelineActionDefinition action)
    {
        switch (action)
        {
            case UpdateServiceAction a: _ecs.Carry(index, a); break;
            case CreateServiceAction a: _ecs.Carry(index, a); break;
            case DeleteServiceAction a: _ecs.Carry(index, a); break;
            case RegisterTaskDefinitionAction a: _ecs.Carry(index, a); break;
            case RegisterDaemonTaskDefinitionAction a: _ecs.Carry(index, a); break;
            case CreateDaemonAction a: _ecs.Carry(index, a); break;
            case UpdateDaemonAction a: _ecs.Carry(index, a); break;
            case DeleteDaemonAction a: _ecs.Carry(index, a); break;
            case RunTaskAction a: _ecs.Carry(index, a); break;
            case StopTaskAction a: _ecs.Carry(index, a); break;
            case TaskProtectionAction a: _ecs.Carry(index, a); break;
            case StopServiceDeploymentAction a: _deployments.Carry(index, a); break;
            case ContinueServiceDeploymentAction a: _deployments.Carry(index, a); break;
            case StopDeploymentAction a: _deployments.Carry(index, a); break;
            case ContinueDeploymentAction a: _deployments.Carry(index, a); break;
            case CreateDeploymentAction a: _deployments.Carry(index, a); break;
            case TaskSetActionDefinition a: _deployments.Carry(index, a); break;
            case InstancesStateAction a: _instances.Carry(index, a); break;
            case DeregisterInstancesAction a: _instances.Carry(index, a); break;
            case StartTaskAction a: _instances.Carry(index, a); break;
            case AttributesAction a: _instances.Carry(index, a); break;
            case AccountSettingAction a: _instances.Carry(index, a); break;
            case PutImageAction a: _ecr.Carry(index, a); break;
            case UpdateCapacityProviderAction a: _providers.Carry(index, a); break;
            case PutClusterCapacityProvidersAction a: _providers.Carry(index, a); break;
            case SetDesiredCapacityAction a: _ec2.Carry(index, a); break;
            case RegisterScalableTargetAction a: _scaling.Carry(index, a.Service); break;
            case DeregisterScalableTargetAction a: _scaling.Carry(index, a.Service); break;
            case PutScalingPolicyAction a: _scaling.Carry(index, a); break;
            case DeleteScalingPolicyAction a: _scaling.Carry(index, a.Policy); break;
            case ExecutePolicyAction a: _scaling.Carry(index, a.Policy); break;
            case PutScheduledActionAction a when a.Group >= 0: _scaling.CarryForGroup(index, a.Group); break;
            case PutScheduledActionAction a: _scaling.Carry(index, a.Service); break;
            case DeleteScheduledActionAction a when a.Group >= 0: _scaling.CarryForGroup(index, a.Group); break;
            case DeleteScheduledActionAction a: _scaling.Carry(index, a.Service); break;
            case GroupActionDefinition a: _ec2.Carry(index, a); break;
            case SetAlarmStateAction or PutMetricAlarmAction or DeleteAlarmsAction or SetAlarmActionsAction: _cloudWatch.Carry(index); break;
            default: throw new InvalidOperationException($"The operator does not know how to carry out {action.GetType().Name}.");
        }
    }
}
