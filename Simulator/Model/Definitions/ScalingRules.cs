using System.Collections.Immutable;

namespace Simulator.Model.Definitions;

/// <summary>What AWS refuses in alarms and scaling policies, for the scenario compiler. Each check answers with a sentence, or null when all is well.</summary>
public static class ScalingRules
{
    /// <summary>Checks an alarm's period, evaluation periods and datapoints to alarm (AS-CW-02).</summary>
    public static string? CheckAlarm(int periodSeconds, int evaluationPeriods, int datapointsToAlarm)
    {
        if (periodSeconds is not (10 or 20 or 30) && (periodSeconds <= 0 || periodSeconds % 60 != 0)) return $"A period of {periodSeconds} s is not possible: 10, 20, 30 or a multiple of 60 s.";
        if (evaluationPeriods < 1) return "An alarm needs at least one evaluation period.";
        if (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) return $"DatapointsToAlarm must lie between 1 and the {evaluationPeriods} evaluation periods.";
        var seconds = (long)periodSeconds * evaluationPeriods;
        if (periodSeconds < 3600 && seconds > 86_400) return $"{evaluationPeriods} periods of {periodSeconds} s are more than a day, the limit for periods below an hour.";
        return seconds > 604_800 ? $"{evaluationPeriods} periods of {periodSeconds} s are more than seven days, the limit." : null;
    }

    /// <summary>Checks the steps of a step scaling policy (AS-ST-02, AS-ST-04).</summary>
    public static string? CheckSteps(AdjustmentType type, ImmutableArray<StepAdjustment> steps)
    {
        if (steps.IsDefaultOrEmpty) return "A step scaling policy needs at least one step.";
        if (steps.Length > 20) return $"A step scaling policy has at most 20 steps, not {steps.Length}.";
        foreach (var step in steps)
        {
            if (step.LowerBound is null && step.UpperBound is null) return "A step needs a lower or an upper bound; both are missing.";
            if (step is { LowerBound: { } lower, UpperBound: { } upper } && upper <= lower) return $"A step's upper bound ({upper}) must lie above its lower bound ({lower}).";
            if (type == AdjustmentType.ExactCapacity && step.ScalingAdjustment < 0) return $"An exact capacity cannot be negative ({step.ScalingAdjustment}).";
        }
        if (steps.Count(static s => s.LowerBound is null) > 1) return "Only one step may go without a lower bound.";
        if (steps.Count(static s => s.UpperBound is null) > 1) return "Only one step may go without an upper bound.";
        var sorted = steps.OrderBy(static s => s.LowerBound ?? double.NegativeInfinity).ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            var end = sorted[i - 1].UpperBound ?? double.PositiveInfinity;
            var start = sorted[i].LowerBound!.Value;
            if (end > start) return $"Steps overlap: one ends at {(double.IsPositiveInfinity(end) ? "infinity" : end)}, the next begins at {start}.";
            if (end < start) return $"Between {end} and {start} there is a gap; add a step with adjustment 0 if nothing shall happen there.";
        }
        if (sorted[0].LowerBound < 0) return "When a step has a negative lower bound, some step must have no lower bound.";
        return sorted[^1].UpperBound > 0 ? "When a step has a positive upper bound, some step must have no upper bound." : null;
    }
}
