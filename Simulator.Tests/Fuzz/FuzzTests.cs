using System.Globalization;
using Simulator.Scenarios;
using Simulator.Tests.Checkers;

namespace Simulator.Tests.Fuzz;

/// <summary>
/// Random scenario files through the front door, with the invariants checked after every event. ECS_SIM_FUZZ=20000 runs more of them; ECS_SIM_FUZZ_FROM=N begins at
/// another seed. A failure names the seed and prints the file, which then fails the same way by itself.
/// </summary>
public sealed class FuzzTests
{
    private const int Batches = 20;
    private const int DaemonBatches = 4;

    private static readonly int Count = Number("ECS_SIM_FUZZ", 2000);
    private static readonly int First = Number("ECS_SIM_FUZZ_FROM", 1);

    [Test]
    [Parallelizable(ParallelScope.Children)]
    public void InvariantsHold_AfterEveryEvent([Range(0, Batches - 1)] int batch)
    {
        long checks = 0;
        for (var i = batch; i < Count; i += Batches) checks += Hold(ScenarioText.Of((ulong)(First + i)), (ulong)(First + i));
        Assert.That(checks, Is.GreaterThan(Count / Batches * 50L));
    }

    [Test]
    [Property("Rule", "ECS-DM-04")]
    [Parallelizable(ParallelScope.Children)]
    public void InvariantsHold_WithManagedDaemons([Range(0, DaemonBatches - 1)] int batch)
    {
        long checks = 0;
        for (var i = batch; i < Count / 10; i += DaemonBatches) checks += Hold(ScenarioText.OfDaemons((ulong)(First + i)), (ulong)(First + i));
        Assert.That(checks, Is.GreaterThan(Count / 10 / DaemonBatches * 50L));
    }

    [Test]
    public void TheSameSeed_IsTheSameFile()
    {
        var once = ScenarioText.Of(7);
        var again = ScenarioText.Of(7);
        Assert.That(again, Is.EqualTo(once).And.Not.EqualTo(ScenarioText.Of(8)));
    }

    private static int Hold(string text, ulong seed)
    {
        var loaded = ScenarioLoader.Parse(text, "fuzz.yaml", AppContext.BaseDirectory);
        // A task may be too large for the instances that were drawn: that file is refused with a sentence, as it should be.
        if (loaded.Issues.Count > 0)
        {
            Assert.That(loaded.Issues.Select(i => i.Message), Has.All.Contains("can never run in "), $"seed {seed}:\n{text}");
            return 0;
        }
        try
        {
            var (checks, result) = WorldInvariants.Run(loaded.Scenario!, roomChecks: true);
            RecordInvariants.Check(result);
            return checks;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Assert.Fail($"seed {seed}: {e.Message}\n{e.StackTrace}\n{text}");
            return 0;
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : otherwise;
}
