using Simulator.Experiments;
using Simulator.Scenarios;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Simulations;

/// <summary>
/// <c>web-service</c> with its load replaced, through <c>--set</c>, by loads that somebody really saw. The traces are not part of the project: the tests
/// exist only where ECS_SIM_CORPUS names the folder that holds them.
/// </summary>
public sealed class RealLoadTests
{
    public static IEnumerable<TestCaseData> Loads()
    {
        if (Environment.GetEnvironmentVariable("ECS_SIM_CORPUS") is not { Length: > 0 } corpus) yield break;
        yield return new TestCaseData(
            corpus, "traces/web/nasa_http_1995_requests_per_minute.csv", "timeColumn: minute, column: requests, period: 1m, from: \"5760\", scale: 60", 94_575L * 60)
            .SetArgDisplayNames("NASA, the day of 5 July 1995");
        yield return new TestCaseData(
            corpus, "traces/nab/realAWSCloudwatch/elb_request_count_8c0756.csv", "timeColumn: timestamp, column: value, period: 5m, from: \"2014-04-14 00:04:00\", scale: 100", 0L)
            .SetArgDisplayNames("a load balancer's RequestCount");
    }

    [TestCaseSource(nameof(Loads))]
    public void WebService_RidesARealLoad(string corpus, string file, string columns, long requests)
    {
        var trace = Path.Combine(corpus, file);
        var options = new LoadOptions
        {
            AllowPaths = [corpus],
            Overrides =
            [
                ScenarioOverride.Set("run.duration=24h"),
                ScenarioOverride.Set("run.warmUp=0s"),
                ScenarioOverride.Set($"workload.shoppers.rate={{trace: \"{trace}\", {columns}}}"),
            ],
        };
        var loaded = ScenarioLoader.Load(Path.Combine(SourceTree.Root, "scenarios", "web-service.yaml"), options);
        Assert.That(loaded.Issues, Is.Empty);

        var result = ExperimentRunner.Simulate(loaded.Scenario!);

        Assert.Multiple(() =>
        {
            if (requests > 0) Assert.That(result.Engine.Requests, Is.EqualTo(requests).Within(requests / 500), "as many requests as the trace has, within the noise of a Poisson process");
            Assert.That(result.Engine.Requests, Is.GreaterThan(500_000));
            Assert.That(result.Services.Max(s => s.Running), Is.GreaterThan(result.Services.Min(s => s.Running)), "the service follows the load");
            Assert.That(result.Summary.Single(m => m.Name == "web.availability").Value, Is.GreaterThan(90));
        });
    }
}
