using System.Collections.Immutable;
using Simulator.Kernel;
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
            WorkloadDefinition? workload = KindOf(v) switch
            {
                "metric" => Metric(v, name),
                "jobs" => jobs.Compile(v, name, _rates),
                "messages" => Messages(v, name),
                "demand" => Demand(v, name),
                _ => Requests(v, name, services, applications),
            };
            if (workload is not null) workloads.Add(workload);
        }
        return workloads.ToImmutable();
    }

    // A load to a queue can only be messages.
    private string KindOf(ObjectView v) =>
        v.Find(WorkloadTable.WorkloadKind) ?? (v.Find(WorkloadTable.To) is { } to && c.Queues.Contains(AwsArn.NameOf(to.Text)) ? "messages" : "requests");

    private void Refuse(ObjectView v, string kind, string suggestion, params ReadOnlySpan<Property> properties)
    {
        foreach (var property in properties)
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"a workload of kind {kind} takes no `{property.Name}`", suggestion);
        }
    }

    private MessageWorkloadDefinition? Messages(ObjectView v, string name)
    {
        Refuse(v, "messages", "kind: jobs takes it", JobCompiler.OnlyForJobs.AsSpan());
        Refuse(v, "messages", "remove it", WorkloadTable.Series, WorkloadTable.Values, WorkloadTable.Cpu, WorkloadTable.Memory);
        var rate = v.Find(WorkloadTable.Rate) is { } specification ? _rates.Compile(specification) : null;
        if (!v.Has(WorkloadTable.Rate)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `rate`", "rate: 20/s");
        if (v.Find(WorkloadTable.To) is not { } to)
        {
            if (!v.IsBad(WorkloadTable.To)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `to`", "to: a queue");
            return null;
        }
        var queue = c.Queues.Resolve(to, c);
        return rate is null || queue < 0 ? null : new MessageWorkloadDefinition(name, queue, rate, v.Get(WorkloadTable.Arrivals, ArrivalProcess.Poisson));
    }

    private DemandWorkloadDefinition? Demand(ObjectView v, string name)
    {
        Refuse(v, "demand", "kind: jobs takes it", JobCompiler.OnlyForJobs.AsSpan());
        Refuse(v, "demand", "cpu and memory say all", WorkloadTable.Series, WorkloadTable.Values, WorkloadTable.Rate, WorkloadTable.Arrivals);
        if (!v.Has(WorkloadTable.Cpu)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `cpu`", "cpu: [[0s, 3.5], [10m, 8]]");
        if (v.Find(WorkloadTable.To) is not { } to)
        {
            if (!v.IsBad(WorkloadTable.To)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `to`", "to: a service");
            return null;
        }
        var service = c.Services.Resolve(to, c);
        var cpu = DemandOf(v, WorkloadTable.Cpu);
        var memory = DemandOf(v, WorkloadTable.Memory);
        return service < 0 || cpu is null || (v.Has(WorkloadTable.Memory) && memory is null) ? null : new DemandWorkloadDefinition(name, service, cpu, memory);
    }

    private RateDefinition? DemandOf(ObjectView v, Property<ValuesSpecification> property)
    {
        if (v.Find(property) is not { } values || _rates.CompileValues(values) is not { } points) return null;
        foreach (var (at, content) in points)
        {
            if (content is not < 0) continue;
            c.Report(v, property, $"a demand cannot be negative ({Quantity.Plain(content.Value)} at {Quantity.Time(at)})", "0 or more");
            return null;
        }
        var pieces = points.Select(static p => new RatePiece(p.At, p.Value ?? 0, p.Value ?? 0));
        return new RateDefinition([.. points[0].At > Duration.Zero ? pieces.Prepend(new RatePiece(Duration.Zero, 0, 0)) : pieces]);
    }

    private static string DefaultName(ObjectView v, int index, HashSet<string> names) =>
        v.Find(WorkloadTable.To) is { } to && !names.Contains(AwsArn.NameOf(to.Text)) ? AwsArn.NameOf(to.Text) : $"workload-{index + 1}";

    private MetricWorkloadDefinition? Metric(ObjectView v, string name)
    {
        Refuse(v, "metric", "series and values say all", WorkloadTable.To, WorkloadTable.Rate, WorkloadTable.Arrivals, WorkloadTable.Cpu, WorkloadTable.Memory);
        Refuse(v, "metric", "kind: jobs takes it", JobCompiler.OnlyForJobs.AsSpan());
        if (!v.Has(WorkloadTable.Series)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `series`", "series: web.CPUUtilization");
        if (!v.Has(WorkloadTable.Values)) c.Report(v.Position, v.Path, $"{PathText.Last(v.Path)} has no `values`", "values: [[0s, 50], [10m, 75]]");
        if (v.Find(WorkloadTable.Values) is not { } values || _rates.CompileValues(values) is not { } points) return null;
        return _series.TryGetValue(v, out var identity) ? new MetricWorkloadDefinition(name, identity, points) : null;
    }

    private RequestWorkloadDefinition? Requests(ObjectView v, string name, ImmutableArray<ServiceDefinition> services, ImmutableArray<ApplicationDefinition> applications)
    {
        Refuse(v, "requests", "kind: metric plays a series back", WorkloadTable.Series, WorkloadTable.Values);
        Refuse(v, "requests", "kind: demand takes it", WorkloadTable.Cpu, WorkloadTable.Memory);
        Refuse(v, "requests", "kind: jobs takes it", JobCompiler.OnlyForJobs.AsSpan());
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
        return new RequestWorkloadDefinition(name, destination.Service, destination.TargetGroup, rate, v.Get(WorkloadTable.Arrivals, ArrivalProcess.Poisson)) { IsTest = destination.IsTest, Entrances = destination.Entrances };
    }

    /// <summary>A service (by its first target group when it has one), a target group, or a listener.</summary>
    private (int Service, int TargetGroup, bool IsTest, ImmutableArray<int> Entrances)? Destination(Reference to, ImmutableArray<ServiceDefinition> services)
    {
        if (c.Services.TryFind(to.Text, out var service))
        {
            if (service >= services.Length) return null;
            return (service, serviceCompiler.EntranceOf(service, services[service], out var entrances), false, entrances);
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
            if (serviceCompiler.MayHave(i, services[i], group)) return (i, group, isTest, []);
        }
        c.Report(to, $"no service registers its tasks with the target group `{c.TargetGroups.Names[group]}`", "add it to the loadBalancers of a service");
        return null;
    }
}
