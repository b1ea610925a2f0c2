using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs.Rollouts;

/// <summary>The calls of one hook in one stage.</summary>
internal struct HookRun
{
    /// <summary>How it is doing; None where the stage does not call it.</summary>
    public HookState State;

    /// <summary>Answers so far.</summary>
    public int Answers;

    /// <summary>When it answers next.</summary>
    public Instant AnswersAt;

    /// <summary>When it times out.</summary>
    public Instant ExpiresAt;

    /// <summary>Whether the stage waits for it.</summary>
    public readonly bool IsOpen => State is HookState.InProgress or HookState.AwaitingAction;
}

/// <summary>How the hooks of a stage are doing.</summary>
/// <param name="IsDone">Whether none is open.</param>
/// <param name="IsPaused">Whether a pause hook is open.</param>
/// <param name="NextAt">When one of them answers or times out.</param>
/// <param name="Failed">The hook that failed, or -1.</param>
/// <param name="Cause">How it failed.</param>
internal readonly record struct HookVerdict(bool IsDone, bool IsPaused, Instant NextAt, int Failed, DeploymentCause Cause);

/// <summary>
/// Lifecycle hooks (ECS-BG-03): functions that ECS calls when a stage is entered, all at once, and pause hooks that wait for somebody. A function that
/// answers IN_PROGRESS is called again after <c>hookRetryDelay</c>; one that has not succeeded before its time-out fails or is passed over, as its action says.
/// Pause hooks do not take part in a rollback. AWS: Amazon ECS Developer Guide, "Lifecycle hooks for Amazon ECS service deployments".
/// </summary>
internal sealed class LifecycleHooks(Scenario scenario, RolloutLog log)
{
    private static readonly Duration LeastRetry = Duration.FromSeconds(1L); // a function that is asked again at once would be asked for ever

    private readonly Duration _retry = scenario.Model.Get(ModelCatalog.HookRetryDelay) is var delay && delay > LeastRetry ? delay : LeastRetry;

    /// <summary>A stage is entered: its hooks are called.</summary>
    public static void Begin(ServiceDeployment rollout, Instant now)
    {
        var hooks = rollout.Configuration.Hooks;
        for (var i = 0; i < hooks.Length; i++)
        {
            ref var run = ref rollout.Shift!.Hooks[i];
            run = default;
            var hook = hooks[i];
            if (!hook.Stages.Contains(rollout.Stage) || (hook.IsPause && rollout.Shift.IsRollingBack)) continue;
            run.State = hook.IsPause ? HookState.AwaitingAction : HookState.InProgress;
            run.ExpiresAt = now + hook.Timeout;
            run.AnswersAt = hook.Takes is { } takes ? now + takes : hook.IsPause ? Instant.MaxValue : now;
        }
    }

    /// <summary>Takes the answers and time-outs that are due.</summary>
    public HookVerdict Advance(ServiceDeployment rollout, Instant now)
    {
        var verdict = new HookVerdict(true, false, Instant.MaxValue, -1, DeploymentCause.None);
        var runs = rollout.Shift!.Hooks;
        for (var i = 0; i < runs.Length; i++)
        {
            ref var run = ref runs[i];
            if (!run.IsOpen) continue;
            var hook = rollout.Configuration.Hooks[i];
            var cause = AnswerOf(rollout, ref run, i, hook, now);
            if (cause != DeploymentCause.None) verdict = verdict with { Failed = i, Cause = cause };
            if (!run.IsOpen) continue;
            var next = run.AnswersAt < run.ExpiresAt ? run.AnswersAt : run.ExpiresAt;
            verdict = verdict with { IsDone = false, IsPaused = verdict.IsPaused || hook.IsPause, NextAt = next < verdict.NextAt ? next : verdict.NextAt };
        }
        return verdict;
    }

    /// <summary>Whether a pause hook waits for an answer.</summary>
    public static bool AwaitsAnswer(ServiceDeployment rollout)
    {
        foreach (ref readonly var run in (rollout.Shift?.Hooks ?? []).AsSpan())
        {
            if (run.State == HookState.AwaitingAction) return true;
        }
        return false;
    }

    /// <summary>ContinueServiceDeployment: whether a pause hook waited for it.</summary>
    public static bool Answer(ServiceDeployment rollout, bool isRollback, Instant now)
    {
        var answered = false;
        var runs = rollout.Shift?.Hooks ?? [];
        foreach (ref var run in runs.AsSpan())
        {
            if (run.State != HookState.AwaitingAction) continue;
            run.AnswersAt = now;
            run.Answers = isRollback ? -2 : -1;
            answered = true;
        }
        return answered;
    }

    // Returns why it failed, or None.
    private DeploymentCause AnswerOf(ServiceDeployment rollout, ref HookRun run, int index, LifecycleHookDefinition hook, Instant now)
    {
        while (run.AnswersAt <= now)
        {
            var answer = run.Answers switch
            {
                -1 => HookAnswer.Succeeded, // the operator's answers
                -2 => HookAnswer.Failed,
                var n => hook.Answers[Math.Min(n, hook.Answers.Length - 1)],
            };
            run.Answers++;
            if (answer == HookAnswer.InProgress)
            {
                log.Hook(rollout, index, HookState.InProgress);
                run.AnswersAt = now + _retry + (hook.Takes ?? Duration.Zero);
                continue;
            }
            run.State = answer == HookAnswer.Succeeded ? HookState.Succeeded : HookState.Failed;
            log.Hook(rollout, index, run.State);
            return answer == HookAnswer.Succeeded ? DeploymentCause.None : hook.IsPause ? DeploymentCause.Operator : DeploymentCause.HookFailed;
        }
        if (now < run.ExpiresAt) return DeploymentCause.None;
        run.State = HookState.TimedOut;
        log.Hook(rollout, index, run.State);
        return hook.ContinuesOnTimeout ? DeploymentCause.None : DeploymentCause.HookTimedOut;
    }
}
