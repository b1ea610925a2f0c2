using Benchmarks.Ratios;

namespace Benchmarks.Kernel;

/// <summary>The future event list against .NET's priority queue, by number of events that wait and by how far ahead they are scheduled.</summary>
public static class HoldModelContests
{
    private static readonly (int Pending, string Name, double Bound)[] Sizes =
    [
        (100, "10²", 1.6),
        (1_000, "10³", 2),
        (10_000, "10⁴", 3),
        (100_000, "10⁵", 3.5),
        (1_000_000, "10⁶", 5),
    ];

    private static readonly (Increments Kind, string Name)[] Kinds =
    [
        (Increments.Exponential, "exponential"),
        (Increments.Bimodal, "bimodal"),
        (Increments.ConstantAndExponential, "constant + exponential"),
        (Increments.EcsMix, "ECS mix"),
        (Increments.InStep, "timers in step"),
    ];

    public static IEnumerable<Contest> All() =>
        from kind in Kinds
        from size in Sizes
        select Create(kind.Kind, $"hold, {kind.Name}, {size.Name} pending", size.Pending, kind.Kind == Increments.Exponential ? size.Bound : 0);

    private static Contest Create(Increments kind, string name, int pending, double bound)
    {
        var holds = Math.Clamp(pending, 200_000, 500_000);
        return new Contest
        {
            Group = "kernel",
            Name = name,
            Unit = "hold",
            Units = holds,
            WarmUpUnits = 3 * pending,
            Baseline = new Side("PriorityQueue", () =>
            {
                var hold = new PriorityQueueHold(pending, kind);
                return () => hold.Run(holds);
            }),
            Candidate = new Side("FutureEventList", () =>
            {
                var hold = new EventListHold(pending, kind);
                return () => hold.Run(holds);
            }),
            Bound = bound,
            MaxBytesPerUnit = 0,
        };
    }
}
