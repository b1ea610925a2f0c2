using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>Model constants of tasks: containers, images and pulls, volumes, container health.</summary>
public static class TaskModel
{
    private static readonly ModelConstantList List = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelConstant> All => List.All;

    /// <summary>Decision on one placement on a container instance.</summary>
    public static readonly ModelConstant<Duration> PlacementDecision = List.Time("placementDecision", 0.1,
        "The tasks of a service, or of one RunTask call, are placed one after another; how fast is unpublished. At this pace 500 take 50 s, within the launch rate of ECS-TH-03.");

    /// <summary>Way of a task's payload to the agent.</summary>
    public static readonly ModelConstant<Duration> PayloadToAgent = List.Time("payloadToAgent", 1,
        "ECS pushes new tasks to the agent over a websocket, which takes about a second; unpublished (ECS-AG-01).");

    /// <summary>Share of a container's start that its creation takes.</summary>
    public static readonly ModelConstant<double> ContainerCreateShare = List.Number("containerCreateShare", 0.6,
        "Of `containerStart`, the part that creation takes; the agent limits creation and start one by one (ECS-TD-12). Unpublished.");

    /// <summary>Start of a container that no application describes.</summary>
    public static readonly ModelConstant<DistributionDefinition> SidecarStartup = List.Distribution("sidecarStartup", DistributionDefinition.Constant(1),
        "From the start of a container other than the first essential one until it listens, where `applications` says nothing; proxies and agents are up in about a second.");

    /// <summary>Stop of a container that no application describes.</summary>
    public static readonly ModelConstant<DistributionDefinition> ContainerShutdown = List.Distribution("containerShutdown", DistributionDefinition.Constant(1),
        "From SIGTERM to exit, where `applications` says nothing; a process that handles the signal is gone in about a second (ECS-TD-13).");

    /// <summary>Run time of a container on whose exit others wait.</summary>
    public static readonly ModelConstant<DistributionDefinition> DependencyRunTime = List.Distribution("dependencyRunTime", DistributionDefinition.Constant(5),
        "A container on whose exit others wait (COMPLETE, SUCCESS) and whose run time nobody states; without one the task would never start (ECS-TD-11).");

    /// <summary>How a service counts a task of which only some essential containers have a health check.</summary>
    public static readonly ModelConstant<string> PartlyCheckedTask = List.Choice("partlyCheckedTask", "time", ["time", "checked", "never"],
        "By ECS-TD-16 its health stays UNKNOWN, and no deployment of it could end: `time` judges it as if it had no check, `checked` by the containers that have one, `never` takes the rule at its word.");

    /// <summary>Delay of reports about containers alone.</summary>
    public static readonly ModelConstant<DistributionDefinition> ContainerReport = List.Distribution("containerReport", DistributionDefinition.Uniform(10, 30),
        "The agent gathers container changes for 10 to 30 s unless a change of the task takes them along (ECS-AG-05).");

    /// <summary>Removal of an image from an instance.</summary>
    public static readonly ModelConstant<Duration> ImageRemoval = List.Time("imageRemoval", 1, "Time for which the removal of one image keeps pulls waiting; unpublished (ECS-AG-03).");

    /// <summary>Attempts of a pull.</summary>
    public static readonly ModelConstant<double> PullAttempts = List.Number("pullAttempts", 5, "Stated in the agent's source (ECR-PL-03).");

    /// <summary>First pause between attempts of a pull.</summary>
    public static readonly ModelConstant<Duration> PullRetryDelay = List.Time("pullRetryDelay", 1.1, "Stated in the agent's source; doubles from attempt to attempt, and up to a fifth more (ECR-PL-03).");

    /// <summary>Longest pause between attempts of a pull.</summary>
    public static readonly ModelConstant<Duration> PullRetryDelayCap = List.Time("pullRetryDelayCap", 5, "Stated in the agent's source (ECR-PL-03).");

    /// <summary>Longest wait for a manifest.</summary>
    public static readonly ModelConstant<Duration> PullManifestTimeout = List.Time("pullManifestTimeout", 60, "Stated in the agent's source: an attempt at a registry that does not answer takes this long (ECR-PL-03).");

    /// <summary>Longest transfer of a pull.</summary>
    public static readonly ModelConstant<Duration> PullTimeout = List.Time("pullTimeout", 2 * 3600, "Stated in the agent's source (ECS-AG-03).");

    /// <summary>Longest time in which nothing of a pull arrives.</summary>
    public static readonly ModelConstant<Duration> PullInactivity = List.Time("pullInactivity", 60, "Stated in the agent's source: a transfer that stands still for this long is given up, and the next attempt begins (ECS-AG-03).");

    /// <summary>Bytes of an unpacked image for each byte of the packed one.</summary>
    public static readonly ModelConstant<double> UnpackedImageRatio = List.Number("unpackedImageRatio", 2.5,
        "Layers unpack to two to three times their packed size as a rule; on Fargate both lie on the task's ephemeral storage (FG-SZ-02).");

    /// <summary>Time to fetch the index of a lazily loaded image.</summary>
    public static readonly ModelConstant<Duration> SociIndex = List.Time("sociIndex", 2, "Index and table of contents of an image with a SOCI index; unpublished (FG-ST-03).");

    /// <summary>Share of lazily loaded layers that is fetched before the start.</summary>
    public static readonly ModelConstant<double> SociEagerShare = List.Number("sociEagerShare", 0.1,
        "Research finds that 6.4 % of an image is needed to start; with it start-up comes out 50 to 70 % shorter, as AWS claims (FG-ST-03).");

    /// <summary>Smallest layer that is loaded lazily, in MiB.</summary>
    public static readonly ModelConstant<double> SociSmallestLayer = List.Number("sociSmallestLayer", 10, "MiB; smaller layers are fetched whole (ECR-PL-05).");

    /// <summary>How much longer an application takes to start on a lazily loaded image.</summary>
    public static readonly ModelConstant<double> SociStartupFactor = List.Number("sociStartupFactor", 1.1, "The first read of each file goes over the network; unpublished (FG-ST-03).");

    /// <summary>Value of <see cref="DigestResolution"/>: nobody waits.</summary>
    public const string DigestTogether = "together";

    /// <summary>Whether later tasks of a deployment wait for the first one to fix the digests of their images.</summary>
    public static readonly ModelConstant<string> DigestResolution = List.Choice("digestResolution", DigestTogether, [DigestTogether, "afterManifest", "afterPull"],
        "AWS speaks of latency that agents before 1.83 add where a service has several tasks and says no more: `together` starts all at once, `afterManifest` when the first task has its manifests (newer agents, Fargate), `afterPull` when it has its images (ECS-SV-06).");

    /// <summary>Creation and attachment of a task's EBS volume.</summary>
    public static readonly ModelConstant<DistributionDefinition> VolumeAttach = List.Distribution("volumeAttach", DistributionDefinition.LognormalFromMedianP95(10, 25),
        "AWS publishes no time for a task's EBS volume to be created and attached; tens of seconds at most (ECS-TD-19).");
}
