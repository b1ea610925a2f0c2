using Simulator.Kernel;

namespace Benchmarks.Kernel.Engines;

/// <summary>The workloads on the bare engine. Each returns, from a run of some simulated seconds, a checksum that the ordinary path must reproduce.</summary>
public static class ProtoModels
{
    /// <summary>Entities that each wake themselves after Exp(1 s).</summary>
    public static Func<long> Hold(int entities, long seconds)
    {
        var random = new Draws();
        var all = new HoldEntity[entities];
        for (var i = 0; i < entities; i++) all[i] = new HoldEntity(i, random);
        return Start(all, seconds, () => all.Aggregate(0L, (sum, e) => sum ^ e.Checksum), startAll: true);
    }

    /// <summary>As hold, but each event wakes a random other entity after Exp(1 s).</summary>
    public static Func<long> Phold(int entities, long seconds)
    {
        var random = new Draws();
        var all = new PholdEntity[entities];
        for (var i = 0; i < entities; i++) all[i] = new PholdEntity(entities, random);
        return Start(all, seconds, () => all.Aggregate(0L, (sum, e) => sum ^ e.Checksum), startAll: true);
    }

    /// <summary>One station of <paramref name="servers"/> servers: mean service 1 s, 90 % load, first come first served, two events a customer.</summary>
    public static Func<long> Station(int servers, long seconds)
    {
        var random = new Draws();
        var station = new StationEntity(servers, random);
        return Start([new ArrivalEntity(station, 1 / (0.9 * servers), random), station], seconds, () => station.TotalWait, startAll: false);
    }

    private static Func<long> Start(ProtoEntity[] entities, long seconds, Func<long> checksum, bool startAll)
    {
        var engine = new ProtoEngine(entities);
        for (var i = 0; i < (startAll ? entities.Length : 1); i++) engine.Schedule(0, i);
        return () =>
        {
            engine.RunUntil(engine.Now + (seconds * Duration.NanosecondsPerSecond));
            return checksum();
        };
    }

    private sealed class HoldEntity(int self, Draws random) : ProtoEntity
    {
        public long Checksum { get; private set; }

        public override void Handle(ProtoEngine engine)
        {
            Checksum = unchecked((Checksum * 31) + engine.Now);
            engine.Schedule(random.Exponential(1), self);
        }
    }

    private sealed class PholdEntity(int entities, Draws random) : ProtoEntity
    {
        public long Checksum { get; private set; }

        public override void Handle(ProtoEngine engine)
        {
            Checksum = unchecked((Checksum * 31) + engine.Now);
            engine.Schedule(random.Exponential(1), random.Below(entities));
        }
    }

    private sealed class ArrivalEntity(StationEntity station, double meanGap, Draws random) : ProtoEntity
    {
        public override void Handle(ProtoEngine engine)
        {
            station.Arrive(engine);
            engine.Schedule(random.Exponential(meanGap), 0);
        }
    }

    private sealed class StationEntity(int servers, Draws random) : ProtoEntity
    {
        private readonly Queue<long> _waiting = new();
        private int _busy;

        public long TotalWait { get; private set; }

        public void Arrive(ProtoEngine engine)
        {
            if (_busy == servers)
            {
                _waiting.Enqueue(engine.Now);
                return;
            }
            _busy++;
            engine.Schedule(random.Exponential(1), 1);
        }

        public override void Handle(ProtoEngine engine)
        {
            if (_waiting.TryDequeue(out var arrived))
            {
                TotalWait += engine.Now - arrived;
                engine.Schedule(random.Exponential(1), 1);
            }
            else
            {
                _busy--;
            }
        }
    }
}

/// <summary>The random numbers of a workload, the same on either engine.</summary>
public sealed class Draws
{
    private SplitMix _random = new(42);

    /// <summary>Exponential with a mean in seconds; in whole nanoseconds.</summary>
    public long Exponential(double mean) => (long)(-Math.Log(1 - _random.NextDouble()) * (mean * Duration.NanosecondsPerSecond));

    /// <summary>Uniform on 0 … <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => _random.NextInt(bound);
}
