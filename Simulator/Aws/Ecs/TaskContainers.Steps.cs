using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>The steps of a container's life.</summary>
internal sealed partial class TaskContainers
{
    private enum Verdict
    {
        NotYet,
        Met,
        Never,
    }

    // Everything that can begin now begins; a dependency that can never be met ends the task.
    private void Progress(int task)
    {
        if (_tables.Tasks[task].Status != TaskStatus.Activating) return;
        var plan = _plans[_tables.Tasks[task].TaskDefinition];
        for (var i = 0; i < plan.Count; i++)
        {
            if (Row(task, i).Status != ContainerStatus.Waiting) continue;
            var verdict = Dependencies(task, plan[i].Definition, out var on);
            if (verdict == Verdict.Never)
            {
                Row(task, i).Reason = StopReason.DependencyFailed;
                Outcome.OnContainerFailed(task, StopReason.DependencyFailed, Row(task, on).ExitCode);
                return;
            }
            if (verdict == Verdict.NotYet) continue;
            ref var row = ref Row(task, i);
            if (row.PullStopped != Instant.MaxValue)
            {
                Start(task, i);
                continue;
            }
            row.Status = ContainerStatus.Pulling;
            if (row.PullStarted == Instant.MaxValue) RequestPull(task, i);
        }
        if (IsUp(task)) Outcome.OnContainersUp(task);
    }

    private bool IsUp(int task)
    {
        foreach (ref readonly var row in Of(task))
        {
            if (row.Status is not (ContainerStatus.Running or ContainerStatus.Restarting or ContainerStatus.Stopped)) return false;
        }
        return true;
    }

    private Verdict Dependencies(int task, ContainerDefinition container, out int on)
    {
        on = -1;
        var verdict = Verdict.Met;
        foreach (var dependency in container.DependsOn)
        {
            ref readonly var row = ref Row(task, dependency.Container);
            var isOver = row.Status == ContainerStatus.Stopped;
            var one = dependency.Condition switch
            {
                DependencyCondition.Start => isOver || row.Started != Instant.MaxValue ? Verdict.Met : Verdict.NotYet,
                DependencyCondition.Complete => !isOver ? Verdict.NotYet : row.ExitCode >= 0 ? Verdict.Met : Verdict.Never,
                DependencyCondition.Success => !isOver ? Verdict.NotYet : row.ExitCode == 0 ? Verdict.Met : Verdict.Never,
                _ => isOver ? Verdict.Never : row.Healthy <= _calendar.Now ? Verdict.Met : Verdict.NotYet,
            };
            if (one == Verdict.Met) continue;
            verdict = one;
            on = dependency.Container;
            if (one == Verdict.Never) break;
        }
        return verdict;
    }

    private void RequestPull(int task, int container)
    {
        ref var row = ref _tables.Tasks[task];
        Row(task, container).PullStarted = _calendar.Now;
        if (row.PullStarted == Instant.MaxValue) row.PullStarted = _calendar.Now;
        _reports.Pulls.Report(new ImagePullRequest(task, container));
    }

    // Creation and start, each within the agent's own limit (ECS-TD-12).
    private void Start(int task, int container)
    {
        ref readonly var taskRow = ref _tables.Tasks[task];
        ref var row = ref Row(task, container);
        row.Status = row.Restarts > 0 ? ContainerStatus.Restarting : ContainerStatus.Starting;
        var takes = _times.ContainerStart(in taskRow, container, row.Restarts, out row.Reason);
        row.StepAt = _calendar.Now + takes;
        Schedule(task, container, row.StepAt);
    }

    private void OnStep(int task, int container)
    {
        ref var row = ref Row(task, container);
        if (row.Status == ContainerStatus.Stopping)
        {
            ref readonly var taskRow = ref _tables.Tasks[task];
            End(task, container, _times.Shutdown(in taskRow, container) > _times.StopTimeout(in taskRow, container) ? Killed : 0);
            return;
        }
        if (row.Reason != StopReason.None)
        {
            End(task, container, row.Restarts > 0 ? row.ExitCode : -1);
            return;
        }
        var again = row.Status == ContainerStatus.Restarting;
        row.Status = ContainerStatus.Running;
        row.LastStarted = _calendar.Now;
        if (!again) row.Started = _calendar.Now;
        ScheduleExit(task, container);
        ScheduleForDependents(task, container);
        Progress(task);
        if (again) Outcome.OnContainerRestarted(task);
    }

    private void ScheduleExit(int task, int container)
    {
        ref readonly var taskRow = ref _tables.Tasks[task];
        if (_plans[taskRow.TaskDefinition][container].RunTime is not { } runTime) return;
        ref var row = ref Row(task, container);
        row.ExitAt = row.LastStarted + runTime.AtBirth(_births, Purpose.ContainerRunTime, taskRow.Ordinal, TaskTimes.SubOf(container, row.Restarts));
        Schedule(task, container, row.ExitAt);
    }

