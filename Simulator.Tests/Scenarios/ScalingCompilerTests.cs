using FsCheck;
using FsCheck.Fluent;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Scenarios;

/// <summary>Scalable targets, policies and alarms.</summary>
public sealed class ScalingCompilerTests
{
    private static readonly string World = Loading.Fargate.Replace("launchType: FARGATE,", "launchType: FARGATE, SCALING", StringComparison.Ordinal);

    [Test]
    public void TargetTracking_OnRequestsPerTarget_NeedsTheTargetGroupOfTheService()
    {
        const string label = "predefinedMetricSpecification: {predefinedMetricType: ALBRequestCountPerTarget, resourceLabel: app/lb/1/targetgroup/tg/2}";
        var policy = (TargetTrackingPolicyDefinition)Policies($"{{policyName: p, targetTrackingScalingPolicyConfiguration: {{targetValue: 1000, {label}}}}}").Single();
        Assert.That((policy.Metric.Source, policy.Metric.Entity, policy.Statistic), Is.EqualTo((MetricSource.RequestCountPerTarget, 0, MetricStatistic.Sum)));
        var without = (TargetTrackingPolicyDefinition)Policies("{policyName: p, targetTrackingScalingPolicyConfiguration: {targetValue: 1000, predefinedMetricSpecification: {predefinedMetricType: ALBRequestCountPerTarget}}}").Single();
        Assert.That(without.Metric, Is.EqualTo(policy.Metric), "the service's only target group");
        Refused("{policyName: p, targetTrackingScalingPolicyConfiguration: {targetValue: 1, predefinedMetricSpecification: {predefinedMetricType: ALBRequestCountPerTarget, resourceLabel: app/lb/1/targetgroup/other/2}}}", "there is no target group `other`");
    }

    [TestCase("targetValue: 0, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}", "the target must be more than 0")]
    [TestCase("targetValue: 6000, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}", "a utilisation of 6000 percent is out of reach")]
    [TestCase("targetValue: 60, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCpu}", "does not know `ECSServiceAverageCpu`")]
    [TestCase("targetValue: 60", "the policy tracks no metric")]
    [TestCase("targetValue: 60, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilizationHighResolution}", "needs CPUUtilization of the service at 20 s (AS-MET-05)")]
    [TestCase("targetValue: 60, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization, resourceLabel: x}", "takes no resourceLabel")]
    [TestCase("targetValue: 60, customizedMetricSpecification: {metricName: Depth, namespace: My/App}", "nothing publishes the series My/App Depth")]
    [TestCase("targetValue: 60, customizedMetricSpecification: {metrics: []}", "metrics")]
    [TestCase("targetValue: 60, scaleOutCooldown: -1, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}", "`scaleOutCooldown` must not be negative")]
    [Property("Rule", "AS-TT-01")]
    public void WrongTargetTracking(string configuration, string message) => Refused($"{{policyName: p, targetTrackingScalingPolicyConfiguration: {{{configuration}}}}}", message);

    [Test]
    public void CustomizedMetric_OfAwsOrOfAPlayback_IsResolved()
    {
        var policy = (TargetTrackingPolicyDefinition)Policies("{policyName: p, targetTrackingScalingPolicyConfiguration: {targetValue: 60, customizedMetricSpecification: {metricName: CPUUtilization, namespace: AWS/ECS, statistic: Maximum, dimensions: [{name: ServiceName, value: web}, {name: ClusterName, value: default}]}}}").Single();
        Assert.That((policy.Metric.Source, policy.Statistic), Is.EqualTo((MetricSource.ServiceCpu, MetricStatistic.Maximum)));
        var scenario = Loading.Valid(Text("{policyName: p, targetTrackingScalingPolicyConfiguration: {targetValue: 60, customizedMetricSpecification: {metricName: Depth, namespace: My/App}}}") + "  - {name: depth, kind: metric, series: {namespace: My/App, metricName: Depth}, values: [[0s, 5], [10m, null]]}\n");
        var tracked = ((TargetTrackingPolicyDefinition)scenario.Services[0].AutoScaling!.Policies[0]).Metric;
        Assert.That(tracked, Is.EqualTo(((MetricWorkloadDefinition)scenario.Workloads[1]).Metric));
        Assert.That((tracked.Source, tracked.Entity), Is.EqualTo((MetricSource.Playback, 1)));
    }

