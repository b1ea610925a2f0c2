using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Experiments;

public sealed class EstimatesTests
{
    [Test]
    public void HalfWidth_IsStudentsT()
    {
        // n = 5, s = 1.5811, t(4, 0.975) = 2.7764 (any table): 2.7764 × 1.5811 / √5 = 1.9632.
        var (mean, half) = Estimates.MeanAndHalfWidth([1, 2, 3, 4, 5], 0.95);
        Assert.That(mean, Is.EqualTo(3).Within(1e-12));
        Assert.That(half, Is.EqualTo(1.9632).Within(1e-4));
    }

    [Test]
    public void OneValue_HasNoInterval()
    {
        var (mean, half) = Estimates.MeanAndHalfWidth([7.5], 0.95);
        Assert.That(mean, Is.EqualTo(7.5));
        Assert.That(half, Is.NaN);
    }

    [Test]
    public void ReplicationsWithoutValue_AreLeftOutOfTheMean()
    {
        var estimates = Estimates.Of([Summary(0, ("m", 2)), Summary(1, ("m", double.NaN)), Summary(2, ("m", 4))]);
        Assert.That(estimates.Single(), Has.Property("Value").EqualTo(3).And.Property("Replications").EqualTo(2));
    }

    [TestCase(AssertionOperator.Below, 10.0, 9.9, double.NaN, AssertionStatus.Pass)]
    [TestCase(AssertionOperator.Below, 10.0, 10.0, double.NaN, AssertionStatus.Fail)]
    [TestCase(AssertionOperator.AtMost, 10.0, 10.0, double.NaN, AssertionStatus.Pass)]
    [TestCase(AssertionOperator.AtLeast, 10.0, 10.0, double.NaN, AssertionStatus.Pass)]
    [TestCase(AssertionOperator.Above, 10.0, 10.0, double.NaN, AssertionStatus.Fail)]
    [TestCase(AssertionOperator.EqualTo, 10.0, 10.0, double.NaN, AssertionStatus.Pass)]
    [TestCase(AssertionOperator.Between, 10.0, 12.5, double.NaN, AssertionStatus.Fail)]
    [TestCase(AssertionOperator.Below, 10.0, 9.0, 0.5, AssertionStatus.Pass)]
    [TestCase(AssertionOperator.Below, 10.0, 9.0, 1.5, AssertionStatus.Inconclusive)]
    [TestCase(AssertionOperator.Below, 10.0, 12.0, 1.5, AssertionStatus.Fail)]
    [TestCase(AssertionOperator.Between, 10.0, 11.0, 5.0, AssertionStatus.Inconclusive)]
    [TestCase(AssertionOperator.Below, 10.0, double.NaN, double.NaN, AssertionStatus.Inconclusive)]
    public void Assertion_IsDecidedOnTheWholeInterval(AssertionOperator op, double bound, double value, double half, AssertionStatus expected)
    {
        var assertion = new AssertionDefinition("m", op, bound, 12, "text");
        var outcome = AssertionOutcome.Decide(assertion, new MetricEstimate("m", value, half, 3, ""));
        Assert.That(outcome.Status, Is.EqualTo(expected));
    }

    [Test]
    public void Differences_ArePaired()
    {
        // The replications differ wildly from each other, the variants by 1 ± a little: only pairing sees it.
        var first = Result([10, 50, 90]);
        var second = Result([11.1, 50.9, 91]);
        var rows = Comparison.Of([new Variant("a", first), new Variant("b", second)]).Rows;
        Assert.That(rows[0].Difference, Is.Zero);
        Assert.That(rows[1].Difference, Is.EqualTo(1).Within(1e-9));
        Assert.That(rows[1].DifferenceHalfWidth, Is.LessThan(0.3));
        Assert.That(rows[1].Estimate.HalfWidth, Is.GreaterThan(50));
    }

    private static ReplicationSummary Summary(int k, params (string Name, double Value)[] metrics) =>
        new(k, [.. metrics.Select(m => new SummaryMetric(m.Name, m.Value, ""))], default);

    private static ExperimentResult Result(double[] values)
    {
        var scenario = new Scenario
        {
            Name = "x",
            Run = new RunDefinition { Duration = Duration.FromHours(1) },
            AvailabilityZones = ["a"],
            Cluster = new ClusterDefinition("c", []),
        };
        return ExperimentResult.Of(scenario, [.. values.Select((v, k) => Summary(k, ("m", v)))]);
    }
}
