using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Load: requests into services, and series played back into CloudWatch.</summary>
internal sealed class WorkloadCompiler(CompileContext c, MetricResolver metrics, LoadBalancingCompiler balancing, ServiceCompiler serviceCompiler)
{
    private readonly RateCompiler _rates = new(c);
    private readonly Dictionary<ObjectView, MetricIdentity> _series = [];

    /// <summary>Declares played-back series before policies and alarms refer to them.</summary>
    public void DeclareSeries(ObjectView root)
    {
        var seen = new Dictionary<(string, string, string), ObjectView>();
        var index = 0;
        foreach (var v in root.List(ScenarioTable.Workload))
        {
            if (v.Find(WorkloadTable.WorkloadKind) == "metric" && v.Find(WorkloadTable.Series) is { } series)
            {
                var identity = metrics.Declare(series, index);
                _series.Add(v, identity);
                if (!seen.TryAdd((identity.Namespace, identity.MetricName, identity.Dimensions), v))
                    c.Report(v, WorkloadTable.Series, "two workloads play back the same series", "keep one of them");
            }
            index++;
        }
    }

    public ImmutableArray<WorkloadDefinition> Compile(ObjectView root, ImmutableArray<ServiceDefinition> services, ImmutableArray<ApplicationDefinition> applications, JobCompiler jobs)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var workloads = ImmutableArray.CreateBuilder<WorkloadDefinition>();
        var views = root.List(ScenarioTable.Workload);
        for (var i = 0; i < views.Count; i++)
        {
            var v = views[i];
            var name = v.Find(WorkloadTable.Name) ?? DefaultName(v, i, names);
            if (!names.Add(name)) c.Report(v, WorkloadTable.Name, $"there are two workloads named `{name}`", "give one of them another name");
            if (v.IsBad(WorkloadTable.WorkloadKind)) continue;
            WorkloadDefinition? workload = v.Find(WorkloadTable.WorkloadKind) switch
            {
                "metric" => Metric(v, name),
                "jobs" => jobs.Compile(v, name, _rates),
                _ => Requests(v, name, services, applications),
            };
            if (workload is not null) workloads.Add(workload);
        }
        return workloads.ToImmutable();
    }

    private static string DefaultName(ObjectView v, int index, HashSet<string> names) =>
        v.Find(WorkloadTable.To) is { } to && !names.Contains(AwsArn.NameOf(to.Text)) ? AwsArn.NameOf(to.Text) : $"workload-{index + 1}";

    private MetricWorkloadDefinition? Metric(ObjectView v, string name)
    {
        foreach (var property in (Property[])[WorkloadTable.To, WorkloadTable.Rate, WorkloadTable.Arrivals, .. JobCompiler.OnlyForJobs])
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"a workload of kind metric takes no `{property.Name}`", "series and values say all");
        }
        if (!v.Has(WorkloadTable.Series)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `series`", "series: web.CPUUtilization");
        if (!v.Has(WorkloadTable.Values)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `values`", "values: [[0s, 50], [10m, 75]]");
        if (v.Find(WorkloadTable.Values) is not { } values || _rates.CompileValues(values) is not { } points) return null;
        return _series.TryGetValue(v, out var identity) ? new MetricWorkloadDefinition(name, identity, points) : null;
    }

    private RequestWorkloadDefinition? Requests(ObjectView v, string name, ImmutableArray<ServiceDefinition> services, ImmutableArray<ApplicationDefinition> applications)
    {
        foreach (var property in (Property[])[WorkloadTable.Series, WorkloadTable.Values, .. JobCompiler.OnlyForJobs])
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"a workload of kind requests takes no `{property.Name}`", "kind: metric plays a series back");
        }
        var rate = v.Find(WorkloadTable.Rate) is { } specification ? _rates.Compile(specification) : null;
        if (!v.Has(WorkloadTable.Rate)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `rate`", "rate: 120/s");
        if (v.Find(WorkloadTable.To) is not { } to)
        {
            if (!v.IsBad(WorkloadTable.To)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `to`", c.Services.Names.Count > 0 ? $"to: {c.Services.Names[0]}" : "to: a service");
            return null;
        }
        if (Destination(to, services) is not { } destination || destination.Service < 0) return null;
        var task = services[destination.Service].TaskDefinition;
        if (task >= 0 && task < applications.Length && applications[task].Request is null)
            c.Report(to, $"nothing says what a request needs in the tasks of `{services[destination.Service].Name}`", "add applications: [{family: …, request: {cpu: …, wait: …}}]");
        if (rate is null) return null;
        return new RequestWorkloadDefinition(name, destination.Service, destination.TargetGroup, rate, v.Get(WorkloadTable.Arrivals, ArrivalProcess.Poisson)) { IsTest = destination.IsTest };
    }

    /// <summary>A service (by its first target group when it has one), a target group, or a listener.</summary>
    private (int Service, int TargetGroup, bool IsTest)? Destination(Reference to, ImmutableArray<ServiceDefinition> services)
    {
        if (c.Services.TryFind(to.Text, out var service))
        {
            if (service >= services.Length) return null;
            return services[service].LoadBalancers.IsEmpty ? (service, -1, false) : (service, services[service].LoadBalancers[0].TargetGroup, false);
        }
        var isTest = false;
        if (!c.TargetGroups.TryFind(to.Text, out var group))
        {
            if (!c.Listeners.TryFind(to.Text, out var listener))
            {
                c.Report(to, $"there is no service, target group or listener `{AwsArn.NameOf(to.Text)}`", Suggestions.For(AwsArn.NameOf(to.Text), [.. c.Services.Names, .. c.TargetGroups.Names, .. c.Listeners.Names]));
                return null;
            }
            isTest = serviceCompiler.TestedGroupOf(listener) >= 0;
            group = isTest ? serviceCompiler.TestedGroupOf(listener) : balancing.TargetGroupOf(listener);
            if (group < 0) return null;
        }
        for (var i = 0; i < services.Length; i++)
        {
            if (services[i].LoadBalancers.Any(l => l.TargetGroup == group || l.Alternate == group)) return (i, group, isTest);
        }
        c.Report(to, $"no service registers its tasks with the target group `{c.TargetGroups.Names[group]}`", "add it to the loadBalancers of a service");
        return null;
    }
}
