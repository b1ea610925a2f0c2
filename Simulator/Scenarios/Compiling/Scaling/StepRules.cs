using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling.Scaling;

/// <summary>What steps of step scaling must be like (AS-ST-04).</summary>
internal static class StepRules
{
    /// <summary>The steps, after reporting what is wrong with them.</summary>
    public static ImmutableArray<StepAdjustment> Compile(CompileContext c, ObjectView v, Property<IReadOnlyList<ObjectView>> property, AdjustmentType type)
    {
        var views = v.List(property);
        ImmutableArray<StepAdjustment> steps = [.. views.Select(s => new StepAdjustment(s.Maybe(StepTable.Lower), s.Maybe(StepTable.Upper), s.Get(StepTable.Adjustment, 0)))];
        if (views.All(s => !s.IsBad(StepTable.Lower) && !s.IsBad(StepTable.Upper))) Check(c, v, property, views, steps, type);
        return steps;
    }

    private static void Check(CompileContext c, ObjectView v, Property property, IReadOnlyList<ObjectView> views, ImmutableArray<StepAdjustment> steps, AdjustmentType type)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var s = steps[i];
            if (s.LowerBound is null && s.UpperBound is null && steps.Length > 0)
                c.Report(views[i].Position, views[i].Path, "a step needs at least one bound (AS-ST-04)", "metricIntervalLowerBound: 0");
            else if (s.UpperBound <= s.LowerBound) c.Report(views[i], StepTable.Upper, $"the upper bound {Quantity.Plain(s.UpperBound!.Value)} is not above the lower bound {Quantity.Plain(s.LowerBound!.Value)} (AS-ST-04)", "exchange them");
            if (type == AdjustmentType.ExactCapacity && s.ScalingAdjustment < 0) c.Report(views[i], StepTable.Adjustment, $"ExactCapacity takes no negative capacity ({s.ScalingAdjustment}) (AS-ST-04)", "0 or more");
        }
        if (steps.Count(s => s.LowerBound is null && s.UpperBound is not null) > 1) c.Report(v, property, "two steps have no lower bound (AS-ST-04)", "give one of them a metricIntervalLowerBound");
        if (steps.Count(s => s.UpperBound is null && s.LowerBound is not null) > 1) c.Report(v, property, "two steps have no upper bound (AS-ST-04)", "give one of them a metricIntervalUpperBound");
        var ordered = steps.Select((s, i) => (Step: s, View: views[i])).OrderBy(s => s.Step.LowerBound ?? double.NegativeInfinity).ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            var end = ordered[i - 1].Step.UpperBound ?? double.PositiveInfinity;
            var start = ordered[i].Step.LowerBound ?? double.NegativeInfinity;
            if (start < end) c.Report(ordered[i].View.Position, ordered[i].View.Path, $"this step overlaps the one that ends at {Quantity.Plain(end)} (AS-ST-04)", $"metricIntervalLowerBound: {Quantity.Plain(end)}");
            else if (start > end) c.Report(ordered[i].View.Position, ordered[i].View.Path, $"there is a gap between {Quantity.Plain(end)} and {Quantity.Plain(start)} (AS-ST-04)", $"metricIntervalLowerBound: {Quantity.Plain(end)}");
        }
        if (ordered.Count == 0) return;
        if (ordered[0].Step.LowerBound < 0) c.Report(ordered[0].View, StepTable.Lower, "a negative lower bound needs a step below it without lower bound (AS-ST-04)", "leave metricIntervalLowerBound out of the lowest step");
        if (ordered[^1].Step.UpperBound > 0) c.Report(ordered[^1].View, StepTable.Upper, "a positive upper bound needs a step above it without upper bound (AS-ST-04)", "leave metricIntervalUpperBound out of the highest step");
    }
}
