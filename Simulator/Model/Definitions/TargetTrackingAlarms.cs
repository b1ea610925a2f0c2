using System.Collections.Immutable;

namespace Simulator.Model.Definitions;

/// <summary>
/// The alarms that target tracking policies create and own (AS-TT-03). Their names hold the policy's name where AWS draws a UUID, so that they
/// are the same in every run.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
/// </summary>
public static class TargetTrackingAlarms
{
    /// <summary>The managed alarms of a scenario in order of service and policy, high before low; a policy that never scales in has no low one.</summary>
    public static ImmutableArray<AlarmDefinition> Create(Scenario scenario)
    {
        var alarms = ImmutableArray.CreateBuilder<AlarmDefinition>();
        for (var service = 0; service < scenario.Services.Length; service++)
        {
            if (scenario.Services[service].AutoScaling is not { } target) continue;
            for (var policy = 0; policy < target.Policies.Length; policy++)
            {
                if (target.Policies[policy] is not TargetTrackingPolicyDefinition tracking) continue;
                alarms.Add(High(scenario, tracking, service, policy));
                if (!tracking.DisableScaleIn) alarms.Add(Low(scenario, tracking, service, policy));
            }
        }
        return alarms.ToImmutable();
    }

    /// <summary>Threshold of the low alarm: a share of the target (0.9 by default), rounded so that 0.9 × 70 is 63.</summary>
    public static double LowThreshold(double target, double factor) => Math.Round(target * factor, 9);

    private static AlarmDefinition High(Scenario scenario, TargetTrackingPolicyDefinition policy, int service, int index) =>
        Alarm(scenario, policy, service, index, "AlarmHigh", ComparisonOperator.GreaterThanThreshold, policy.TargetValue,
            scenario.Model.Get(ModelCatalog.TargetTrackingHighPeriods));

    private static AlarmDefinition Low(Scenario scenario, TargetTrackingPolicyDefinition policy, int service, int index) =>
        Alarm(scenario, policy, service, index, "AlarmLow", ComparisonOperator.LessThanThreshold,
            LowThreshold(policy.TargetValue, scenario.Model.Get(ModelCatalog.EcsLowFactor)),
            scenario.Model.Get(policy.PeriodSeconds < 60 ? ModelCatalog.TargetTrackingHighResolutionLowPeriods : ModelCatalog.TargetTrackingLowPeriods));

    private static AlarmDefinition Alarm(
        Scenario scenario, TargetTrackingPolicyDefinition policy, int service, int index, string side, ComparisonOperator comparison, double threshold, double periods)
    {
        return new AlarmDefinition
        {
            Name = $"TargetTracking-service/{scenario.Cluster.Name}/{scenario.Services[service].Name}-{side}-{policy.Name}",
            Metric = policy.Metric,
            Statistic = policy.Statistic,
            PeriodSeconds = policy.PeriodSeconds,
            EvaluationPeriods = (int)periods,
            DatapointsToAlarm = (int)periods,
            Threshold = threshold,
            Comparison = comparison,
            AlarmActions = [new PolicyReference(service, index)],
        };
    }
}
