namespace Simulator.Scenarios.Compiling;

/// <summary>Task sizes that Fargate has (ECS-TD-09, FG-SZ-01): CPU units with the memory each may have, in MiB.</summary>
internal static class FargateSizes
{
    private static readonly (int Cpu, int[] Memory)[] Table =
    [
        (256, [512, 1024, 2048]),
        (512, Steps(1, 4, 1)),
        (1024, Steps(2, 8, 1)),
        (2048, Steps(4, 16, 1)),
        (4096, Steps(8, 30, 1)),
        (8192, Steps(16, 60, 4)),
        (16384, Steps(32, 120, 8)),
        (32768, [60 * 1024, 120 * 1024, 244 * 1024]),
    ];

    /// <summary>The sizes as a sentence's part: <c>256, 512, …</c>.</summary>
    public static string CpuValues => string.Join(", ", Table.Select(t => t.Cpu));

    /// <summary>Null when the size exists; else the nearest sizes that do, for a suggestion.</summary>
    public static string? Refuse(int cpu, int memory, bool windows)
    {
        if (windows && cpu is < 1024 or > 4096 && windows) return "Windows tasks on Fargate have 1024, 2048 or 4096 CPU units";
        foreach (var (units, sizes) in Table)
        {
            if (units != cpu) continue;
            if (sizes.Contains(memory)) return null;
            var near = sizes.OrderBy(s => Math.Abs(s - memory)).Take(2).Order();
            return $"{cpu} CPU units take {Range(sizes)} MiB; nearest: {string.Join(" or ", near)}{LargerCpu(cpu, memory)}";
        }
        var nearest = Table.Where(t => t.Memory.Contains(memory)).OrderBy(t => Math.Abs(t.Cpu - cpu)).Select(t => t.Cpu).Take(2).Order().ToList();
        return $"cpu is one of {CpuValues}" + (nearest.Count > 0 ? $"; with {memory} MiB: {string.Join(" or ", nearest)}" : "");
    }

    private static string LargerCpu(int cpu, int memory)
    {
        foreach (var (units, sizes) in Table)
        {
            if (units != cpu && sizes.Contains(memory)) return $"; {memory} MiB go with {units} CPU units";
        }
        return "";
    }

    private static string Range(int[] sizes) =>
        sizes.Length <= 3 ? string.Join(", ", sizes) : $"{sizes[0]} to {sizes[^1]} in steps of {sizes[1] - sizes[0]}";

    private static int[] Steps(int fromGiB, int toGiB, int step) => [.. Enumerable.Range(0, ((toGiB - fromGiB) / step) + 1).Select(i => (fromGiB + (i * step)) * 1024)];
}
