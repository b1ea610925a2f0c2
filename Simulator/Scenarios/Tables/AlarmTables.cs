using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>alarms:</c> items (PutMetricAlarm).</summary>
internal static class AlarmTable
{
    public const string Ignored =
        "alarmDescription tags alarmArn alarmConfigurationUpdatedTimestamp stateValue stateReason stateReasonData stateUpdatedTimestamp stateTransitionedTimestamp evaluationState";

    public static readonly ObjectTable Table = new ObjectTable("alarm", "A CloudWatch alarm (PutMetricAlarm).").Aws("PutMetricAlarm", Ignored).FromFile("metricAlarms")
        .Elsewhere("alarmRule", "a composite alarm belongs under compositeAlarms");

    public static readonly Property<string> Name = Table.Named("alarmName", Kind.GroupName, "Alarm name.");
    public static readonly Property<Reference> Series = Table.Add("series", Kind.To("a series such as web.CPUUtilization", "web.CPUUtilization"), "Short for namespace, metricName and dimensions.");
    public static readonly Property<string> Namespace = Table.Add("namespace", Kind.Words, "Namespace, such as AWS/ECS.");
    public static readonly Property<Reference> MetricName = Table.Add("metricName", Kind.To("the name of a metric", "CPUUtilization"), "MetricName.");
    public static readonly Property<IReadOnlyList<ObjectView>> Dimensions = Table.Add("dimensions", Kind.List(Kind.Object(() => DimensionTable.Table), 0, 30), "Dimensions.");
    public static readonly Property<string> Unit = Table.Add("unit", Kind.Words, "Unit of the datapoints; another than the metric's own has no data (AS-MET-08).", defaultText: "any");
    public static readonly Property<MetricStatistic> Statistic = Table.Add("statistic", StatisticKind, "Statistic over each period.", defaultText: "Average");
    public static readonly Property<Reference> ExtendedStatistic = Table.Add("extendedStatistic", Kind.To("a statistic such as p99, tm90, IQM or PR(:300)", "p99"), "Percentile or trimmed statistic instead (AS-CW-13).");
    public static readonly Property<string> LowSamples = Table.Add(
        "evaluateLowSampleCountPercentile", new ChoiceKind<string>(("evaluate", "evaluate"), ("ignore", "ignore")), "ignore: the state is kept while a percentile has too few samples (AS-CW-13).", defaultText: "evaluate");
    public static readonly Property<IReadOnlyList<ObjectView>> Metrics = Table.Add("metrics", Kind.List(Kind.Object(() => MetricQueryTable.Table), 1, 20), "Metric math instead of a single series (AS-CW-15).");
    public static readonly Property<int> Period = Table.Add("period", Kind.AwsCount(1, 604_800, "seconds"), "Seconds of a datapoint: 10, 20, 30 or a multiple of 60 (AS-CW-02).", defaultText: "60");
    public static readonly Property<ObjectView> Window = Table.Add("evaluationWindow", Kind.Object(() => EvaluationWindowTable.Table), "Whether periods slide or lie on the wall clock (AS-CW-04).", defaultText: "slidingWindow");
    public static readonly Property<int> EvaluationPeriods = Table.Add("evaluationPeriods", Kind.AwsCount(1, 100_000), "N: datapoints looked at.", required: true);
    public static readonly Property<int> DatapointsToAlarm = Table.Add("datapointsToAlarm", Kind.AwsCount(1, 100_000), "M: datapoints that must breach.", defaultText: "evaluationPeriods");
    public static readonly Property<double> Threshold = Table.Add("threshold", Kind.AwsNumber(), "Threshold in the metric's unit.", required: true);
    public static readonly Property<ComparisonOperator> Comparison = Table.Add(
        "comparisonOperator",
        new ChoiceKind<ComparisonOperator>(
            ("GreaterThanThreshold", ComparisonOperator.GreaterThanThreshold), ("GreaterThanOrEqualToThreshold", ComparisonOperator.GreaterThanOrEqualToThreshold),
            ("LessThanThreshold", ComparisonOperator.LessThanThreshold), ("LessThanOrEqualToThreshold", ComparisonOperator.LessThanOrEqualToThreshold)).Refusing(
            ("LessThanLowerOrGreaterThanUpperThreshold", "anomaly detection alarms are not simulated, and cannot scale (AS-CW-02)", "use a threshold"),
            ("LessThanLowerThreshold", "anomaly detection alarms are not simulated, and cannot scale (AS-CW-02)", "use a threshold"),
            ("GreaterThanUpperThreshold", "anomaly detection alarms are not simulated, and cannot scale (AS-CW-02)", "use a threshold")),
        "Comparison of a datapoint with the threshold.", required: true);
    public static readonly Property<TreatMissingData> TreatMissing = Table.Add(
        "treatMissingData", new ChoiceKind<TreatMissingData>(("missing", TreatMissingData.Missing), ("ignore", TreatMissingData.Ignore), ("breaching", TreatMissingData.Breaching), ("notBreaching", TreatMissingData.NotBreaching)), "What missing datapoints mean (AS-CW-07).", defaultText: "missing");
    public static readonly Property<bool> ActionsEnabled = Table.Add("actionsEnabled", Kind.AwsFlag, "Whether its actions are done.", defaultText: "true");
    public static readonly Property<IReadOnlyList<Reference>> AlarmActions = Table.Add("alarmActions", ActionsKind, "Step scaling policies invoked in ALARM.");
    public static readonly Property<IReadOnlyList<Reference>> OkActions = Table.Add("okActions", ActionsKind, "Policies invoked in OK.");
    public static readonly Property<IReadOnlyList<Reference>> InsufficientDataActions = Table.Add("insufficientDataActions", ActionsKind, "Policies invoked in INSUFFICIENT_DATA.");

