using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>Actions on Auto Scaling groups.</summary>
internal static class Ec2ActionCompiler
{
    public static TimelineActionDefinition? SetDesiredCapacity(TimelineScope s, ObjectView v, Instant at)
    {
        var c = s.Context;
        var group = c.Groups.Resolve(v.Find(SetDesiredCapacityTable.Group)!, c);
        var capacity = v.Get(SetDesiredCapacityTable.DesiredCapacity, 0);
        if (group >= 0 && group < s.Groups.Length && (capacity < s.Groups[group].MinSize || capacity > s.Groups[group].MaxSize))
            c.Report(v, SetDesiredCapacityTable.DesiredCapacity, $"desiredCapacity {capacity} is not between minSize {s.Groups[group].MinSize} and maxSize {s.Groups[group].MaxSize} of `{s.Groups[group].Name}`", $"{s.Groups[group].MinSize} to {s.Groups[group].MaxSize}");
        return new SetDesiredCapacityAction(at, group, capacity);
    }
}
