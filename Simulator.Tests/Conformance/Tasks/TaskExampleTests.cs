using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Tasks;

/// <summary>The worked examples of task definitions, the task's life and the agent's queue, as rows of tasks.csv.</summary>
public sealed class TaskExampleTests
{
    private const string TwoContainers = "[{name: a, image: i, cpu: 256, memory: 512}, {name: b, image: i, cpu: 128, memory: 1024, memoryReservation: 300}]";

    [TestCase("", 384, 812)]
    [TestCase("cpu: \"1 vCPU\", memory: \"2 GB\", ", 1024, 2048)]
    [Property("Rule", "ECS-TD-02")]
    [Property("Rule", "ECS-TD-03")]
    public void Reservation_IsTheTasksSizeOrTheSumOfItsContainers(string size, int cpu, int memory)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 1m, initial: steady}
            containerInstances: [{instanceType: m5.xlarge}]
            taskDefinitions: [{family: t, {{size}}containerDefinitions: {{TwoContainers}}}]
            services: [{serviceName: s, taskDefinition: t, launchType: EC2, desiredCount: 1}]
            """);
        var task = run.Rows("tasks.csv").Single();
        Assert.That((task.Count("cpu"), task.Count("memory")), Is.EqualTo((cpu, memory)));
        var cluster = run.At("cluster.csv", 60, "capacity_provider", "(cluster)");
        Assert.That(cluster.Number("cpu_reservation"), Is.EqualTo(100.0 * cpu / 4096).Within(0.01), "what it reserves of the instance");
    }

    [TestCase("memoryReservation: 300", 300)]
    [TestCase("memory: 500", 500)]
    [TestCase("memory: 500, memoryReservation: 300", 300)]
    [TestCase("cpu: 64", null)]
    [TestCase("memory: 300, memoryReservation: 300", null)]
    [Property("Rule", "ECS-TD-06")]
    [Property("Rule", "ECS-TD-03")]
    public void OnInstances_MemoryOrItsReservationMustBeGiven_AndTheHardLimitIsMore(string container, int? reserved)
    {
        var text = $$"""
            name: t
            run: {duration: 1m, initial: steady}
            containerInstances: [{instanceType: c5.large}]
            taskDefinitions: [{family: t, containerDefinitions: [{name: app, image: i, {{container}}}]}]
            services: [{serviceName: s, taskDefinition: t, launchType: EC2, desiredCount: 1}]
            """;
        if (reserved is { } memory) Assert.That(ScenarioRun.Of(text).Rows("tasks.csv").Single().Count("memory"), Is.EqualTo(memory));
        else Assert.That(Loading.Load(text).Issues, Is.Not.Empty);
    }

    [TestCase("bridge", "hostPort: 80, ", 1, TestName = "bridge with a host port: one to an instance")]
    [TestCase("bridge", "", 3, TestName = "bridge with dynamic ports: no conflict")]
    [TestCase("host", "", 1, TestName = "host mode: an omitted host port is the container's")]
    [TestCase("awsvpc", "", 2, TestName = "awsvpc: no conflict, but two interfaces")]
    [Property("Rule", "ECS-TD-04")]
    [Property("Rule", "ECS-TD-10")]
    public void HostPorts_ReserveWhatTheirModeSays(string mode, string host, int placed)
    {
        var run = ScenarioRun.Of($$"""
            name: t
            run: {duration: 1m, initial: steady}
            containerInstances: [{instanceType: c5.large}]
            taskDefinitions: [{family: t, networkMode: {{mode}}, containerDefinitions: [{name: app, image: i, memory: 64, portMappings: [{{{host}}containerPort: 8080}]}]}]
            services: [{serviceName: s, taskDefinition: t, launchType: EC2, desiredCount: 3}]
            """);
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(placed));
        if (placed < 3) Assert.That(run.Rows("placements.csv").Select(p => p.Text("reason")).Distinct(), Is.EqualTo(new[] { mode == "awsvpc" ? "RESOURCE:ENI" : "RESOURCE:PORTS" }));
    }

    // First, last and one beyond in each row of the published table.
    [TestCase(256, new[] { 512, 1024, 2048 }, new[] { 768, 3072 })]
    [TestCase(512, new[] { 1024, 4096 }, new[] { 512, 5120 })]
    [TestCase(1024, new[] { 2048, 8192 }, new[] { 1024, 9216 })]
    [TestCase(2048, new[] { 4096, 16_384 }, new[] { 3072, 17_408 })]
    [TestCase(4096, new[] { 8192, 30_720 }, new[] { 7168, 31_744 })]
    [TestCase(8192, new[] { 16_384, 20_480, 61_440 }, new[] { 18_432, 65_536 })]
    [TestCase(16_384, new[] { 32_768, 40_960, 122_880 }, new[] { 36_864, 131_072 })]
    [TestCase(32_768, new[] { 61_440, 122_880, 249_856 }, new[] { 65_536 })]
    [Property("Rule", "ECS-TD-09")]
    [Property("Rule", "FG-SZ-01")]
    public void FargateSizes_AreThoseOfTheTable(int cpu, int[] valid, int[] refused)
    {
        string Of(IEnumerable<int> memories) => $$"""
            name: t
            run: {duration: 1m, initial: steady}
            taskDefinitions: [{{string.Join(", ", memories.Select(m => $"{{family: m{m}, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: {cpu}, memory: {m}, containerDefinitions: [{{name: a, image: i}}]}}"))}}]
            services: [{{string.Join(", ", memories.Select(m => $"{{serviceName: m{m}, taskDefinition: m{m}, launchType: FARGATE, desiredCount: 1}}"))}}]
            """;
        Assert.That(ScenarioRun.Of(Of(valid)).Rows("tasks.csv").Select(t => (t.Count("cpu"), t.Count("memory"))), Is.EqualTo(valid.Select(m => (cpu, m))));
        Assert.That(Loading.Load(Of(refused)).Issues.Count(i => i.Message.Contains("No Fargate configuration exists", StringComparison.Ordinal)), Is.EqualTo(refused.Length));
    }

    [Test]
    [Property("Rule", "ECS-CL-02")]
    public void ReservedMemory_IsTakenOffWhatTheSystemHas()
    {
        // 8,373,026,816 bytes are 7985 MiB.
        int Registered(int reserved) => ScenarioRun.Of(Instances.Hosts.Scenario($"{{instanceType: m4.large, agent: {{ECS_RESERVED_MEMORY: {reserved}}}}}")).Rows("instances.csv")[0].Count("registered_memory");
        Assert.That((Registered(0), Registered(256)), Is.EqualTo((7985, 7729)));
    }

    [Test]
    [Property("Rule", "ECS-TL-01")]
    [Property("Rule", "ECS-TL-02")]
    public void BridgeTask_SkipsProvisioningDeactivatingAndDeprovisioning()
    {
        var task = Life(TaskScenario.Of("[{name: app, image: a}]", "shutdown: 7s", Stop));
        Assert.That(
            Columns(task, "created_s", "placed_s", "pull_started_s", "pull_stopped_s", "started_s", "healthy_s", "stopping_s", "execution_stopped_s", "stopped_s"),
            Is.EqualTo(new[] { 0, 0, 0, 0.5, 1.5, 41.5, 200, 207, 207 }));
        Assert.That(task.Text("connectivity_s"), Is.Empty.Or.EqualTo("0.000"), "no interface of its own");
    }

    [Test]
    [Property("Rule", "ECS-TL-01")]
    [Property("Rule", "ECS-TL-02")]
    public void TaskWithItsOwnInterface_IsProvisionedAndDeprovisioned()
    {
        var task = Life(TaskScenario.Of("[{name: app, image: a}]", "shutdown: 7s", Stop).Replace("memory: 512, c", "memory: 512, networkMode: awsvpc, c", StringComparison.Ordinal), "model.networkInterfaceAttach=4s", "model.deprovisioning=6s");
        Assert.That(
            Columns(task, "created_s", "connectivity_s", "pull_started_s", "pull_stopped_s", "started_s", "stopping_s", "execution_stopped_s", "stopped_s"),
            Is.EqualTo(new[] { 0, 4, 4, 4.5, 5.5, 200, 207, 213 }));
    }

    [Test]
    [Property("Rule", "ECS-TL-01")]
    [Property("Rule", "ECS-TL-03")]
    public void TaskBehindALoadBalancer_IsDeregisteredBeforeItIsStopped()
    {
        // With requests that last longer than the delay the target is unused after it: 20 s, then 7 s to stop.
        var yaml = TaskScenario.Of(
            "[{name: app, image: a, portMappings: [{containerPort: 80}]}]", "shutdown: 7s, request: {wait: 60s, concurrency: 100}", "targetGroups: [{name: tg, attributes: [{key: deregistration_delay.timeout_seconds, value: \"20\"}]}]\nworkload: [{to: tg, rate: 1/s, arrivals: deterministic}]\n" + Stop,
            "loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]");
        var task = Life(yaml, "model.targetRegistration=1s");
        Assert.That(Columns(task, "stopping_s", "execution_stopped_s", "stopped_s"), Is.EqualTo(new[] { 200.0, 227, 227 }));
        Assert.That((task.Text("stop_code"), task.Text("stopped_reason")), Is.EqualTo(("ServiceSchedulerInitiated", "Scaling activity initiated by (deployment)")));
    }

    // Five tasks: each placement takes 0.1 s and waits for the one before, and the agent hears of it a second later; an instance that was named needs no decision.
    [TestCase("RunTask, taskDefinition: web, launchType: EC2, count: 5", "", 1.1, 1.2, 1.3, 1.4, 1.5)]
    [TestCase("RunTask, taskDefinition: web, launchType: EC2, count: 5", "placementDecision: 2s, payloadToAgent: 0s", 2.0, 4, 6, 8, 10)]
    [TestCase("UpdateService, service: web, desiredCount: 5", "", 1.1, 1.2, 1.3, 1.4, 1.5)]
    [TestCase("UpdateService, service: web, desiredCount: 5", "payloadToAgent: 3s", 3.1, 3.2, 3.3, 3.4, 3.5)]
    [TestCase("StartTask, taskDefinition: web, count: 1", "", 1.0)]
    [Property("Rule", "ECS-SV-07")]
    [Property("Rule", "ECS-AG-01")]
    public void Placements_AreDecidedOneAfterAnother_AndTheAgentHearsOfThemLater(string call, string model, params double[] after)
    {
        var run = ScenarioRun.Of($$"""
            name: pace
            run: {duration: 5m}
            containerInstances: [{instanceType: m5.large, availabilityZone: us-east-1a}]
            taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: a, cpu: 64, memory: 64}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 0, launchType: EC2}]
            model: { {{model}} }
            timeline: [{at: 100s, action: {{call}}}]
            """);
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("placed_s")), Is.All.EqualTo(100));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Number("pull_started_s") - 100), Is.EqualTo(after).Within(1e-6));
    }

    [Test]
    [Property("Rule", "ECS-TL-01")]
    public void StopBeforeRunning_JumpsIntoTheStoppingHalf()
    {
        var task = Life(TaskScenario.Of("[{name: app, image: a}]", "shutdown: 7s", Stop, image: "{size: 40GiB}"));
        Assert.That(Columns(task, "started_s", "stopping_s", "stopped_s"), Is.EqualTo(new[] { double.NaN, 200, 200 }), "nothing to stop yet");
    }

    // One host of 2048 units; A stops for 30 s from 200 s on; B of 2048 units is wanted at that moment.
    [TestCase("stopping", 200.0, 230.0)]
    [TestCase("stopped", 230.0, 230.0)]
    [Property("Rule", "ECS-TL-05")]
    [Property("Rule", "ECS-AG-01")]
    public void OptimisticRelease_PlacesAtOnce_AndTheAgentAdmitsWhenTheHostIsFree(string trigger, double placed, double admitted)
    {
        var run = ScenarioRun.Of(
            Queue("", ("a", 2048), ("b", 2048)), $"model.releaseTrigger={trigger}", "model.schedulerTick=1s", "model.payloadToAgent=0s");
        var b = run.Rows("tasks.csv", "service", "b").Single();
        Assert.That(b.Number("placed_s"), Is.EqualTo(placed).Within(1.001));
        Assert.That(b.Number("pull_started_s"), Is.EqualTo(admitted).Within(1.001));
        Assert.That(run.Rows("tasks.csv", "service", "a").Single().Number("stopped_s"), Is.EqualTo(230));
    }

    // Free for the agent: 512 of 2048 units until A, which has 1536, has stopped. In the queue T1 of 1024 units, then T2 of 256.
    [TestCase("", 230.0, 230.0, TestName = "AgentQueue: neither starts until the head fits")]
    [TestCase(", {at: 210s, action: UpdateService, service: b, desiredCount: 0}", double.NaN, 210.0, TestName = "AgentQueue: a head that is stopped leaves it")]
    [Property("Rule", "ECS-AG-01")]
    public void AgentQueue_IsBlockedByItsHead(string more, double first, double second)
    {
        var run = ScenarioRun.Of(Queue(more, ("a", 1536), ("b", 1024), ("c", 256)));
        double Pulls(string service) => run.Rows("tasks.csv", "service", service).Single().Number("pull_started_s");
        Assert.That((Pulls("b"), Pulls("c")), Is.EqualTo((first, second)));
        Assert.That(run.Rows("tasks.csv").Where(t => t.Number("created_s") > 0).Select(t => t.Number("placed_s")), Is.All.EqualTo(200), "both were placed at once");
    }

    // A shutdown that takes longer than the stop time-out ends with SIGKILL.
    [TestCase(10, "", 10, 0)]
    [TestCase(300, "", 30, 137)]
    [TestCase(300, ", stopTimeout: 120", 120, 137)]
    [TestCase(50, ", stopTimeout: 120", 50, 0)]
    [Property("Rule", "ECS-TD-13")]
    public void StopTimeout_CutsTheShutdownShort(int shutdown, string timeout, int takes, int exitCode)
    {
        var task = Life(TaskScenario.Of($"[{{name: app, image: a{timeout}}}]", $"shutdown: {shutdown}s", Stop));
        Assert.That((task.Number("stopped_s") - task.Number("stopping_s"), task.Count("exit_code")), Is.EqualTo(((double)takes, exitCode)));
    }

    // No load balancer: 40 s in RUNNING, or the check; with one, what it reports; with both, both. The container's first
    // probe comes one interval after its start; a new target is asked within ten seconds of its registration, and one success is enough.
    [TestCase("", "", 40, 40)]
    [TestCase(", healthCheck: {command: [CMD, x], interval: 25}", "", 25, 25)]
    [TestCase("", "tg", 1, 11)]
    [TestCase(", healthCheck: {command: [CMD, x], interval: 25}", "tg", 25, 25)]
    [Property("Rule", "ECS-SV-04")]
    public void Task_IsHealthyWhen(string check, string group, double least, double most)
    {
        var balanced = group.Length > 0;
        var yaml = TaskScenario.Of(
            $"[{{name: app, image: a, portMappings: [{{containerPort: 80}}]{check}}}]", "startup: 0s", balanced ? "targetGroups: [{name: tg}]" : "",
            balanced ? "loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]" : "");
        var task = ScenarioRun.Of(yaml, "model.targetRegistration=1s").Task();
        Assert.That(task.Number("healthy_s") - task.Number("started_s"), Is.InRange(least, most));
    }

    private const string Stop = "timeline: [{at: 200s, action: UpdateService, service: web, desiredCount: 0}]";

    private static ResultRow Life(string yaml, params string[] set) => ScenarioRun.Of(yaml, set).Rows("tasks.csv").Single();

    private static double[] Columns(ResultRow row, params string[] columns) => [.. columns.Select(row.Number)];

    // One host of 2048 units; the first service has a task from the start that goes at 200 s and takes 30 s to stop; the others get one each at that moment.
    private static string Queue(string more, params (string Name, int Cpu)[] services) => $$"""
        name: queue
        run: {duration: 10m, initial: steady}
        containerInstances: [{instanceType: c5.large, availabilityZone: us-east-1a}]
        taskDefinitions: [{{string.Join(", ", services.Select(s => $"{{family: {s.Name}, containerDefinitions: [{{name: app, image: i, cpu: {s.Cpu}, memory: 64}}]}}"))}}]
        applications: [{{string.Join(", ", services.Select(s => $"{{family: {s.Name}, image: {{size: 1KiB}}, shutdown: 300s}}"))}}]
        services: [{{string.Join(", ", services.Select((s, n) => $"{{serviceName: {s.Name}, taskDefinition: {s.Name}, launchType: EC2, desiredCount: {(n == 0 ? 1 : 0)}}}"))}}]
        timeline: [{{string.Join(", ", services.Select((s, n) => $"{{at: 200s, action: UpdateService, service: {s.Name}, desiredCount: {(n == 0 ? 0 : 1)}}}"))}}{{more}}]
        """;
}
