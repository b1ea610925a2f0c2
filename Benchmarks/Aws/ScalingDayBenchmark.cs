using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Benchmarks.Aws;

/// <summary>A simulated day of scaling alone, as wall time: 5,000 services with two policies each have 20,000 alarms and 14.4 million datapoints.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class ScalingDayBenchmark
{
    private ScalingDay _day = null!;

    [Params(500, 5000)]
    public int Services { get; set; }

    [IterationSetup]
    public void Build() => _day = new ScalingDay(Services);

    [Benchmark(Baseline = true)]
    public long Day() => _day.Advance(1440);
}
