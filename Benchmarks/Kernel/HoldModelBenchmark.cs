using BenchmarkDotNet.Attributes;

namespace Benchmarks.Kernel;

/// <summary>The hold model in detail; for the ratio that must hold see <see cref="HoldModelContests"/>.</summary>
[MemoryDiagnoser]
public class HoldModelBenchmark
{
    private const int Holds = 1_000_000;
    private PriorityQueueHold _queue = null!;
    private EventListHold _list = null!;

    [Params(100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Pending { get; set; }

    [ParamsAllValues]
    public Increments Increments { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _queue = new PriorityQueueHold(Pending, Increments);
        _list = new EventListHold(Pending, Increments);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Holds)]
    public long PriorityQueue() => _queue.Run(Holds);

    [Benchmark(OperationsPerInvoke = Holds)]
    public long FutureEventList() => _list.Run(Holds);
}
