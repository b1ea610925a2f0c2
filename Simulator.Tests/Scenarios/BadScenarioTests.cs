using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

/// <summary>Scenario text that reads but makes no sense: unknown keys, wrong units, missing references, impossible numbers.</summary>
public sealed class BadScenarioTests
{
    private const string Ec2 = """
        name: t
        run: {duration: 1h}
        autoScalingGroups: [{autoScalingGroupName: asg, instanceType: m5.large, minSize: 1, maxSize: 4}]
        capacityProviders: [{name: cp, autoScalingGroupProvider: {autoScalingGroup: asg}}]
        cluster: {defaultCapacityProviderStrategy: [{capacityProvider: cp, weight: 1}]}
        taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: i, cpu: 256, memory: 512}]}]
        services: [{serviceName: web, taskDefinition: web}]

        """;

    [Test]
    public void Ec2ScenarioOfTheseTests_IsValid() => Loading.Valid(Ec2);

    // ---- unknown keys

    [Test]
    public void VeryManyProblems_AreCountedWithoutTheNoteThatNotAllAreShown()
    {
        var loaded = Loading.Load(string.Concat(Enumerable.Range(0, 249).Select(i => $"wrong{i}: 1\n")) + Loading.Fargate);
        Assert.That(loaded.ProblemCount, Is.EqualTo(249));
        Assert.That(loaded.Issues[^1].Message, Is.EqualTo("49 more problems are not shown"));
    }

    [Test, Property("Rule", "ASG-HC-03")]
    public void HalfAMaintenancePolicy_IsToldOnce()
    {
        var loaded = Loading.Load(Conformance.Ec2.GroupRun.Text("minSize: 0, maxSize: 3, instanceMaintenancePolicy: {minHealthyPercentage: 80}"));
        Assert.That(loaded.Issues.Select(i => i.Message), Is.EqualTo(new[] { "`instanceMaintenancePolicy` has no `maxHealthyPercentage`" }));
    }

    [TestCase("servces: []", "1:1", "`servces` is not a property of scenario", "did you mean `services`?")]
    [TestCase("run: {durration: 1h}", "1:7", "`durration` is not a property of run", "did you mean `duration`?")]
    [TestCase("taskDefinitions: [{family: w, memmory: 1, containerDefinitions: []}]", "1:31", "`memmory` is not a property of RegisterTaskDefinition", "did you mean `memory`?")]
    [TestCase("targetGroups: [{name: t, healthCheckInterval: 5}]", "1:26", "did you mean `healthCheckIntervalSeconds`?")]
    [TestCase("foo: 1", "1:1", "`foo` is not a property of scenario", "known here: name, description")]
    [TestCase("model: {shedulerTick: 5s}", "1:9", "did you mean `schedulerTick`?")]
    public void UnknownKey(string yaml, string place, params string[] words) => Loading.Refused(yaml, place, words);

    [Test]
    public void NamesMatchWithoutRegardToCase()
    {
        var scenario = Loading.Valid("NAME: t\nRun: {Duration: 1h}\nTaskDefinitions: [{Family: web, CPU: 256, Memory: 512, NetworkMode: AWSVPC, ContainerDefinitions: [{Name: app, Image: i}]}]\nservices: [{ServiceName: web, DesiredCount: 3, TaskDefinition: web, LaunchType: fargate}]\n");
        Assert.That(scenario.Services[0].DesiredCount, Is.EqualTo(3));
    }

    [Test]
    public void SamePropertyUnderTwoNames_IsAnError() =>
        Loading.Refused("name: t\nrun: {duration: 1h, Duration: 2h}", "2:21", "`duration` is given twice (here as `Duration`)");

    // ---- units

