using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Spot pools: one for each instance type and zone. A pool has a price that drifts from day to day (CAT-05), a score for its free capacity (ASG-SP-06), and
/// reclaims: at the times of a Poisson process EC2 takes back a share of its instances (ASG-SP-03).
/// <code>
///  hazard of one instance   λ = −ln(1 − f) / 720 h        f: share reclaimed in a month, from the published band
///  reclaims of a pool       λ / share                     each takes each instance with chance `spotReclaimShare`
///  price                    od × (1 − saving) × (1 + x)   x[d+1] = φ x[d] + ε, φ = exp(−1/7), spread `spotPriceDrift`
/// </code>
/// AWS: EC2 User Guide, "Spot Instance interruptions"; EC2 Spot Instance Advisor.
/// </summary>
internal sealed class SpotMarket : ISpotPrices
{
    private const double HoursPerMonth = 720;
    private const double WeekMemory = 7; // days
    private static readonly Duration Day = Duration.FromHours(24);

    private readonly Scenario _scenario;
    private readonly BirthDraw _births;
    private readonly Pool[] _pools;
    private readonly int _zones;
    private readonly double _share;
    private readonly double _drift;
    private readonly double _noise;
    private readonly double _topBand;
    private readonly double _scale;
    private readonly Duration _recovery;

    public SpotMarket(Scenario scenario, BirthDraw births)
    {
        _scenario = scenario;
        _births = births;
        _zones = scenario.AvailabilityZones.Length;
        var model = scenario.Model;
        _share = Math.Clamp(model.Get(Ec2Constants.SpotReclaimShare), 1e-6, 1);
        _drift = Math.Max(0, model.Get(Ec2Constants.SpotPriceDrift));
        _noise = model.Get(Ec2Constants.SpotCapacityNoise);
        _topBand = model.Get(Ec2Constants.SpotTopBandFrequency);
        _scale = model.Get(Ec2Constants.SpotInterruptionScale);
        _recovery = model.Get(Ec2Constants.SpotPoolRecovery);
        _pools = new Pool[scenario.InstanceTypes.Length * _zones];
        for (var i = 0; i < _pools.Length; i++)
            _pools[i] = new Pool { Key = SourceKey.Of(scenario.InstanceTypes[i / _zones].Name + "@" + scenario.AvailabilityZones[i % _zones]), DryUntil = Instant.Zero };
    }

    /// <summary>Share of a pool's instances that a reclaim takes.</summary>
    public double ReclaimShare => _share;

    /// <summary>Number of the pool of a type in a zone.</summary>
    public int PoolOf(int type, int zone) => (type * _zones) + zone;

    /// <summary>Instance type of a pool.</summary>
    public int TypeOf(int pool) => pool / _zones;

    /// <summary>Zone of a pool.</summary>
    public int ZoneOf(int pool) => pool % _zones;

    /// <summary>Whether the pool has nothing to give after a reclaim.</summary>
    public bool IsDry(int type, int zone, Instant now) => _pools[PoolOf(type, zone)].DryUntil > now;

    /// <summary>A reclaim of the pool: it is dry for a while.</summary>
    /// <returns>When it has capacity again.</returns>
    public Instant Drain(int pool, Instant now) => _pools[pool].DryUntil = now + _recovery;

    /// <summary>Number of the pool's reclaim that comes next, from 0; taking it moves on.</summary>
    public long TakeReclaim(int pool) => _pools[pool].Reclaims++;

    /// <summary>The key of the pool's draws.</summary>
    public long KeyOf(int pool) => _pools[pool].Key;

    /// <summary>From now to the pool's next reclaim; null when it has none.</summary>
    public Duration? NextReclaim(int pool)
    {
        var hazard = -Math.Log(1 - FrequencyOf(TypeOf(pool))) / HoursPerMonth * _scale;
        if (!(hazard > 0)) return null;
        var meanHours = _share / hazard;
        return new Sampler(DistributionDefinition.Exponential(meanHours * 3600)).AtBirth(_births, Purpose.SpotInterruption, _pools[pool].Key, _pools[pool].Reclaims);
    }

    /// <summary>Share of a type's instances reclaimed in a month; 0 where AWS publishes no band.</summary>
    public double FrequencyOf(int type) => _scenario.InstanceTypes[type].SpotInterruptionBand switch
    {
        1 => 0.025,
        2 => 0.075,
        3 => 0.125,
        4 => 0.175,
        5 => Math.Clamp(_topBand, 0, 0.999),
        _ => 0,
    };

    /// <summary>Score of a pool's free capacity: higher is better, 0 while it is dry.</summary>
    public double ScoreOf(int type, int zone, Instant now)
    {
        ref var pool = ref _pools[PoolOf(type, zone)];
        if (pool.DryUntil > now) return 0;
        var noise = (2 * _births.Uniform(Purpose.SpotCapacity, pool.Key, now.Nanoseconds / Day.Nanoseconds)) - 1;
        return Math.Max(0.01, 1 - FrequencyOf(type) + (_noise * noise));
    }

    /// <summary>Spot price now in USD an hour.</summary>
    public double PriceOf(int type, int zone, Instant now) => InstanceFamilies.SpotUsdOf(_scenario, type) * FactorOf(PoolOf(type, zone), now.Nanoseconds / Day.Nanoseconds);

    /// <summary>On-Demand price in USD an hour.</summary>
    public double OnDemandPriceOf(int type) => InstanceFamilies.OnDemandUsdOf(_scenario, type);

    /// <inheritdoc/>
    public double MeanFactor(int instanceType, int zone, Instant from, Instant to)
    {
        if (to <= from) return FactorOf(PoolOf(instanceType, zone), from.Nanoseconds / Day.Nanoseconds);
        var sum = 0.0;
        for (var at = from.Nanoseconds; at < to.Nanoseconds;)
        {
            var day = at / Day.Nanoseconds;
            var end = Math.Min(to.Nanoseconds, (day + 1) * Day.Nanoseconds);
            sum += FactorOf(PoolOf(instanceType, zone), day) * (end - at);
            at = end;
        }
        return sum / (to - from).Nanoseconds;
    }

    // Price of a day relative to the published one. The path of a pool is drawn as far as somebody asks; a day's number never depends on who asked first.
    private double FactorOf(int index, long day)
    {
        if (_drift == 0 || day <= 0) return 1;
        ref var pool = ref _pools[index];
        pool.Path ??= [0];
        var memory = Math.Exp(-1 / WeekMemory);
        var step = _drift * Math.Sqrt(1 - (memory * memory));
        while (pool.Path.Count <= day)
        {
            var stream = _births.Stream(Purpose.SpotPrice, pool.Key, pool.Path.Count);
            pool.Path.Add((memory * pool.Path[^1]) + (step * stream.NextNormal()));
        }
        return Math.Clamp(1 + pool.Path[(int)day], 0.3, 3);
    }

    private struct Pool
    {
        public long Key;
        public long Reclaims;
        public Instant DryUntil;
        public List<double>? Path;
    }
}
