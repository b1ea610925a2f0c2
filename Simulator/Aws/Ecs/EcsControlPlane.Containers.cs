using Simulator.Model;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs;

/// <summary>What the ECS room hears of containers, and what becomes of their tasks.</summary>
public sealed partial class EcsControlPlane : IContainerOutcome
{
    private const int ExitCodes = 512; // and -1 for none

    /// <summary>A container's image is on its host, or cannot be had: then its task fails if the container is essential (ECS-AG-02).</summary>
    public void Apply(in ImagePullCompletion fact)
    {
        if (!_tables.Tasks.IsAlive(fact.Task)) return;
        ref var row = ref _tables.Tasks[fact.Task];
        NoteDigest(in row, fact.Container, fact.Failed && !fact.NoSpace);
        if (_containers.Follows(row.TaskDefinition)) _containers.OnPulled(fact.Task, fact.Container, fact.Failed ? ReasonOf(in fact) : StopReason.None);
        else if (!fact.Failed) _life.OnPulled(fact.Task);
        else if (row.Status == TaskStatus.Activating) Fail(fact.Task, ReasonOf(in fact), -1);
    }

    private static StopReason ReasonOf(in ImagePullCompletion fact) => fact.NoSpace ? StopReason.NoSpaceLeft : StopReason.CannotPullContainer;

    /// <summary>The registry has named a digest: tasks that wait for it may start (ECS-SV-06).</summary>
    public void Apply(in ImageDigestKnown fact)
    {
        if (_tables.Tasks.IsAlive(fact.Task)) NoteDigest(in _tables.Tasks[fact.Task], fact.Container, failed: false);
    }

    private void NoteDigest(in TaskRow task, int container, bool failed)
    {
        if (task.Deployment < 0) return;
        if (_deployments.NoteDigest(_services.DeploymentOf(task.Deployment), container, failed)) _services.RequestReconcile(task.Service);
    }

    /// <summary>
    /// A container exited by itself. Where no policy restarts it and it is essential, the task stops (ECS-TL-04), and a service replaces it at once, without back-off
    /// if it had reached RUNNING (ECS-HL-02).
    /// </summary>
    public void Apply(in ContainerExit fact)
    {
        if (!_tables.Tasks.IsAlive(fact.Task)) return;
        ref var row = ref _tables.Tasks[fact.Task];
        if (_containers.Follows(row.TaskDefinition))
        {
            _containers.Exit(fact.Task, fact.Container, fact.ExitCode, fact.OutOfMemory ? StopReason.OutOfMemory : StopReason.None);
            return;
        }
        if (row.Status is TaskStatus.None or TaskStatus.Provisioning or TaskStatus.Pending) return; // no container yet
        var reason = fact.OutOfMemory ? StopReason.OutOfMemory : row.Service < 0 && fact.ExitCode == 0 ? StopReason.Finished : StopReason.EssentialContainerExited;
        ReportFailure(fact.Task, reason, fact.ExitCode);
    }

    void IContainerOutcome.OnContainersUp(int task)
    {
        if (!_connections.Holds(task, HeldKind.Event, EventKinds.ContainersStarted)) _life.EnterRunning(task, _containers.ReadyAt(task));
    }

    void IContainerOutcome.OnContainerFailed(int task, StopReason reason, int exitCode)
    {
        ReportFailure(task, reason, exitCode);
    }

    void IContainerOutcome.OnContainersGone(int task)
    {
        if (_connections.Holds(task, HeldKind.Event, EventKinds.ContainersStopped)) EndUnseen(task);
        else _life.OnContainersGone(task);
    }

    void IContainerOutcome.OnContainerRestarted(int task) => _health.OnContainerRestarted(task);

    // Its requests are lost; the load balancer notices by its checks, if the restart takes long enough.
    void IContainerOutcome.OnContainerRestarting(int task, int container)
    {
        ref var row = ref _tables.Tasks[task];
        if (row.Status != TaskStatus.Running) return;
        row.ReadyAt = _containers.ReadyAt(task);
        _reports.Restarts.Report(new ContainerRestart(task, container));
        _health.OnContainerRestarted(task);
    }

    // Nobody hears of it before the agent is back (ECS-CL-13).
    private void ReportFailure(int task, StopReason reason, int exitCode)
    {
        if (_connections.Holds(task, HeldKind.Failure, ((int)reason * ExitCodes) + exitCode + 1)) EndUnseen(task);
        else Fail(task, reason, exitCode);
    }

    // The task stays what it was for ECS, yet nothing listens there any more: connections are refused.
    private void EndUnseen(int task)
    {
        if (_tables.Tasks[task].Status is TaskStatus.Running or TaskStatus.Deactivating or TaskStatus.Stopping) _reports.Applications.Report(new ApplicationChange(task, ApplicationState.Refusing));
    }

    private void OnContainersStarted(int task)
    {
        if (_tables.LinksOf(task).Containers >= 0)
        {
            // Held back while the agent was out of reach.
            if (_tables.Tasks[task].Status == TaskStatus.Activating) _life.EnterRunning(task, _containers.ReadyAt(task));
            return;
        }
        var reason = _life.OnContainersStarted(task);
        if (reason != StopReason.None) Fail(task, reason, -1);
    }

    private void ReplayFailure(int task, int number)
    {
        if (_tables.Tasks[task].Status is TaskStatus.Activating or TaskStatus.Running or TaskStatus.Deactivating) Fail(task, (StopReason)(number / ExitCodes), (number % ExitCodes) - 1);
    }

    private void Fail(int task, StopReason reason, int exitCode)
    {
        var ran = _tables.Tasks[task].Status >= TaskStatus.Running;
        Lose(task, ran ? StopCode.EssentialContainerExited : StopCode.TaskFailedToStart, reason, exitCode, hostLost: false, failedToStart: !ran);
    }
}
