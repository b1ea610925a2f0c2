using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Reporting.Csv;

/// <summary>Names of a run's entities as the result files print them: indices and ordinals in, AWS's names and ids out. -1 is no name.</summary>
internal sealed class ResultNames
{
    /// <summary>How the whole cluster is named where a capacity provider is expected.</summary>
    public const string WholeCluster = "(cluster)";

    private readonly Scenario _scenario;
    private readonly int _replication;
    private readonly string[] _taskDefinitions;
    private readonly string[] _targets;
    private readonly MonitoringPlan _plan;

    /// <summary>Names of a replication of a scenario.</summary>
    public ResultNames(Scenario scenario, int replication)
    {
        _scenario = scenario;
        _replication = replication;
        _taskDefinitions = [.. scenario.TaskDefinitions.Select(t => t.Name)];
        _plan = MonitoringPlan.Of(scenario);
        _targets = [.. scenario.Services.Select(s => $"{(s.ManagedDaemon is null ? "service" : "daemon")}/{scenario.Cluster.Name}/{s.Name}")];
    }

    /// <summary>Names of a run's entities.</summary>
    public ResultNames(RunResult run)
        : this(run.Scenario, run.Replication)
    {
    }

    /// <summary>Wall clock of the simulated world at t = 0.</summary>
    public DateTimeOffset Start => _scenario.Run.Start;

    /// <summary>The scenario.</summary>
    public Scenario Scenario => _scenario;

    public string Service(int index) => index < 0 ? "" : _scenario.Services[index].Name;

    /// <summary>ResourceId of a service as a scalable target.</summary>
    public string ScalableTarget(int service) => service < 0 ? "" : _targets[service];

    public string CapacityProvider(int index) => index < 0 ? "" : _scenario.CapacityProviders[index].Name;

    public string TargetGroup(int index) => index < 0 ? "" : _scenario.TargetGroups[index].Name;

    public string Queue(int index) => index < 0 ? "" : _scenario.Queues[index].Name;

    /// <summary>Whether a service has task sets in place of deployments (ECS-BG-04).</summary>
    public bool HasTaskSets(int service) => _scenario.Services[service].Controller == DeploymentController.External;

    public string AutoScalingGroup(int index) => index < 0 ? "" : _scenario.AutoScalingGroups[index].Name;

    public string InstanceType(int index) => index < 0 ? "" : _scenario.InstanceTypes[index].Name;

    public string Zone(int index) => index < 0 ? "" : _scenario.AvailabilityZones[index];

    public string TaskDefinition(int index) => index < 0 ? "" : _taskDefinitions[index];

    public string Alarm(int index) => index < 0 ? "" : _plan.NameOf(index);

    /// <summary>Name of a scheduled action of a service.</summary>
    public string ScheduledAction(int service, int action) =>
        service >= 0 && action >= 0 && _scenario.Services[service].AutoScaling is { } target && action < target.ScheduledActions.Length ? target.ScheduledActions[action].Name : "";

    /// <summary>The API operation of an action of the timeline.</summary>
    public string TimelineAction(int action) => action < 0 ? "" : _scenario.Timeline[action].Name;

    /// <summary>What an action of the timeline is done to.</summary>
    public string TimelineSubject(int action, int subject) => action < 0 ? "" : _scenario.Timeline[action].Subject switch
    {
        ActionSubject.Service => ScalableTarget(subject),
        ActionSubject.AutoScalingGroup => AutoScalingGroup(subject),
        ActionSubject.CapacityProvider => CapacityProvider(subject),
        _ => "",
    };

    public string Task(long ordinal) => ordinal < 0 ? "" : AwsIds.Task(_scenario.Run.Seed, _replication, ordinal);

    public string Instance(long ordinal) => ordinal < 0 ? "" : AwsIds.Ec2Instance(_scenario.Run.Seed, _replication, ordinal);

    public string Deployment(int ordinal) => ordinal < 0 ? "" : AwsIds.Deployment(_scenario.Run.Seed, _replication, ordinal);

    /// <summary>Name of a policy of a group.</summary>
    public string GroupPolicy(int group, int policy) =>
        group >= 0 && policy >= 0 && _scenario.AutoScalingGroups[group].Scaling is { } scaling && policy < scaling.Policies.Length ? scaling.Policies[policy].Name : "";

    /// <summary>Name of a scheduled action of a group.</summary>
    public string GroupScheduledAction(int group, int action) =>
        group >= 0 && action >= 0 && _scenario.AutoScalingGroups[group].Scaling is { } scaling && action < scaling.ScheduledActions.Length ? scaling.ScheduledActions[action].Name : "";

    /// <summary>Name of a policy of a service; of the capacity provider's managed scaling when there is no policy list.</summary>
    public string Policy(int service, int policy) =>
        service >= 0 && policy >= 0 && _scenario.Services[service].AutoScaling is { } target && policy < target.Policies.Length ? target.Policies[policy].Name : "";
}
