using Simulator.Kernel;

namespace Simulator.Model.Tables;

/// <summary>Where a container of a task is.</summary>
public enum ContainerStatus : byte
{
    /// <summary>Waits for what it depends on, or for its image.</summary>
    Waiting,

    /// <summary>Its image is pulled.</summary>
    Pulling,

    /// <summary>It is created and started.</summary>
    Starting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It has exited and is started again in place (ECS-TD-18).</summary>
    Restarting,

    /// <summary>It has its SIGTERM.</summary>
    Stopping,

    /// <summary>It is over, or never began.</summary>
    Stopped,
}

/// <summary>
/// A container of a task that has several, or whose containers have a life of their own. Written by the ECS room. A plain task of one container has no such
/// row: its task's row says it all.
/// </summary>
public struct ContainerRow
{
    /// <summary>Task row.</summary>
    public int Task;

    /// <summary>Last exit code; -1 when none is known.</summary>
    public int ExitCode;

    /// <summary>restartCount.</summary>
    public ushort Restarts;

    /// <summary>Where it is.</summary>
    public ContainerStatus Status;

    /// <summary>Why it could not start; None otherwise.</summary>
    public StopReason Reason;

    /// <summary>Pull of its image began.</summary>
    public Instant PullStarted;

    /// <summary>Its image was there.</summary>
    public Instant PullStopped;

    /// <summary>First start.</summary>
    public Instant Started;

    /// <summary>Newest start.</summary>
    public Instant LastStarted;

    /// <summary>When it was last restarted; <see cref="Instant.MaxValue"/> before.</summary>
    public Instant RestartedAt;

    /// <summary>HEALTHY for the first time.</summary>
    public Instant Healthy;

    /// <summary>Exited for good.</summary>
    public Instant Stopped;

    /// <summary>When its end is reported at the latest: changes of containers alone are gathered (ECS-AG-05).</summary>
    public Instant Reported;

    /// <summary>End of its start or of its stop; <see cref="Instant.MaxValue"/> when neither is under way.</summary>
    public Instant StepAt;

    /// <summary>When it will exit by itself; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant ExitAt;

    /// <summary>When those who wait for its health will see it HEALTHY.</summary>
    public Instant HealthyAt;

    /// <summary>When those who wait for it will give up (startTimeout).</summary>
    public Instant TimeoutAt;
}

/// <summary>The containers of tasks that have rows for them. Written by the ECS room.</summary>
public interface IContainerView
{
    /// <summary>Its containers in the order of the definition; none for a plain task of one container.</summary>
    /// <param name="task">Task row.</param>
    ReadOnlySpan<ContainerRow> Of(int task);
}
