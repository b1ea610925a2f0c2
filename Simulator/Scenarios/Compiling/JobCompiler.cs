using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>Standalone tasks (ECS-API-05): workloads of kind jobs, and RunTask on the timeline, which is a job that is submitted once.</summary>
internal sealed class JobCompiler(CompileContext c, TaskDefinitionCompiler tasks, ServiceCompiler services, ImmutableArray<ApplicationDefinition> applications)
{
    /// <summary>Properties that only a workload of kind jobs takes.</summary>
    public static readonly ImmutableArray<Property> OnlyForJobs =
    [
        WorkloadTable.TaskDefinition, WorkloadTable.Count, WorkloadTable.Group, WorkloadTable.RunTime, WorkloadTable.Submissions, ServiceTable.LaunchType, ServiceTable.Strategy,
        ServiceTable.PlacementConstraints, ServiceTable.PlacementStrategy, ServiceTable.NetworkConfiguration,
    ];

    private readonly List<JobWorkloadDefinition> _calls = [];

    /// <summary>Workload index of the first RunTask call of the timeline.</summary>
    public int FirstCall { get; set; }

    /// <summary>RunTask calls of the timeline, as workloads.</summary>
    public IReadOnlyList<JobWorkloadDefinition> Calls => _calls;

    /// <summary>A workload of kind jobs, or null after reporting why it cannot be.</summary>
    public JobWorkloadDefinition? Compile(ObjectView v, string name, RateCompiler rates)
    {
        foreach (var property in (Property[])[WorkloadTable.To, WorkloadTable.Series, WorkloadTable.Values])
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"a workload of kind jobs takes no `{property.Name}`", "taskDefinition says what runs");
        }
        if (v.Has(WorkloadTable.Rate) == v.Has(WorkloadTable.Submissions))
        {
            c.Report(v.Position, v.Path, v.Has(WorkloadTable.Rate) ? "jobs come either at a rate or from a trace, not both" : $"{PathText.Last(v.Path)} has neither `rate` nor `submissions`", "rate: 2/m, or submissions: {trace: jobs.csv}");
            return null;
        }
        if (v.Find(WorkloadTable.TaskDefinition) is not { } reference)
        {
            if (!v.IsBad(WorkloadTable.TaskDefinition)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `taskDefinition`", tasks.Families.Count > 0 ? $"taskDefinition: {tasks.Families[0]}" : "taskDefinition: batch");
            return null;
        }
        var task = tasks.Resolve(reference, used: true);
        var job = services.PlaceCall(v, task) with
        {
            Name = name,
            Count = v.Get(WorkloadTable.Count, 1),
            Group = v.Get(WorkloadTable.Group, FamilyGroup(task)),
            RunTime = v.Find(WorkloadTable.RunTime) ?? RunTimeOf(task),
            Arrivals = v.Get(WorkloadTable.Arrivals, ArrivalProcess.Poisson),
        };
        if (task < 0) return null;
        if (v.Find(WorkloadTable.Submissions) is { } trace)
        {
            if (v.Has(WorkloadTable.Arrivals)) c.Report(v.KeyAt(WorkloadTable.Arrivals), v.PathOf(WorkloadTable.Arrivals), "a trace says when jobs are submitted: there is nothing to draw", "remove `arrivals`");
            if (JobTrace.Read(trace, job, tasks, c) is not { } submissions) return null;
            if (job.RunTime is null && submissions.Any(s => double.IsNaN(s.RunTimeSeconds))) ReportEndless(v, WorkloadTable.RunTime);
            return job with { Submissions = submissions };
        }
        if (job.RunTime is null) ReportEndless(v, WorkloadTable.RunTime);
        return v.Find(WorkloadTable.Rate) is { } rate && rates.Compile(rate) is { } compiled ? job with { Rate = compiled } : null;
    }

    /// <summary>A RunTask call of the timeline; its workload index, or -1 after reporting why it cannot be.</summary>
    public int CompileCall(ObjectView v)
    {
        var task = tasks.Resolve(v.Find(RunTaskTable.TaskDefinition)!, used: true);
        if (task < 0) return -1;
        var family = FamilyGroup(task);
        var runTime = v.Find(RunTaskTable.RunTime) ?? RunTimeOf(task);
        if (v.Find(RunTaskTable.Overrides) is { } overrides)
        {
            var definition = tasks.All[task].Definition;
            task = tasks.Resized(task, overrides.Get(TaskOverrideTable.Cpu, definition.ReservedCpu), overrides.Get(TaskOverrideTable.Memory, definition.ReservedMemory));
        }
        _calls.Add(services.PlaceCall(v, task) with
        {
            Name = $"RunTask-{_calls.Count + 1}",
            Count = v.Get(RunTaskTable.Count, 1),
            Group = v.Get(RunTaskTable.Group, family),
            RunTime = runTime,
        });
        return FirstCall + _calls.Count - 1;
    }

    /// <summary>Behaviour of all task definitions, those included that were made from others by another size.</summary>
    public ImmutableArray<ApplicationDefinition> ApplicationsOfAll()
    {
        var all = applications.ToBuilder();
        while (all.Count < tasks.All.Count) all.Add(all[tasks.All[all.Count].VariantOf]);
        return all.ToImmutable();
    }

    private string FamilyGroup(int task) => task < 0 ? "" : "family:" + tasks.All[task].Definition.Family;

    private DistributionDefinition? RunTimeOf(int task) => task < 0 || task >= applications.Length ? null : applications[task].RunTime;

    private void ReportEndless(ObjectView v, Property property) =>
        c.Report(v.Position, v.Path, "nothing says how long these jobs work: every task would run for ever", $"{property.Name}: {{distribution: exponential, mean: 5m}}, here or in applications");
}