    /// <summary>Basic statistics of CloudWatch.</summary>
    public static ValueKind<MetricStatistic> StatisticKind => new ChoiceKind<MetricStatistic>(
        ("Average", MetricStatistic.Average), ("Minimum", MetricStatistic.Minimum), ("Maximum", MetricStatistic.Maximum), ("Sum", MetricStatistic.Sum), ("SampleCount", MetricStatistic.SampleCount));

    private static ValueKind<IReadOnlyList<Reference>> ActionsKind => Kind.List(Kind.To("service/policyName or a policy's ARN", "web/out"), 0, 5);
}

/// <summary>evaluationWindow.</summary>
internal static class EvaluationWindowTable
{
    public static readonly ObjectTable Table = new ObjectTable("evaluationWindow", "Where an alarm's periods lie.").Aws("PutMetricAlarm", "", "evaluationWindow");

    public static readonly Property<ObjectView> Sliding = Table.Add("slidingWindow", Kind.Object(() => SlidingWindowTable.Table), "Periods end at every minute.");
    public static readonly Property<ObjectView> WallClock = Table.Add("wallClockWindow", Kind.Object(() => WallClockWindowTable.Table), "Periods of 60, 300, 3600, 86400 or 604800 s lie on the wall clock.");
}

/// <summary>slidingWindow.</summary>
internal static class SlidingWindowTable
{
    public static readonly ObjectTable Table = new ObjectTable("slidingWindow", "Nothing to say.").Aws("PutMetricAlarm", "", "evaluationWindow.slidingWindow");
}

/// <summary>wallClockWindow.</summary>
internal static class WallClockWindowTable
{
    public static readonly ObjectTable Table = new ObjectTable("wallClockWindow", "The wall clock.").Aws("PutMetricAlarm", "", "evaluationWindow.wallClockWindow");

    public static readonly Property<Reference> TimeZone = Table.Add("timezone", Kind.To("a time zone", "Europe/Paris"), "IANA name of its time zone; days and weeks end there at midnight.", required: false, defaultText: "UTC");
}

/// <summary>metrics items of an alarm or a customized metric (MetricDataQuery).</summary>
internal static class MetricQueryTable
{
    public static readonly ObjectTable Table = new ObjectTable("metricQuery", "A metric, or an expression over metrics; exactly one returns data.").Aws("PutMetricAlarm", "accountId", "metrics[]");

