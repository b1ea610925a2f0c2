using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs.Rollouts;

/// <summary>Writes down what happens to service deployments: each change as a fact, each choice as a decision.</summary>
internal sealed class RolloutLog(ServiceBook services, EcsReports reports, DecisionCounter decisions)
{
    /// <summary>A service deployment takes a status.</summary>
    /// <param name="rollout">The service deployment.</param>
    /// <param name="status">The status.</param>
    /// <param name="cause">Why, when it fails.</param>
    /// <param name="subject">The alarm, or the place of the hook among its hooks, that was the cause; -1 for none.</param>
    public void Move(ServiceDeployment rollout, ServiceDeploymentStatus status, DeploymentCause cause = DeploymentCause.None, int subject = -1)
    {
        rollout.Status = status;
        Report(rollout, cause, subject, HookState.None);
    }

    /// <summary>A service deployment entered a stage.</summary>
    public void Stage(ServiceDeployment rollout) => Report(rollout, DeploymentCause.None, -1, HookState.None);

    /// <summary>Something happened to a hook.</summary>
    public void Hook(ServiceDeployment rollout, int hook, HookState state) => Report(rollout, DeploymentCause.None, hook, state);

    /// <summary>Records a decision about a service deployment; returns its id.</summary>
    /// <param name="rollout">The service deployment.</param>
    /// <param name="parent">Id of the decision that led to it, or 0.</param>
    /// <param name="from">Thousandths of the production traffic that the new revision had before.</param>
    /// <param name="cause">Why it fails, if it does.</param>
    /// <param name="alarm">The alarm that was the cause, or -1.</param>
    public int Decide(ServiceDeployment rollout, int parent, int from, DeploymentCause cause = DeploymentCause.None, int alarm = -1)
    {
        var target = rollout.Target;
        var id = decisions.Next();
        var others = services[target.Service].Primary is { } primary && primary != target ? primary.Healthy : 0;
        foreach (var older in services[target.Service].Older) others += older == target ? 0 : older.Healthy;
        var share = rollout.Shift?.Share ?? 0;
        var inputs = DecisionInputs.Of(
            (int)rollout.Status, (int)rollout.Stage, (int)cause, alarm < 0 ? double.NaN : alarm, target.Breaker.Count, services.RowOf(services[target.Service]).Desired, target.Active,
            target.Healthy, others, from, rollout.Configuration.Steps.First, rollout.Configuration.Steps.Next);
        reports.Decisions.Report(new Decision(id, parent, DecisionKind.Deployment, target.Service, -1, DecisionGate.None, from, share, inputs));
        return id;
    }

    private void Report(ServiceDeployment rollout, DeploymentCause cause, int subject, HookState hook)
    {
        var target = rollout.Target;
        var (share, test) = rollout.Shift is { } shift && target.Revision.HasAlternate ? (shift.Share, shift.TestShare) : (-1, -1);
        var isAlarm = cause == DeploymentCause.Alarm;
        var hookDefinition = isAlarm || subject < 0 ? null : rollout.Configuration.Hooks[subject];
        reports.ServiceDeployments.Report(new ServiceDeploymentChange(
            target.Id, target.Service, rollout.Status, rollout.Stage, share, test, cause, isAlarm ? subject : -1, hookDefinition, hook, rollout.Configuration.Strategy));
    }
}
