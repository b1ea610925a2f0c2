namespace Simulator.Kernel;

/// <summary>
/// A token bucket in exact integer arithmetic (the generic cell rate algorithm): it is full at first, refills at a steady rate and costs no event.
/// Instead of a level it keeps the instant at which the bucket would be full again.
/// </summary>
public sealed class TokenBucket
{
    private readonly long _interval;
    private readonly long _tolerance;
    private long _full;

    /// <summary>A full bucket.</summary>
    /// <param name="burst">Tokens it holds; fractions are dropped; at least 1.</param>
    /// <param name="perSecond">Tokens that come back in a second; more than 0. One token's interval is rounded to the nanosecond.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public TokenBucket(double burst, double perSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1.0);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        _interval = (long)Math.Round(Math.Min(Duration.NanosecondsPerSecond / perSecond, 1e18));
        _tolerance = (long)Math.Min(Math.Floor(burst - 1.0) * _interval, 1e18);
        _full = long.MinValue / 4;
    }

    /// <summary>When the next token is there: <paramref name="now"/> if there is one already.</summary>
    public Instant NextAt(Instant now) => new(Math.Max(now.Nanoseconds, _full - _tolerance));

    /// <summary>Takes a token if there is one.</summary>
    public bool TryTake(Instant now)
    {
        if (NextAt(now) > now) return false;
        Take(now);
        return true;
    }

    /// <summary>Takes the next token, now or in the future, and returns when it is there: callers are served first come, first served.</summary>
    public Instant Reserve(Instant now)
    {
        var at = NextAt(now);
        Take(at);
        return at;
    }

    private void Take(Instant at) => _full = Math.Max(_full, at.Nanoseconds) + _interval;
}
