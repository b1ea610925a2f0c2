using static Simulator.Tests.Conformance.Scaling.ScalingText;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>Predictive scaling (AS-PR-*, AS-MP-04).</summary>
public sealed class PredictiveTests
{
    [Test]
    [Property("Rule", "AS-PR-03")]
    [Property("Rule", "AS-PR-04")]
    [Property("Example", "EX-53")]
    public void Forecast_RaisesCapacityBeforeItsHour_AndNeverLowersIt()
    {
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive("mode: ForecastAndScale, forecast: [4, 6, 9, 6]") + "]", duration: "5h"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (3300.0, 4, 6), (6900, 6, 9) }), "five minutes before the hour");
        Assert.That(run.Decided("p").Skip(3).First(), Is.EqualTo((10_500.0, "already_at_desired_capacity", 9, 9)), "9 running, 6 forecast");
        Assert.That(run.Decided("p").Skip(4).Select(d => d.Gate), Is.All.EqualTo("insufficient_data"), "what is given ends after four hours");
    }

    [Property("Rule", "AS-PR-04")]
    [TestCase("schedulingBufferTime: 0", 3600)]
    [TestCase("schedulingBufferTime: 1200", 2400)]
    [TestCase("schedulingBufferTime: 3600", 0)]
    public void BufferTime_SaysHowLongBeforeTheHour(string buffer, double at)
    {
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive("mode: ForecastAndScale, forecast: [4, 6], " + buffer) + "]", duration: "70m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (at, 4, 6) }));
    }

    [Test]
    [Property("Rule", "AS-PR-01")]
    public void ForecastOnly_IsRecordedAndDoesNothing()
    {
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive("forecast: [4, 6, 9]") + "]", duration: "170m"));
        Assert.That(run.Decided("p").Select(d => d.Gate).Distinct(), Is.EqualTo(new[] { "forecast_only" }));
        Assert.That(run.DecisionsOf("predictive_scaling").Select(d => d.GetProperty("inputs").GetProperty("proposal").GetDouble()).Take(3), Is.EqualTo(new[] { 4, 6, 9 }));
        Assert.That(run.DesiredAt(10_000), Is.EqualTo(4));
    }

    [Property("Rule", "AS-PR-06")]
    [Property("Example", "EX-50")]
    [TestCase("maxCapacityBreachBehavior: IncreaseMaxCapacity, maxCapacityBuffer: 10", 50, 55)]
    [TestCase("maxCapacityBreachBehavior: IncreaseMaxCapacity, maxCapacityBuffer: 0", 50, 50)]
    [TestCase("maxCapacityBreachBehavior: HonorMaxCapacity", 40, 40)]
    [TestCase("", 40, 40)]
    public void ForecastBeyondTheMaximum_IsHeldOrRaisesItForGood(string behaviour, int desired, int maximum)
    {
        var run = Run(Of("minCapacity: 2, maxCapacity: 40, policies: [" + Predictive("mode: ForecastAndScale, forecast: [4, 50, 3]" + (behaviour.Length > 0 ? ", " + behaviour : "")) + "]", duration: "3h"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (3300.0, 4, desired) }));
        Assert.That(run.DecisionsOf("predictive_scaling")[2].GetProperty("inputs").GetProperty("maximum").GetDouble(), Is.EqualTo(maximum), "an hour later");
    }

    [Test]
    [Property("Rule", "AS-PR-05")]
    [Property("Rule", "AS-MP-04")]
    [Property("Example", "EX-52")]
    public void WithTargetTracking_TheLargerCapacityCounts_AndTheForecastIsAFloor()
    {
        // Forecast 8 from 07:00 on. Load asks for ten until 07:10, then for three.
        var policies = Predictive("mode: ForecastAndScale, forecast: [4, 8, 2]") + ", " + Tracking(50, "scaleInCooldown: 0, scaleOutCooldown: 0");
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + policies + "]", rest: Playing("web.CPUUtilization", "[[0s, 50], [58m, 60], [61m, 50], [70m, 15]]"), model: "targetTrackingSizeMetric: last", duration: "3h"));
        Assert.That(run.Moves().Where(m => m.At < 4200), Is.EqualTo(new[] { (3300.0, 4, 8), (3693, 8, 10) }), "the forecast says eight, tracking needs ten");
        var later = run.Decided("cpu").Where(d => d.At is > 5000 and < 6900).ToList();
        Assert.That(later.Where(d => d.From != d.To).Select(d => (d.From, d.To)), Is.EqualTo(new[] { (10, 8) }), "tracking wants three, the floor of the hour is eight");
        Assert.That(later.Select(d => d.Gate), Does.Contain("predicted_capacity"));
        Assert.That(run.Moves().First(m => m.At > 6900).At, Is.GreaterThan(7200).And.LessThan(7300), "the next hour's forecast of two lets go, but not before the hour");
        Assert.That(run.DesiredAt(10_000), Is.EqualTo(2));
    }

    [Test]
    [Property("Rule", "AS-PR-02")]
    [Property("Rule", "AS-PR-08")]
    [Property("Rule", "AS-PR-07")]
    public void ComputedForecast_IsTheMeanOfTheSameHour_OverWhatIsKnown()
    {
        // A day before the run: 200 % of load in all, 450 % in the hour from 08:00. Target 50 % for each task. The run repeats it with another height.
        var history = string.Join(", ", Enumerable.Range(0, 24).Select(h => (h + 6) % 24 == 8 ? 450 : 200));
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive($"mode: ForecastAndScale, history: [{history}]") + "]", duration: "13h"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (6900.0, 4, 9) }), "⌈450 ÷ 50⌉ for the hour from 08:00");
        var forecasts = run.DecisionsOf("forecast");
        Assert.That(forecasts.Select(d => d.GetProperty("t_s").GetDouble()), Is.EqualTo(new[] { 0, 21_600, 43_200 }), "made anew every six hours");
        Assert.That(forecasts[0].GetProperty("inputs").GetProperty("history_hours").GetDouble(), Is.EqualTo(24));
        Assert.That(forecasts[0].GetProperty("inputs").GetProperty("known_hours").GetDouble(), Is.EqualTo(48), "two days ahead");
    }

    [Test]
    [Property("Rule", "AS-PR-02")]
    public void LessThanADayOfData_GivesNoForecast_TheRunItselfFillsUp()
    {
        // Load is played back for a day and a half; with the first 24 hours complete the forecast of 12:00 on the second day has its data.
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive("mode: ForecastAndScale", "customizedLoadMetricSpecification: {metricDataQueries: [{id: l, metricStat: {metric: {namespace: App, metricName: Load}, stat: Sum}}]}, "
            + "customizedScalingMetricSpecification: {metricDataQueries: [{id: s, metricStat: {metric: {namespace: App, metricName: Load}, stat: Average}}]}") + "]",
            rest: Playing("{namespace: App, metricName: Load}", "[[0h, 100], [7h, 400], [8h, 100]]"), duration: "34h"));
        var forecasts = run.DecisionsOf("forecast").Select(d => (d.GetProperty("t_s").GetDouble() / 3600, d.GetProperty("gate").GetString())).ToList();
        Assert.That(forecasts, Is.EqualTo(new[] { (0.0, "insufficient_data"), (6, "insufficient_data"), (12, "insufficient_data"), (18, "insufficient_data"), (24, ""), (30, "") }));
        Assert.That(run.Moves(), Is.EqualTo(new[] { ((31 * 3600) - 300.0, 4, 8) }), "13:00 of the day before held 400, eight tasks of 50");
    }

    [Test]
    [Property("Rule", "AS-PR-08")]
    public void TwoWeeksOfHistory_AreAveragedByTheHourOfTheWeek()
    {
        // 336 hours up to Monday 06:00: the two Mondays from 07:00 held 300 and 500, every other hour 100.
        var hours = Enumerable.Range(0, 336).Select(i => i == 1 ? 300 : i == 169 ? 500 : 100);
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive($"mode: ForecastAndScale, history: [{string.Join(", ", hours)}]") + "]", duration: "90m"));
        Assert.That(run.Moves(), Is.EqualTo(new[] { (3300.0, 4, 8) }), "the mean of 300 and 500");
    }

    [Test]
    [Property("Rule", "AS-PR-07")]
    public void RequestCounts_AreForecastFromTheLoadBalancer()
    {
        var run = Run("""
            name: t
            run: {duration: 26h, initial: steady, start: 2026-03-02T00:00:00Z}
            model: {loadBalancerMetricDelay: 0s}
            output: {services: {every: 1h}}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, requiresCompatibilities: [FARGATE], containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 80}]}]}]
            targetGroups: [{name: web-tg, targetType: ip}]
            services:
              - serviceName: web
                taskDefinition: web
                launchType: FARGATE
                desiredCount: 2
                loadBalancers: [{targetGroup: web-tg, containerName: app, containerPort: 80}]
                autoScaling:
                  minCapacity: 2
                  maxCapacity: 20
                  policies:
                    - policyName: p
                      policyType: PredictiveScaling
                      predictiveScalingPolicyConfiguration:
                        metricSpecifications: [{targetValue: 10, predefinedMetricPairSpecification: {predefinedMetricType: ALBRequestCount, resourceLabel: app/lb/1/targetgroup/web-tg/2}}]
                        mode: ForecastAndScale
            applications: [{family: web, request: {wait: 10ms}}]
            workload: [{to: web, rate: {steps: [[0s, 6/min], [1h, 58/min], [2h, 6/min]]}, arrivals: deterministic}]
            """);
        Assert.That(run.Moves(), Is.EqualTo(new[] { ((25 * 3600) - 300.0, 2, 6) }), "58 requests a minute, ten for each task");
    }

    [Test]
    [Property("Rule", "AS-PR-02")]
    [Property("Rule", "AS-PR-05")]
    public void Forecasts_StandBesideWhatCameOfThem()
    {
        // The run begins at 06:20; the day before held 100 an hour and 400 from 08:00. Today it is 100, and 500 from 08:00 to 09:00.
        var history = string.Join(", ", Enumerable.Range(0, 24).Select(h => h == 2 ? 400 : 100));
        const string queries = "{metricDataQueries: [{id: l, metricStat: {metric: {namespace: App, metricName: Load}, stat: Sum}}]}";
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive($"mode: ForecastAndScale, history: [{history}]", $"customizedLoadMetricSpecification: {queries}, customizedScalingMetricSpecification: {queries}") + "]",
            desired: 2, rest: Playing("{namespace: App, metricName: Load}", "[[0m, 100], [100m, 500], [160m, 100]]"), duration: "3h").Replace("T06:00:00Z", "T06:20:00Z", StringComparison.Ordinal));
        var hours = run.Rows("forecasts.csv");
        Assert.That(hours, Has.Count.EqualTo(48), "two days, of which three and a half hours lie in the run");
        Assert.That(hours.Take(5).Select(h => (h.Number("t_s"), h.Number("forecast_load"), h.Number("actual_load"), h.Count("predicted_capacity"), h.Number("needed_capacity"))), Is.EqualTo(new[]
        {
            (-1200.0, 100.0, 100.0, 2, 2.0), (2400, 100, 100, 2, 2), (6000, 400, 500, 8, 10), (9600, 100, 100, 2, 2), (13_200, 100, double.NaN, 2, double.NaN),
        }));
        Assert.That(hours.Select(h => (h.Text("target"), h.Text("policy"), h.Number("made_s"))).Distinct(), Is.EqualTo(new[] { ("service/default/web", "p", 0.0) }));
        Assert.That(hours[2].Number("actual_capacity"), Is.EqualTo(8), "which the forecast had placed before the hour");
        Assert.That(run.Rows("services.csv").Select(r => r.Number("predicted_capacity")).Distinct(), Is.EqualTo(new[] { 2.0, 8 }));
        Assert.That(run.At("services.csv", 6000, "service", "web").Number("predicted_capacity"), Is.EqualTo(2), "the minute that ends as the hour begins");
    }

    [Test]
    [Property("Rule", "AS-PR-02")]
    public void PoliciesOnOneSeries_EachHaveTheLoadOfTheirOwnStatistic()
    {
        static string Policy(string name, string statistic)
        {
            var queries = $"{{metricDataQueries: [{{id: l, metricStat: {{metric: {{namespace: AWS/ECS, metricName: CPUUtilization, dimensions: [{{name: ClusterName, value: default}}, {{name: ServiceName, value: web}}]}}, stat: {statistic}}}}}]}}";
            return Predictive("history: [" + string.Join(", ", Enumerable.Repeat(100, 24)) + "]", $"customizedLoadMetricSpecification: {queries}, customizedScalingMetricSpecification: {queries}").Replace("policyName: p", "policyName: " + name, StringComparison.Ordinal);
        }

        var run = Run(Of($"minCapacity: 2, maxCapacity: 20, policies: [{Policy("sum", "Sum")}, {Policy("mean", "Average")}]", rest: "workload: [{to: web, kind: demand, cpu: [[0s, 0.5]]}]\n", duration: "1h"));
        double Load(string policy) => run.Rows("forecasts.csv", "policy", policy)[0].Number("actual_load");
        Assert.That((Load("sum"), Load("mean")), Is.EqualTo((200.0, 50.0)), "half of each of four tasks");
    }

    [Test]
    [Property("Rule", "AS-PR-02")]
    public void NewerForecasts_TakeThePlaceOfOlderOnes_UpToTheirHour()
    {
        // A forecast every hour: what stands beside an hour is the newest one that was made before it began.
        var history = string.Join(", ", Enumerable.Repeat(100, 24));
        const string queries = "{metricDataQueries: [{id: l, metricStat: {metric: {namespace: App, metricName: Load}, stat: Sum}}]}";
        var run = Run(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive($"history: [{history}]", $"customizedLoadMetricSpecification: {queries}, customizedScalingMetricSpecification: {queries}") + "]",
            desired: 2, model: "forecastInterval: 1h", rest: Playing("{namespace: App, metricName: Load}", "[[0m, 300]]"), duration: "26h"));
        var hours = run.Rows("forecasts.csv");
        Assert.That(hours.Take(26).Select(h => h.Number("made_s")), Is.EqualTo(Enumerable.Range(0, 26).Select(h => h * 3600.0)));
        Assert.That((hours[23].Number("forecast_load"), hours[25].Number("forecast_load")), Is.EqualTo((100.0, 200.0)), "the mean of the day before and of the first day");
    }

    [Test]
    [Property("Rule", "AS-PR-06")]
    public void WithoutPredictivePolicies_ThereIsNoSuchFile()
    {
        var run = Run(Of("minCapacity: 2, maxCapacity: 20", duration: "5m"));
        Assert.That(() => run.Rows("forecasts.csv"), Throws.InstanceOf<AssertionException>());
        Assert.That(run.Rows("services.csv").Select(r => r.Text("predicted_capacity")), Is.All.Empty);
    }

    [TestCase("mode: ForecastAndScale", "predefinedScalingMetricSpecification: {predefinedMetricType: ECSServiceAverageCPUUtilization}", "either a metric pair, or one load and one scaling metric")]
    [TestCase("maxCapacityBuffer: 10", null, "maxCapacityBuffer goes with IncreaseMaxCapacity only")]
    [TestCase("maxCapacityBreachBehavior: IncreaseMaxCapacity", null, "IncreaseMaxCapacity needs a maxCapacityBuffer")]
    [TestCase("mode: ForecastOnly", "predefinedMetricPairSpecification: {predefinedMetricType: ECSServiceCPU}", "no predefined metric type")]
    [TestCase("schedulingBufferTime: 4000", null, "`schedulingBufferTime` is 4000, outside its range")]
    [Property("Rule", "AS-PR-01")]
    [Property("Rule", "AS-PR-06")]
    public void MistakenConfiguration_IsRefused(string more, string? metric, string words)
    {
        var loaded = Tests.Scenarios.Loading.Load(Of("minCapacity: 2, maxCapacity: 20, policies: [" + Predictive(more, metric) + "]"));
        Assert.That(loaded.Issues.Select(i => i.Message), Has.Some.Contains(words));
    }

    private static string Predictive(string more, string? metric = null) =>
        "{policyName: p, policyType: PredictiveScaling, predictiveScalingPolicyConfiguration: {metricSpecifications: [{targetValue: 50, "
        + (metric ?? "predefinedMetricPairSpecification: {predefinedMetricType: ECSServiceCPUUtilization}") + "}], " + more + "}}";
}