    [TestCase("run: {duration: 60}", "1:17", "`60` has no unit", "write 60ms, 60s, 60m or 60h")]
    [TestCase("run: {duration: 5 minutes}", "1:17", "`minutes` is not a unit of time", "write 5m")]
    [TestCase("run: {duration: 5MiB}", "1:17", "`5MiB` is a size, not a length of time")]
    [TestCase("run: {duration: 5/s}", "1:17", "`5/s` is a rate, not a length of time")]
    [TestCase("run: {duration: soon}", "1:17", "`soon` is not a length of time", "90s, 5m, 6h")]
    [TestCase("run: {duration: -5m}", "1:17", "`duration` must not be negative, but is -5m (a length of time")]
    [TestCase("run: {duration: 0s}", "1:17", "`duration` must be more than zero")]
    [TestCase("run: {duration: 200d, warmUp: 40000d}", "1:31", "longer than ten years")]
    [TestCase("run: {duration: 1h, warmUp: 2h}", "1:29", "the warm-up, 2h, leaves nothing of the run, 1h")]
    [TestCase("run: {duration: 1h, start: tomorrow}", "1:28", "`tomorrow` is not a moment of the calendar", "2026-03-02T06:00:00Z")]
    [TestCase("run: {duration: 1h, seed: -4}", "1:27", "`seed` must not be negative")]
    [TestCase("run: {duration: 1h, seed: 1.5}", "1:27", "`seed` takes a whole number from 0")]
    [TestCase("run: {duration: 1h, replications: 0}", "1:35", "`replications` is 0, outside its range", "1 to 100000")]
    [TestCase("run: {duration: 1h, initial: warm}", "1:30", "`initial` does not know `warm`", "one of cold, steady")]
    [TestCase("run: [1h]", "1:6", "`run` takes an object, not a list")]
    [TestCase("workload: [{to: w, rate: 120}]", "1:26", "`120` has no unit", "write 120/s or 120/min")]
    [TestCase("workload: [{to: w, rate: 120rps}]", "1:26", "`120rps` is not a rate", "write 120/s")]
    [TestCase("workload: [{to: w, rate: 120/minute}]", "1:26", "`/minute` is not a unit of a rate", "write 120/min")]
    [TestCase("workload: [{to: w, rate: -1/s}]", "1:26", "must not be negative")]
    [TestCase("workload: [{to: w, rate: {}}]", "1:26", "none of steps, pattern and trace")]
    [TestCase("workload: [{to: w, rate: {pattern: diurnl, low: 1/s}}]", "1:36", "`pattern` does not know `diurnl`", "did you mean `diurnal`?")]
    [TestCase("applications: [{family: w, image: {size: 350}}]", "1:42", "`350` has no unit", "write 350MiB or 350GiB")]
    [TestCase("applications: [{family: w, image: {size: 350M}}]", "1:42", "`M` is not a unit of size", "350MiB (1024) or 350MB (1000)")]
    [TestCase("applications: [{family: w, idle: {cpu: 0.02}}]", "1:40", "`0.02` has no unit", "write 2%")]
    [TestCase("applications: [{family: w, idle: {cpu: 120%}}]", "1:40", "`cpu` is 120%, outside its range")]
    [TestCase("applications: [{family: w, startup: {distribution: lognorml, median: 8s}}]", "1:52", "did you mean `lognormal`?")]
    [TestCase("applications: [{family: w, startup: {distribution: lognormal, median: 8s}}]", "1:52", "lognormal")]
    [TestCase("applications: [{family: w, startup: {distribution: lognormal, median: 20s, p95: 8s}}]", "1:52", "p95 (8s) is less than the median (20s)")]
    [TestCase("applications: [{family: w, startup: {distribution: exponential, mean: 8}}]", "1:71", "`8` has no unit", "write 8ms, 8s, 8m or 8h")]
    [TestCase("applications: [{family: w, startup: {distribution: exponential, mean: -8s}}]", "1:71", "`mean` must not be negative, but is -8s (a length of time")]
    [TestCase("services:\n  - serviceName: w\n    desiredCount:\n    taskDefinition: t", "3:18", "`desiredCount` takes a whole number from 0 to 100000, not nothing")]
    [TestCase("targetGroups: [{name: t, healthCheckIntervalSeconds: half}]", "1:54", "`half` is not a length of time", "seconds as a bare number")]
    [TestCase("assert: [{metric: cluster.instances.max, below: 500ms}]", "1:49", "compared with a bare number")]
    [TestCase("output: {services: {every: 90s}}", "1:28", "whole number of minutes, not 90s")]
    public void WrongUnits(string yaml, string place, params string[] words) => Loading.Refused(yaml, place, words);

    // ---- required

    [TestCase("run: {duration: 1h}", "1:1", "`name` is missing")]
    [TestCase("name: t", "1:1", "`run` is missing")]
    [TestCase("name: t\nrun: {}", "2:6", "`run` has no `duration`")]
    [TestCase("name: t\nrun: {duration: 1h}", "1:1", "neither a service nor a workload")]
    [TestCase("name: t/u\nrun: {duration: 1h}", "1:7", "`t/u` is not a name")]
    public void Required(string yaml, string place, params string[] words) => Loading.Refused(yaml, place, words);

    // ---- references

