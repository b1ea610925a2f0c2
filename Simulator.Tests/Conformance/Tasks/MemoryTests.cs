namespace Simulator.Tests.Conformance.Tasks;

/// <summary>Memory: a container above its hard limit is killed, one with a soft limit may grow (ECS-TD-08).</summary>
public sealed class MemoryTests
{
    private const string Killed = "OutOfMemoryError: Container killed due to memory usage";
    private const string Plain = "[{name: app, image: web:1}]";

    [TestCase("memoryPerRequest: 10MiB", 41, TestName = "Memory: requests beyond the limit")]
    [TestCase("memoryPerRequest: 4MiB", 0, TestName = "Memory: requests that fit")]
    [Property("Rule", "ECS-TD-08")]
    public void RequestsThatExhaustTheMemory_KillTheContainerAndAreLost(string perRequest, int held)
    {
        // 512 MiB, 100 of them idle. Ten requests a second that stay for ten seconds: a hundred at once.
        var run = ScenarioRun.Of(TaskScenario.Of(Plain, $"startup: 0s, idle: {{memory: 100MiB}}, {perRequest}, request: {{wait: 10s, concurrency: 200}}", Load("10/s"), initial: "steady", duration: "5m"));
        var first = run.Task();
        if (held == 0)
        {
            Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(1));
            Assert.That(run.Rows("services.csv").Max(r => r.Number("memory_utilization")), Is.EqualTo(100 * (100 + 400) / 512.0).Within(1));
            return;
        }
        Assert.Multiple(() =>
        {
            Assert.That((first.Text("stop_code"), first.Text("stopped_reason"), first.Count("exit_code")), Is.EqualTo(("EssentialContainerExited", Killed, 137)));
            Assert.That(first.Number("stopped_s"), Is.EqualTo((held + 1) / 10.0).Within(30), "the next request is one too many");
            Assert.That(run.Rows("tasks.csv"), Has.Count.GreaterThan(3), "the service replaces it, and the next one fares no better");
            Assert.That(run.Rows("services.csv").Sum(r => r.Count("errors_502")), Is.GreaterThan(held), "what it held is lost");
        });
    }

    [Test]
    [Property("Rule", "ECS-TD-08")]
    public void LimitOfTheContainer_HoldsWhereItIsBelowTheTasks()
    {
        var run = ScenarioRun.Of(TaskScenario.Of("[{name: app, image: web:1, memory: 200}]", "startup: 0s, idle: {memory: 100MiB}, memoryPerRequest: 4MiB, request: {wait: 10s, concurrency: 200}", Load("10/s"), initial: "steady", duration: "5m"));
        Assert.That(run.Rows("tasks.csv", "stopped_reason", Killed), Is.Not.Empty, "25 requests are more than it holds");
    }

    [Test]
    [Property("Rule", "ECS-TD-08")]
    [Property("Rule", "ECS-MT-03")]
    public void SoftLimit_LetsTheContainerGrowBeyondWhatItReserves()
    {
        var text = TaskScenario.Of("[{name: app, image: web:1, memoryReservation: 200}]", "startup: 0s, idle: {memory: 100MiB}, memoryPerRequest: 4MiB, request: {wait: 10s, concurrency: 200}", Load("10/s"), initial: "steady", duration: "5m");
        var run = ScenarioRun.Of(text.Replace("memory: 512, ", "", StringComparison.Ordinal));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(1));
        Assert.That(run.Rows("services.csv").Max(r => r.Number("memory_utilization")), Is.EqualTo(250).Within(2), "500 of 200 MiB");
    }

    [Test]
    [Property("Rule", "ECS-TD-08")]
    [Property("Rule", "ECS-TD-18")]
    public void RestartPolicy_BringsAKilledContainerBackInPlace()
    {
        // A spike of requests kills it once; twenty seconds later it answers again.
        var run = ScenarioRun.Of(TaskScenario.Of(
            "[{name: app, image: web:1, restartPolicy: {enabled: true, restartAttemptPeriod: 60}}]", "startup: 5s, idle: {memory: 100MiB}, memoryPerRequest: 10MiB, request: {wait: 10s, concurrency: 200}",
            Load("{steps: [[0s, 1/s], [3m, 20/s], [184s, 1/s]]}"), initial: "steady", duration: "6m"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(1), "the task goes on");
        Assert.That(run.Rows("containers.csv").Sum(r => r.Count("restart_count")), Is.EqualTo(1));
        Assert.That(run.Rows("services.csv").Where(r => r.Number("t_s") > 240).Sum(r => r.Count("errors")), Is.Zero);
    }

    [Test]
    [Property("Rule", "ECS-TD-08")]
    public void ContainerThatNeedsMoreThanItsLimit_NeverServes()
    {
        var run = ScenarioRun.Of(TaskScenario.Of(Plain, "startup: 20s, idle: {memory: 600MiB}", duration: "5m"));
        var tasks = run.Rows("tasks.csv").Where(t => t.Text("stopped_reason").Length > 0).ToList();
        Assert.That(tasks, Is.Not.Empty);
        Assert.That(tasks.Select(t => (t.Text("stopped_reason"), t.Count("exit_code"))), Is.All.EqualTo((Killed, 137)));
        Assert.That(tasks.Select(t => t.Number("stopping_s") - t.Number("started_s")), Is.All.EqualTo(20).Within(1), "while it starts up");
    }

    [Test]
    [Property("Rule", "ECS-TD-08")]
    public void MemoryThatNobodyStates_KillsNobody() =>
        Assert.That(ScenarioRun.Of(TaskScenario.Of("[{name: app, image: web:1, memory: 32}]", "startup: 0s", duration: "3m")).Rows("tasks.csv"), Has.Count.EqualTo(1));

    private static string Load(string rate) => $"workload: [{{name: w, to: web, rate: {rate}, arrivals: deterministic}}]";
}
