using System.Globalization;

namespace Simulator.Tests.Conformance.Tasks;

/// <summary>
/// Random tasks of two to seven containers that depend on one another in random ways, exit, fail, restart and are told to stop at a random moment: whatever happens,
/// nobody starts before what it waits for, nobody is stopped before those that depend on it, and in the end nothing is left.
/// </summary>
public sealed class RandomContainersTests
{
    private static readonly string[] Conditions = ["START", "COMPLETE", "SUCCESS", "HEALTHY"];

    [Test]
    [Property("Rule", "ECS-TD-11")]
    [Property("Rule", "ECS-TD-12")]
    [Property("Rule", "ECS-TD-18")]
    public void Order_HoldsWhateverHappens([Range(1, 60)] int seed)
    {
        var task = new RandomTask((uint)seed);
        var run = ScenarioRun.Of(task.Yaml);
        foreach (var group in run.Rows("containers.csv").GroupBy(r => r.Text("task_id")))
        {
            var rows = group.ToDictionary(r => r.Text("container"), StringComparer.Ordinal);
            foreach (var (container, on, condition) in task.Dependencies)
            {
                var (dependent, dependency) = (rows[container], rows[on]);
                if (dependent.Text("started_s").Length > 0) Assert.That(dependent.Number("started_s"), Is.GreaterThanOrEqualTo(Met(dependency, condition)), $"{container} waits for {on} ({condition})\n{task.Yaml}");
                if (!task.EndsByItself.Contains(on)) CheckStop(run, group.Key, dependent, dependency, task.Yaml);
            }
        }
        var living = run.Rows("tasks.csv").Where(t => t.Text("stopped_s").Length == 0);
        Assert.That(living, Is.Empty, "the service was told to have no task");
        foreach (var t in run.Rows("tasks.csv").Where(t => t.Text("execution_stopped_s").Length > 0))
        {
            foreach (var c in run.Rows("containers.csv", "task_id", t.Text("task_id"))) Assert.That(c.Number("stopped_s"), Is.LessThanOrEqualTo(t.Number("execution_stopped_s")));
        }
    }

    private static double Met(ResultRow dependency, string condition) => condition switch
    {
        "START" => dependency.Text("started_s").Length > 0 ? dependency.Number("started_s") : dependency.Number("stopped_s"),
        "HEALTHY" => dependency.Number("healthy_s"),
        _ => dependency.Number("stopped_s"),
    };

    // One that exits by itself, or never ran, asks nobody; the others go after those that depend on them.
    private static void CheckStop(ScenarioRun run, string task, ResultRow dependent, ResultRow dependency, string yaml)
    {
        var stopping = run.Rows("tasks.csv", "task_id", task)[0].Text("stopping_s");
        if (stopping.Length == 0 || dependent.Text("started_s").Length == 0 || dependency.Text("started_s").Length == 0) return;
        var told = double.Parse(stopping, CultureInfo.InvariantCulture);
        if (dependency.Number("stopped_s") <= told || dependent.Number("stopped_s") <= told || dependency.Text("exit_code") is not ("0" or "137")) return;
        Assert.That(dependency.Number("stopped_s"), Is.GreaterThanOrEqualTo(dependent.Number("stopped_s")), yaml);
    }

    /// <summary>A scenario made from a number.</summary>
    private sealed class RandomTask
    {
        private ulong _state;

        public RandomTask(uint seed)
        {
            _state = unchecked(seed * 0x9E3779B97F4A7C15UL) | 1;
            var count = 2 + Next(6);
            List<string> containers = [];
            List<string> behaviors = [];
            var finishes = new bool[count];
            for (var i = 0; i < count; i++)
            {
                finishes[i] = i < count - 1 && Next(3) == 0;
                List<string> dependencies = [];
                for (var on = 0; on < i; on++)
                {
                    if (Next(3) > 0) continue;
                    var condition = finishes[on] ? Conditions[Next(3)] : Conditions[Next(2) * 3];
                    dependencies.Add($"{{containerName: c{on}, condition: {condition}}}");
                    Dependencies.Add(($"c{i}", $"c{on}", condition));
                }
                var essential = !finishes[i] && (i == count - 1 || Next(2) == 0);
                var policy = !finishes[i] && Next(3) == 0 ? ", restartPolicy: {enabled: true, restartAttemptPeriod: 60}" : "";
                if (finishes[i] || policy.Length > 0) EndsByItself.Add($"c{i}");
                var limits = (Next(3) == 0 ? $", startTimeout: {5 + Next(40)}" : "") + (Next(3) == 0 ? $", stopTimeout: {2 + Next(10)}" : "");
                containers.Add($"{{name: c{i}, image: i{i}, essential: {(essential ? "true" : "false")}, healthCheck: {{command: [CMD, x], interval: {5 + Next(10)}}}{policy}{limits}, dependsOn: [{string.Join(", ", dependencies)}]}}");
                var life = finishes[i] ? $"runTime: {Next(20)}s, exitCode: {(Next(6) == 0 ? 1 : 0)}, " : policy.Length > 0 ? $"runTime: {60 + Next(60)}s, " : "";
                behaviors.Add($"c{i}: {{{life}startup: {Next(20)}s, shutdown: {Next(15)}s, image: {{size: {Next(200)}MB}}}}");
            }
            Yaml = TaskScenario.Of($"[{string.Join(", ", containers)}]", $"containers: {{{string.Join(", ", behaviors)}}}", $"timeline: [{{at: {5 + Next(300)}s, action: UpdateService, service: web, desiredCount: 0}}]", duration: "20m");
        }

        public string Yaml { get; }

        public List<(string Container, string On, string Condition)> Dependencies { get; } = [];

        public HashSet<string> EndsByItself { get; } = [];

        private int Next(int below)
        {
            unchecked
            {
                _state ^= _state << 13;
                _state ^= _state >> 7;
                _state ^= _state << 17;
                return (int)(_state >> 33) % below;
            }
        }
    }
}
