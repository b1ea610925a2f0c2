using System.Collections.Immutable;
using Simulator.Reporting.Csv;

namespace Simulator.Reporting.Reading;

/// <summary>The deployments of one service in a result folder, and its tasks by revision. Read only where a service was deployed again after its creation.</summary>
internal sealed class RecordedDeployments
{
    private RecordedDeployments(ImmutableArray<RecordedDeployment> deployments, ImmutableArray<RecordedStage> stages, ImmutableArray<RecordedRevision> revisions) =>
        (Deployments, Stages, Revisions) = (deployments, stages, revisions);

    /// <summary>Deployments in order, without the one by which the service was created.</summary>
    public ImmutableArray<RecordedDeployment> Deployments { get; }

    /// <summary>Changes of their stages, statuses and traffic, in order.</summary>
    public ImmutableArray<RecordedStage> Stages { get; }

    /// <summary>Running tasks of each task definition, in order of first use; empty when the folder has no tasks.csv.</summary>
    public ImmutableArray<RecordedRevision> Revisions { get; }

    /// <summary>Reads the deployments of every service that has more than one.</summary>
    /// <param name="folder">Folder of one replication.</param>
    public static SortedDictionary<string, RecordedDeployments> Read(string folder)
    {
        var found = new SortedDictionary<string, RecordedDeployments>(StringComparer.Ordinal);
        var d = ResultTable.Read(
            Path.Combine(folder, DeploymentTables.Deployments.File), ["service", "deployment", "task_definition", "status", "status_reason", "status_subject", "rollback_of"], ["created_s", "finished_s"]);
        var rows = Enumerable.Range(0, d.Count).Select(i => (Service: d.Texts("service")[i], Row: new RecordedDeployment(
            d.Texts("deployment")[i], d.Texts("task_definition")[i], d.Texts("status")[i], d.Texts("status_reason")[i], d.Texts("status_subject")[i],
            d.Texts("rollback_of")[i].Length > 0, d.Numbers("created_s")[i], d.Numbers("finished_s")[i]))).ToLookup(r => r.Service, r => r.Row, StringComparer.Ordinal);
        if (!rows.Any(r => r.Count() > 1)) return found;
        var s = ResultTable.Read(Path.Combine(folder, DeploymentTables.Stages.File), ["service", "deployment", "status", "stage", "hook"], ["t_s", "production_percent"]);
        var stages = Enumerable.Range(0, s.Count).Where(i => s.Texts("hook")[i].Length == 0).Select(i => (Service: s.Texts("service")[i], Row: new RecordedStage(
            s.Numbers("t_s")[i], s.Texts("deployment")[i], s.Texts("status")[i], s.Texts("stage")[i], s.Numbers("production_percent")[i]))).ToLookup(r => r.Service, r => r.Row, StringComparer.Ordinal);
        var tasks = ReadTasks(folder);
        foreach (var service in rows.Where(r => r.Count() > 1))
            found.Add(service.Key, new RecordedDeployments([.. service.Skip(1)], [.. stages[service.Key]], tasks.TryGetValue(service.Key, out var revisions) ? [.. revisions.Select(r => r.Close())] : []));
        return found;
    }

    private static Dictionary<string, List<Revision>> ReadTasks(string folder)
    {
        var t = ResultTable.Read(Path.Combine(folder, EntityTables.Tasks.File), ["service", "task_definition"], ["started_s", "stopping_s", "stopped_s"]);
        var services = new Dictionary<string, List<Revision>>(StringComparer.Ordinal);
        for (var i = 0; i < t.Count; i++)
        {
            if (double.IsNaN(t.Numbers("started_s")[i])) continue;
            if (!services.TryGetValue(t.Texts("service")[i], out var revisions)) services.Add(t.Texts("service")[i], revisions = []);
            var revision = revisions.Find(r => r.Name == t.Texts("task_definition")[i]);
            if (revision is null) revisions.Add(revision = new Revision(t.Texts("task_definition")[i]));
            revision.Changes.Add((t.Numbers("started_s")[i], 1));
            var end = double.IsNaN(t.Numbers("stopping_s")[i]) ? t.Numbers("stopped_s")[i] : t.Numbers("stopping_s")[i];
            if (!double.IsNaN(end)) revision.Changes.Add((end, -1));
        }
        return services;
    }

    private sealed class Revision(string name)
    {
        public string Name => name;

        public List<(double At, int By)> Changes { get; } = [];

        public RecordedRevision Close()
        {
            var (times, counts, count) = (new List<double> { 0 }, new List<double> { 0 }, 0);
            foreach (var (at, by) in Changes.OrderBy(c => c.At))
            {
                count += by;
                if (at == times[^1]) counts[^1] = count;
                else
                {
                    times.Add(at);
                    counts.Add(count);
                }
            }
            return new RecordedRevision(name, [.. times], [.. counts]);
        }
    }
}

/// <summary>A deployment.</summary>
internal readonly record struct RecordedDeployment(string Id, string TaskDefinition, string Status, string Reason, string Subject, bool IsRollback, double Created, double Finished);

/// <summary>A change of a service deployment.</summary>
internal readonly record struct RecordedStage(double At, string Deployment, string Status, string Stage, double ProductionPercent);

/// <summary>Running tasks of a task definition: each count holds from its time until the next.</summary>
internal sealed record RecordedRevision(string TaskDefinition, double[] Times, double[] Counts)
{
    /// <summary>Running tasks in a second.</summary>
    public double At(double second)
    {
        var place = Array.BinarySearch(Times, second);
        return Counts[place >= 0 ? place : ~place - 1];
    }
}
