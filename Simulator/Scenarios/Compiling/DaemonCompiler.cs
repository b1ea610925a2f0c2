using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>CreateDaemon (ECS-DM-04). Daemons stand behind the services in the scenario's list: they are scheduled, recorded and told of as those are.</summary>
internal sealed class DaemonCompiler(CompileContext c, TaskDefinitionCompiler tasks)
{
    private readonly DeploymentCompiler _deployments = new(c, tasks);
    private ImmutableArray<CapacityProviderDefinition> _providers = [];

    /// <summary>Learns the daemons' names, before anything refers to them.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="services">How many services there are.</param>
    public void Declare(ObjectView root, int services)
    {
        _deployments.DeclareAlarms(root);
        foreach (var v in Views(root))
        {
            var index = services++;
            if (v.Find(DaemonTable.Name) is not { } name) continue;
            if (name.Equals("cluster", StringComparison.OrdinalIgnoreCase) || name.Equals("cost", StringComparison.OrdinalIgnoreCase))
                c.Report(v, DaemonTable.Name, $"a daemon may not be named `{name}`: `{name.ToLowerInvariant()}.…` are the metrics of the whole", $"{name}-agent");
            if (c.Services.Contains(name)) c.Report(v, DaemonTable.Name, $"the daemon `{name}` has the name of a service: results are by name", $"{name}-daemon");
            c.Daemons.Add(name, index, v, DaemonTable.Name, c);
        }
    }

    /// <summary>All daemons: those that exist from the start, then those that the timeline creates.</summary>
    public ImmutableArray<ServiceDefinition> Compile(ObjectView root, ImmutableArray<CapacityProviderDefinition> providers)
    {
        _providers = providers;
        var daemons = ImmutableArray.CreateBuilder<ServiceDefinition>();
        foreach (var v in Views(root))
        {
            tasks.Now = CreatedAt(v);
            if (v.Find(DaemonTable.Cluster) is { } named && AwsArn.NameOf(named) != c.ClusterName)
                c.Notes.Add(ScenarioNoteKind.Assumed, v.At(DaemonTable.Cluster), $"the daemon names the cluster {AwsArn.NameOf(named)}; it runs in {c.ClusterName}, the scenario's only one");
            var daemon = new ServiceDefinition { Name = v.Get(DaemonTable.Name, ""), TaskDefinition = -1, CreatedAt = tasks.Now, SchedulingStrategy = SchedulingStrategy.Daemon };
            daemons.Add(With(v, daemon, new ManagedDaemonDefinition()));
        }
        tasks.Now = Instant.Zero;
        return daemons.ToImmutable();
    }

    /// <summary>A daemon after an update.</summary>
    public ServiceDefinition Update(ObjectView v, ServiceDefinition now) => With(v, now, now.ManagedDaemon!);

    private static IReadOnlyList<ObjectView> Views(ObjectView root) =>
        [.. root.List(ScenarioTable.Daemons), .. root.List(ScenarioTable.Timeline).Where(static v => v.Table == CreateDaemonTable.Table).OrderBy(static v => CreatedAt(v).Nanoseconds)];

    private static Instant CreatedAt(ObjectView v) => v.Table == CreateDaemonTable.Table ? Instant.Zero + v.Get(ActionTables.At, Duration.Zero) : Instant.Zero;

    private ServiceDefinition With(ObjectView v, ServiceDefinition now, ManagedDaemonDefinition daemon)
    {
        var task = v.Find(DaemonTable.TaskDefinition) is { } reference ? tasks.Resolve(reference, used: true, daemon: true) : -1;
        daemon = daemon with { Critical = v.Get(DaemonTable.Critical, daemon.Critical) };
        var deployment = now.Deployment;
        if (now.TaskDefinition < 0 || v.Has(DaemonTable.Deployment))
        {
            var d = v.Find(DaemonTable.Deployment);
            daemon = daemon with { DrainPercent = d?.Get(DaemonDeploymentTable.DrainPercent, ManagedDaemonDefinition.DefaultDrainPercent) ?? ManagedDaemonDefinition.DefaultDrainPercent };
            deployment = new DeploymentConfiguration(0, 100, CircuitBreaker: true, CircuitBreakerRollback: true)
            {
                BakeTime = Duration.FromMinutes(d?.Get(DaemonDeploymentTable.BakeTime, 0) ?? 0),
                Alarms = d?.Find(DaemonDeploymentTable.Alarms) is { } alarms ? AlarmsOf(alarms) : null,
            };
        }
        return now with { TaskDefinition = task, Strategy = ProvidersOf(v), ManagedDaemon = daemon, Deployment = deployment };
    }

    private ImmutableArray<CapacityProviderStrategyItem> ProvidersOf(ObjectView v)
    {
        var items = ImmutableArray.CreateBuilder<CapacityProviderStrategyItem>();
        foreach (var reference in v.List(DaemonTable.Providers))
        {
            var provider = c.Providers.Resolve(reference, c);
            if (provider < 0) continue;
            if (_providers[provider].Kind != CapacityProviderKind.ManagedInstances)
            {
                var managed = _providers.Where(static p => p.Kind == CapacityProviderKind.ManagedInstances).Select(static p => p.Name).ToList();
                c.Report(
                    reference, $"`{_providers[provider].Name}` is no provider of Managed Instances, and managed daemons run on no other (ECS-DM-04)",
                    managed.Count > 0 ? $"capacityProviderArns: [{managed[0]}]" : "a service with schedulingStrategy: DAEMON runs on the instances of groups");
            }
            else if (items.Any(i => i.CapacityProvider == provider))
            {
                c.Report(reference, $"`{_providers[provider].Name}` is named twice", "name it once");
            }
            else
            {
                items.Add(new CapacityProviderStrategyItem(provider, 1, 0));
            }
        }
        return items.ToImmutable();
    }

    private DeploymentAlarms? AlarmsOf(ObjectView alarms)
    {
        if (!alarms.Get(DaemonAlarmsTable.Enable, false)) return null;
        if (!alarms.IsBad(DaemonAlarmsTable.Names) && alarms.List(DaemonAlarmsTable.Names).Count == 0)
            c.Report(alarms, DaemonAlarmsTable.Names, "the alarms are enabled, but none is named", "name one, or enable: false");
        return _deployments.AlarmsNamed(alarms.List(DaemonAlarmsTable.Names), rollback: true);
    }
}
