using Simulator.Kernel;

namespace Simulator.Aws.AutoScaling;

/// <summary>
/// The cooldowns of one policy: two separate clocks, and the capacity already added within the scale-out clock, which counts against further proposals
/// (AS-CD-01 … 04). Both clocks run from the completion of an activity (or from its request, by the constant <c>cooldownFrom</c>).
/// <code>
/// none --scale-out done--> out cooldown --its end--> none          (a larger proposal still passes, less the credit)
/// none --scale-in done---> in cooldown --its end, or any scale-out of the target--> none
/// </code>
/// </summary>
internal struct Cooldown
{
    private Instant _outUntil;
    private Instant _inUntil;

    /// <summary>Capacity added in the running scale-out cooldown.</summary>
    public int Credit { get; private set; }

    /// <summary>What is left of the scale-out cooldown.</summary>
    public readonly Duration OutLeft(Instant now) => now < _outUntil ? _outUntil - now : Duration.Zero;

    /// <summary>What is left of the scale-in cooldown.</summary>
    public readonly Duration InLeft(Instant now) => now < _inUntil ? _inUntil - now : Duration.Zero;

    /// <summary>Forgets the credit of a cooldown that is over; called when an activity of the policy opens.</summary>
    public void Open(Instant now)
    {
        if (now >= _outUntil) Credit = 0;
    }

    /// <summary>Starts the scale-out cooldown.</summary>
    /// <param name="now">Now.</param>
    /// <param name="length">Its length.</param>
    /// <param name="added">Capacity the activity added.</param>
    /// <param name="accumulates">Whether credit adds up over escalations (AS-CD-02).</param>
    public void StartOut(Instant now, Duration length, int added, bool accumulates)
    {
        Credit = Math.Max(0, added) + (accumulates ? Credit : 0);
        _outUntil = now + length;
    }

    /// <summary>Starts the scale-in cooldown.</summary>
    public void StartIn(Instant now, Duration length) => _inUntil = now + length;

    /// <summary>Ends the scale-in cooldown for good: the target scaled out (AS-CD-03).</summary>
    public void CancelIn() => _inUntil = Instant.Zero;
}
