using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>
/// The operator: carries out the actions of <c>timeline:</c> at their instants, as API calls would, and records each as a decision. What comes of a call
/// is the called room's business.
/// </summary>
public sealed class Operator : IEventHandler
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly DecisionCounter _decisions;
    private readonly SlabView<ServiceRow> _services;
    private readonly SlabView<AutoScalingGroupRow> _groups;
    private readonly SlabView<ContainerInstanceRow> _containerInstances;
    private readonly FactChannel<UpdateServiceRequest> _updates;
    private readonly FactChannel<DesiredCapacityRequest> _capacities;
    private readonly FactChannel<DrainRequest> _drains;
    private readonly FactChannel<Decision> _log;
    private readonly List<(long Ordinal, int Row)> _matches = [];

    /// <summary>The room.</summary>
    /// <param name="calendar">The clock.</param>
    /// <param name="facts">Where it reports.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="decisions">Numbers decisions over all rooms.</param>
    /// <param name="services">Services of the ECS room.</param>
    /// <param name="groups">Groups of the EC2 room.</param>
    /// <param name="containerInstances">Container instances of the ECS room.</param>
    public Operator(
        Calendar calendar, FactSink facts, Scenario scenario, DecisionCounter decisions, SlabView<ServiceRow> services, SlabView<AutoScalingGroupRow> groups,
        SlabView<ContainerInstanceRow> containerInstances)
    {
        _calendar = calendar;
        _scenario = scenario;
        _decisions = decisions;
        _services = services;
        _groups = groups;
        _containerInstances = containerInstances;
        _updates = facts.Channel<UpdateServiceRequest>();
        _capacities = facts.Channel<DesiredCapacityRequest>();
        _drains = facts.Channel<DrainRequest>();
        _log = facts.Channel<Decision>();
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
        switch (_scenario.Timeline[e.Subject])
        {
            case UpdateServiceAction action: Update(e.Subject, action); break;
            case SetDesiredCapacityAction action: SetCapacity(e.Subject, action); break;
            case DrainInstancesAction action: Drain(e.Subject, action); break;
            default: throw new InvalidOperationException($"The operator does not know how to carry out {_scenario.Timeline[e.Subject].GetType().Name}.");
        }
    }

    private void Update(int index, UpdateServiceAction action)
    {
        ref readonly var service = ref _services[action.Service];
        var decision = Log(index, action.Service, service.Running, service.Desired, action.DesiredCount ?? service.Desired);
        _updates.Report(new(action.Service, action.DesiredCount ?? -1, action.TaskDefinition ?? -1, action.ForceNewDeployment, decision));
    }

    private void SetCapacity(int index, SetDesiredCapacityAction action)
    {
        ref readonly var group = ref _groups[action.AutoScalingGroup];
        var definition = _scenario.AutoScalingGroups[action.AutoScalingGroup];
        var desired = Math.Clamp(action.DesiredCapacity, definition.MinSize, definition.MaxSize);
        var decision = Log(index, action.AutoScalingGroup, group.InService, group.Desired, desired);
        _capacities.Report(new(action.AutoScalingGroup, desired, decision));
    }

    /// <summary>Drains matching ACTIVE instances, those registered first before the others.</summary>
    private void Drain(int index, DrainInstancesAction action)
    {
        _matches.Clear();
        for (var i = 0; i < _containerInstances.Length; i++)
        {
            if (!_containerInstances.IsAlive(i)) continue;
            ref readonly var instance = ref _containerInstances[i];
            if (instance.Status != ContainerInstanceStatus.Active || (action.Zone >= 0 && instance.Zone != action.Zone)) continue;
            if (action.AutoScalingGroup < 0 || instance.AutoScalingGroup == action.AutoScalingGroup) _matches.Add((instance.Ordinal, i));
        }
        _matches.Sort();
        var count = Math.Min(action.Count ?? _matches.Count, _matches.Count);
        Log(index, action.AutoScalingGroup, _matches.Count, _matches.Count, _matches.Count - count);
        for (var i = 0; i < count; i++) _drains.Report(new(_matches[i].Row));
    }

    private int Log(int index, int subject, int running, int from, int to)
    {
        var id = _decisions.Next();
        _log.Report(new(id, 0, DecisionKind.Operator, subject, index, DecisionGate.None, from, to, DecisionInputs.Of(running, from)));
        return id;
    }
}
