using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on managed daemons (ECS-DM-04).</summary>
internal static class DaemonActionCompiler
{
    public static TimelineActionDefinition? Register(TimelineScope s, ObjectView v, Instant at) =>
        s.Tasks.IndexOf(v) is var index and >= 0 ? new RegisterDaemonTaskDefinitionAction(at, index) : null;

    public static TimelineActionDefinition? Create(TimelineScope s, ObjectView v, Instant at) =>
        s.Context.Daemons.TryFind(v.Get(DaemonTable.Name, ""), out var daemon) && s.Services[daemon].CreatedAt == at ? new CreateDaemonAction(at, daemon) : null; // a second one of the name was reported

    public static TimelineActionDefinition? Update(TimelineScope s, ObjectView v, Instant at)
    {
        if (Resolve(s, v, UpdateDaemonTable.Daemon, at) is not (>= 0 and var daemon)) return null;
        s.Services[daemon] = s.Daemons.Update(v, s.Services[daemon]);
        return new UpdateDaemonAction(at, daemon, s.Services[daemon]);
    }

    public static TimelineActionDefinition? Delete(TimelineScope s, ObjectView v, Instant at)
    {
        if (Resolve(s, v, DeleteDaemonTable.Daemon, at) is not (>= 0 and var daemon)) return null;
        s.Deleted.TryAdd(daemon, at);
        return new DeleteDaemonAction(at, daemon);
    }

    // AWS: DaemonNotFoundException, DaemonNotActiveException.
    private static int Resolve(TimelineScope s, ObjectView v, Property<Reference> property, Instant at)
    {
        var daemon = s.Context.Daemons.Resolve(v.Find(property)!, s.Context);
        if (daemon < 0) return -1;
        var name = s.Services[daemon].Name;
        if (s.Services[daemon].CreatedAt > at) s.Context.Report(v, property, $"the daemon `{name}` is created at {Quantity.Time(s.Services[daemon].CreatedAt - Instant.Zero)} only", "act after that moment");
        else if (s.Deleted.TryGetValue(daemon, out var deleted)) s.Context.Report(v, property, $"the daemon `{name}` is deleted at {Quantity.Time(deleted - Instant.Zero)}", "act before that moment");
        else return daemon;
        return -1;
    }
}
