using Simulator.Explaining;
using Simulator.Model.Facts;

namespace Simulator.Reporting.Csv;

/// <summary>Names of a decision's subject, policy and inputs, as the form of its kind says.</summary>
internal static class DecisionNames
{
    /// <summary>Name of the subject.</summary>
    public static string SubjectOf(in Decision d, ResultNames names) => DecisionForms.Of(d.Kind).Subject switch
    {
        DecisionSubject.Alarm => names.Alarm(d.Subject),
        DecisionSubject.AutoScalingGroup => names.AutoScalingGroup(d.Subject),
        DecisionSubject.CapacityProvider => names.CapacityProvider(d.Subject),
        DecisionSubject.TimelineAction => names.TimelineSubject(d.Policy, d.Subject),
        _ => names.ScalableTarget(d.Subject),
    };

    /// <summary>Name of the policy or action.</summary>
    public static string PolicyOf(in Decision d, ResultNames names) => DecisionForms.Of(d.Kind).Policy switch
    {
        DecisionPolicy.ScalingPolicy => names.Policy(d.Subject, d.Policy),
        DecisionPolicy.GroupPolicy => names.GroupPolicy(d.Subject, d.Policy),
        DecisionPolicy.GroupScheduledAction => names.GroupScheduledAction(d.Subject, d.Policy),
        DecisionPolicy.ScheduledAction => names.ScheduledAction(d.Subject, d.Policy),
        DecisionPolicy.TimelineAction => names.TimelineAction(d.Policy),
        _ => "",
    };

    /// <summary>The word or name an input stands for, or null when it is a number or a flag.</summary>
    public static string? WordOf(in Decision d, DecisionInput input, double value, ResultNames names) => input.Type switch
    {
        InputType.Word => input.Words[(int)value],
        InputType.Alarm => names.Alarm((int)value),
        InputType.Policy => names.Policy(d.Subject, (int)value),
        InputType.TaskDefinition => names.TaskDefinition((int)value),
        _ => null,
    };

    /// <summary>An input by name; NaN when the kind has none of this name.</summary>
    public static double InputOf(in Decision d, string name)
    {
        var place = DecisionForms.PlaceOf(d.Kind, name);
        return place < 0 ? double.NaN : d.Inputs[place];
    }
}
