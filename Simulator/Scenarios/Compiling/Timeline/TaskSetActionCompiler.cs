using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on task sets, in order of time: each sees what the ones before it left.</summary>
internal static class TaskSetActionCompiler
{
    public static TimelineActionDefinition? Create(TimelineScope s, ObjectView v, Instant at)
    {
        if (External(s, v, CreateTaskSetTable.Service, at) is not (>= 0 and var service) || s.ServiceCompiler.TaskSetOf(v) is not var (number, set)) return null;
        if (s.TaskSetsOf(service).Exists(t => t.Set.Name == set.Name))
            s.Context.Report(v, TaskSetTable.Name, $"the service `{s.Services[service].Name}` has a task set `{set.Name}` at that time", "another externalId, or DeleteTaskSet before");
        s.TaskSetsOf(service).Add((number, set));
        return new CreateTaskSetAction(at, service, number, set);
    }

    public static TimelineActionDefinition? Update(TimelineScope s, ObjectView v, Instant at)
    {
        if (Find(s, v, UpdateTaskSetTable.Service, UpdateTaskSetTable.TaskSet, at) is not var (service, place) || v.Find(UpdateTaskSetTable.Scale)?.Maybe(TaskSetScaleTable.Percent) is not { } scale) return null;
        var (number, set) = s.TaskSetsOf(service)[place];
        s.TaskSetsOf(service)[place] = (number, set with { Scale = scale });
        return new UpdateTaskSetAction(at, service, number, scale);
    }

    public static TimelineActionDefinition? MakePrimary(TimelineScope s, ObjectView v, Instant at) =>
        Find(s, v, UpdateServicePrimaryTaskSetTable.Service, UpdateServicePrimaryTaskSetTable.TaskSet, at) is var (service, place)
            ? new UpdateServicePrimaryTaskSetAction(at, service, s.TaskSetsOf(service)[place].Number) : null;

    public static TimelineActionDefinition? Delete(TimelineScope s, ObjectView v, Instant at)
    {
        if (Find(s, v, DeleteTaskSetTable.Service, DeleteTaskSetTable.TaskSet, at) is not var (service, place)) return null;
        var (number, set) = s.TaskSetsOf(service)[place];
        if (set.Scale > 0 && !v.Get(DeleteTaskSetTable.Force, false))
            s.Context.Report(v, DeleteTaskSetTable.TaskSet, $"the task set `{set.Name}` is at {set.Scale:0.##} %: AWS deletes it only when it is scaled down (ECS-BG-04)", "UpdateTaskSet with scale: {value: 0} before, or force: true");
        s.TaskSetsOf(service).RemoveAt(place);
        return new DeleteTaskSetAction(at, service, number);
    }

    private static (int Service, int Place)? Find(TimelineScope s, ObjectView v, Property<Reference> serviceProperty, Property<Reference> setProperty, Instant at)
    {
        if (External(s, v, serviceProperty, at) is not (>= 0 and var service)) return null;
        var name = AwsArn.NameOf(v.Find(setProperty)!.Text);
        var sets = s.TaskSetsOf(service);
        var place = sets.FindIndex(t => t.Set.Name == name);
        if (place >= 0) return (service, place);
        s.Context.Report(v, setProperty, $"the service `{s.Services[service].Name}` has no task set `{name}` at that time", sets.Count == 0 ? "CreateTaskSet before" : Suggestions.For(name, [.. sets.Select(static t => t.Set.Name)], "it has "));
        return null;
    }

    // The service, or -1 after reporting that it has no task sets to act upon.
    private static int External(TimelineScope s, ObjectView v, Property<Reference> property, Instant at)
    {
        var service = s.Context.Services.Resolve(v.Find(property)!, s.Context);
        if (!EcsActionCompiler.Exists(s, v, property, service, at)) return -1;
        if (s.Services[service].Controller == DeploymentController.External) return service;
        s.Context.Report(v, property, $"the service `{s.Services[service].Name}` has no task sets: its deployment controller is not EXTERNAL (ECS-BG-04)", "deploymentController: {type: EXTERNAL}");
        return -1;
    }
}
