using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>ECS_IMAGE_PULL_BEHAVIOR (ECS-AG-02).</summary>
public enum ImagePullBehavior
{
    /// <summary>default: ask the registry; the cached image will do when that fails.</summary>
    Default,

    /// <summary>always: ask the registry; the task fails when that fails.</summary>
    Always,

    /// <summary>once: ask only where no task has pulled the image before, or where it has been cleaned up.</summary>
    Once,

    /// <summary>prefer-cached: ask only where the image is absent; images are never cleaned up.</summary>
    PreferCached,
}

/// <summary>
/// How the container agents of a group of instances are configured: the environment variables of the ECS agent that matter to the model, with the agent's own
/// defaults. AWS: aws/amazon-ecs-agent, README.md; Amazon ECS Developer Guide, "Container agent configuration".
/// </summary>
public sealed record AgentDefinition
{
    /// <summary>An agent nobody configured.</summary>
    public static readonly AgentDefinition Default = new();

    /// <summary>ECS_IMAGE_PULL_BEHAVIOR.</summary>
    public ImagePullBehavior PullBehavior { get; init; }

    /// <summary>ECS_ENABLE_SPOT_INSTANCE_DRAINING: the agent drains its instance on a Spot notice (ASG-SP-02).</summary>
    public bool SpotInstanceDraining { get; init; }

    /// <summary>ECS_WARM_POOLS_CHECK: the agent registers only once its instance has left the warm pool (ASG-WP-03).</summary>
    public bool WarmPoolsCheck { get; init; }

    /// <summary>ECS_RESERVED_MEMORY in MiB: taken off what the instance registers (ECS-CL-02).</summary>
    public int ReservedMemoryMiB { get; init; }

    /// <summary>ECS_CONTAINER_STOP_TIMEOUT: from SIGTERM to SIGKILL for containers without a stopTimeout of their own (ECS-TD-13).</summary>
    public Duration ContainerStopTimeout { get; init; } = Duration.FromSeconds(30L);

    /// <summary>ECS_CONTAINER_START_TIMEOUT (ECS-TD-12).</summary>
    public Duration ContainerStartTimeout { get; init; } = Duration.FromSeconds(180L);

    /// <summary>ECS_CONTAINER_CREATE_TIMEOUT (ECS-TD-12).</summary>
    public Duration ContainerCreateTimeout { get; init; } = Duration.FromSeconds(240L);

    /// <summary>ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT (ECS-TD-14).</summary>
    public bool PullDependentContainersUpfront { get; init; }

    /// <summary>ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: how long the containers of a stopped task stay and pin their images (ECS-AG-04).</summary>
    public Duration TaskCleanupWait { get; init; } = Duration.FromHours(3);

    /// <summary>ECS_IMAGE_CLEANUP_INTERVAL.</summary>
    public Duration ImageCleanupInterval { get; init; } = Duration.FromMinutes(30);

    /// <summary>ECS_IMAGE_MINIMUM_CLEANUP_AGE: time since its pull before an image may go.</summary>
    public Duration MinimumImageAge { get; init; } = Duration.FromHours(1);

    /// <summary>ECS_NUM_IMAGES_DELETE_PER_CYCLE.</summary>
    public int ImagesDeletedPerCycle { get; init; } = 5;

    /// <summary>ECS_DISABLE_IMAGE_CLEANUP.</summary>
    public bool ImageCleanupDisabled { get; init; }

    /// <summary>Image references that the machine image holds already (an AMI with images baked in).</summary>
    public ImmutableArray<string> PreloadedImages { get; init; } = [];

    /// <summary>Whether the SOCI snapshotter is installed, so that indexed images are read lazily (ECR-PL-05).</summary>
    public bool SociSnapshotter { get; init; }
}
