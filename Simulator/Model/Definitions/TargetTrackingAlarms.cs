using System.Collections.Immutable;

namespace Simulator.Model.Definitions;

/// <summary>
/// The alarms that target tracking policies create and own (AS-TT-03). Their names hold the policy's name where AWS draws a UUID, so that they
/// are the same in every run.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
/// </summary>
public static class TargetTrackingAlarms
{
    /// <summary>
    /// The managed alarms of a scenario, high before low: those of services in order of service and policy, those of groups, then those that each
    /// PutScalingPolicy of the timeline will create. A policy that never scales in has no low one.
    /// </summary>
    public static ImmutableArray<AlarmDefinition> Create(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var alarms = ImmutableArray.CreateBuilder<AlarmDefinition>();
        for (var service = 0; service < scenario.Services.Length; service++)
            AddAll(alarms, scenario, scenario.Services[service].AutoScaling?.Policies ?? [], i => new PolicyReference(service, i));
        for (var group = 0; group < scenario.AutoScalingGroups.Length; group++)
            AddAll(alarms, scenario, scenario.AutoScalingGroups[group].Scaling?.Policies ?? [], i => new PolicyReference(-1, i, group));
        for (var i = 0; i < scenario.Timeline.Length; i++)
        {
            if (scenario.Timeline[i] is PutScalingPolicyAction { Definition: TargetTrackingPolicyDefinition tracking } put)
                Add(alarms, scenario, tracking, put.Policy, i);
        }
        return alarms.ToImmutable();
    }

    /// <summary>Threshold of the low alarm: a share of the target (0.9 by default for services), rounded so that 0.9 × 70 is 63.</summary>
    public static double LowThreshold(double target, double factor) => Math.Round(target * factor, 9);

    private static void AddAll(
        ImmutableArray<AlarmDefinition>.Builder alarms, Scenario scenario, ImmutableArray<ScalingPolicyDefinition> policies, Func<int, PolicyReference> reference)
    {
        for (var i = 0; i < policies.Length; i++)
        {
            if (policies[i] is TargetTrackingPolicyDefinition { ExistsFromStart: true } tracking) Add(alarms, scenario, tracking, reference(i), -1);
        }
    }

    private static void Add(ImmutableArray<AlarmDefinition>.Builder alarms, Scenario scenario, TargetTrackingPolicyDefinition policy, PolicyReference reference, int createdBy)
    {
        var isOfGroup = reference.Group >= 0;
        var highPeriods = scenario.Model.Get(isOfGroup ? ModelCatalog.AsgHighPeriods : ModelCatalog.TargetTrackingHighPeriods);
        var lowPeriods = scenario.Model.Get(LowPeriodsOf(policy.PeriodSeconds, isOfGroup));
        var factor = scenario.Model.Get(isOfGroup ? ModelCatalog.AsgLowFactor : ModelCatalog.EcsLowFactor);
        var resource = reference.Group >= 0 ? scenario.AutoScalingGroups[reference.Group].Name : $"service/{scenario.Cluster.Name}/{scenario.Services[reference.Service].Name}";
        var suffix = createdBy < 0 ? policy.Name : $"{policy.Name}-{Revision(scenario, reference, createdBy)}";
        var high = new AlarmDefinition
        {
            Name = $"TargetTracking-{resource}-AlarmHigh-{suffix}",
            Metric = policy.Metric,
            Math = policy.Math,
            Statistic = policy.Statistic,
            PeriodSeconds = policy.PeriodSeconds,
            EvaluationPeriods = (int)highPeriods,
            DatapointsToAlarm = (int)highPeriods,
            Threshold = policy.TargetValue,
            Comparison = ComparisonOperator.GreaterThanThreshold,
            IsManaged = true,
            CreatedBy = createdBy,
            AlarmActions = [reference],
        };
        alarms.Add(high);
        if (policy.DisableScaleIn) return;
        alarms.Add(high with
        {
            Name = $"TargetTracking-{resource}-AlarmLow-{suffix}",
            EvaluationPeriods = (int)lowPeriods,
            DatapointsToAlarm = (int)lowPeriods,
            Threshold = LowThreshold(policy.TargetValue, factor),
            Comparison = ComparisonOperator.LessThanThreshold,
        });
    }

    private static ModelConstant<double> LowPeriodsOf(int periodSeconds, bool isOfGroup)
    {
        if (periodSeconds < 60) return ModelCatalog.TargetTrackingHighResolutionLowPeriods;
        return isOfGroup ? ModelCatalog.AsgLowPeriods : ModelCatalog.TargetTrackingLowPeriods;
    }

    // How often the policy has been put by then: AWS draws new UUIDs for the alarms of an updated policy.
    private static int Revision(Scenario scenario, PolicyReference policy, int action)
    {
        var revision = 1;
        for (var i = 0; i <= action; i++) revision += scenario.Timeline[i] is PutScalingPolicyAction put && put.Policy == policy ? 1 : 0;
        return revision;
    }
}