    [Test]
    public void Bounds_ArePlainAndOrdered()
    {
        Assert.That(Issues("minCapacity: 5, maxCapacity: 2"), Has.Some.Contains("minCapacity 5 is more than maxCapacity 2"));
        Assert.That(Issues("minCapacity: -1, maxCapacity: 2"), Has.Some.Contains("`minCapacity` must not be negative"));
        Assert.That(Issues("maxCapacity: 2"), Has.Some.Contains("has no `minCapacity`"));
    }

    [TestCase("[{metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 1}, {metricIntervalLowerBound: 20, scalingAdjustment: 2}]", "there is a gap between 10 and 20")]
    [TestCase("[{metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 1}, {metricIntervalLowerBound: 5, scalingAdjustment: 2}]", "this step overlaps the one that ends at 10")]
    [TestCase("[{metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 1}]", "a positive upper bound needs a step above it")]
    [TestCase("[{metricIntervalLowerBound: -5, metricIntervalUpperBound: 0, scalingAdjustment: 1}]", "a negative lower bound needs a step below it")]
    [TestCase("[{scalingAdjustment: 1}]", "a step needs at least one bound")]
    [TestCase("[{metricIntervalLowerBound: 5, metricIntervalUpperBound: 5, scalingAdjustment: 1}]", "the upper bound 5 is not above the lower bound 5")]
    [TestCase("[{metricIntervalLowerBound: 0, scalingAdjustment: 1}, {metricIntervalLowerBound: 5, scalingAdjustment: 2}]", "overlaps")]
    [TestCase("[{metricIntervalUpperBound: 0, scalingAdjustment: 1}, {metricIntervalUpperBound: 5, scalingAdjustment: 2}]", "overlaps")]
    [TestCase("[]", "at least 1")]
    [Property("Rule", "AS-ST-04")]
    public void WrongSteps(string steps, string message) => Refused($"{{policyName: p, stepScalingPolicyConfiguration: {{adjustmentType: ChangeInCapacity, stepAdjustments: {steps}}}}}", message);

    [Test]
    [Property("Rule", "AS-ST-04")]
    public void Steps_AreRefusedUnlessTheyTileTheLine()
    {
        // Held against the line itself, cut at every bound that is drawn: each piece belongs to one step at most, those that do lie side by side, and reach to the
        // end of the side of zero that they begin on.
        double[] pieces = [-35, -25, -15, -5, 5, 15, 25, 35];
        var bound = Gen.OneOf(Gen.Constant<double?>(null), Gen.Choose(-3, 3).Select(b => (double?)(b * 10)));
        var steps = Gen.Choose(1, 4).SelectMany(n => bound.SelectMany(l => bound.Select(u => (l, u))).ListOf(n));
        Prop.ForAll(steps.ToArbitrary(), list =>
        {
            var definitions = list.Select(s => new StepAdjustment(s.l, s.u, 1)).ToArray();
            var text = string.Join(", ", definitions.Select(s => "{" + (s.LowerBound is { } l ? $"metricIntervalLowerBound: {l}, " : "") + (s.UpperBound is { } u ? $"metricIntervalUpperBound: {u}, " : "") + "scalingAdjustment: 1}"));
            var refused = Loading.Load(Text($"{{policyName: p, stepScalingPolicyConfiguration: {{adjustmentType: ChangeInCapacity, stepAdjustments: [{text}]}}}}")).Issues.Count > 0;
            return refused == !Tiles(definitions);
        }).Holds();

        bool Tiles(StepAdjustment[] given)
        {
            if (given.Any(static s => (s.LowerBound is null && s.UpperBound is null) || s.UpperBound <= s.LowerBound)) return false;
            var owners = pieces.Select(x => given.Count(s => (s.LowerBound is null || x > s.LowerBound) && (s.UpperBound is null || x < s.UpperBound))).ToArray();
            var (first, last) = (Array.FindIndex(owners, static n => n > 0), Array.FindLastIndex(owners, static n => n > 0));
            return owners[first..(last + 1)].All(static n => n == 1) && (pieces[first] > 0 || first == 0) && (pieces[last] < 0 || last == pieces.Length - 1);
        }
    }

