using System.Collections.Immutable;

namespace Simulator.Explaining;

/// <summary>A datapoint of a metric.</summary>
/// <param name="Series">Metric with namespace and dimensions.</param>
/// <param name="Statistic">Statistic.</param>
/// <param name="PeriodStart">Start of its period, seconds since the start of the run.</param>
/// <param name="PeriodSeconds">Length of its period.</param>
/// <param name="Published">When alarms could see it.</param>
/// <param name="Value">Value.</param>
public readonly record struct StoryDatapoint(string Series, string Statistic, double PeriodStart, double PeriodSeconds, double Published, double Value);

/// <summary>A service over one interval of services.csv; NaN is no value.</summary>
public readonly record struct StorySample(
    string Service, double At, double Desired, double Running, double Pending, double Healthy, double Cpu, double Memory, double Requests, double Errors, double P99, double Needed);

/// <summary>A task's life in seconds since the start; NaN where a point was not reached.</summary>
public readonly record struct StoryTask(
    string Id, string Service, int Decision, string CapacityProvider, double Created, double Placed, double PullStarted, double PullStopped, double Started, double Healthy, double Stopping,
    double Stopped, string Reason, string ContainerInstance, string Deployment, string TaskDefinition);

/// <summary>A placement that failed.</summary>
public readonly record struct StoryPlacement(string Service, double At, string Task, string Reason);

/// <summary>A deployment, or a task set of an external controller.</summary>
/// <param name="Service">Service.</param>
/// <param name="Id">Its id.</param>
/// <param name="Created">When it began.</param>
/// <param name="Completed">When it was completed or failed; NaN when it did neither.</param>
/// <param name="Finished">When its service deployment ended, by another one that took its place or after its rollback too; NaN while it lasts, and for task sets.</param>
/// <param name="IsFailed">Whether its rolloutState at the end of the run is FAILED.</param>
/// <param name="Status">Status of its service deployment at the end of the run.</param>
/// <param name="TaskDefinition">Family and revision.</param>
/// <param name="IsTaskSet">Whether it is a task set.</param>
public readonly record struct StoryDeployment(
    string Service, string Id, double Created, double Completed, double Finished, bool IsFailed, string Status, string TaskDefinition, bool IsTaskSet)
{
    /// <summary>Whether it was under way at a moment: a deployment that another one has superseded is not, whatever its rolloutState says.</summary>
    public bool IsInProgress(double at) => Created > 0 && Created <= at && !(Completed <= at) && !(Finished <= at);

    /// <summary>Whether it had failed by a moment.</summary>
    public bool HasFailed(double at) => Created > 0 && Completed <= at && IsFailed;
}

/// <summary>A stage, status or lifecycle hook of a deployment begins or ends.</summary>
public readonly record struct StoryStage(string Service, double At, string Status, string Stage, string Hook, string HookStatus);

/// <summary>A failure that was injected, and how many tasks and instances of the cluster it hit.</summary>
public readonly record struct StoryFailure(double At, string Name, string Kind, string Target, int Tasks, int Instances);

/// <summary>Something that happened to an EC2 instance; the reason is why it ends.</summary>
public readonly record struct StoryInstanceEvent(double At, string Instance, string Zone, string Event, string Reason);

/// <summary>A service event as ECS words it.</summary>
public readonly record struct StoryServiceEvent(string Service, double At, string Message);

/// <summary>A container instance, its Auto Scaling group and its capacity provider, both empty without one.</summary>
public readonly record struct StoryInstance(string Id, string Group, string CapacityProvider);

/// <summary>Everything of a run that explanations are made from: what lies in the result folder, and nothing else.</summary>
public sealed record RunStory
{
    /// <summary>Wall clock of the simulated world at t = 0.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Length of the run in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Cluster name.</summary>
    public required string Cluster { get; init; }

    /// <summary>Services in order.</summary>
    public required ImmutableArray<string> Services { get; init; }

    /// <summary>Of these, the managed daemons (ECS-DM-04).</summary>
    public ImmutableArray<string> Daemons { get; init; } = [];

    /// <summary>Decisions in order of time.</summary>
    public required ImmutableArray<DecisionNode> Decisions { get; init; }

    /// <summary>Alarms that invoke policies.</summary>
    public ImmutableArray<AlarmSetup> Alarms { get; init; } = [];

    /// <summary>Datapoints in order of publication.</summary>
    public ImmutableArray<StoryDatapoint> Datapoints { get; init; } = [];

    /// <summary>Samples in order of time.</summary>
    public ImmutableArray<StorySample> Samples { get; init; } = [];

    /// <summary>Tasks in order of creation.</summary>
    public ImmutableArray<StoryTask> Tasks { get; init; } = [];

    /// <summary>Failed placements in order of time.</summary>
    public ImmutableArray<StoryPlacement> Placements { get; init; } = [];

    /// <summary>Deployments in order of creation.</summary>
    public ImmutableArray<StoryDeployment> Deployments { get; init; } = [];

    /// <summary>Stages of deployments in order of time.</summary>
    public ImmutableArray<StoryStage> Stages { get; init; } = [];

    /// <summary>Failures injected, in order of time.</summary>
    public ImmutableArray<StoryFailure> Failures { get; init; } = [];

    /// <summary>What happened to EC2 instances, in order of time.</summary>
    public ImmutableArray<StoryInstanceEvent> InstanceEvents { get; init; } = [];

    /// <summary>Service events in order of time.</summary>
    public ImmutableArray<StoryServiceEvent> ServiceEvents { get; init; } = [];

    /// <summary>Container instances in order of launch.</summary>
    public ImmutableArray<StoryInstance> Instances { get; init; } = [];

    /// <summary>Replications of the run; the story is that of the first.</summary>
    public int Replications { get; init; } = 1;

    /// <summary>Wall clock of an instant, to the second; with the date in runs of more than a day.</summary>
    public string Clock(double at)
    {
        var clock = Start.AddSeconds(Math.Floor(at + 0.0005));
        return clock.ToString(Seconds > 86_400 ? "yyyy-MM-dd HH:mm:ss" : "HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds over which a sample counts: the interval that ends with it.</summary>
    public double LengthOf(in StorySample sample)
    {
        var before = 0.0;
        foreach (var s in Samples)
        {
            if (s.Service == sample.Service && s.At < sample.At) before = s.At;
        }
        return sample.At - before;
    }

    /// <summary>The resource id of a service as decisions name it.</summary>
    public string TargetOf(string service) => $"{(Daemons.Contains(service) ? "daemon" : "service")}/{Cluster}/{service}";
}
