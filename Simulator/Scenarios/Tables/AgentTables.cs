using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>agent:</c> of Auto Scaling groups and container instances: the ECS agent's environment variables, as they stand in <c>/etc/ecs/ecs.config</c>.</summary>
internal static class AgentTable
{
    private const string IgnoredVariables = """
        ECS_CLUSTER ECS_LOGLEVEL ECS_LOGFILE ECS_LOG_DRIVER ECS_LOG_ROLLOVER_TYPE ECS_LOG_OUTPUT_FORMAT ECS_LOG_MAX_FILE_SIZE_MB ECS_LOG_MAX_ROLL_COUNT
        ECS_LOG_OPTS ECS_CHECKPOINT ECS_DATADIR ECS_HOST_DATA_DIR ECS_UPDATES_ENABLED ECS_UPDATE_DOWNLOAD_DIR ECS_DISABLE_METRICS ECS_POLL_METRICS
        ECS_POLLING_METRICS_WAIT_DURATION ECS_AVAILABLE_LOGGING_DRIVERS ECS_DISABLE_PRIVILEGED ECS_SELINUX_CAPABLE ECS_APPARMOR_CAPABLE ECS_ENGINE_AUTH_TYPE
        ECS_ENGINE_AUTH_DATA ECS_BACKEND_HOST ECS_ENABLE_TASK_IAM_ROLE ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST ECS_ENABLE_CONTAINER_METADATA ECS_ENABLE_TASK_ENI
        ECS_AWSVPC_BLOCK_IMDS ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES ECS_CNI_PLUGINS_PATH ECS_ENABLE_GPU_SUPPORT ECS_NVIDIA_RUNTIME ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE
        ECS_CONTAINER_INSTANCE_TAGS ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM ECS_ENABLE_UNTRACKED_IMAGE_CLEANUP ECS_EXCLUDE_UNTRACKED_IMAGE
        ECS_ENABLE_CPU_UNBOUNDED_WINDOWS_WORKAROUND ECS_ENABLE_MEMORY_UNBOUNDED_WINDOWS_WORKAROUND ECS_TASK_METADATA_RPS_LIMIT ECS_TASK_METADATA_AZ_DISABLED
        ECS_SHARED_VOLUME_MATCH_FULL_CONFIG ECS_CGROUP_PATH ECS_CGROUP_CPU_PERIOD ECS_ENABLE_TASK_CPU_MEM_LIMIT ECS_ENABLE_RUNTIME_STATS ECS_FSX_WINDOWS_FILE_SERVER_SUPPORTED
        ECS_EXTERNAL ECS_SKIP_LOCALHOST_TRAFFIC_FILTER ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS ECS_OFFHOST_INTROSPECTION_INTERFACE_NAME
        ECS_EBSTA_SUPPORTED ECS_ENABLE_FIRELENS_ASYNC ECS_DETAILED_OS_FAMILY ECS_NUM_NON_ECS_CONTAINERS_DELETE_PER_CYCLE NON_ECS_IMAGE_MINIMUM_CLEANUP_AGE
        ECS_DYNAMIC_HOST_PORT_RANGE ECS_TASK_PIDS_LIMIT ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION_JITTER ECS_INSTANCE_ATTRIBUTES ECS_RESERVED_PORTS ECS_RESERVED_PORTS_UDP
        DOCKER_HOST AWS_DEFAULT_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
        """;

    public static readonly ObjectTable Table = new ObjectTable("agent", "Configuration of the ECS container agent: its environment variables, with its own defaults.").Aws("ecs.config", IgnoredVariables, "agent");

    public static readonly Property<ImagePullBehavior> PullBehavior = Table.Add(
        "ECS_IMAGE_PULL_BEHAVIOR",
        new ChoiceKind<ImagePullBehavior>(("default", ImagePullBehavior.Default), ("always", ImagePullBehavior.Always), ("once", ImagePullBehavior.Once), ("prefer-cached", ImagePullBehavior.PreferCached)),
        "When an image is pulled and when the cached one will do (ECS-AG-02).", defaultText: "default");
    public static readonly Property<bool> SpotDraining = Table.Add("ECS_ENABLE_SPOT_INSTANCE_DRAINING", Kind.AwsFlag, "Whether the agent drains its instance on a Spot interruption notice (ASG-SP-02).", defaultText: "false");
    public static readonly Property<bool> WarmPoolsCheck = Table.Add("ECS_WARM_POOLS_CHECK", Kind.AwsFlag, "Whether the agent waits in a warm pool and registers only once its instance is in service (ASG-WP-03).", defaultText: "false");
    public static readonly Property<int> ReservedMemory = Table.Add("ECS_RESERVED_MEMORY", Kind.AwsCount(0, 4_000_000, "MiB"), "MiB taken off what the instance registers (ECS-CL-02).", defaultText: "0");
    public static readonly Property<Duration> StopTimeout = Table.Add("ECS_CONTAINER_STOP_TIMEOUT", Kind.Time, "From SIGTERM to SIGKILL for containers without stopTimeout (ECS-TD-13).", defaultText: "30s");
    public static readonly Property<Duration> StartTimeout = Table.Add("ECS_CONTAINER_START_TIMEOUT", Kind.PositiveTime, "Longest start of a container (ECS-TD-12).", defaultText: "3m");
    public static readonly Property<Duration> CreateTimeout = Table.Add("ECS_CONTAINER_CREATE_TIMEOUT", Kind.PositiveTime, "Longest creation of a container (ECS-TD-12).", defaultText: "4m");
    public static readonly Property<bool> PullUpfront = Table.Add("ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT", Kind.AwsFlag, "Pull every image at once instead of when its container's turn comes (ECS-TD-14).", defaultText: "false");
    public static readonly Property<Duration> TaskCleanupWait = Table.Add("ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION", Kind.PositiveTime, "How long containers of stopped tasks stay and keep their images (ECS-AG-04).", defaultText: "3h");
    public static readonly Property<Duration> CleanupInterval = Table.Add("ECS_IMAGE_CLEANUP_INTERVAL", Kind.PositiveTime, "How often unused images are removed; at least 10 minutes.", defaultText: "30m");
    public static readonly Property<Duration> MinimumImageAge = Table.Add("ECS_IMAGE_MINIMUM_CLEANUP_AGE", Kind.Time, "Time since its pull before an image may be removed.", defaultText: "1h");
    public static readonly Property<int> ImagesPerCycle = Table.Add("ECS_NUM_IMAGES_DELETE_PER_CYCLE", Kind.AwsCount(1, 10_000), "Images removed in one go at most.", defaultText: "5");
    public static readonly Property<bool> CleanupDisabled = Table.Add("ECS_DISABLE_IMAGE_CLEANUP", Kind.AwsFlag, "Unused images stay.", defaultText: "false");
    public static readonly Property<IReadOnlyList<Reference>> Preloaded = Table.Add("preloadedImages", Kind.List(Kind.To("an image reference", "web:1")), "Images that the machine image (AMI) holds already.");
    public static readonly Property<bool> Soci = Table.Add("sociSnapshotter", Kind.Flag, "Whether the SOCI snapshotter is installed: indexed images are read lazily (ECR-PL-05).", defaultText: "false");
}