    [TestCase("[{metricIntervalLowerBound: 0, metricIntervalUpperBound: 15, scalingAdjustment: 1}, {metricIntervalLowerBound: 15, metricIntervalUpperBound: 25, scalingAdjustment: 2}, {metricIntervalLowerBound: 25, scalingAdjustment: 3}]")]
    [TestCase("[{metricIntervalLowerBound: -10, metricIntervalUpperBound: 0, scalingAdjustment: 0}, {metricIntervalUpperBound: -10, scalingAdjustment: -1}]", Description = "in any order, with a zone of no change")]
    [TestCase("[{metricIntervalUpperBound: 0, scalingAdjustment: -1}, {metricIntervalLowerBound: 0, scalingAdjustment: 1}]", Description = "open on both sides")]
    [Property("Rule", "AS-ST-04")]
    public void RightSteps(string steps) => Assert.That(Policies($"{{policyName: p, stepScalingPolicyConfiguration: {{adjustmentType: ChangeInCapacity, stepAdjustments: {steps}}}}}"), Has.Exactly(1).Items);

    [TestCase("{policyName: p}", "the policy `p` has no configuration")]
    [TestCase("{policyName: p, policyType: StepScaling, targetTrackingScalingPolicyConfiguration: {targetValue: 60, predefinedMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}}}", "policyType StepScaling does not fit")]
    [TestCase("{policyName: p, stepScalingPolicyConfiguration: {adjustmentType: ExactCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: -1}]}}", "ExactCapacity takes no negative capacity")]
    [TestCase("{policyName: p, stepScalingPolicyConfiguration: {adjustmentType: ChangeInCapacity, minAdjustmentMagnitude: 2, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}]}}", "minAdjustmentMagnitude goes with PercentChangeInCapacity only")]
    [TestCase("{policyName: p, stepScalingPolicyConfiguration: STEP}, {policyName: p, stepScalingPolicyConfiguration: STEP}", "there are two policies named `p`")]
    [Property("Rule", "AS-ST-04")]
    public void WrongPolicies(string policies, string message) =>
        Refused(policies.Replace("STEP", "{adjustmentType: ChangeInCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}]}", StringComparison.Ordinal), message);

    // ---- alarms

    [TestCase("web/out")]
    [TestCase("\"arn:aws:autoscaling:us-east-1:1:scalingPolicy:6d8972f3:resource/ecs/service/default/web:policyName/out\"")]
    public void AlarmAction_NamesAPolicyShortOrByArn(string action)
    {
        var alarm = Alarm($"alarmActions: [{action}]");
        Assert.That(alarm.AlarmActions.Single(), Is.EqualTo(new PolicyReference(0, 0)));
        Assert.That((alarm.PeriodSeconds, alarm.EvaluationPeriods, alarm.DatapointsToAlarm, alarm.TreatMissingData, alarm.ActionsEnabled), Is.EqualTo((60, 3, 3, TreatMissingData.Missing, true)));
    }

    [Test]
    public void ActionThatIsNoPolicy_IsListedAsIgnored()
    {
        var result = Loading.Load(WithAlarm("alarmActions: [web/out, \"arn:aws:sns:us-east-1:1:pager\"]"));
        Assert.That(result.Scenario!.Alarms[0].AlarmActions, Has.Length.EqualTo(1));
        Assert.That(result.Notes.Select(n => n.ToString()), Has.Some.Contains("ignored: PutMetricAlarm: actions other than scaling policies"));
    }

