using System.Globalization;

namespace Simulator.Tests.Fuzz;

/// <summary>Services that move between target groups, task sets, CodeDeploy, and calls on providers and group members.</summary>
internal sealed partial class ScenarioText
{
    private void Move(string name, int minutes)
    {
        _targetGroups.Add($"{{name: {name}-tg3, healthCheckIntervalSeconds: 10, healthCheckTimeoutSeconds: 2, deregistrationDelaySeconds: {Pick(0, 20)}}}");
        var own = $"{{targetGroup: {name}-tg, containerName: app, containerPort: 80}}";
        var other = $"{{targetGroup: {name}-tg3, containerName: app, containerPort: 80}}";
        for (var i = Between(1, 3); i > 0; i--)
            _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, loadBalancers: [{Pick("", own, other, own + ", " + other, other + ", " + own)}]}}");
    }

    private void TaskSets(int number, bool hosts, int minutes)
    {
        var name = "s" + number.ToString(CultureInfo.InvariantCulture);
        var fargate = !hosts || Chance(50);
        Revisions(name, fargate);
        foreach (var side in (string[])["a", "b"]) _targetGroups.Add($"{{name: {name}-{side}, healthCheckIntervalSeconds: 10, healthCheckTimeoutSeconds: 2, deregistrationDelaySeconds: {Pick(0, 20)}}}");
        string Set(string id, int revision) =>
            $"externalId: {id}, taskDefinition: \"{name}:{revision}\", {(fargate ? Fargate() : _groups && Chance(60) ? "capacityProviderStrategy: [{capacityProvider: cp, weight: 1}]" : "launchType: EC2")}, scale: {{value: {Pick("0", "25", "50", "100", "12.5")}}}"
            + Maybe(70, $", loadBalancers: [{{targetGroup: {name}-{Pick("a", "b")}, containerName: app, containerPort: 80}}]");
        var starts = Chance(60);
        _services.Add($"{{serviceName: {name}, deploymentController: {{type: EXTERNAL}}, desiredCount: {Between(0, 6)}, taskSets: [{(starts ? "{" + Set("one", 1) + "}" : "")}]}}");
        var at = Between(30, 120);
        if (!starts) _timeline.Add($"{{at: {at}s, action: CreateTaskSet, service: {name}, {Set("one", 1)}}}");
        _timeline.Add($"{{at: {at + Between(1, 60)}s, action: CreateTaskSet, service: {name}, {Set("two", 2)}}}");
        for (var i = Between(0, 4); i > 0; i--)
        {
            at += Between(60, 120);
            _timeline.Add($"{{at: {at}s, action: {Pick("UpdateTaskSet", "UpdateTaskSet", "UpdateServicePrimaryTaskSet")}, service: {name}, TASKSET: {Pick("one", "two")}}}".Replace("UpdateTaskSet, service", $"UpdateTaskSet, scale: {{value: {Between(0, 100)}}}, service", StringComparison.Ordinal));
            _timeline[^1] = _timeline[^1].Replace("TASKSET", _timeline[^1].Contains("Primary", StringComparison.Ordinal) ? "primaryTaskSet" : "taskSet", StringComparison.Ordinal);
        }
        if (Chance(50)) _timeline.Add($"{{at: {at + 60}s, action: DeleteTaskSet, service: {name}, taskSet: {Pick("one", "two")}, force: true}}");
        if (Chance(50)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, desiredCount: {Between(0, 8)}}}");
        if (Chance(75)) _workload.Add($"{{name: load-{name}, to: {name}, rate: 1/s}}");
    }

    private void CodeDeploy(int number, int minutes)
    {
        var name = "s" + number.ToString(CultureInfo.InvariantCulture);
        Revisions(name, fargate: true);
        foreach (var side in (string[])["a", "b"]) _targetGroups.Add($"{{name: {name}-{side}, healthCheckIntervalSeconds: 10, healthCheckTimeoutSeconds: 2, deregistrationDelaySeconds: {Pick(0, 20)}}}");
        var ready = Maybe(30, $"deploymentReadyOption: {{actionOnTimeout: STOP_DEPLOYMENT, waitTimeInMinutes: {Between(1, 3)}}}, ");
        _services.Add(
            $"{{serviceName: {name}, taskDefinition: \"{name}:1\", desiredCount: {Between(0, 5)}, {Fargate()}, deploymentController: {{type: CODE_DEPLOY}}, loadBalancers: [{{targetGroup: {name}-{Pick("a", "b")}, containerName: app, containerPort: 80}}], "
            + $"deploymentGroup: {{deploymentConfigName: CodeDeployDefault.ECS{Pick("AllAtOnce", "Canary10Percent5Minutes", "Linear10PercentEvery1Minutes")}, blueGreenDeploymentConfiguration: {{{ready}terminateBlueInstancesOnDeploymentSuccess: {{terminationWaitTimeInMinutes: {Between(0, 3)}}}}}, "
            + $"loadBalancerInfo: {{targetGroupPairInfoList: [{{targetGroups: [{{name: {name}-a}}, {{name: {name}-b}}]}}]}}}}}}");
        for (var i = Between(1, 3); i > 0; i--) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: CreateDeployment, service: {name}, taskDefinition: \"{name}:{Between(1, 2)}\"}}");
        if (Chance(30)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: StopDeployment, service: {name}, autoRollbackEnabled: {Pick("true", "false")}}}");
        if (ready.Length > 0 && Chance(60)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: ContinueDeployment, service: {name}}}");
        if (Chance(50)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, desiredCount: {Between(0, 6)}}}");
        if (Chance(75)) _workload.Add($"{{name: load-{name}, to: {name}, rate: 1/s}}");
    }

    private void Revisions(string name, bool fargate)
    {
        for (var r = 1; r <= 2; r++)
        {
            _definitions.Add(
                $"{{family: {name}, networkMode: {(fargate ? "awsvpc" : "bridge")}, cpu: \"256\", memory: \"512\"{(fargate ? ", requiresCompatibilities: [FARGATE]" : "")}, containerDefinitions: [{{name: app, image: \"{name}:{r.ToString(CultureInfo.InvariantCulture)}\", portMappings: [{{containerPort: 80}}]}}]}}");
        }
        _applications.Add($"{{family: {name}, image: {{size: {Pick(20, 200)}MiB}}, startup: {Pick("2s", "40s")}, request: {{cpu: 20ms}}{Maybe(15, ", meanTimeBetweenCrashes: 10m")}}}");
    }

    private void GroupActions(Func<string> at)
    {
        if (Chance(15)) _timeline.Add($"{{{at()}, action: DetachInstances, autoScalingGroupName: g, count: {Between(1, 2)}, shouldDecrementDesiredCapacity: {Pick("true", "false")}}}");
        if (Chance(15)) _timeline.Add($"{{{at()}, action: AttachInstances, autoScalingGroupName: g{Maybe(50, ", count: 1")}}}");
        if (Chance(15)) _timeline.Add($"{{{at()}, action: UpdateCapacityProvider, name: cp, autoScalingGroupProvider: {{managedDraining: {Pick("ENABLED", "DISABLED")}}}}}");
        if (_protects && Chance(30)) _timeline.Add($"{{{at()}, action: UpdateCapacityProvider, name: cp, autoScalingGroupProvider: {{managedTerminationProtection: {Pick("ENABLED", "DISABLED")}}}}}");
        if (Chance(10)) _timeline.Add($"{{{at()}, action: PutClusterCapacityProviders, capacityProviders: [cp, FARGATE, FARGATE_SPOT], defaultCapacityProviderStrategy: [{Pick("", "{capacityProvider: cp, weight: 1}")}]}}");
    }
}
