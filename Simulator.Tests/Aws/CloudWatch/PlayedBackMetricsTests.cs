using Simulator.Model.Definitions;
using Simulator.Tests.Aws.AutoScaling;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.CloudWatch;

/// <summary>Series that a scenario gives: each bucket has the value in force at its start, whatever the resolution and however many points lie between.</summary>
public sealed class PlayedBackMetricsTests
{
    private const int LengthSeconds = 3600;

    private static readonly MetricIdentity Fine = new(MetricSource.Playback, 0, "Custom", "Fine", "Queue=fine");

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [Property("Rule", "AS-MET-08")]
    public void EveryBucket_HasTheValueInForceAtItsStart(int seed)
    {
        var random = new Random(seed);
        var (coarsePoints, finePoints) = (Points(random), Points(random));
        var scenario = Of(null)
            .WithAlarms(Alarm("coarse", ComparisonOperator.GreaterThanThreshold, 50), Alarm("fine", ComparisonOperator.GreaterThanThreshold, 50, period: 20, metric: Fine))
            .WithPlayback(Queue, coarsePoints).WithPlayback(Fine, finePoints);
        scenario = scenario with { Output = scenario.Output with { AllDecisions = true, Metrics = true } };
        var world = new ScalingWorld(scenario, running: 1);
        world.RunUntil(LengthSeconds);
        Assert.That(Published(world, Queue), Is.EqualTo(Expected(coarsePoints, 60)));
        Assert.That(Published(world, Fine), Is.EqualTo(Expected(finePoints, 20)));
    }

    // Some minutes without a point, some with more points than fit a bucket, and gaps.
    private static (int AtSeconds, double? Value)[] Points(Random random)
    {
        var points = new List<(int, double?)>();
        for (var at = random.Next(0, 200); at < LengthSeconds; at += random.Next(3) == 0 ? random.Next(100, 400) : random.Next(1, 9)) points.Add((at, random.Next(6) == 0 ? null : random.Next(100)));
        return [.. points];
    }

    private static IEnumerable<(double Start, double Value)> Published(ScalingWorld world, MetricIdentity metric) =>
        world.Log.Metrics.Where(m => world.Plan.Series[m.Fact.Series].Metric.MetricName == metric.MetricName).Select(m => (m.Fact.PeriodStart.Seconds, m.Fact.Datapoint.Sum));

    private static IEnumerable<(double Start, double Value)> Expected((int AtSeconds, double? Value)[] points, int resolution) =>
        from start in Enumerable.Range(0, LengthSeconds / resolution).Select(b => b * resolution)
        let inForce = points.LastOrDefault(p => p.AtSeconds <= start).Value
        where inForce is not null
        select ((double)start, inForce.Value);
}