    [TestCase("services.web.taskDefinition", "wbe", "there is no task definition `wbe`", "did you mean `web`?")]
    [TestCase("services.web.taskDefinition", "web:7", "the family `web` has no revision `7`", "it has 1")]
    [TestCase("cluster.defaultCapacityProviderStrategy[0].capacityProvider", "pc", "there is no capacity provider `pc`")]
    [TestCase("capacityProviders.cp.autoScalingGroupProvider.autoScalingGroup", "agg", "there is no Auto Scaling group `agg`", "did you mean `asg`?")]
    [TestCase("autoScalingGroups.asg.instanceType", "m5.larg", "there is no instance type `m5.larg` in the catalogue", "m5 has m5.large")]
    [TestCase("autoScalingGroups.asg.instanceType", "mm5.large", "did you mean `m5.large`?")]
    [TestCase("autoScalingGroups.asg.availabilityZones", "[us-east-1z]", "there is no Availability Zone `us-east-1z`")]
    [TestCase("services.web.loadBalancers", "[{targetGroup: tg, containerName: app, containerPort: 80}]", "there is no target group `tg`", "none is defined; list it under targetGroups")]
    public void MissingReference(string path, string value, params string[] words)
    {
        var result = Loading.Load(Ec2, new LoadOptions { Overrides = [ScenarioOverride.Set($"{path}={value}")] });
        var issue = result.Issues.FirstOrDefault(i => words.All(w => i.ToString().Contains(w, StringComparison.Ordinal)));
        Assert.That(issue, Is.Not.Null, string.Join('\n', result.Issues));
        Assert.That(issue!.File, Is.EqualTo($"--set {path}={value}"));
        Assert.That(issue.Column, Is.GreaterThan(path.Length));
    }

    [TestCase("workload: [{to: wbe, rate: 1/s}]", "13:17", "there is no service, target group or listener `wbe`", "did you mean `web`?")]
    [TestCase("failures: [{kind: taskCrash, service: api, at: 1m}]", "13:39", "there is no service `api`")]
    [TestCase("failures: [{kind: zoneOutage, zone: us-west-2a, at: 1m, length: 1m}]", "13:37", "there is no Availability Zone `us-west-2a`")]
    [TestCase("timeline: [{at: 1m, action: UpdateService, service: webb, desiredCount: 2}]", "13:53", "did you mean `web`?")]
    [TestCase("applications: [{family: wob}]", "13:1", "`applications` is given twice")]
    [TestCase("subnets: {subnet-1: us-east-1x}", "13:21", "there is no Availability Zone `us-east-1x`", "did you mean")]
    [TestCase("assert: [{metric: wbe.latency.p99, below: 1s}]", "13:19", "there is no service `wbe`", "did you mean `web`?")]
    [TestCase("assert: [{metric: web.latency.p98, below: 1s}]", "13:19", "there is no metric `web.latency.p98`", "did you mean `latency.p")]
    public void MissingReferenceInOtherSections(string yaml, string place, params string[] words) => Loading.Refused(Loading.Fargate.Replace("workload:\n  - {to: web, rate: 10/s}\n", "x-a: 1\nx-b: 1\n", StringComparison.Ordinal) + yaml, place, words);

    // ---- names and duplicates

    [TestCase("cluster")]
    [TestCase("Cost")]
    public void ServicesNamedLikeTheWhole_AreRefused(string name) =>
        Loading.Refused(Ec2.Replace("serviceName: web", "serviceName: " + name, StringComparison.Ordinal), "7:26", $"a service may not be named `{name}`");

    [Test]
    public void DuplicateNames_AreRefused()
    {
        var result = Loading.Load("""
            name: t
            run: {duration: 1h}
            availabilityZones: [us-east-1a, us-east-1a]
            taskDefinitions: [{family: web, networkMode: awsvpc, cpu: 256, memory: 512, containerDefinitions: [{name: a, image: i}, {name: a, image: i}]}]
            targetGroups: [{name: tg}, {name: tg}]
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE}, {serviceName: web, taskDefinition: web, launchType: FARGATE}]
            applications: [{family: web}, {family: web}]
            failures: [{name: f, kind: taskCrash, at: 1m}, {name: f, kind: taskCrash, at: 2m}]
            """);
        Loading.Refused(result, "3:33", "the zone `us-east-1a` is listed twice");
        Loading.Refused(result, "4:128", "there are two containers named `a`");
        Loading.Refused(result, "5:35", "there are two target groups named `tg`");
        Loading.Refused(result, "6:88", "there are two services named `web`");
        Loading.Refused(result, "7:40", "there are two applications for `web`");
        Loading.Refused(result, "8:55", "there are two failures named `f`");
        Assert.That(result.Issues, Has.Count.EqualTo(6));
    }