    // Only while somebody waits: afterwards neither its health nor its startTimeout concern anybody here.
    private void ScheduleForDependents(int task, int container)
    {
        ref readonly var taskRow = ref _tables.Tasks[task];
        var part = _plans[taskRow.TaskDefinition][container];
        if (!part.IsAwaited || taskRow.Status != TaskStatus.Activating) return;
        ref var row = ref Row(task, container);
        if (part.IsAwaitedHealthy && part.Definition.HealthCheck is { } check)
        {
            row.HealthyAt = row.LastStarted + ContainerHealthTimeline.PassesAfter(check, _times.Startup(in taskRow, container, row.Restarts));
            Schedule(task, container, row.HealthyAt);
        }
        if (part.Definition.StartTimeout is not { } timeout || row.Restarts > 0) return;
        row.TimeoutAt = row.LastStarted + timeout;
        Schedule(task, container, row.TimeoutAt);
    }

    // startTimeout belongs to the dependency: those who still wait for it give up, and the task with them (ECS-TD-12).
    private void GiveUpOn(int task, int container)
    {
        if (_tables.Tasks[task].Status != TaskStatus.Activating || Row(task, container).Status == ContainerStatus.Stopped) return;
        var plan = _plans[_tables.Tasks[task].TaskDefinition];
        foreach (var dependent in plan[container].Dependents)
        {
            if (Row(task, dependent).Status != ContainerStatus.Waiting || !WaitsFor(task, plan[dependent].Definition, container)) continue;
            Row(task, dependent).Reason = StopReason.DependencyTimedOut;
            Outcome.OnContainerFailed(task, StopReason.DependencyTimedOut, -1);
            return;
        }
    }

    private bool WaitsFor(int task, ContainerDefinition dependent, int container)
    {
        ref readonly var row = ref Row(task, container);
        foreach (var dependency in dependent.DependsOn)
        {
            if (dependency.Container != container) continue;
            if (dependency.Condition is DependencyCondition.Complete or DependencyCondition.Success) return true;
            if (dependency.Condition == DependencyCondition.Healthy && row.Healthy > _calendar.Now) return true;
        }
        return false;
    }

    private int ExitCodeOf(int task, int container)
    {
        ref readonly var taskRow = ref _tables.Tasks[task];
        var part = _plans[taskRow.TaskDefinition][container];
        if (part.FailureShare <= 0) return part.ExitCode;
        return _births.Chance(part.FailureShare, Purpose.ContainerFailure, taskRow.Ordinal, TaskTimes.SubOf(container, Row(task, container).Restarts)) ? 1 : part.ExitCode;
    }

    // A running container exits by itself: it begins again in place where its policy lets it (ECS-TD-18), else it is over.
    private void OnExit(int task, int container, int exitCode)
    {
        ref var row = ref Row(task, container);
        if (!MayRestart(task, container, exitCode))
        {
            End(task, container, exitCode);
            return;
        }
        ref var taskRow = ref _tables.Tasks[task];
        row.ExitCode = exitCode;
        row.RestartedAt = _calendar.Now;
        row.Restarts++;
        taskRow.Restarts++;
        row.ExitAt = row.HealthyAt = Instant.MaxValue;
        Start(task, container);
        if (_plans[taskRow.TaskDefinition][container].Definition.Essential) Outcome.OnContainerRestarting(task, container);
    }

    private bool MayRestart(int task, int container, int exitCode)
    {
        ref readonly var taskRow = ref _tables.Tasks[task];
        if (_plans[taskRow.TaskDefinition][container].Definition.RestartPolicy is not { } policy) return false;
        if (taskRow.DesiredStatus == TaskStatus.Stopped || policy.IgnoredExitCodes.Contains(exitCode)) return false;
        ref readonly var row = ref Row(task, container);
        var since = row.Restarts > 0 ? row.RestartedAt : row.Started;
        return row.Restarts < ushort.MaxValue && _calendar.Now - since >= policy.AttemptPeriod;
    }

    // A container is over for good.
    private void End(int task, int container, int exitCode)
    {
        ref var row = ref Row(task, container);
        Close(task, ref row);
        row.ExitCode = exitCode;
        ref readonly var taskRow = ref _tables.Tasks[task];
        if (taskRow.Status == TaskStatus.Stopping)
        {
            GoOnStopping(task);
            return;
        }
        if (_plans[taskRow.TaskDefinition][container].Definition.Essential)
        {
            var reason = row.Reason != StopReason.None ? row.Reason : taskRow.Service < 0 && exitCode == 0 ? StopReason.Finished : StopReason.EssentialContainerExited;
            Outcome.OnContainerFailed(task, reason, exitCode);
            return;
        }
        Progress(task);
    }

    // Whatever has no dependent left gets its SIGTERM.
    private void GoOnStopping(int task)
    {
        ref readonly var taskRow = ref _tables.Tasks[task];
        var plan = _plans[taskRow.TaskDefinition];
        var left = false;
        for (var i = 0; i < plan.Count; i++)
        {
            ref var row = ref Row(task, i);
            if (row.Status == ContainerStatus.Stopped) continue;
            left = true;
            if (row.Status == ContainerStatus.Stopping || !DependentsAreOver(task, plan[i])) continue;
            row.Status = ContainerStatus.Stopping;
            var (own, timeout) = (_times.Shutdown(in taskRow, i), _times.StopTimeout(in taskRow, i));
            row.StepAt = _calendar.Now + (own < timeout ? own : timeout);
            Schedule(task, i, row.StepAt);
        }
        if (!left) Outcome.OnContainersGone(task);
    }

    private bool DependentsAreOver(int task, ContainerPart part)
    {
        foreach (var dependent in part.Dependents)
        {
            if (Row(task, dependent).Status != ContainerStatus.Stopped) return false;
        }
        return true;
    }
}
