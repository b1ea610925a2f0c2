using BenchmarkDotNet.Attributes;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Randomness;

namespace Benchmarks.Measurement;

/// <summary>
/// Recording a latency and reading a minute. Baseline: a list of values, as one would keep them to sort for percentiles; cheap to append to, but it grows with the run.
/// </summary>
[MemoryDiagnoser]
public class HistogramBenchmarks
{
    private const int Values = 4096;

    private static readonly double[] Percents = [50, 95, 99];

    private readonly Duration[] _values = new Duration[Values];
    private readonly double[] _seconds = new double[3];
    private readonly LogLinearHistogram _minute = new();
    private readonly LogLinearHistogram _total = new();
    private readonly Tally _tally = new();
    private List<Duration> _list = [];

    [GlobalSetup]
    public void Fill()
    {
        var stream = new RandomStream(42, 0, Purpose.RequestCpu, 0);
        for (int i = 0; i < Values; i++)
        {
            _values[i] = Duration.FromSeconds(0.033 * stream.NextExponential());
            _minute.Record(_values[i]);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Values)]
    public int AppendToAList()
    {
        _list = [];
        foreach (Duration value in _values) _list.Add(value);
        return _list.Count;
    }

    [Benchmark(OperationsPerInvoke = Values)]
    public long Record()
    {
        foreach (Duration value in _values) _total.Record(value);
        return _total.Count;
    }

    [Benchmark(OperationsPerInvoke = Values)]
    public double TallyByWelford()
    {
        foreach (Duration value in _values) _tally.Add(value.Seconds);
        return _tally.Mean;
    }

    [Benchmark]
    public double ThreePercentiles()
    {
        _minute.PercentilesSeconds(Percents, _seconds);
        return _seconds[0] + _seconds[1] + _seconds[2];
    }

    [Benchmark]
    public long Merge()
    {
        _total.Merge(_minute);
        return _total.Count;
    }
}
