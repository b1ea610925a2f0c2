using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>
/// Services with deployment controller CODE_DEPLOY (ECS-BG-04). CodeDeploy makes a replacement task set, waits until it is steady, moves the traffic, waits and
/// deletes the original one: the stages of a deployment that shifts traffic, so its deployment group becomes such a configuration.
/// </summary>
internal sealed partial class ServiceCompiler
{
    /// <summary>How a deployment moves traffic when its configuration has these steps.</summary>
    public static DeploymentConfiguration WithSteps(DeploymentConfiguration configuration, TrafficSteps steps) => configuration with
    {
        Steps = steps,
        Strategy = steps == TrafficSteps.AllAtOnce ? DeploymentStrategy.BlueGreen : steps.Next == TrafficSteps.All ? DeploymentStrategy.Canary : DeploymentStrategy.Linear,
    };

    // The service with the pair of target groups and the configuration of its deployment group.
    private ServiceDefinition WithDeploymentGroup(ObjectView v, ServiceDefinition service)
    {
        foreach (var property in OfEcsController.Where(v.Has)) c.Report(v.KeyAt(property), v.PathOf(property), $"`{property.Name}` works with the ECS controller only", "remove it");
        CheckForeignDeployment(v);
        if (service.SchedulingStrategy == SchedulingStrategy.Daemon) c.Report(v, ServiceTable.SchedulingStrategy, "a DAEMON service has the ECS controller (ECS-SV-01)", "schedulingStrategy: REPLICA");
        service = service with { Controller = DeploymentController.CodeDeploy, AvailabilityZoneRebalancing = false };
        if (v.Find(ServiceTable.DeploymentGroup) is not { } group)
        {
            if (!v.IsBad(ServiceTable.DeploymentGroup)) c.Report(v, ServiceTable.Controller, $"CODE_DEPLOY needs the `deploymentGroup` of the service `{service.Name}` (ECS-BG-04)", "deploymentGroup: {loadBalancerInfo: {targetGroupPairInfoList: [{targetGroups: [{name: web-blue}, {name: web-green}]}]}}");
            return service;
        }
        if (service.LoadBalancers is not [var balancer])
        {
            c.Report(v, ServiceTable.LoadBalancers, $"CODE_DEPLOY needs one load balancer, and the service `{service.Name}` has {service.LoadBalancers.Length} (ECS-BG-04)", "loadBalancers: [{targetGroup: web-blue, …}]");
            return service;
        }
        if (balancer.Alternate >= 0) c.Report(v, ServiceTable.LoadBalancers, "under CODE_DEPLOY the second target group stands in the deployment group", "remove advancedConfiguration");
        var alternate = AlternateOf(group, service, balancer.TargetGroup);
        return service with { LoadBalancers = [balancer with { Alternate = alternate }], Deployment = ConfigurationOf(group, service.Deployment) };
    }

    private int AlternateOf(ObjectView group, ServiceDefinition service, int own)
    {
        if (group.Find(DeploymentGroupTable.LoadBalancers)?.List(LoadBalancerInfoTable.Pairs) is not [var pair, ..]) return -1;
        if (pair.Find(TargetGroupPairTable.TestRoute)?.List(TrafficRouteTable.Listeners) is [var listener, ..] && !AwsArn.IsArn(listener.Text) && c.Listeners.Resolve(listener, c) is var test and >= 0)
            _groupOfTestListener[test] = own;
        var names = pair.List(TargetGroupPairTable.Groups).Select(static g => g.Find(TargetGroupNameTable.Name)).OfType<Reference>().ToList();
        if (names.Count < 2) return -1;
        var numbers = names.Select(n => c.TargetGroups.Resolve(n, c)).ToList();
        if (numbers.Contains(-1)) return -1;
        var alternate = numbers[0] == own ? numbers[1] : numbers[0];
        if (!numbers.Contains(own) || alternate == own)
        {
            c.Report(names[0], $"the pair must be the service's target group `{c.TargetGroups.Names[own]}` and another one", $"targetGroups: [{{name: {c.TargetGroups.Names[own]}}}, {{name: web-green}}]");
            return -1;
        }
        if (!_serviceOfTargetGroup.TryAdd(alternate, service.Name))
            c.Report(names[numbers.IndexOf(alternate)], $"the target group `{c.TargetGroups.Names[alternate]}` already belongs to the service `{_serviceOfTargetGroup[alternate]}`; sharing one is not simulated", "give each service its own target group");
        return alternate;
    }

    private DeploymentConfiguration ConfigurationOf(ObjectView group, DeploymentConfiguration limits)
    {
        var (blueGreen, rollback) = (group.Find(DeploymentGroupTable.BlueGreen), group.Find(DeploymentGroupTable.Rollback));
        var ready = blueGreen?.Find(BlueGreenConfigurationTable.Ready);
        var events = rollback?.Get(AutoRollbackTable.Enabled, false) == true ? rollback.List(AutoRollbackTable.Events) : [];
        ImmutableArray<LifecycleHookDefinition> hooks = [];
        if (ready?.Get(DeploymentReadyTable.Stops, false) == true)
        {
            hooks =
            [
                new LifecycleHookDefinition { Name = "deploymentReadyOption", IsPause = true, Stages = [LifecycleStage.PostTestTrafficShift], Timeout = Duration.FromMinutes(ready.Get(DeploymentReadyTable.Wait, 0)) },
            ];
        }
        var alarms = group.Find(DeploymentGroupTable.Alarms);
        return WithSteps(limits, group.Get(DeploymentGroupTable.Configuration, TrafficSteps.AllAtOnce)) with
        {
            BakeTime = Duration.FromMinutes(blueGreen?.Find(BlueGreenConfigurationTable.Terminate)?.Get(TerminateBlueTable.Wait, 0) ?? 0),
            Hooks = hooks,
            Alarms = alarms?.Get(CodeDeployAlarmsTable.Enabled, false) == true
                ? _deployments.AlarmsNamed(alarms.List(CodeDeployAlarmsTable.Alarms).Select(static a => a.Find(AlarmNameTable.Name)).OfType<Reference>(), events.Contains("DEPLOYMENT_STOP_ON_ALARM")) : null,
        };
    }
}
