using System.Globalization;
using System.Text;
using Simulator.Randomness;

namespace Simulator.Tests.Fuzz;

/// <summary>
/// A random scenario file, the same for the same seed: text as a user would write it, small enough that every event can be followed by a check. What it draws from
/// is the breadth of the format, so that features meet each other that no test brought together.
/// </summary>
internal sealed partial class ScenarioText
{
    private static readonly string[] Zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

    private readonly StringBuilder _text = new();
    private readonly List<string> _timeline = [];
    private readonly List<string> _failures = [];
    private readonly List<string> _alarms = [];
    private readonly List<string> _workload = [];
    private readonly List<string> _services = [];
    private readonly List<string> _targetGroups = [];
    private readonly List<string> _definitions = [];
    private readonly List<string> _applications = [];
    private RandomStream _random;
    private bool _groups;
    private bool _protects;

    private ScenarioText(ulong seed) => _random = new RandomStream(seed, 0, Purpose.Resampling, 11);

    /// <summary>The text for a seed.</summary>
    public static string Of(ulong seed)
    {
        var text = new ScenarioText(seed);
        text.Write(seed);
        return text._text.ToString();
    }

    private bool Chance(int percent) => _random.NextInt(100) < percent;

    private int Between(int least, int most) => least + _random.NextInt(most - least + 1);

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.NextInt(values.Length)];

    private string Maybe(int percent, string text) => Chance(percent) ? text : "";

    private static string Items(List<string> items) => string.Concat(items.Select(i => "\n  - " + i));

    private void Line(string text) => _text.Append(text).Append('\n');

    private void Section(string name, List<string> items)
    {
        if (items.Count > 0) Line($"{name}:{Items(items)}");
    }

    private void Write(ulong seed)
    {
        var minutes = Between(8, 25);
        Line($"name: fuzz-{seed.ToString(CultureInfo.InvariantCulture)}");
        Line($"run: {{duration: {minutes}m, seed: {seed % 1000 + 1}, initial: {Pick("cold", "steady")}{Maybe(20, ", warmUp: 2m")}}}");
        Line($"availabilityZones: [{string.Join(", ", Zones.Take(Between(1, 3)))}]");
        if (Chance(30)) Line($"accountSettings: [{{name: awsvpcTrunking, value: {Pick("enabled", "disabled")}}}]");
        _groups = Chance(65);
        if (_groups) Capacity();
        else if (Chance(50)) Line("containerInstances: [{instanceType: m5.large, count: 4}, {instanceType: c5.xlarge, count: 2, attributes: {rack: r1}}]");
        var hosts = _groups || _text.ToString().Contains("containerInstances", StringComparison.Ordinal);
        var services = Between(1, 3);
        for (var s = 0; s < services; s++)
        {
            if (Chance(12)) TaskSets(s, hosts, minutes);
            else if (Chance(10)) CodeDeploy(s, minutes);
            else Service(s, hosts, minutes);
        }
        if (hosts && Chance(15)) Daemon();
        Failures(hosts, minutes);
        if (hosts) InstanceActions(minutes);
        Section("taskDefinitions", _definitions);
        Section("applications", _applications);
        Section("targetGroups", _targetGroups);
        Section("services", _services);
        Section("alarms", _alarms);
        Section("workload", _workload);
        Section("failures", _failures);
        Section("timeline", _timeline);
        Model();
    }

    private void Capacity()
    {
        var protects = _protects = Chance(30);
        var mixed = Chance(25);
        var types = mixed
            ? $"mixedInstancesPolicy: {{launchTemplate: {{overrides: [{{instanceType: m5.large}}, {{instanceType: c5.xlarge}}]}}, instancesDistribution: {{onDemandBaseCapacity: {Between(0, 2)}, onDemandPercentageAboveBaseCapacity: {Pick(0, 50, 100)}}}}}"
            : $"instanceType: {Pick("m5.large", "c5.xlarge", "m6i.large")}";
        Line($"autoScalingGroups: [{{autoScalingGroupName: g, {types}, minSize: {Between(0, 1)}, maxSize: {Between(4, 8)}, desiredCapacity: {Between(1, 3)}"
            + Maybe(40, ", attributes: {rack: r1}") + (protects ? ", newInstancesProtectedFromScaleIn: true" : "")
            + Maybe(20, $", terminationPolicies: [{Pick("NewestInstance", "OldestInstance", "Default")}]") + "}]");
        var scaling = Chance(70) || protects
            ? $"managedScaling: {{status: ENABLED, targetCapacity: {Pick(100, 90, 60)}, instanceWarmupPeriod: {Pick(60, 120, 300)}{Maybe(20, ", maximumScalingStepSize: 2")}}}"
            : "managedScaling: {status: DISABLED}";
        Line($"capacityProviders: [{{name: cp, autoScalingGroupProvider: {{autoScalingGroup: g, {scaling}{(protects ? ", managedTerminationProtection: ENABLED" : "")}{Maybe(30, ", managedDraining: DISABLED")}}}}}]");
    }

    private void Service(int number, bool hosts, int minutes)
    {
        var name = "s" + number.ToString(CultureInfo.InvariantCulture);
        var fargate = !hosts || Chance(30);
        var (cpu, memory) = Pick((256, 512), (256, 1024), (512, 1024), (1024, 2048));
        var mode = fargate ? "awsvpc" : Pick("bridge", "bridge", "awsvpc", "host");
        var port = !fargate && mode == "bridge" && Chance(25) ? ", hostPort: 808" + number.ToString(CultureInfo.InvariantCulture) : "";
        var check = Maybe(30, $", healthCheck: {{command: [CMD, true], interval: {Pick(5, 10, 30)}, retries: {Between(1, 3)}{Maybe(50, ", startPeriod: 30")}}}");
        var revisions = Chance(40) ? 2 : 1;
        for (var r = 0; r < revisions; r++)
        {
            _definitions.Add(
                $"{{family: {name}, networkMode: {mode}, cpu: \"{cpu}\", memory: \"{memory}\"{(fargate ? ", requiresCompatibilities: [FARGATE]" : "")}, containerDefinitions: [{{name: app, image: \"{name}:{r + 1}\", "
                + $"portMappings: [{{containerPort: 80{port}}}]{check}{Maybe(30, ", stopTimeout: " + Pick(2, 30, 90).ToString(CultureInfo.InvariantCulture))}}}]}}");
        }
        _applications.Add(
            $"{{family: {name}, image: {{size: {Pick(20, 200, 600)}MiB}}, startup: {Pick("2s", "{distribution: lognormal, median: 8s, p95: 20s}", "40s")}, request: {{cpu: {{distribution: exponential, mean: {Pick(20, 80, 300)}ms}}"
            + $"{Maybe(30, ", timeout: 5s")}{Maybe(30, ", concurrency: 4, queueLimit: 10")}}}{Maybe(15, ", meanTimeBetweenCrashes: 10m")}}}");
        var balanced = Chance(60);
        if (balanced)
        {
            _targetGroups.Add($"{{name: {name}-tg, healthCheckIntervalSeconds: {Pick(5, 10, 30)}, healthCheckTimeoutSeconds: 2, deregistrationDelaySeconds: {Pick(0, 20, 60)}, routingAlgorithm: {Pick("round_robin", "least_outstanding_requests", "weighted_random")}}}");
        }
        var shifts = Chance(30);
        if (balanced && shifts) _targetGroups.Add($"{{name: {name}-tg2, healthCheckIntervalSeconds: 10, healthCheckTimeoutSeconds: 2, deregistrationDelaySeconds: {Pick(0, 20)}}}");
        var desired = Between(0, 6);
        var where = fargate ? Fargate() : _groups && Chance(70) ? "capacityProviderStrategy: [{capacityProvider: cp, weight: 1}]" : "launchType: EC2";
        _services.Add(
            $"{{serviceName: {name}, taskDefinition: \"{name}:1\", desiredCount: {desired}, {where}"
            + (balanced ? $", loadBalancers: [{{targetGroup: {name}-tg, containerName: app, containerPort: 80{(shifts ? $", advancedConfiguration: {{alternateTargetGroup: {name}-tg2}}" : "")}}}]" + Maybe(40, $", healthCheckGracePeriodSeconds: {Pick(0, 30, 120)}") : "")
            + (shifts ? Shift(name, minutes) : Deployment()) + (fargate ? "" : Placement()) + Scaling(name, desired, balanced, minutes) + "}");
        if (Chance(75)) _workload.Add($"{{name: load-{name}, to: {name}, rate: {Pick("1/s", "0.3/s", "{steps: [[0s, 0.2/s], [6m, 2/s], [10m, 0.1/s]]}")}}}");
        if (Chance(50)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, desiredCount: {Between(0, 8)}}}");
        if (revisions == 2) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, taskDefinition: \"{name}:2\"}}");
        if (Chance(15)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, forceNewDeployment: true}}");
        if (balanced && !shifts && Chance(30)) Move(name, minutes);
        if (Chance(10)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, monitoring: {{metricConfigurations: [{{metricNames: [CPUUtilization], resolutionSeconds: 20}}]}}}}");
    }

    private string Fargate() => Pick(
        "launchType: FARGATE", "capacityProviderStrategy: [{capacityProvider: FARGATE, base: 1, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 3}]");

    private string Deployment()
    {
        if (Chance(40)) return "";
        var breaker = Maybe(50, $", deploymentCircuitBreaker: {{enable: true, rollback: {Pick("true", "false")}}}");
        return $", deploymentConfiguration: {{minimumHealthyPercent: {Pick(0, 50, 100)}, maximumPercent: {Pick(100, 150, 200)}{breaker}}}";
    }

    // Traffic shifts with hooks of every kind, and an operator who stops or answers at any moment.
    private string Shift(string name, int minutes)
    {
        var strategy = Pick(
            "strategy: BLUE_GREEN", "strategy: LINEAR, linearConfiguration: {stepPercent: 34, stepBakeTimeInMinutes: 1}", "strategy: CANARY, canaryConfiguration: {canaryPercent: 10, canaryBakeTimeInMinutes: 1}",
            "strategy: CANARY, canaryConfiguration: {canaryPercent: 50, canaryBakeTimeInMinutes: 0}");
        var hooks = new List<string>();
        if (Chance(30)) hooks.Add($"{{name: check, lifecycleStages: [{Pick("PRE_SCALE_UP", "TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT", "RECONCILE_SERVICE")}], takes: {Pick(0, 15, 90)}s, answers: [{Pick("SUCCEEDED", "FAILED", "IN_PROGRESS, SUCCEEDED", "IN_PROGRESS")}], timeoutConfiguration: {{timeoutInMinutes: 2, action: {Pick("ROLLBACK", "CONTINUE")}}}}}");
        if (Chance(30))
        {
            hooks.Add($"{{name: wait, targetType: PAUSE, lifecycleStages: [{Pick("POST_SCALE_UP", "PRE_PRODUCTION_TRAFFIC_SHIFT")}], timeoutConfiguration: {{timeoutInMinutes: {Between(1, 4)}, action: {Pick("ROLLBACK", "CONTINUE")}}}}}");
            _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: ContinueServiceDeployment, service: {name}, hookAction: {Pick("CONTINUE", "ROLLBACK")}}}");
        }
        if (Chance(30)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: StopServiceDeployment, service: {name}, stopType: {Pick("ABORT", "ROLLBACK")}}}");
        if (Chance(60)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, forceNewDeployment: true}}");
        return $", deploymentConfiguration: {{{strategy}, bakeTimeInMinutes: {Between(0, 3)}, lifecycleHooks: [{string.Join(", ", hooks)}]}}";
    }

    private string Placement()
    {
        var strategy = Chance(50)
            ? $", placementStrategy: [{Pick("{type: binpack, field: memory}", "{type: binpack, field: cpu}", "{type: random}", "{type: spread, field: instanceId}", "{type: spread, field: 'attribute:ecs.availability-zone'}, {type: binpack, field: cpu}", "{type: spread, field: 'attribute:rack'}")}]"
            : "";
        var constraint = Maybe(20, $", placementConstraints: [{Pick("{type: distinctInstance}", "{type: memberOf, expression: 'attribute:ecs.instance-type =~ .*large'}", "{type: memberOf, expression: 'runningTasksCount < 3'}")}]");
        return strategy + constraint;
    }

    private string Scaling(string name, int desired, bool balanced, int minutes)
    {
        if (Chance(45)) return "";
        var least = Between(0, Math.Min(2, desired));
        var policies = new List<string>();
        if (Chance(70))
        {
            policies.Add(
                $"{{policyName: cpu, policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: {{targetValue: {Pick(30, 60)}, predefinedMetricSpecification: {{predefinedMetricType: {Pick("ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization")}}}, "
                + $"scaleOutCooldown: {Pick(0, 60)}, scaleInCooldown: {Pick(0, 60)}{Maybe(20, ", disableScaleIn: true")}}}}}");
        }
        if (Chance(40))
        {
            policies.Add(
                "{policyName: step, policyType: StepScaling, stepScalingPolicyConfiguration: {adjustmentType: "
                + Pick("ChangeInCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 2}]", "PercentChangeInCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 50}]", "ExactCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 3}]")
                + $", cooldown: {Pick(0, 60)}}}}}");
            var metric = balanced && Chance(50) ? $"{name}.RequestCountPerTarget" : $"{name}.CPUUtilization";
            _alarms.Add(
                $"{{alarmName: {name}-high, series: {(metric.EndsWith("Target", StringComparison.Ordinal) ? $"{name}-tg.RequestCountPerTarget" : metric)}, statistic: {(metric.EndsWith("Target", StringComparison.Ordinal) ? "Sum" : "Average")}, period: 60, evaluationPeriods: {Between(1, 3)}, threshold: {Pick(5, 20)}, "
                + $"comparisonOperator: GreaterThanThreshold, treatMissingData: {Pick("missing", "notBreaching", "ignore", "breaching")}, alarmActions: [{name}/step]}}");
        }
        var schedule = Maybe(25, $", scheduledActions: [{{scheduledActionName: later, schedule: 'at(2026-01-05T00:{Between(2, minutes - 1):00}:00)', scalableTargetAction: {{minCapacity: {Between(0, 3)}, maxCapacity: {Between(4, 9)}}}}}]");
        return $", autoScaling: {{minCapacity: {least}, maxCapacity: {Math.Max(desired, 6) + Between(0, 3)}, policies: [{string.Join(", ", policies)}]{schedule}}}";
    }

    private void Daemon()
    {
        _definitions.Add("{family: daemon, containerDefinitions: [{name: app, image: d, cpu: 64, memory: 64}]}");
        _services.Add("{serviceName: daemon, taskDefinition: daemon, launchType: EC2, schedulingStrategy: DAEMON}");
    }

    private void Failures(bool hosts, int minutes)
    {
        if (Chance(30)) _failures.Add($"{{kind: taskCrash, {Pick("at: 3m", "meanTimeBetween: 4m")}, count: {Between(1, 3)}}}");
        if (hosts && Chance(30)) _failures.Add($"{{kind: instanceFailure, {Pick("at: 4m", "meanTimeBetween: 6m")}}}");
        if (hosts && Chance(20)) _failures.Add($"{{kind: agentDisconnect, at: {Between(60, minutes * 30)}s{Maybe(70, $", length: {Between(30, 400)}s")}}}");
        if (hosts && Chance(15)) _failures.Add($"{{kind: instanceStop, at: {Between(60, minutes * 30)}s{Maybe(50, $", length: {Between(30, 400)}s")}}}");
        if (hosts && Chance(15)) _failures.Add($"{{kind: instanceImpaired, check: {Pick("system", "instance")}, at: {Between(60, minutes * 30)}s, length: {Between(30, 600)}s}}");
        if (Chance(15)) _failures.Add($"{{kind: registryOutage, {Pick("stalls: true, ", "hangs: true, ", "share: 50%, ")}at: {Between(0, minutes * 30)}s, length: {Between(20, 400)}s}}");
        if (Chance(15)) _failures.Add($"{{kind: zoneOutage, at: {Between(60, minutes * 30)}s, length: {Between(60, 400)}s, zone: us-east-1a}}");
    }

    private void InstanceActions(int minutes)
    {
        string At() => $"at: {Between(60, minutes * 50)}s";
        if (Chance(20)) _timeline.Add($"{{{At()}, action: UpdateContainerInstancesState, status: DRAINING, count: {Between(1, 2)}}}");
        if (Chance(15)) _timeline.Add($"{{{At()}, action: UpdateContainerInstancesState, status: ACTIVE}}");
        if (Chance(10)) _timeline.Add($"{{{At()}, action: DeregisterContainerInstance, force: {Pick("true", "false")}, count: 1}}");
        if (Chance(10)) _timeline.Add($"{{{At()}, action: DeregisterContainerInstance, agentConnected: false}}");
        if (Chance(10)) _timeline.Add($"{{{At()}, action: PutAttributes, attributes: [{{name: rack, value: r2}}], count: 2}}");
        if (Chance(10)) _timeline.Add($"{{{At()}, action: DeleteAttributes, attributes: [{{name: rack}}]}}");
        if (Chance(10)) _timeline.Add($"{{{At()}, action: StartTask, taskDefinition: \"s0:1\", count: 2}}");
        if (Chance(10)) _timeline.Add($"{{{At()}, action: PutAccountSetting, name: awsvpcTrunking, value: {Pick("enabled", "disabled")}}}");
        if (_groups) GroupActions(At);
        if (_groups && Chance(20)) _timeline.Add($"{{{At()}, action: SetDesiredCapacity, autoScalingGroupName: g, desiredCapacity: {Between(1, 4)}}}");
    }

    private void Model()
    {
        List<string> overrides = [];
        if (Chance(20)) overrides.Add("releaseTrigger: " + Pick("desired", "stopping", "stopped"));
        if (Chance(20)) overrides.Add("placementTie: registration");
        if (Chance(20)) overrides.Add("scaleInStep: " + Pick("proportional", "half", "one"));
        if (Chance(20)) overrides.Add("ecsMetricDelay: 10s");
        if (Chance(10)) overrides.Add("trunkFailureShare: 0.5");
        if (Chance(20)) overrides.Add("digestResolution: " + Pick("afterManifest", "afterPull"));
        if (overrides.Count > 0) Line($"model: {{{string.Join(", ", overrides)}}}");
    }
}
