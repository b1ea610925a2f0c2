using System.Collections.Immutable;
using System.Text.Json;
using Simulator.Explaining;
using Simulator.Model.Facts;
using Simulator.Reporting.Csv;
using Simulator.Reporting.Json;

namespace Simulator.Reporting.Reading;

/// <summary>Reads of a result folder what explanations are made from.</summary>
internal static class StoryReader
{
    /// <summary>Reads a folder; of several replications the first.</summary>
    /// <exception cref="ResultFolderException">It is no result folder of a run, or a file in it cannot be read.</exception>
    public static RunStory Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, RunFile.File))) throw new ResultFolderException($"'{folder}' is not the result folder of a run: it has no {RunFile.File}.");
        var facts = RunFacts.Read(folder);
        var (alarms, keepsTasks) = Setup(folder);
        var of = ResultWriter.FolderOf(folder, 0, facts.Replications);
        try
        {
            if (!File.Exists(Path.Combine(of, EventTables.Alarms.File))) throw new ResultFolderException($"'{Path.Combine(of, EventTables.Alarms.File)}' is missing, which the run has written; {ResultTable.RunAgain}");
            var story = new RunStory
            {
                Start = facts.Start,
                Seconds = facts.Seconds,
                Cluster = facts.Cluster,
                Services = facts.Services,
                Daemons = facts.Daemons,
                Replications = facts.Replications,
                Alarms = alarms,
                Decisions = [.. DecisionReader.Read(of)],
                Datapoints = Datapoints(of),
                Samples = Samples(of),
                Tasks = Tasks(of, keepsTasks),
                Placements = Placements(of),
                Deployments = Deployments(of),
                Stages = Incidents.Stages(of),
                Failures = Incidents.Failures(of),
                InstanceEvents = Incidents.InstanceEvents(of),
                ServiceEvents = Incidents.ServiceEvents(of),
                Instances = Incidents.Instances(of),
            };
            CheckDecisions(story, of);
            return story;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFolderException($"A file in '{folder}' cannot be read: {e.Message}", e);
        }
    }

    // decisions.jsonl that was emptied or cut at the end of a line.
    private static void CheckDecisions(RunStory story, string folder)
    {
        var ids = story.Decisions.Select(d => d.Id).ToHashSet();
        var scaling = ResultTable.Read(Path.Combine(folder, DecisionTables.ScalingActivities.File), [], ["decision_id"]).Numbers("decision_id").Where(double.IsFinite).Select(id => (int)id);
        var lost = story.Tasks.Select(t => t.Decision).Where(id => id > 0).Concat(scaling).FirstOrDefault(id => !ids.Contains(id));
        if (lost > 0) throw new ResultFolderException($"'{Path.Combine(folder, DecisionsFile.File)}' lacks decision {lost}, which other files of the folder name: it is cut off or was changed; {ResultTable.RunAgain}");
    }

    // Whether tasks.csv was switched off stands in the scenario; without one in run.json that is not known.
    private static (ImmutableArray<AlarmSetup> Alarms, bool KeepsTasks) Setup(string folder)
    {
        var path = Path.Combine(folder, RunFile.File);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var keeps = root.TryGetProperty("scenario", out var scenario) && scenario.ValueKind == JsonValueKind.Object
                && !(scenario.TryGetProperty("output", out var output) && output.TryGetProperty("tasks", out var tasks) && tasks.ValueKind == JsonValueKind.False);
            return (Alarms(root), keeps);
        }
        catch (Exception e) when (JsonComplaint.IsExpected(e))
        {
            throw new ResultFolderException($"'{path}' cannot be read as the run.json of a result folder: {JsonComplaint.Of(e)}", e);
        }
    }

    private static ImmutableArray<AlarmSetup> Alarms(JsonElement root)
    {
        var alarms = ImmutableArray.CreateBuilder<AlarmSetup>();
        foreach (var a in root.GetProperty("report").GetProperty("alarms").EnumerateArray())
        {
            if (!a.TryGetProperty("series", out var series)) continue; // written by an older version
            string Text(string name) => a.GetProperty(name).GetString() ?? "";
            alarms.Add(new AlarmSetup(
                Text("name"), Text("service"), Text("policy"), series.GetString() ?? "", Text("metric"), Text("statistic"), a.GetProperty("period_s").GetInt32(),
                a.GetProperty("evaluation_periods").GetInt32(), a.GetProperty("datapoints_to_alarm").GetInt32(), a.GetProperty("threshold").GetDouble(), Text("comparison"))
            {
                IsManaged = !a.TryGetProperty("managed", out var managed) || managed.GetBoolean(),
                ActionsEnabled = !a.TryGetProperty("actions_enabled", out var enabled) || enabled.GetBoolean(),
                Exists = !a.TryGetProperty("exists", out var exists) || exists.GetBoolean(),
                NameExists = !a.TryGetProperty("name_exists", out var named) || named.GetBoolean(),
                PoliciesPut = a.TryGetProperty("policies_put", out var put) ? [.. put.EnumerateArray().Select(static p => p.GetString() ?? "")] : [Text("policy")],
                Calls = a.TryGetProperty("calls", out var calls) ? [.. calls.EnumerateArray().Select(CallOf)] : [],
            });
        }
        return alarms.ToImmutable();
    }

    private static AlarmEffect EffectOf(string? text)
    {
        foreach (var effect in Enum.GetValues<AlarmEffect>())
        {
            if (AlarmFacts.TextOf(effect) == text) return effect;
        }
        throw new JsonException($"`{text}` is no effect of a call on an alarm.");
    }

    private static AlarmCall CallOf(JsonElement of) => new(
        of.GetProperty("t_s").GetDouble(), of.GetProperty("action").GetString() ?? "", of.GetProperty("place").GetInt32(), EffectOf(of.GetProperty("effect").GetString()),
        of.TryGetProperty("policy", out var policy) ? policy.GetString() ?? "" : "");

    private static ImmutableArray<StoryDatapoint> Datapoints(string folder)
    {
        var t = ResultTable.ReadWhole(Path.Combine(folder, EventTables.Metrics.File), ["namespace", "metric", "dimensions", "statistic"], ["period_start_s", "period_s", "published_s", "value"]);
        return
        [
            .. Enumerable.Range(0, t.Count).Select(i => new StoryDatapoint(
                RunFile.SeriesKey(t.Texts("namespace")[i], t.Texts("metric")[i], t.Texts("dimensions")[i]), t.Texts("statistic")[i], t.Numbers("period_start_s")[i], t.Numbers("period_s")[i],
                t.Numbers("published_s")[i], t.Numbers("value")[i])),
        ];
    }

    private static ImmutableArray<StorySample> Samples(string folder)
    {
        string[] numbers = ["t_s", "desired", "running", "pending", "healthy", "cpu_utilization", "memory_utilization", "requests", "errors", "latency_p99_ms", "needed"];
        var t = ResultTable.ReadWhole(Path.Combine(folder, SeriesTables.Services.File), ["service"], numbers);
        return
        [
            .. Enumerable.Range(0, t.Count).Select(i =>
            {
                double N(int column) => t.Numbers(numbers[column])[i];
                return new StorySample(t.Texts("service")[i], N(0), N(1), N(2), N(3), N(4), N(5), N(6), N(7), N(8), N(9), N(10));
            }),
        ];
    }

    private static ImmutableArray<StoryTask> Tasks(string folder, bool isKept)
    {
        string[] numbers = ["decision_id", "created_s", "placed_s", "pull_started_s", "pull_stopped_s", "started_s", "healthy_s", "stopping_s", "stopped_s"];
        var path = Path.Combine(folder, EntityTables.Tasks.File);
        if (!isKept && !File.Exists(path)) return [];
        var t = ResultTable.ReadWhole(path, ["task_id", "service", "capacity_provider", "stopped_reason", "container_instance", "deployment", "task_definition"], numbers);
        return
        [
            .. Enumerable.Range(0, t.Count).Select(i =>
            {
                double N(int column) => t.Numbers(numbers[column])[i];
                var decision = double.IsNaN(N(0)) ? 0 : (int)N(0);
                return new StoryTask(
                    t.Texts("task_id")[i], t.Texts("service")[i], decision, t.Texts("capacity_provider")[i], N(1), N(2), N(3), N(4), N(5), N(6), N(7), N(8), t.Texts("stopped_reason")[i], t.Texts("container_instance")[i],
                    t.Texts("deployment")[i], t.Texts("task_definition")[i]);
            }),
        ];
    }

    private static ImmutableArray<StoryPlacement> Placements(string folder)
    {
        var t = ResultTable.ReadWhole(Path.Combine(folder, EventTables.Placements.File), ["service", "task", "reason"], ["t_s"]);
        return [.. Enumerable.Range(0, t.Count).Select(i => new StoryPlacement(t.Texts("service")[i], t.Numbers("t_s")[i], t.Texts("task")[i], t.Texts("reason")[i]))];
    }

    private static ImmutableArray<StoryDeployment> Deployments(string folder)
    {
        var t = ResultTable.ReadWhole(Path.Combine(folder, DeploymentTables.Deployments.File), ["service", "deployment", "task_definition", "strategy", "rollout_state", "status"], ["created_s", "completed_s", "finished_s"]);
        return
        [
            .. Enumerable.Range(0, t.Count).Select(i => new StoryDeployment(
                t.Texts("service")[i], t.Texts("deployment")[i], t.Numbers("created_s")[i], t.Numbers("completed_s")[i], t.Numbers("finished_s")[i], t.Texts("rollout_state")[i] == Vocabulary.Of(RolloutState.Failed), t.Texts("status")[i],
                t.Texts("task_definition")[i], t.Texts("strategy")[i].Length == 0)),
        ];
    }
}