    [Test]
    public void StepPolicyNobodyInvokes_IsAWarning() =>
        Assert.That(Loading.Load(WithAlarm("")).Notes.Select(n => n.Message), Has.Some.Contains("no alarm invokes the step policy `out`: it never acts"));

    [TestCase("alarmActions: [web/aut]", "the service `web` has no policy `aut` (did you mean `out`?)")]
    [TestCase("alarmActions: [wbe/out]", "there is no service `wbe`")]
    [TestCase("alarmActions: [out]", "`out` is not an alarm action")]
    [TestCase("datapointsToAlarm: 4", "datapointsToAlarm 4 is more than evaluationPeriods 3")]
    [TestCase("period: 45", "an alarm cannot have a period of 45 s")]
    [TestCase("period: 20", "has one datapoint every 60 s")]
    [TestCase("evaluationPeriods: 1441", "more than a day")]
    [TestCase("period: 3600, evaluationPeriods: 169", "more than a week")]
    [TestCase("series: web.CPUUtilisation", "a service publishes no metric `CPUUtilisation` (did you mean `CPUUtilization`?)")]
    [TestCase("series: tg.Requests", "a target group publishes no metric `Requests`")]
    [TestCase("series: nothing.CPUUtilization", "there is no service, target group or capacity provider `nothing`")]
    [TestCase("series: CPUUtilization", "`CPUUtilization` is not a series")]
    [TestCase("metricName: Depth", "series and metricName say the same thing")]
    [Property("Rule", "AS-CW-02")]
    public void WrongAlarms(string properties, string message) =>
        Assert.That(Loading.Load(WithAlarm(properties)).Issues.Select(i => $"{i.Message} ({i.Suggestion})"), Has.Some.Contains(message));

    [TestCase("web.CPUUtilization", MetricSource.ServiceCpu, 0)]
    [TestCase("web.memoryutilization", MetricSource.ServiceMemory, 0)]
    [TestCase("tg.RequestCountPerTarget", MetricSource.RequestCountPerTarget, 0)]
    [TestCase("cluster.CPUReservation", MetricSource.ClusterCpuReservation, -1)]
    [TestCase("FARGATE.CapacityProviderReservation", MetricSource.CapacityProviderReservation, 0)]
    public void ShortSeries_AreResolved(string series, MetricSource source, int entity)
    {
        var metric = Alarm($"series: {series}").Metric;
        Assert.That((metric.Source, metric.Entity), Is.EqualTo((source, entity)));
    }

    private static AlarmDefinition Alarm(string properties) => Loading.Valid(WithAlarm(properties)).Alarms.Single();

    private static string WithAlarm(string properties)
    {
        var series = properties.Contains("series:", StringComparison.Ordinal) ? "" : "series: web.CPUUtilization, ";
        var periods = properties.Contains("evaluationPeriods", StringComparison.Ordinal) ? "" : "evaluationPeriods: 3, ";
        return Text("{policyName: out, stepScalingPolicyConfiguration: {adjustmentType: ChangeInCapacity, stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}]}}")
            + $"alarms: [{{alarmName: a, {series}{periods}threshold: 60, comparisonOperator: GreaterThanThreshold, {properties}}}]\n";
    }

    private static IEnumerable<ScalingPolicyDefinition> Policies(string policies) => Loading.Valid(Text(policies)).Services[0].AutoScaling!.Policies;

    private static void Refused(string policies, string message) => Assert.That(Loading.Load(Text(policies)).Issues.Select(i => i.ToString()), Has.Some.Contains(message));

    private static IEnumerable<string> Issues(string target) => Loading.Load(World.Replace("SCALING", $"autoScaling: {{{target}}},", StringComparison.Ordinal)).Issues.Select(i => i.ToString());

    private static string Text(string policies) => World.Replace("SCALING", $"autoScaling: {{minCapacity: 1, maxCapacity: 9, policies: [{policies}]}},", StringComparison.Ordinal);
}
