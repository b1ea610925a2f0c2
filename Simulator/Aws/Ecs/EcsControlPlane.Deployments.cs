using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>What the ECS room hears about service deployments.</summary>
public sealed partial class EcsControlPlane : IListener<StopServiceDeploymentRequest>, IListener<ContinueServiceDeploymentRequest>, IListener<TaskSetCall>
{
    /// <summary>Hands over the alarms on which deployments may depend (ECS-CB-05); CloudWatch is made after this room.</summary>
    public void Watch(IAlarmView alarms) => _deployments.Alarms.View = alarms;

    /// <summary>A call on a task set (ECS-BG-04).</summary>
    public void Apply(in TaskSetCall fact)
    {
        var action = (TaskSetActionDefinition)_scenario.Timeline[fact.Action];
        _taskSets.Carry(_services[action.Service], action, fact.Decision);
    }

    /// <summary>StopServiceDeployment.</summary>
    public void Apply(in StopServiceDeploymentRequest fact)
    {
        if (_deployments.RequestStop(_services[fact.Service], fact.Abort, fact.Decision)) _services.RequestReconcile(fact.Service);
    }

    /// <summary>ContinueServiceDeployment.</summary>
    public void Apply(in ContinueServiceDeploymentRequest fact)
    {
        if (_deployments.Answer(_services[fact.Service], fact.Rollback)) _services.RequestReconcile(fact.Service);
    }
}
