using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Tests.Aws;

/// <summary>What the EC2 room and managed scaling need of ECS: registers instances, and lets a test say what runs on them and what waits.</summary>
internal sealed class ToyEcs(RoomLoop loop, Scenario scenario, Slab<ContainerInstanceRow> containerInstances, Slab<Ec2InstanceRow> instances)
    : IListener<AgentConnection>, IListener<Ec2InstanceTransition>, IWaitingTasks
{
    private readonly Dictionary<(int Provider, int TaskDefinition), (int All, int Distinct)> _waiting = [];

    public void SetWaiting(int provider, int taskDefinition, int count, int distinct = 0) => _waiting[(provider, taskDefinition)] = (count, distinct);

    public int WaitingCount(int capacityProvider, int taskDefinition) => _waiting.GetValueOrDefault((capacityProvider, taskDefinition)).All;

    public int WaitingDistinctCount(int capacityProvider, int taskDefinition) => _waiting.GetValueOrDefault((capacityProvider, taskDefinition)).Distinct;

    /// <summary>Sets how many tasks run on the instances in service, in order of their rows.</summary>
    public void Occupy(params int[] tasks)
    {
        for (var (i, next) = (0, 0); i < containerInstances.Length && next < tasks.Length; i++)
        {
            if (containerInstances.IsAlive(i) && containerInstances[i].Status == ContainerInstanceStatus.Active) containerInstances[i].Tasks = tasks[next++];
        }
    }

    public void Apply(in AgentConnection fact)
    {
        var index = containerInstances.Add();
        ref var row = ref containerInstances[index];
        ref var instance = ref instances[fact.Instance];
        row.Ec2Instance = fact.Instance;
        row.Zone = instance.Zone;
        row.AutoScalingGroup = instance.AutoScalingGroup;
        row.CapacityProvider = -1;
        for (var p = 0; p < scenario.CapacityProviders.Length; p++)
        {
            if (scenario.CapacityProviders[p].AutoScalingGroup >= 0 && scenario.CapacityProviders[p].AutoScalingGroup == instance.AutoScalingGroup) row.CapacityProvider = p;
        }
        row.Status = ContainerInstanceStatus.Active;
        row.AgentConnected = true;
        row.Ordinal = instance.Ordinal;
        loop.Facts.Channel<ContainerInstanceTransition>().Report(new(index, ContainerInstanceStatus.Registering, ContainerInstanceStatus.Active));
    }

    public void Apply(in Ec2InstanceTransition fact)
    {
        var index = instances[fact.Instance].ContainerInstance;
        if (index < 0) return;
        if (fact.To == Ec2InstanceState.TerminatingWait)
        {
            containerInstances[index].Status = ContainerInstanceStatus.Draining;
            if (containerInstances[index].Tasks == 0) loop.Facts.Channel<InstanceDrained>().Report(new(index));
        }
        else if (fact.To == Ec2InstanceState.Terminating)
        {
            containerInstances[index].Status = ContainerInstanceStatus.Inactive;
            loop.Facts.Channel<ContainerInstanceTransition>().Report(new(index, ContainerInstanceStatus.Draining, ContainerInstanceStatus.Inactive));
        }
    }

    /// <summary>Ends the tasks of a draining instance.</summary>
    public void FinishDraining(int instance)
    {
        var index = instances[instance].ContainerInstance;
        containerInstances[index].Tasks = 0;
        loop.Report(new InstanceDrained(index));
    }
}