    [Test]
    public void AllProblems_AreReportedAtOnce_InOrderOfPlace()
    {
        var result = Loading.Load("name: t\nrun: {duration: 60, warmUp: -1s}\nfoo: 1\nservices: [{serviceName: web, taskDefinition: nothing}]\n");
        Assert.That(result.Issues.Select(i => (i.Line, i.Column)), Is.EqualTo(new[] { (2, 17), (2, 29), (3, 1), (4, 47) }));
        Assert.That(result.Issues.Select(i => i.Path), Is.EqualTo(new[] { "run.duration", "run.warmUp", "foo", "services.web.taskDefinition" }));
    }

    [Test]
    public void ABadValue_IsReportedOnce() => Loading.RefusedOnly(Ec2.Replace("minSize: 1", "minSize: x", StringComparison.Ordinal), "3:82", "`minSize` takes a whole number from 0 to 100000, not `x`");

    // ---- capacity

    [TestCase("minSize: 1, maxSize: 4", "minSize: 5, maxSize: 4", "3:82", "minSize 5 is more than maxSize 4")]
    [TestCase("minSize: 1, maxSize: 4", "minSize: 1, maxSize: 4, desiredCapacity: 9", "3:114", "desiredCapacity 9 is not between minSize 1 and maxSize 4")]
    [TestCase("instanceType: m5.large, ", "", "3:21", "`asg` has no instance type")]
    [TestCase("weight: 1", "weight: 0", "5:44", "every capacity provider has weight 0", "ECS-CP-01")]
    [TestCase("weight: 1", "weight: 1001", "5:76", "`weight` is 1001, outside its range", "0 to 1000")]
    [TestCase("weight: 1}]", "weight: 1}, {capacityProvider: FARGATE, weight: 1}]", "5:44", "cannot mix Fargate, Auto Scaling group and Managed Instances providers")]
    [TestCase("weight: 1}]", "base: 1, weight: 1}, {capacityProvider: cp, base: 2}]", "5:108", "the capacity provider `cp` is listed twice")]
    [TestCase("name: cp,", "name: ecs-cp,", "4:28", "must not begin with `ecs`")]
    [TestCase("autoScalingGroup: asg}", "autoScalingGroup: asg, managedScaling: {targetCapacity: 101}}", "4:115", "`targetCapacity` is 101, outside its range", "1 to 100")]
    [TestCase("autoScalingGroup: asg}", "autoScalingGroup: asg, managedScaling: {minimumScalingStepSize: 9, maximumScalingStepSize: 2}}", "4:123", "minimumScalingStepSize 9 is more than maximumScalingStepSize 2")]
    [TestCase("autoScalingGroup: asg}", "autoScalingGroup: asg, managedTerminationProtection: ENABLED}", "4:112", "needs scale-in protection on the group `asg`", "newInstancesProtectedFromScaleIn")]
    public void Capacity(string old, string spoilt, string place, params string[] words) => Loading.Refused(Ec2.Replace(old, spoilt, StringComparison.Ordinal), place, words);

    [TestCase("memory: 512", "memory: 7782", null)]
    [TestCase("memory: 512", "memory: 7783", "m5.large registers 7782 of its 8192")]
    [TestCase("cpu: 256", "cpu: 2049", "needs 2049 CPU units, and m5.large has 2048")]
    [TestCase("cpu: 256", "resourceRequirements: [{type: GPU, value: \"1\"}]", "needs 1 GPUs, and m5.large has 0")]
    [TestCase("family: web,", "family: web, runtimePlatform: {cpuArchitecture: ARM64},", "is built for ARM64, and m5.large is X86_64")]
    [TestCase("image: i", "image: i, portMappings: [{containerPort: 80, hostPort: 22}]", "maps host port 22, which every container instance reserves")]
    [Property("Rule", "ECS-CL-04")]
    public void TaskThatFitsNoInstance(string old, string spoilt, string? reason)
    {
        var yaml = Ec2.Replace(old, spoilt, StringComparison.Ordinal);
        if (reason is null) Loading.Valid(yaml);
        else Loading.RefusedOnly(yaml, "7:47", "a task of `web` can never run in `asg`", reason, "would fit");
    }

    [Test]
    public void ServiceOnEc2WithoutInstances_IsRefused() =>
        Loading.RefusedOnly("name: t\nrun: {duration: 1h}\ntaskDefinitions: [{family: w, containerDefinitions: [{name: a, image: i, memory: 64}]}]\nservices: [{serviceName: w, taskDefinition: w}]", "4:26", "the service `w` has no capacity");
}
