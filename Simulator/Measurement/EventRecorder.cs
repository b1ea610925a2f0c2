using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>Writes down what happened once: decisions, placements, failures.</summary>
public sealed class EventRecorder :
    IListener<Decision>, IListener<PlacementFailure>, IListener<PlacementSuccess>, IListener<FailureStrike>, IListener<TaskHealthChange>,
    IListener<ServiceEvent>, IListener<GroupEvent>
{
    private readonly Calendar _calendar;
    private readonly RecorderViews _views;
    private readonly RunResult _result;
    private readonly List<int> _openFailures = [];

    /// <summary>A recorder over the given views.</summary>
    public EventRecorder(Calendar calendar, RecorderViews views, RunResult result)
    {
        _calendar = calendar;
        _views = views;
        _result = result;
    }

    /// <summary>Placement attempts that failed since the end of the warm-up.</summary>
    internal long PlacementFailures { get; private set; }

    /// <summary>Spot interruption notices since the end of the warm-up.</summary>
    internal long SpotNotices { get; private set; }

    /// <summary>Instances whose launch failed since the end of the warm-up; each attempt counts.</summary>
    internal long FailedLaunches { get; private set; }

    /// <inheritdoc/>
    public void Apply(in Decision fact)
    {
        if (fact.Gate != DecisionGate.None && fact.Kind != DecisionKind.Reconcile && !_result.Scenario.Output.AllDecisions) return; // a round that started some of its tasks changed something
        var points = new DecisionPoints(_result.DecisionPoints.Count, fact.Points.Count);
        _result.DecisionPoints.AddRange(_views.Decisions.Of(fact.Points));
        _result.Decisions.Add(new DecisionRecord(_calendar.Now, fact with { Points = points }));
    }

    /// <inheritdoc/>
    public void Apply(in PlacementFailure fact)
    {
        PlacementFailures++;
        _result.Placements.Add(new PlacementRecord(_calendar.Now, fact.Service, OrdinalOf(fact.Task), -1, AwsText.Of(fact.Reason), fact.Rejected, InstanceOrdinalOf(fact.ClosestInstance)));
    }

    /// <inheritdoc/>
    public void Apply(in PlacementSuccess fact)
    {
        if (!_result.Scenario.Output.AllPlacements) return;
        _result.Placements.Add(new PlacementRecord(_calendar.Now, fact.Service, OrdinalOf(fact.Task), InstanceOrdinalOf(fact.ContainerInstance), "", default));
    }

    /// <inheritdoc/>
    public void Apply(in FailureStrike fact)
    {
        var definition = _result.Scenario.Failures[fact.Failure];
        var harmless = fact.Tasks == 0;
        if (!harmless) _openFailures.Add(_result.Failures.Count);
        _result.Failures.Add(new FailureRecord(
            _calendar.Now, definition.Name, definition.Kind, TargetOf(definition), fact.Tasks, fact.Instances, harmless ? _calendar.Now : Instant.MaxValue));
    }

    /// <inheritdoc/>
    public void Apply(in TaskHealthChange fact)
    {
        if (_openFailures.Count == 0 || !fact.IsHealthy || !AllServicesAreWhole()) return;
        foreach (var index in _openFailures) _result.Failures[index] = _result.Failures[index] with { WholeAgain = _calendar.Now };
        _openFailures.Clear();
    }

    /// <inheritdoc/>
    public void Apply(in ServiceEvent fact)
    {
        var service = _result.Scenario.Services[fact.Service];
        var unhealthyIn = fact is { Message: ServiceEventMessage.UnhealthyInTargetGroup, Count: >= 0 } ? _result.Scenario.TargetGroups[fact.Count].Name : null;
        var text = ServiceEventText.Of(in fact, service.Name, SubjectOf(in fact), unhealthyIn, TasksOf(in fact), service.ManagedDaemon is not null);
        _result.ServiceEvents.Add(new ServiceEventRecord(_calendar.Now, fact.Service, text));
    }

    /// <inheritdoc/>
    public void Apply(in GroupEvent fact)
    {
        var ordinal = fact.Instance >= 0 && _views.Ec2Instances.IsAlive(fact.Instance) ? _views.Ec2Instances[fact.Instance].Ordinal : -1;
        _result.InstanceEvents.Add(new(
            _calendar.Now, fact.AutoScalingGroup, ordinal, fact.InstanceType, fact.Zone, fact.Spot, fact.Kind, default, default, TerminationReason.None, fact.Count, fact.Action, fact.Refusal));
        switch (fact.Kind)
        {
            case GroupEventKind.SpotInterruptionNotice: SpotNotices++; break;
            case GroupEventKind.InsufficientInstanceCapacity or GroupEventKind.VcpuLimitExceeded: FailedLaunches += fact.Count; break;
        }
    }

    /// <summary>The warm-up is over.</summary>
    internal void EndWarmUp() => PlacementFailures = SpotNotices = FailedLaunches = 0;

    private string? SubjectOf(in ServiceEvent fact)
    {
        if (fact.Subject < 0) return null;
        var seed = _result.Scenario.Run.Seed;
        switch (fact.Message)
        {
            case ServiceEventMessage.UnableToPlace or ServiceEventMessage.DaemonImpaired or ServiceEventMessage.DaemonMissing:
                return _views.ContainerInstances.IsAlive(fact.Subject)
                    ? AwsIds.Ec2Instance(seed, _result.Replication, _views.ContainerInstances[fact.Subject].Ordinal)
                    : null;
            case ServiceEventMessage.RegisteredTargets:
                return _result.Scenario.TargetGroups[fact.Subject].Name;
            case ServiceEventMessage.DeploymentCompleted or ServiceEventMessage.DeploymentFailed or ServiceEventMessage.RollingBack or ServiceEventMessage.ScaleInBlocked or ServiceEventMessage.TaskSetSteady:
                return AwsIds.Deployment(seed, _result.Replication, fact.Subject);
            default:
                return _views.Tasks.IsAlive(fact.Subject) ? AwsIds.Task(seed, _result.Replication, _views.Tasks[fact.Subject].Ordinal) : null;
        }
    }

    private string[]? TasksOf(in ServiceEvent fact) =>
        fact.Tasks is { } tasks ? [.. tasks.Select(ordinal => AwsIds.Task(_result.Scenario.Run.Seed, _result.Replication, ordinal))] : null;

    private bool AllServicesAreWhole()
    {
        for (var s = 0; s < _views.Services.Length; s++)
        {
            if (_views.Services[s].Healthy < _views.Services[s].Desired) return false;
        }
        return true;
    }

    private long OrdinalOf(int task) => _views.Tasks.IsAlive(task) ? _views.Tasks[task].Ordinal : -1;

    private long InstanceOrdinalOf(int instance) => _views.ContainerInstances.IsAlive(instance) ? _views.ContainerInstances[instance].Ordinal : -1;

    private string TargetOf(FailureDefinition definition) => definition.Kind switch
    {
        FailureKind.ZoneOutage or FailureKind.FargateSpotShortage when definition.Zone >= 0 => _result.Scenario.AvailabilityZones[definition.Zone],
        FailureKind.CapacityShortage => string.Join(' ', definition.InstanceTypes.Select(t => _result.Scenario.InstanceTypes[t].Name)),
        FailureKind.InstanceFailure or FailureKind.AgentDisconnect or FailureKind.InstanceImpaired or FailureKind.InstanceStop or FailureKind.ScheduledEvent or FailureKind.SpotInterruption when definition.AutoScalingGroup >= 0 => _result.Scenario.AutoScalingGroups[definition.AutoScalingGroup].Name,
        FailureKind.TaskCrash or FailureKind.FargateSpotInterruption or FailureKind.FargateRetirement when definition.Service >= 0 => _result.Scenario.Services[definition.Service].Name,
        _ => "",
    };
}
