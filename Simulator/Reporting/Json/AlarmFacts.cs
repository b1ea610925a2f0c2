using System.Text.Json;
using Simulator.Explaining;
using Simulator.Model.Definitions;

namespace Simulator.Reporting.Json;

/// <summary>
/// The alarms of services' policies in run.json, and the calls of the timeline that they and their policies come, go and are muted with: whether AWS took a
/// call stands with the decisions.
/// </summary>
internal static class AlarmFacts
{
    /// <summary>An effect as run.json names it.</summary>
    public static string TextOf(AlarmEffect effect) => JsonNamingPolicy.SnakeCaseLower.ConvertName(effect.ToString());

    /// <summary>Writes the array: an entry for each alarm and service that it scales.</summary>
    public static void Write(Utf8JsonWriter json, Scenario scenario)
    {
        json.WriteStartArray("alarms");
        var alarms = MonitoringPlan.Of(scenario).Alarms;
        var first = alarms.Where(static a => a.CreatedBy < 0).Select(static a => a.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < alarms.Length; i++)
        {
            foreach (var service in alarms[i].AlarmActions.Select(a => a.Service).Where(s => s >= 0).Distinct()) WriteOne(json, scenario, i, alarms, first, service);
        }
        json.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter json, Scenario scenario, int number, IReadOnlyList<AlarmDefinition> alarms, HashSet<string> first, int service)
    {
        var alarm = alarms[number];
        var policies = alarm.AlarmActions.Where(a => a.Service == service).ToList();
        ScalingPolicyDefinition? Policy(PolicyReference policy) => scenario.Services[service].AutoScaling?.Policies[policy.Policy];
        json.WriteStartObject();
        json.WriteString("name", alarm.Name);
        json.WriteString("service", scenario.Services[service].Name);
        json.WriteBoolean("low", alarm.Comparison is ComparisonOperator.LessThanThreshold or ComparisonOperator.LessThanOrEqualToThreshold);
        json.WriteString("policy", string.Join(", ", policies.Select(p => Policy(p)?.Name)));
        json.WriteString("series", RunFile.SeriesKey(alarm.Metric.Namespace, alarm.Metric.MetricName, alarm.Metric.Dimensions));
        json.WriteString("metric", alarm.Metric.MetricName);
        json.WriteString("statistic", alarm.Math is not null ? MetricMathDefinition.Statistic : alarm.Extended?.Name ?? alarm.Statistic.ToString());
        json.WriteNumber("period_s", alarm.PeriodSeconds);
        json.WriteNumber("evaluation_periods", alarm.EvaluationPeriods);
        json.WriteNumber("datapoints_to_alarm", alarm.DatapointsToAlarm);
        json.WriteNumber("threshold", alarm.Threshold);
        json.WriteString("comparison", alarm.Comparison.ToString());
        json.WriteBoolean("managed", alarm.IsManaged);
        json.WriteBoolean("actions_enabled", alarm.ActionsEnabled);
        json.WriteBoolean("exists", alarm.CreatedBy < 0);
        json.WriteBoolean("name_exists", first.Contains(alarm.Name));
        json.WriteStartArray("policies_put");
        foreach (var policy in policies.Select(Policy).Where(p => p?.ExistsFromStart == true)) json.WriteStringValue(policy!.Name);
        json.WriteEndArray();
        json.WriteStartArray("calls");
        for (var t = 0; t < scenario.Timeline.Length; t++)
        {
            foreach (var (effect, policy) in Effects(scenario.Timeline[t], t, number, alarms, policies, service))
                WriteCall(json, scenario, t, effect, policy < 0 ? "" : scenario.Services[service].AutoScaling!.Policies[policy].Name);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What a call does to an alarm, and to the policies that it invokes. A target tracking policy that is put again gets new alarms (AS-TT-03).
    private static IEnumerable<(AlarmEffect Effect, int Policy)> Effects(
        TimelineActionDefinition action, int place, int number, IReadOnlyList<AlarmDefinition> alarms, List<PolicyReference> policies, int service)
    {
        var alarm = alarms[number];
        switch (action)
        {
            case PutMetricAlarmAction put when alarms[put.Alarm].Name == alarm.Name: yield return (put.Alarm == number ? AlarmEffect.Created : AlarmEffect.Replaced, -1); break;
            case DeleteAlarmsAction delete when delete.Alarms.Contains(number): yield return (AlarmEffect.Deleted, -1); break;
            case SetAlarmActionsAction set when set.Alarms.Contains(number): yield return (set.AreEnabled ? AlarmEffect.Enabled : AlarmEffect.Disabled, -1); break;
            case PutScalingPolicyAction put when policies.Contains(put.Policy):
                yield return (AlarmEffect.PolicyPut, put.Policy.Policy);
                if (alarm.IsManaged) yield return (alarm.CreatedBy == place ? AlarmEffect.Created : AlarmEffect.Deleted, -1);
                break;
            case DeleteScalingPolicyAction delete when policies.Contains(delete.Policy): yield return (AlarmEffect.PolicyDeleted, delete.Policy.Policy); break;
            case DeregisterScalableTargetAction deregister when deregister.Service == service:
                foreach (var policy in policies) yield return (AlarmEffect.PolicyDeleted, policy.Policy);
                break;
        }
    }

    private static void WriteCall(Utf8JsonWriter json, Scenario scenario, int place, AlarmEffect effect, string policy)
    {
        var action = scenario.Timeline[place];
        json.WriteStartObject();
        JsonStyle.Seconds(json, "t_s", action.At);
        json.WriteString("action", action.Name);
        json.WriteNumber("place", scenario.Timeline.Take(place).Count(a => a.At == action.At && a.Name == action.Name));
        json.WriteString("effect", TextOf(effect));
        if (policy.Length > 0) json.WriteString("policy", policy);
        json.WriteEndObject();
    }
}
