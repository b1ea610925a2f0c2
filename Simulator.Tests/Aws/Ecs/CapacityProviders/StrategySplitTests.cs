using FsCheck;
using FsCheck.Fluent;
using Simulator.Aws.Ecs.CapacityProviders;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.Ecs.CapacityProviders;

public sealed class StrategySplitTests
{
    [TestCase("A1 B4", 5, "1 4")]
    [TestCase("A1 B4", 7, "1 6")]
    [TestCase("A1 B4", 10, "2 8")]
    [TestCase("A1 B1", 3, "2 1")]
    [TestCase("A1+2 B3", 10, "4 6")]
    [TestCase("A1+2 B3", 2, "2 0")]
    [TestCase("A0+5 B1", 12, "5 7")]
    [TestCase("A0", 3, "3")]
    [TestCase("A1 B0", 4, "4 0")]
    [Property("Rule", "CP-ST-01"), Property("Rule", "CP-ST-02"), Property("Rule", "CP-ST-03"), Property("Rule", "CP-ST-06")]
    public void Tasks_AreSplitByBaseThenWeight(string strategy, int tasks, string expected)
    {
        var items = strategy.Split(' ').Select((text, i) =>
        {
            var parts = text[1..].Split('+');
            return new CapacityProviderStrategyItem(i, int.Parse(parts[0]), parts.Length > 1 ? int.Parse(parts[1]) : 0);
        }).ToArray();
        Assert.That(string.Join(' ', Split(items, tasks)), Is.EqualTo(expected));
    }

    [Test, Property("Rule", "CP-ST-05")]
    public void AfterScaleIn_NewTasksRestoreTheBaseFirst()
    {
        CapacityProviderStrategyItem[] items = [new(0, 1, 2), new(1, 3, 0)];
        Assert.That(StrategySplit.Choose(items, [1, 2]), Is.Zero);
        Assert.That(StrategySplit.Choose(items, [2, 2]), Is.Zero, "(0 + 1) / 1 against (2 + 1) / 3: a tie goes by list order");
        Assert.That(StrategySplit.Choose(items, [3, 2]), Is.EqualTo(1));
    }

    [Test, Property("Rule", "CP-ST-03")]
    public void AnySplit_StaysWithinOneTaskPerItemOfItsShare()
    {
        var cases = Gen.Choose(1, 50).ArrayOf().Where(w => w.Length is > 0 and < 8).SelectMany(w => Gen.Choose(0, 400).Select(n => (w, n)));
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var counts = Split([.. c.w.Select((w, i) => new CapacityProviderStrategyItem(i, w, 0))], c.n);
            var total = c.w.Sum();
            for (var i = 0; i < counts.Length; i++)
                Assert.That(counts[i], Is.InRange(Math.Floor((double)c.n * c.w[i] / total) - 1 - c.w.Length, Math.Ceiling((double)c.n * c.w[i] / total) + c.w.Length));
            Assert.That(counts.Sum(), Is.EqualTo(c.n));
        }).Holds();
    }

    private static int[] Split(CapacityProviderStrategyItem[] items, int tasks)
    {
        var counts = new int[items.Length];
        for (var i = 0; i < tasks; i++) counts[StrategySplit.Choose(items, counts)]++;
        return counts;
    }
}
