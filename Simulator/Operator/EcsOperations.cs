using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls to the service scheduler, and calls on tasks.</summary>
internal sealed class EcsOperations(FactSink facts, OperationLog log, Scenario scenario, SlabView<ServiceRow> services, SlabView<TaskRow>? tasks, int replication)
{
    private readonly FactChannel<UpdateServiceRequest> _updates = facts.Channel<UpdateServiceRequest>();
    private readonly FactChannel<CreateServiceRequest> _creations = facts.Channel<CreateServiceRequest>();
    private readonly FactChannel<DeleteServiceRequest> _deletions = facts.Channel<DeleteServiceRequest>();
    private readonly FactChannel<StopTaskRequest> _stops = facts.Channel<StopTaskRequest>();
    private readonly FactChannel<RunTaskRequest> _runs = facts.Channel<RunTaskRequest>();
    private readonly FactChannel<TaskProtectionRequest> _protections = facts.Channel<TaskProtectionRequest>();
    private readonly List<(long Ordinal, int Row)> _matches = [];

    public void Carry(int index, UpdateServiceAction action)
    {
        ref readonly var service = ref services[action.Service];
        var decision = log.Add(index, action.Service, service.Running, service.Desired, action.DesiredCount ?? service.Desired);
        _updates.Report(new(action.Service, action.DesiredCount ?? -1, action.TaskDefinition ?? -1, action.ForceNewDeployment, decision, action.After, action.Gives));
    }

    public void Carry(int index, CreateServiceAction action) =>
        _creations.Report(new(action.Service, log.Add(index, action.Service, 0, 0, scenario.Services[action.Service].DesiredCount)));

    /// <summary>AWS refuses to delete a service that is not scaled down, unless it is forced.</summary>
    public void Carry(int index, DeleteServiceAction action)
    {
        ref readonly var service = ref services[action.Service];
        var scaled = service.Desired > 0 && scenario.Services[action.Service].SchedulingStrategy == SchedulingStrategy.Replica;
        if (scaled && !action.Force) log.Add(index, action.Service, service.Running, service.Desired, service.Desired, refused: true);
        else _deletions.Report(new(action.Service, log.Add(index, action.Service, service.Running, service.Desired, 0)));
    }

    /// <summary>A registration changes what names mean; the compiler has seen to that.</summary>
    public void Carry(int index, RegisterTaskDefinitionAction action) => log.Add(index, -1, 0, 0, scenario.TaskDefinitions[action.TaskDefinition].Revision);

    public void Carry(int index, RegisterDaemonTaskDefinitionAction action) => log.Add(index, -1, 0, 0, scenario.TaskDefinitions[action.TaskDefinition].Revision);

    /// <summary>Daemons want what their providers have instances for: nobody asks for a count.</summary>
    public void Carry(int index, CreateDaemonAction action) => _creations.Report(new(action.Service, log.Add(index, action.Service, 0, 0, 0)));

    /// <summary>An update always begins a deployment, which may find nothing to replace.</summary>
    public void Carry(int index, UpdateDaemonAction action)
    {
        ref readonly var daemon = ref services[action.Service];
        _updates.Report(new(action.Service, -1, action.After.TaskDefinition, ForceNewDeployment: true, log.Add(index, action.Service, daemon.Running, daemon.Desired, daemon.Desired), action.After));
    }

    public void Carry(int index, DeleteDaemonAction action)
    {
        ref readonly var daemon = ref services[action.Service];
        _deletions.Report(new(action.Service, log.Add(index, action.Service, daemon.Running, daemon.Desired, 0)));
    }

    public void Carry(int index, RunTaskAction action)
    {
        var job = (JobWorkloadDefinition)scenario.Workloads[action.Job];
        log.Add(index, -1, 0, 0, job.Count);
        _runs.Report(new(action.Job));
    }

    public void Carry(int index, TaskProtectionAction action)
    {
        ref readonly var service = ref services[action.Service];
        _protections.Report(new(action.Service, action.Count, action.Enabled, action.For, log.Add(index, action.Service, service.Running, service.Desired, service.Desired)));
    }

    /// <summary>Stops matching tasks, those born first before the others.</summary>
    public void Carry(int index, StopTaskAction action)
    {
        _matches.Clear();
        var view = tasks ?? throw new InvalidOperationException("StopTask needs a view of the tasks.");
        for (var i = 0; i < view.Length; i++)
        {
            if (view.IsAlive(i) && Matches(in view[i], action)) _matches.Add((view[i].Ordinal, i));
        }
        _matches.Sort();
        var count = Math.Min(action.Count, _matches.Count);
        log.Add(index, action.Service, _matches.Count, _matches.Count, _matches.Count - count);
        for (var i = 0; i < count; i++) _stops.Report(new(_matches[i].Row));
    }

    private bool Matches(in TaskRow task, StopTaskAction action)
    {
        if (task.DesiredStatus == TaskStatus.Stopped || (action.Zone >= 0 && task.Zone != action.Zone)) return false;
        if (action.TaskId is { } id) return AwsIds.Task(scenario.Run.Seed, replication, task.Ordinal) == id;
        if (action.Service >= 0) return task.Service == action.Service;
        return task.Job >= 0 && scenario.Workloads[task.Job] is JobWorkloadDefinition job && job.Group == action.Group;
    }
}
