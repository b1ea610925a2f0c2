using System.Globalization;

namespace Simulator.Tests.Fuzz;

/// <summary>Managed Instances with managed daemons: revisions that crash, calls at any moment, instances that fail, fall silent or are taken back.</summary>
internal sealed partial class ScenarioText
{
    /// <summary>The text of a scenario about managed daemons for a seed.</summary>
    public static string OfDaemons(ulong seed)
    {
        var text = new ScenarioText(seed);
        text.WriteDaemons(seed);
        return text._text.ToString();
    }

    private void WriteDaemons(ulong seed)
    {
        var minutes = Between(15, 40);
        Line($"name: fuzz-{seed.ToString(CultureInfo.InvariantCulture)}");
        Line($"run: {{duration: {minutes}m, seed: {(seed % 1000) + 1}, initial: {Pick("cold", "steady")}}}");
        Line($"availabilityZones: [{string.Join(", ", Zones.Take(Between(1, 3)))}]");
        if (Chance(30)) Line("accountSettings: [{name: awsvpcTrunking, value: enabled}]");
        Line("capacityProviders:");
        foreach (var provider in (string[])["m0", "m1"])
        {
            Line($"  - {{name: {provider}, managedInstancesProvider: {{instanceLaunchTemplate: {{capacityOptionType: {Pick("ON_DEMAND", "SPOT")}, instanceRequirements: {{vCpuCount: {{min: 2}}, memoryMiB: {{min: 4096}}, allowedInstanceTypes: [c6a.large, m6i.large, c6a.xlarge]}}}}, "
                + $"infrastructureOptimization: {{scaleInAfter: {Pick(0, 60, 300)}}}, autoRepairConfiguration: {{actionsStatus: {Pick("ENABLED", "DISABLED")}}}}}}}");
        }
        for (var s = Between(1, 3) - 1; s >= 0; s--) ManagedService("s" + s.ToString(CultureInfo.InvariantCulture), minutes);
        List<string> daemonDefinitions = [];
        List<string> daemons = [];
        for (var d = Between(1, 2) - 1; d >= 0; d--) ManagedDaemon("d" + d.ToString(CultureInfo.InvariantCulture), minutes, daemonDefinitions, daemons);
        if (Chance(30)) _failures.Add($"{{kind: {Pick("instanceFailure", "instanceImpaired", "instanceStop", "spotInterruption", "agentDisconnect, length: 2m")}, at: {Between(60, minutes * 50)}s}}");
        if (Chance(15)) _failures.Add($"{{kind: zoneOutage, zone: us-east-1a, at: {Between(60, minutes * 50)}s, length: 4m}}");
        if (Chance(20)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateContainerInstancesState, status: {Pick("DRAINING", "ACTIVE")}, count: 1}}");
        if (Chance(10)) _services.Add("{serviceName: classic, taskDefinition: s0, schedulingStrategy: DAEMON, capacityProviderStrategy: [{capacityProvider: m0, weight: 1}]}");
        if (Chance(20)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: RunTask, taskDefinition: s0, capacityProviderStrategy: [{{capacityProvider: m0, weight: 1}}], count: 2, runTime: 3m}}");
        Section("taskDefinitions", _definitions);
        Section("daemonTaskDefinitions", daemonDefinitions);
        Section("daemons", daemons);
        Section("applications", _applications);
        Section("services", _services);
        Section("workload", _workload);
        Section("failures", _failures);
        Section("timeline", _timeline);
        Line($"model: {{managedDaemonDeploymentDelay: {Pick(0, 10, 30)}s, managedDaemonBake: {Pick("step", "deployment")}, managedDaemonBatchRounding: {Pick("up", "down")}}}");
    }

    private void ManagedService(string name, int minutes)
    {
        _definitions.Add($"{{family: {name}, networkMode: {Pick("bridge", "awsvpc")}, cpu: \"{Pick(256, 512, 1024)}\", memory: \"{Pick(256, 512, 1024)}\", containerDefinitions: [{{name: app, image: {name}}}]}}");
        _applications.Add($"{{family: {name}, image: {{size: {Pick(20, 300)}MiB}}, startup: {Pick("1s", "20s")}{Maybe(15, ", meanTimeBetweenCrashes: 10m")}}}");
        var where = Chance(75) ? "[{capacityProvider: m0, weight: 1}]" : "[{capacityProvider: m0, weight: 1}, {capacityProvider: m1, weight: 1}]";
        _services.Add($"{{serviceName: {name}, taskDefinition: {name}, desiredCount: {Between(0, 8)}, capacityProviderStrategy: {where}{Deployment()}}}");
        for (var i = Between(0, 2); i > 0; i--) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, desiredCount: {Between(0, 8)}}}");
        if (Chance(25)) _timeline.Add($"{{at: {Between(60, minutes * 50)}s, action: UpdateService, service: {name}, forceNewDeployment: true}}");
    }

    private void ManagedDaemon(string name, int minutes, List<string> definitions, List<string> daemons)
    {
        for (var r = 1; r <= 3; r++)
        {
            var check = Maybe(30, $", healthCheck: {{command: [CMD, ok], interval: {Pick(5, 20)}, retries: {Between(1, 3)}}}");
            definitions.Add($"{{family: {name}, cpu: \"{Pick(128, 256, 512)}\", memory: \"{Pick(128, 512)}\", containerDefinitions: [{{name: agent, image: \"{name}:{r}\"{check}}}]}}");
            _applications.Add($"{{family: \"{name}:{r}\", image: {{size: {Pick(20, 300)}MiB}}, startup: {Pick("1s", "15s")}{Maybe(r == 1 ? 5 : 25, $", meanTimeBetweenCrashes: {Pick("2s", "30s", "5m")}")}{(check.Length > 0 ? Maybe(40, ", unhealthy: {after: 8m}") : "")}}}");
        }
        string Rest(int revision) => $"daemonTaskDefinitionArn: \"{name}:{revision}\", capacityProviderArns: [{Pick("m0", "m1", "m0, m1")}]{Maybe(40, $", critical: {Pick("true", "false")}")}"
            + Maybe(70, $", deploymentConfiguration: {{drainPercent: {Pick(0, 25, 50, 100)}{Maybe(30, ", bakeTimeInMinutes: 1")}}}");
        var at = 0;
        if (Chance(60)) daemons.Add($"{{daemonName: {name}, {Rest(1)}}}");
        else _timeline.Add($"{{at: {at = Between(1, 240)}s, action: CreateDaemon, daemonName: {name}, {Rest(1)}}}");
        for (var i = Between(0, 3); i > 0; i--) _timeline.Add($"{{at: {at += Between(5, 400)}s, action: UpdateDaemon, daemonArn: {name}, {Rest(Between(1, 3))}}}");
        if (Chance(30)) _timeline.Add($"{{at: {at + Between(5, 400)}s, action: DeleteDaemon, daemonArn: {name}}}");
        if (Chance(30)) _timeline.Add($"{{at: {at + Between(1, 300)}s, action: StopTask, group: \"daemon:{name}\", count: {Between(1, 3)}}}");
        if (Chance(20)) _failures.Add($"{{kind: taskCrash, service: {name}, at: {at + Between(5, 300)}s}}");
    }
}
