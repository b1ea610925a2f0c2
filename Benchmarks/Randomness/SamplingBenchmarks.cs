using BenchmarkDotNet.Attributes;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Benchmarks.Randomness;

/// <summary>
/// One draw along a flow. Baseline: the exponential as a textbook writes it, −ln(1 − u), on the same generator. What counts on the request path are the
/// exponential and the deterministic sampler, which must cost no more than the bare draw.
/// </summary>
[MemoryDiagnoser]
public class SamplingBenchmarks
{
    private const int Draws = 1000;

    private readonly Sampler _deterministic = new(new DeterministicDistribution(0.01));
    private readonly Sampler _exponential = new(new ExponentialDistribution(0.01));
    private readonly Sampler _erlang3 = new(new ErlangDistribution(3, 0.01));
    private readonly Sampler _gamma = new(new GammaDistribution(2.5, 0.004));
    private readonly Sampler _lognormal = new(LognormalDistribution.FromMedianP95(0.015, 0.08));
    private readonly Sampler _weibull = new(new WeibullDistribution(0.7, 0.01));
    private readonly Sampler _pareto = new(new BoundedParetoDistribution(1.2, 0.001, 10));
    private readonly Sampler _weighted = new(new EmpiricalDistribution([0.01, 0.02, 0.05, 0.1], [4, 3, 2, 1]));
    private readonly BirthDraw _births = new(42, 0);
    private RandomStream _stream = new(42, 0, Purpose.RequestCpu, 0);

    [Benchmark(Baseline = true, OperationsPerInvoke = Draws)]
    public double ExponentialByLogarithm()
    {
        double sum = 0.0;
        for (int i = 0; i < Draws; i++) sum += -Transcendentals.Log(1.0 - _stream.NextDouble());
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public ulong Bits()
    {
        ulong sum = 0;
        for (int i = 0; i < Draws; i++) sum ^= _stream.NextUInt64();
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public double ExponentialByZiggurat()
    {
        double sum = 0.0;
        for (int i = 0; i < Draws; i++) sum += _stream.NextExponential();
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public double NormalByZiggurat()
    {
        double sum = 0.0;
        for (int i = 0; i < Draws; i++) sum += _stream.NextNormal();
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public long DeterministicDuration() => Durations(_deterministic);

    [Benchmark(OperationsPerInvoke = Draws)]
    public long ExponentialDuration() => Durations(_exponential);

    [Benchmark(OperationsPerInvoke = Draws)]
    public long Erlang3Duration() => Durations(_erlang3);

    [Benchmark(OperationsPerInvoke = Draws)]
    public long GammaDuration() => Durations(_gamma);

    [Benchmark(OperationsPerInvoke = Draws)]
    public long LognormalDuration() => Durations(_lognormal);

    [Benchmark(OperationsPerInvoke = Draws)]
    public long WeibullDuration() => Durations(_weibull);

    [Benchmark(OperationsPerInvoke = Draws)]
    public long ParetoDuration() => Durations(_pareto);

    [Benchmark(OperationsPerInvoke = Draws)]
    public long WeightedValueDuration() => Durations(_weighted);

    [Benchmark(OperationsPerInvoke = Draws)]
    public long LognormalAtBirth()
    {
        long sum = 0;
        for (int i = 0; i < Draws; i++) sum ^= _lognormal.AtBirth(_births, Purpose.TaskStart, i).Nanoseconds;
        return sum;
    }

    private long Durations(Sampler sampler)
    {
        long sum = 0;
        for (int i = 0; i < Draws; i++) sum ^= sampler.SampleDuration(ref _stream).Nanoseconds;
        return sum;
    }
}
