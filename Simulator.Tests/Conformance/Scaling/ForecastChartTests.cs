using Simulator.Cli;
using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Scaling;

/// <summary>The chart of a forecast and the subtitle of a lag chart, as the run verb draws them.</summary>
public sealed class ForecastChartTests
{
    [TestCase("history: [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100]", true)]
    [TestCase("forecast: [2, 4, 3]", false)]
    [Property("Rule", "AS-PR-02")]
    public void APredictivePolicy_HasAChartOfForecastAgainstActual(string forecast, bool hasLoad)
    {
        var text = ScalingText.Of("minCapacity: 2, maxCapacity: 20, policies: [{policyName: p, policyType: PredictiveScaling, predictiveScalingPolicyConfiguration: {" + forecast
            + ", metricSpecifications: [{targetValue: 50, predefinedMetricPairSpecification: {predefinedMetricType: ECSServiceCPUUtilization}}]}}]", rest: ScalingText.Playing("web.CPUUtilization", "[[0s, 20]]"), duration: "3h");
        var chart = Draw(text, "forecast-web-p.svg");
        Assert.That(chart, Does.Contain("needed by the actual load").And.Contain("predicted").And.Contain("running"));
        Assert.That(chart.Contains("load, mean of the hour", StringComparison.Ordinal), Is.EqualTo(hasLoad));
        Assert.That(chart.Contains("(CPU, % of a task, summed over tasks)", StringComparison.Ordinal), Is.EqualTo(hasLoad));
        if (hasLoad) Assert.That(chart, Does.Contain("The load forecast is off by 400 % on average over 3 hours.").And.Contain("too many for 3"));
    }

    [Test]
    [Property("Rule", "AS-EC2-09")]
    public void TheLagOfAProvider_EndsWithItsSlowestInstance()
    {
        var text = """
            name: t
            run: {duration: 30m, initial: steady}
            autoScalingGroups: [{autoScalingGroupName: asg, instanceType: m5.large, minSize: 0, maxSize: 10, desiredCapacity: 1}]
            capacityProviders: [{name: cp, autoScalingGroupProvider: {autoScalingGroup: asg, managedScaling: {status: ENABLED, targetCapacity: 100}, managedDraining: DISABLED}}]
            taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: app, image: i, cpu: 1024, memory: 256}]}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 2, capacityProviderStrategy: [{capacityProvider: cp, weight: 1}]}]
            timeline: [{at: 5m, action: UpdateService, service: web, desiredCount: 6}]
            """;
        Assert.That(Draw(text, "lag-cp.svg"), Does.Contain("until the slowest instance was ACTIVE").And.Not.Contain("slowest task"));
    }

    [Test]
    [Property("Rule", "AS-TM-01")]
    public void TheLagOfAService_SaysWhereItsBarsBegin()
    {
        var text = ScalingText.Of("minCapacity: 2, maxCapacity: 20, policies: [" + ScalingText.Tracking(60, "scaleOutCooldown: 0") + "]", rest: ScalingText.Playing("web.CPUUtilization", "[[0s, 55], [10m, 90], [20m, 55]]"), duration: "30m");
        Assert.That(Draw(text, "lag-web.svg"), Does.Contain("or from the scale-out before while the alarm stays on"));
    }

    private static string Draw(string text, string chart)
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write("s.yaml", text);
        var errors = new StringWriter();
        Assert.That(EcsSim.Run(["run", scenario, "-o", folder.PathOf("out"), "--no-progress", "--quiet"], new Terminal { Out = new StringWriter(), Error = errors }, CancellationToken.None), Is.Zero, errors.ToString());
        return string.Join(' ', File.ReadAllText(folder.PathOf("out/charts/" + chart)).Split(["</text>", "<tspan", "\n"], StringSplitOptions.None));
    }
}
