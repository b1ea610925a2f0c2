using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls about service deployments.</summary>
internal sealed class DeploymentOperations(FactSink facts, OperationLog log, SlabView<ServiceRow> services, IServiceDeployments? deployments)
{
    private readonly FactChannel<StopServiceDeploymentRequest> _stops = facts.Channel<StopServiceDeploymentRequest>();
    private readonly FactChannel<TaskSetCall> _taskSets = facts.Channel<TaskSetCall>();
    private readonly FactChannel<ContinueServiceDeploymentRequest> _continues = facts.Channel<ContinueServiceDeploymentRequest>();

    private readonly FactChannel<UpdateServiceRequest> _updates = facts.Channel<UpdateServiceRequest>();

    private IServiceDeployments Deployments => deployments ?? throw new InvalidOperationException("Calls about deployments need a view of them.");

    /// <summary>CodeDeploy deploys one revision of a group at a time.</summary>
    public void Carry(int index, CreateDeploymentAction action)
    {
        if (Deployments.IsInProgress(action.Service)) Log(index, action.Service, refused: true);
        else _updates.Report(new(action.Service, -1, action.After.TaskDefinition, ForceNewDeployment: true, Log(index, action.Service), action.After));
    }

    public void Carry(int index, StopServiceDeploymentAction action) => Stop(index, action.Service, action.Abort);

    public void Carry(int index, StopDeploymentAction action) => Stop(index, action.Service, abort: !action.Rollback);

    public void Carry(int index, ContinueServiceDeploymentAction action) => Continue(index, action.Service, action.Rollback);

    public void Carry(int index, ContinueDeploymentAction action) => Continue(index, action.Service, rollback: false);

    /// <summary>A call on a task set.</summary>
    public void Carry(int index, TaskSetActionDefinition action) => _taskSets.Report(new(index, Log(index, action.Service)));

    private void Stop(int index, int service, bool abort)
    {
        if (!Deployments.MayBeStopped(service)) Log(index, service, refused: true);
        else _stops.Report(new(service, abort, Log(index, service)));
    }

    private void Continue(int index, int service, bool rollback)
    {
        if (!Deployments.AwaitsAnswer(service)) Log(index, service, refused: true);
        else _continues.Report(new(service, rollback, Log(index, service)));
    }

    private int Log(int index, int service, bool refused = false) => log.Add(index, service, services[service].Running, services[service].Desired, services[service].Desired, refused);
}
