using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Operator;

/// <summary>Calls to Application Auto Scaling and to EC2 Auto Scaling's policies: each is recorded and handed on as it stands on the timeline.</summary>
internal sealed class AutoScalingOperations(
    FactSink facts, OperationLog log, SlabView<ServiceRow> services, SlabView<AutoScalingGroupRow> groups, SlabView<TaskRow>? tasks)
{
    private readonly FactChannel<AutoScalingCall> _calls = facts.Channel<AutoScalingCall>();

    /// <summary>A call about a service's scalable target.</summary>
    public void Carry(int index, int service)
    {
        ref readonly var row = ref services[service];
        _calls.Report(new(index, log.Add(index, service, row.Running, row.Desired, row.Desired)));
    }

    /// <summary>A call about a group.</summary>
    public void CarryForGroup(int index, int group)
    {
        ref readonly var row = ref groups[group];
        _calls.Report(new(index, log.Add(index, group, row.InService, row.Desired, row.Desired)));
    }

    /// <summary>PutScalingPolicy; one on 20-s metrics is refused while some running task of the service does not report the policy's metric so often (AS-MET-05).</summary>
    public void Carry(int index, PutScalingPolicyAction action)
    {
        if (action is { Policy.Service: >= 0, Definition: TargetTrackingPolicyDefinition { PeriodSeconds: < 60, Metric.Source: var source } } && CoarseTasks(action.Policy.Service, source.AsFineMetric()) is var coarse and > 0)
            log.Add(index, action.Policy.Service, coarse, 0, 0, refused: true);
        else Carry(index, action.Policy);
    }

    private int CoarseTasks(int service, FineMetrics metric)
    {
        var view = tasks ?? throw new InvalidOperationException("A policy on 20-s metrics needs a view of the tasks.");
        var count = 0;
        for (var i = 0; i < view.Length; i++)
        {
            if (view.IsAlive(i) && view[i].Service == service && view[i].Status == TaskStatus.Running && (view[i].FineMetrics & metric) != metric) count++;
        }
        return count;
    }

    /// <summary>A call about a policy of either.</summary>
    public void Carry(int index, PolicyReference policy)
    {
        if (policy.Group >= 0) CarryForGroup(index, policy.Group);
        else Carry(index, policy.Service);
    }
}
