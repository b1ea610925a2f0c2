namespace Simulator.Tests.Kernel;

/// <summary>SplitMix64, so that a test's program is known by its number.</summary>
internal sealed class TestRandom(ulong state)
{
    private ulong _state = state;

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    public long Below(long bound) => (long)(Next() % (ulong)bound);

    public int Below(int bound) => (int)Below((long)bound);
}

/// <summary>
/// A random schedule with a character of its own, drawn from its number: how far ahead it looks (from single keys to years, often several scales at
/// once), how many events wait, how often it ties, delays by nothing, bursts, and searches only to a horizon.
/// </summary>
internal static class RandomProgram
{
    public static void Run(ulong number, int steps)
    {
        var random = new TestRandom(number * 1_000_003);
        var scales = new int[1 + random.Below(3)];
        for (var i = 0; i < scales.Length; i++) scales[i] = random.Below(51);
        var grain = random.Below(3) == 0 ? 1L << random.Below(30) : 1; // coarse times tie often
        var zeroes = random.Below(3) == 0 ? 30 : 3;                     // percent
        var target = 1 << random.Below(13);
        var burst = random.Below(4) == 0 ? 20_000 : 300;
        var lists = new SideBySide();
        for (var step = 0; step < steps; step++)
        {
            switch (random.Below(100))
            {
                case 0:
                    Burst(lists, random, random.Below(burst), scales[0]);
                    break;
                case 1 or 2 or 3:
                    var horizon = lists.Floor + random.Below(1L << scales[^1]);
                    var nextFloor = Math.Min((horizon & ~15L) + random.Below(17), horizon + 1); // a run segment's end, or a clock beside the list
                    while (lists.TryPop(horizon, nextFloor) && lists.Count > target / 2)
                    {
                    }
                    break;
                default:
                    var wanted = lists.Count < target || random.Below(4) == 0;
                    if (wanted) lists.Push(lists.Floor + (random.Below(100) < zeroes ? 0 : Ahead(random, scales, grain)));
                    else lists.TryPop(long.MaxValue);
                    break;
            }
            while (lists.Count > 2 * target && random.Below(50) != 0) lists.TryPop(long.MaxValue);
        }
        lists.Drain();
    }

    private static long Ahead(TestRandom random, int[] scales, long grain) =>
        random.Below(1L << scales[random.Below(scales.Length)]) / grain * grain;

    private static void Burst(SideBySide lists, TestRandom random, int size, int scale)
    {
        var within = 1L << random.Below(scale + 1);
        for (var i = 0; i < size; i++) lists.Push(lists.Floor + random.Below(within));
    }
}
