using System.Collections.Immutable;
using Simulator.Explaining;
using Simulator.Reporting.Csv;

namespace Simulator.Reporting.Reading;

/// <summary>Reads what happened besides decisions. Folders of older versions lack some of these files.</summary>
internal static class Incidents
{
    public static ImmutableArray<StoryStage> Stages(string folder)
    {
        var t = ResultTable.Read(Path.Combine(folder, DeploymentTables.Stages.File), ["service", "status", "stage", "hook", "hook_status"], ["t_s"]);
        return [.. Rows(t).Select(i => new StoryStage(t.Texts("service")[i], t.Numbers("t_s")[i], t.Texts("status")[i], t.Texts("stage")[i], t.Texts("hook")[i], t.Texts("hook_status")[i]))];
    }

    public static ImmutableArray<StoryFailure> Failures(string folder)
    {
        var t = ResultTable.Read(Path.Combine(folder, EventTables.Failures.File), ["failure", "kind", "target"], ["t_s", "tasks_hit", "instances_hit"]);
        return
        [
            .. Rows(t).Select(i => new StoryFailure(
                t.Numbers("t_s")[i], t.Texts("failure")[i], t.Texts("kind")[i], t.Texts("target")[i], Whole(t.Numbers("tasks_hit")[i]), Whole(t.Numbers("instances_hit")[i]))),
        ];
    }

    public static ImmutableArray<StoryInstanceEvent> InstanceEvents(string folder)
    {
        var t = ResultTable.Read(Path.Combine(folder, EventTables.InstanceEvents.File), ["container_instance", "availability_zone", "event", "reason"], ["t_s"]);
        return
        [
            .. Rows(t).Select(i => new StoryInstanceEvent(
                t.Numbers("t_s")[i], t.Texts("container_instance")[i], t.Texts("availability_zone")[i], t.Texts("event")[i], t.Texts("reason")[i])),
        ];
    }

    public static ImmutableArray<StoryServiceEvent> ServiceEvents(string folder)
    {
        var t = ResultTable.Read(Path.Combine(folder, EventTables.ServiceEvents.File), ["service", "message"], ["t_s"]);
        return [.. Rows(t).Select(i => new StoryServiceEvent(t.Texts("service")[i], t.Numbers("t_s")[i], t.Texts("message")[i]))];
    }

    public static ImmutableArray<StoryInstance> Instances(string folder)
    {
        var t = ResultTable.Read(Path.Combine(folder, EntityTables.Instances.File), ["container_instance", "auto_scaling_group", "capacity_provider"], []);
        return [.. Rows(t).Select(i => new StoryInstance(t.Texts("container_instance")[i], t.Texts("auto_scaling_group")[i], t.Texts("capacity_provider")[i]))];
    }

    private static IEnumerable<int> Rows(ResultTable table) => Enumerable.Range(0, table.Count);

    private static int Whole(double value) => double.IsNaN(value) ? 0 : (int)value;
}
