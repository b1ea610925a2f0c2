using Simulator.Model.Definitions;
using Simulator.Scenarios.Compiling.Scaling;
using Simulator.Scenarios.Compiling.Timeline;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>A document to an immutable, fully valid scenario, or to all its problems. The order of the steps is the order in which names become known.</summary>
internal static class ScenarioCompiler
{
    /// <summary>The scenario; half-valid when issues were reported, and then not to be used.</summary>
    public static Scenario? Compile(MapNode document, ReadScope scope, FileSource files)
    {
        var root = new ObjectKind(() => ScenarioTable.Table).ReadMap(document, "", scope);
        var c = new CompileContext(scope, files);
        var outcome = new OutcomeCompiler(c);
        c.Run = outcome.CompileRun(root);
        c.Model = outcome.CompileModel(root);

        var compute = new ComputeCompiler(c);
        compute.CompileZones(root);
        var trunking = AccountSettingCompiler.Compile(root, c);
        var balancing = new LoadBalancingCompiler(c);
        var targetGroups = balancing.CompileTargetGroups(root);
        balancing.CompileListeners(root);

        var groups = compute.CompileGroups(root);
        var instances = compute.CompileInstances(root);
        var providers = compute.CompileProviders(root, groups);
        var clusters = new ClusterCompiler(c, compute);
        var cluster = clusters.Compile(root, providers);

        var tasks = new TaskDefinitionCompiler(c);
        tasks.Compile(root);
        var queueCompiler = new QueueCompiler(c);
        var queueDefinitions = queueCompiler.Compile(root);
        var applications = ApplicationCompiler.Compile(root, tasks, queueCompiler, c);

        var attributes = groups.SelectMany(g => g.Attributes.Keys).Concat(instances.SelectMany(i => i.Attributes.Keys)).ToHashSet(StringComparer.Ordinal);
        var serviceCompiler = new ServiceCompiler(c, tasks, compute, clusters);
        var services = serviceCompiler.Compile(root, providers, attributes);

        var daemonCompiler = new DaemonCompiler(c, tasks);
        daemonCompiler.Declare(root, services.Length);

        var metrics = new MetricResolver(c);
        var workloadCompiler = new WorkloadCompiler(c, metrics, balancing, serviceCompiler);
        workloadCompiler.DeclareSeries(root);
        var scaling = new ScalingCompiler(c, metrics);
        (services, groups) = scaling.Compile(root, services, groups);
        services = services.AddRange(daemonCompiler.Compile(root, providers));
        var alarmCompiler = new AlarmCompiler(c, metrics, new MetricQueryCompiler(c, metrics), scaling);
        var alarms = alarmCompiler.Compile(root, services);
        var composites = new CompositeAlarmCompiler(c, alarmCompiler.Names, alarms.Length).Compile(root, alarms);
        alarmCompiler.Composites = [.. composites.Select(static a => a.Name)];
        scaling.WarnAboutIdlePolicies();
        var jobs = new JobCompiler(c, tasks, serviceCompiler, applications);
        var workloads = workloadCompiler.Compile(root, services, applications, jobs);
        jobs.FirstCall = workloads.Length;

        var failures = new FailureCompiler(c).Compile(root, groups.Length + instances.Length > 0 || providers.Any(p => p.ManagedInstances is not null));
        var timeline = TimelineCompiler.Compile(root, new TimelineScope { Context = c, Tasks = tasks, Groups = groups, ServiceCompiler = serviceCompiler, Daemons = daemonCompiler, Services = [.. services], Scaling = scaling, Jobs = jobs, Providers = [.. providers], Clusters = clusters, Alarms = alarmCompiler });
        (workloads, applications) = ([.. workloads, .. jobs.Calls], jobs.ApplicationsOfAll());
        alarms = AlarmCompiler.WithPlaces(alarms, timeline);
        tasks.WarnAboutUnused();
        queueCompiler.CheckNames(root);
        if (!root.Has(ScenarioTable.Services) && !root.Has(ScenarioTable.Workload))
            c.Report(root.Position, "", "the scenario has neither a service nor a workload", "services: [{serviceName: web, taskDefinition: …}]");

        var references = new ReferenceCompiler(c).Compile(root);
        var scenario = new Scenario
        {
            Name = root.Get(ScenarioTable.Name, ""),
            Description = root.Get(ScenarioTable.Description, ""),
            Run = c.Run,
            Region = c.Region,
            AvailabilityZones = [.. c.Zones.Names],
            Subnets = c.Subnets,
            Cluster = cluster,
            AwsvpcTrunking = trunking,
            InstanceTypes = c.InstanceTypes,
            AutoScalingGroups = groups,
            ContainerInstances = instances,
            CapacityProviders = providers,
            TaskDefinitions = [.. tasks.All.Select(t => t.Definition)],
            TargetGroups = targetGroups,
            Services = services,
            LoadBalancerSets = serviceCompiler.LoadBalancerSets,
            Queues = queueDefinitions,
            Alarms = alarms,
            CompositeAlarms = composites,
            Applications = applications,
            Workloads = workloads,
            Failures = failures,
            Timeline = timeline,
            PriceOverrides = outcome.CompilePricing(root),
            Model = c.Model,
            References = references,
            Assertions = outcome.CompileAssertions(root, references),
            Output = outcome.CompileOutput(root),
        };
        new FitCheck(c, scenario).Check(root, tasks);
        new QuotaCheck(c, scenario).Check(root);
        NoteCredits(c);
        return scenario;
    }

    // Results of T instances are too good once credits would be spent (ASG-T-01): nobody should find that out by comparing with AWS.
    private static void NoteCredits(CompileContext c)
    {
        List<string> types = [.. c.InstanceTypes.Select(static t => t.Name).Where(static n => n.Length > 1 && n[0] == 't' && char.IsAsciiDigit(n[1])).Distinct(StringComparer.Ordinal)];
        if (types.Count > 0) c.Notes.Add(ScenarioNoteKind.Ignored, SourcePosition.Whole(""), $"CPU credits are not modelled: {string.Join(", ", types)} run{(types.Count == 1 ? "s" : "")} at full speed for ever");
    }
}
