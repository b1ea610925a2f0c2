using Simulator.Kernel;
using Simulator.Measurement;

namespace Simulator.Tests.Measurement;

public sealed class SettlingTimeTests
{
    // Healthy and needed tasks, minute by minute: "4/8 4/8 8/8×20".
    [TestCase("8/8×30", 0, 0, Description = "never out")]
    [TestCase("4/8×6 8/8×20", 360, 360, Description = "until capacity has come")]
    [TestCase("8/8×5 4/8×6 12/8×10 9/8×20", 960, 960, Description = "too much is not settled either; a task more is")]
    [TestCase("4/8×6 8/8×14 4/8×2 8/8×20", 1320, 1320, Description = "fourteen minutes are no rest")]
    [TestCase("4/8×6 8/8×15 4/8×2 8/8×20", 240, 360, Description = "fifteen are: two excursions")]
    [TestCase("18/20×9 17/20×1 22/20×20", 60, 60, Description = "a tenth of many")]
    [TestCase("4/8×40", double.NaN, double.NaN, Description = "never")]
    [TestCase("8/8×30 4/8×2 8/8×14", double.NaN, double.NaN, Description = "not by the end")]
    [TestCase("", double.NaN, double.NaN, Description = "no need")]
    public void SettlingTime_EndsWhereCapacityStaysAtNeed(string minutes, double mean, double longest)
    {
        var settling = new SettlingTime();
        var minute = 0;
        foreach (var part in minutes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = part.Split('/', '×').Select(int.Parse).ToArray();
            for (var i = 0; i < numbers[2]; i++) settling.Add(At(minute), At(++minute), numbers[1], numbers[0]);
        }
        Assert.That(settling.Sum(), Is.EqualTo((mean, longest)));
    }

    private static Instant At(int minute) => Instant.Zero + Duration.FromMinutes(minute);
}
