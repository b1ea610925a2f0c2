using Simulator.Aws.Ecs.Rollouts;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>What the scheduler knows of a service beside its public row.</summary>
internal sealed class Service
{
    private readonly Instant[] _muted = new Instant[Enum.GetValues<ServiceEventMessage>().Length];
    private readonly int _zones;
    private readonly int[] _activeByZone;

    public Service(int index, Scenario scenario)
    {
        Index = index;
        Adopt(scenario.Services[index], scenario);
        _zones = scenario.AvailabilityZones.Length;
        _activeByZone = new int[2 * _zones];
    }

    /// <summary>Service index.</summary>
    public int Index { get; }

    /// <summary>Its definition as it is now: UpdateService changes it.</summary>
    public ServiceDefinition Definition { get; set; } = null!;

    /// <summary>When its last placement is decided: they wait for each other (<c>model.placementDecision</c>).</summary>
    public Instant Decided;

    /// <summary>Whether its tasks run on Fargate.</summary>
    public bool OnFargate { get; private set; }

    /// <summary>Whether its deployments are task sets of an external controller (ECS-BG-04).</summary>
    public bool IsExternal => Definition.Controller == DeploymentController.External;

    /// <summary>Its task sets in order of creation; empty under the other controllers.</summary>
    public List<TaskSet> TaskSets { get; } = [];

    /// <summary>The task set that was made PRIMARY; null before.</summary>
    public TaskSet? PrimaryTaskSet { get; set; }

    /// <summary>Whether it is a daemon service (ECS-DM-01).</summary>
    public bool IsDaemon => Definition.SchedulingStrategy == SchedulingStrategy.Daemon;

    /// <summary>Whether it is a managed daemon (ECS-DM-04).</summary>
    public bool IsManagedDaemon => Definition.ManagedDaemon is not null;

    /// <summary>The newest deployment.</summary>
    public Deployment Primary { get; set; } = null!;

    /// <summary>Older deployments that still have active tasks, oldest first.</summary>
    public List<Deployment> Older { get; } = [];

    /// <summary>What the most recent COMPLETED deployment is made of, the source of a rollback (ECS-CB-03); null when there is none.</summary>
    public Revision? RollbackSource { get; set; }

    /// <summary>Its image digests, which a rollback uses again (ECS-SV-06).</summary>
    public DigestResolution? RollbackDigests { get; set; }

    /// <summary>The rollout of the newest deployment; there is one as soon as there is a deployment.</summary>
    public ServiceDeployment Rollout { get; set; } = null!;

    /// <summary>The most recent COMPLETED deployment, which has the production traffic; null before.</summary>
    public Deployment? Serving { get; set; }

    /// <summary>How fast it may start tasks.</summary>
    public StartThrottle Throttle { get; private set; } = null!;

    /// <summary>When its next reconcile is due; <see cref="Instant.MaxValue"/> when none is.</summary>
    public Instant ReconcileAt { get; set; } = Instant.MaxValue;

    /// <summary>Generation of the reconcile event that counts; older ones are stale.</summary>
    public uint ReconcileGeneration { get; set; }

    /// <summary>Whether it has reconciled at least once.</summary>
    public bool HasReconciled { get; set; }

    /// <summary>Id of the decision that moved desiredCount and has not been followed by starts or stops yet, or 0.</summary>
    public int Cause { get; set; }

    /// <summary>Whether it could not place a task: it is told when room appears.</summary>
    public bool WantsRoom { get; set; }

    /// <summary>What the newest recorded decision that could not start everything said; the same again is not recorded.</summary>
    public StartShortfall LastShortfall { get; set; }

    /// <summary>Whether its steady state was reported and nothing has changed since.</summary>
    public bool IsSteady { get; set; }

    /// <summary>When its steady state was said last.</summary>
    public Instant SteadySaid { get; set; }

    /// <summary>Whether an event is on the calendar at which it may say so again.</summary>
    public bool SaysSteadyAgain { get; set; }

    /// <summary>Where the rebalancing over zones stands.</summary>
    public Rebalancing Rebalancing;

    /// <summary>Verdicts inside the grace period that may have to be acted upon when it ends.</summary>
    public int VerdictsInGrace { get; set; }

    /// <summary>Choices of tasks to stop so far; draws are made from it.</summary>
    public long StopChoices { get; set; }

    /// <summary>Zones of the Region in use.</summary>
    public int ZoneCount => _zones;

    /// <summary>Active tasks placed in a zone; those of FARGATE_SPOT are counted apart (ECS-SI-04).</summary>
    public ref int ActiveIn(int zone, int capacityProvider) => ref _activeByZone[(capacityProvider == 1 ? _zones : 0) + zone];

    /// <summary>Whether a service event is due; the same message is muted for a while (identical events are suppressed, section 6.2).</summary>
    public bool Unmute(ServiceEventMessage message, Instant now, Duration silence)
    {
        if (now < _muted[(int)message]) return false;
        _muted[(int)message] = now + silence;
        return true;
    }

    /// <summary>What it is when it is created.</summary>
    public void Adopt(ServiceDefinition definition, Scenario scenario)
    {
        Definition = definition;
        OnFargate = RunsOnFargate(scenario, definition);
        Throttle = new StartThrottle(scenario, OnFargate);
    }

    /// <summary>Capacity appeared: delays that stand for want of room are lifted.</summary>
    public void RoomAppeared()
    {
        Primary.Backoff.RoomAppeared();
        foreach (var older in Older) older.Backoff.RoomAppeared();
    }

    /// <summary>All messages may be heard again.</summary>
    public void UnmuteAll() => Array.Clear(_muted);

    private static bool RunsOnFargate(Scenario scenario, ServiceDefinition service) => service.Strategy.IsEmpty
        ? service.LaunchType == LaunchType.Fargate
        : scenario.CapacityProviders[service.Strategy[0].CapacityProvider].Kind is CapacityProviderKind.Fargate or CapacityProviderKind.FargateSpot;
}
