using Simulator.Model.Definitions;

namespace Simulator.Aws.AutoScaling.Policies;

/// <summary>The policies there are: one line each.</summary>
internal static class ScalingPolicies
{
    /// <summary>PolicyType and summary of each, as the documentation prints them.</summary>
    public static readonly (string Name, string Summary)[] All =
    [
        (TargetTracking.Name, TargetTracking.Summary),
        (StepScaling.Name, StepScaling.Summary),
        (PredictiveScaling.Name, PredictiveScaling.Summary),
        (SimpleScaling.Name, SimpleScaling.Summary),
    ];

    /// <summary>The policy of a definition.</summary>
    public static ScalingPolicy Create(ScalingPolicyDefinition definition, ModelConstants model) => definition switch
    {
        TargetTrackingPolicyDefinition d => new TargetTracking(d, SizeOf(model.Get(ModelCatalog.TargetTrackingSizeMetric)), StepOf(model.Get(ModelCatalog.ScaleInStep))),
        StepScalingPolicyDefinition d => new StepScaling(d),
        PredictiveScalingPolicyDefinition => new PredictiveScaling(),
        SimpleScalingPolicyDefinition d => new SimpleScaling(d),
        _ => throw new ArgumentOutOfRangeException(nameof(definition), definition, "is a policy of no known type"),
    };

    private static SizeMetric SizeOf(string name) => name switch
    {
        "last" => SizeMetric.Last,
        "max" => SizeMetric.Max,
        _ => SizeMetric.Mean,
    };

    private static ScaleInStep StepOf(string name) => name switch
    {
        "proportional" => ScaleInStep.Proportional,
        "one" => ScaleInStep.One,
        _ => ScaleInStep.Half,
    };
}