    public static readonly Property<Reference> Id = Table.Add("id", Kind.To("an id such as m1", "m1"), "Name in expressions; begins with a lower-case letter.", required: true);
    public static readonly Property<Reference> Expression = Table.Add("expression", Kind.To("an expression such as m1 / m2", "m1 / m2"), "Metric math; instead of metricStat.");
    public static readonly Property<ObjectView> Stat = Table.Add("metricStat", Kind.Object(() => MetricStatTable.Table), "A metric; instead of expression.");
    public static readonly Property<Reference> Series = Table.Add("series", Kind.To("a series such as web.CPUUtilization", "web.CPUUtilization"), "Short for metricStat with its metric and the statistic Average.");
    public static readonly Property<string> Label = Table.Add("label", Kind.Any, "Label, which METRICS(\"…\") looks at.");
    public static readonly Property<bool> ReturnData = Table.Add("returnData", Kind.AwsFlag, "Whether this is the result.", defaultText: "true");
    public static readonly Property<int> Period = Table.Add("period", Kind.AwsCount(1, 604_800, "seconds"), "Seconds of a datapoint, the same in all queries.", defaultText: "60");
}

/// <summary>metricStat.</summary>
internal static class MetricStatTable
{
    public static readonly ObjectTable Table = new ObjectTable("metricStat", "A metric with a statistic over a period.").Aws("PutMetricAlarm", "", "metrics[].metricStat");

    public static readonly Property<ObjectView> Metric = Table.Add("metric", Kind.Object(() => SeriesTable.Table), "The series.", required: true);
    public static readonly Property<Reference> Stat = Table.Add("stat", Kind.To("a statistic such as Average or p99", "Average"), "Statistic, extended ones included.", required: true);
    public static readonly Property<int> Period = Table.Add("period", Kind.AwsCount(1, 604_800, "seconds"), "Seconds of a datapoint, the same in all queries.", defaultText: "60");
    public static readonly Property<string> Unit = Table.Add("unit", Kind.Words, "Unit of the datapoints.", defaultText: "any");
}

/// <summary><c>compositeAlarms:</c> items (PutCompositeAlarm).</summary>
internal static class CompositeAlarmTable
{
    public static readonly ObjectTable Table = new ObjectTable("compositeAlarm", "An alarm on the states of others (PutCompositeAlarm). It cannot scale; deployments may watch it (AS-CW-14).")
        .Aws("PutCompositeAlarm", "alarmDescription tags alarmArn alarmConfigurationUpdatedTimestamp stateValue stateReason stateReasonData stateUpdatedTimestamp stateTransitionedTimestamp actionsSuppressedBy actionsSuppressedReason")
        .FromFile("compositeAlarms");

    public static readonly Property<string> Name = Table.Named("alarmName", Kind.GroupName, "Alarm name.");
    public static readonly Property<Reference> Rule = Table.Add("alarmRule", Kind.To("a rule such as ALARM(a) AND NOT OK(b)", "ALARM(cpu-high)"), "ALARM(name), OK(name), INSUFFICIENT_DATA(name), AT_LEAST(n, STATE, (names)), AND, OR, NOT, TRUE, FALSE.", required: true);
    public static readonly Property<Reference> Suppressor = Table.Add("actionsSuppressor", Kind.To("an alarm", "maintenance"), "Alarm that holds its actions back while in ALARM; alarms.csv says when they are taken.");
    public static readonly Property<Duration> WaitPeriod = Table.Add("actionsSuppressorWaitPeriod", Kind.Seconds(), "Seconds for which its actions wait after a change of its state for the suppressor to go into ALARM.", defaultText: "60, which AWS recommends");
    public static readonly Property<Duration> ExtensionPeriod = Table.Add("actionsSuppressorExtensionPeriod", Kind.Seconds(), "Seconds for which they go on waiting after the suppressor left ALARM.", defaultText: "60, which AWS recommends");
    public static readonly Property<bool> ActionsEnabled = Table.Add("actionsEnabled", Kind.AwsFlag, "Whether its actions are taken.", defaultText: "true");
    public static readonly Property<IReadOnlyList<Reference>> AlarmActions = Table.Add("alarmActions", ActionsKind, "ARNs of actions in ALARM; accepted, not simulated. A scaling policy cannot be one.");
    public static readonly Property<IReadOnlyList<Reference>> OkActions = Table.Add("okActions", ActionsKind, "ARNs of actions in OK, likewise.");
    public static readonly Property<IReadOnlyList<Reference>> InsufficientDataActions = Table.Add("insufficientDataActions", ActionsKind, "ARNs of actions in INSUFFICIENT_DATA, likewise.");

    private static ValueKind<IReadOnlyList<Reference>> ActionsKind => Kind.List(Kind.To("the ARN of an action that is no scaling policy", "arn:aws:sns:us-east-1:123456789012:pager"), 0, 5);
}
