using Simulator.Aws.AutoScaling.Policies;
using Simulator.Model.Definitions;

namespace Simulator.Aws.AutoScaling;

/// <summary>Lays scalable targets and their policies out, once: also those that a call will only create during the run.</summary>
internal static class TargetLayout
{
    /// <summary>Rows of targets and policies, and the target of each service (or -1).</summary>
    public static (TargetRow[] Targets, PolicyRow[] Policies, int[] TargetOfService) Of(Scenario scenario, MonitoringPlan plan)
    {
        var targets = new List<TargetRow>();
        var policies = new List<PolicyRow>();
        var targetOfService = new int[scenario.Services.Length];
        for (var service = 0; service < targetOfService.Length; service++)
        {
            targetOfService[service] = -1;
            if (scenario.Services[service].AutoScaling is not { } definition) continue;
            targetOfService[service] = targets.Count;
            for (var i = 0; i < definition.Policies.Length; i++)
            {
                var reference = new PolicyReference(service, i);
                policies.Add(new PolicyRow
                {
                    Policy = ScalingPolicies.Create(definition.Policies[i], scenario.Model),
                    Target = targets.Count,
                    Index = i,
                    Definition = definition.Policies[i],
                    Exists = definition.Policies[i].ExistsFromStart,
                    HighAlarm = plan.HighAlarmOf(reference),
                    LowAlarm = plan.LowAlarmOf(reference),
                    TargetValue = TargetOf(definition.Policies[i]),
                });
            }
            targets.Add(new TargetRow
            {
                Service = service,
                Minimum = definition.MinCapacity,
                Maximum = definition.MaxCapacity,
                FirstPolicy = policies.Count - definition.Policies.Length,
                PolicyCount = definition.Policies.Length,
                IsRegistered = definition.IsRegistered,
                IsScaleInSuspended = definition.ScaleInSuspended,
                IsScaleOutSuspended = definition.ScaleOutSuspended,
                IsScheduledSuspended = definition.ScheduledSuspended,
                FirstSignal = -1,
                LastSignal = -1,
            });
        }
        return ([.. targets], [.. policies], targetOfService);
    }

    /// <summary>Target of target tracking; NaN for any other policy.</summary>
    public static double TargetOf(ScalingPolicyDefinition policy) => policy is TargetTrackingPolicyDefinition tracking ? tracking.TargetValue : double.NaN;
}
