using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls about service deployments.</summary>
internal sealed class DeploymentOperations(FactSink facts, OperationLog log, SlabView<ServiceRow> services)
{
    private readonly FactChannel<StopServiceDeploymentRequest> _stops = facts.Channel<StopServiceDeploymentRequest>();
    private readonly FactChannel<TaskSetCall> _taskSets = facts.Channel<TaskSetCall>();
    private readonly FactChannel<ContinueServiceDeploymentRequest> _continues = facts.Channel<ContinueServiceDeploymentRequest>();

    public void Carry(int index, StopServiceDeploymentAction action) => _stops.Report(new(action.Service, action.Abort, Log(index, action.Service)));

    public void Carry(int index, ContinueServiceDeploymentAction action) => _continues.Report(new(action.Service, action.Rollback, Log(index, action.Service)));

    /// <summary>A call on a task set.</summary>
    public void Carry(int index, TaskSetActionDefinition action) => _taskSets.Report(new(index, Log(index, action.Service)));

    private int Log(int index, int service) => log.Add(index, service, services[service].Running, services[service].Desired, services[service].Desired);
}
