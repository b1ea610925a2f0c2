using Simulator.Kernel;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>predictiveScalingPolicyConfiguration (AS-PR-01 … 08).</summary>
internal static class PredictiveTable
{
    public static readonly ObjectTable Table = new ObjectTable("predictiveScaling", "Configuration of a predictive policy: capacity by the hour from a forecast of load.")
        .Aws("PutScalingPolicy", "", "predictiveScalingPolicyConfiguration").FromFile();

    public static readonly Property<IReadOnlyList<ObjectView>> Metrics = Table.Add("metricSpecifications", Kind.List(Kind.Object(() => PredictiveMetricTable.Table), 1, 1), "The load and the target.", required: true);
    public static readonly Property<bool> Scales = Table.Add("mode", new ChoiceKind<bool>(("ForecastOnly", false), ("ForecastAndScale", true)), "Whether it acts on its forecast.", defaultText: "ForecastOnly");
    public static readonly Property<Duration> Buffer = Table.Add("schedulingBufferTime", Kind.Seconds(0, 3600), "Seconds before an hour at which its capacity is asked for.", defaultText: "300");
    public static readonly Property<bool> Increases = Table.Add("maxCapacityBreachBehavior", new ChoiceKind<bool>(("HonorMaxCapacity", false), ("IncreaseMaxCapacity", true)), "What a forecast beyond maxCapacity does (AS-PR-06).", defaultText: "HonorMaxCapacity");
    public static readonly Property<int> MaxBuffer = Table.Add("maxCapacityBuffer", Kind.AwsCount(0, 100, "percent"), "Room above the forecast when it raises maxCapacity; goes with IncreaseMaxCapacity.");
    public static readonly Property<HourlySpecification> Forecast = Table.Add(
        "forecast", new HourlyKind(), "The simulator's own: capacities by the hour instead of a computed forecast, from the hour in which the run starts: [4, 4, 6, …], [[0h, 4], [9h, 12]] or {trace: …}.");
    public static readonly Property<bool> ForecastRepeats = Table.Add("forecastRepeats", Kind.Flag, "The simulator's own: a list of hourly capacities begins again after its last hour.", defaultText: "false");
    public static readonly Property<HourlySpecification> History = Table.Add(
        "history", new HourlyKind(), "The simulator's own: load before the run (its mean over each hour), written like a forecast; a list of numbers ends with the hour before the run's.");
    public static readonly Property<Duration> HistoryLength = Table.Add("historyLength", Kind.PositiveTime, "The simulator's own: how long before the run a history of points or a trace begins, in whole hours.", defaultText: "14d");
}

/// <summary>metricSpecifications items.</summary>
internal static class PredictiveMetricTable
{
    private const string Prefix = "predictiveScalingPolicyConfiguration.metricSpecifications[]";

    public static readonly ObjectTable Table = new ObjectTable("predictiveMetric", "What a predictive policy forecasts and what one task shall bear of it.").Aws("PutScalingPolicy", "", Prefix);

    public static readonly Property<double> TargetValue = Table.Add("targetValue", Kind.AwsNumber(), "Load per task in the unit of the scaling metric.", required: true);
    public static readonly Property<ObjectView> Pair = Table.Add("predefinedMetricPairSpecification", Kind.Object(() => PredictivePredefinedTable.Table), "Load and scaling metric together: ECSServiceCPUUtilization, ECSServiceMemoryUtilization or ALBRequestCount; of groups ASGCPUUtilization or ALBRequestCount.");
    public static readonly Property<ObjectView> Scaling = Table.Add("predefinedScalingMetricSpecification", Kind.Object(() => PredictivePredefinedTable.Table), "Scaling metric: ECSServiceAverageCPUUtilization, ECSServiceAverageMemoryUtilization or ALBRequestCountPerTarget; of groups ASGAverageCPUUtilization.");
    public static readonly Property<ObjectView> Load = Table.Add("predefinedLoadMetricSpecification", Kind.Object(() => PredictivePredefinedTable.Table), "Load metric: ECSServiceTotalCPUUtilization, ECSServiceTotalMemoryUtilization or TotalALBRequestCount; of groups ASGTotalCPUUtilization.");
    public static readonly Property<ObjectView> CustomScaling = Table.Add("customizedScalingMetricSpecification", Kind.Object(() => PredictiveCustomTable.Table), "Scaling metric by queries; its unit is that of targetValue. Ignored beyond that: load ÷ target is the capacity (AS-PR-08).");
    public static readonly Property<ObjectView> CustomLoad = Table.Add("customizedLoadMetricSpecification", Kind.Object(() => PredictiveCustomTable.Table), "Load metric by queries: a series, or an expression over several.");
    public static readonly Property<ObjectView> CustomCapacity = Table.Add("customizedCapacityMetricSpecification", Kind.Object(() => PredictiveCustomTable.Table), "Capacity metric by queries; ignored, because load ÷ target is the capacity (AS-PR-08).");
}

/// <summary>A predefined metric of a predictive policy.</summary>
internal static class PredictivePredefinedTable
{
    public static readonly ObjectTable Table = new ObjectTable("predictivePredefinedMetric", "A predefined metric of a predictive policy.").Aws("PutScalingPolicy", "", "predictiveScalingPolicyConfiguration.metricSpecifications[]");

    public static readonly Property<Reference> Type = Table.Add("predefinedMetricType", Kind.To("a predefined metric type", "ECSServiceCPUUtilization"), "Which metric.", required: true);
    public static readonly Property<Reference> Label = Table.Add("resourceLabel", Kind.To("app/<load balancer>/<id>/targetgroup/<target group>/<id>", "app/lb/1/targetgroup/web-tg/2"), "Target group of the request counts.", defaultText: "the service's only one");
}

/// <summary>A customized metric of a predictive policy.</summary>
internal static class PredictiveCustomTable
{
    public static readonly ObjectTable Table = new ObjectTable("predictiveCustomMetric", "A customized metric of a predictive policy.").Aws("PutScalingPolicy", "", "predictiveScalingPolicyConfiguration.metricSpecifications[]");

    public static readonly Property<IReadOnlyList<ObjectView>> Queries = Table.Add("metricDataQueries", Kind.List(Kind.Object(() => MetricQueryTable.Table), 1, 20), "Metrics and expressions over them; one returns data (AS-CW-15).", required: true);
}
