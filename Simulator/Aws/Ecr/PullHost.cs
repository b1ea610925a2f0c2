using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecr;

/// <summary>
/// One container instance as pulls see it. Transfers share its bandwidth B equally, and each unpacks at no more than R: every transfer moves at min(B/n, R), so one
/// number, the bytes each has received since the host began, stands for all of them (processor sharing in virtual time, exact).
/// </summary>
internal struct PullHost
{
    /// <summary>First transfer, or -1.</summary>
    public int First;

    /// <summary>Transfers under way.</summary>
    public int Count;

    /// <summary>First pull that waits for layers of others, or -1.</summary>
    public int FirstFollower;

    /// <summary>Last of them.</summary>
    public int LastFollower;

    /// <summary>Bytes that a transfer which was there from the beginning would have received.</summary>
    public double Progress;

    /// <summary>When <see cref="Progress"/> was brought up to date.</summary>
    public Instant AsOf;

    /// <summary>Bandwidth in bytes per second.</summary>
    public double Bandwidth;

    /// <summary>The transfer whose end is on the calendar, or -1.</summary>
    public int Due;

    /// <summary>Configuration of its agent.</summary>
    public AgentDefinition Agent;

    /// <summary>First image it has, or -1.</summary>
    public int FirstImage;

    /// <summary>Next moment at which its agent removes images; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant NextCleanup;

    /// <summary>Pulls that hold the lock.</summary>
    public int Pulling;

    /// <summary>Since when no pull holds it.</summary>
    public Instant FreeSince;

    /// <summary>The removal of images wants the lock: pulls that come now wait.</summary>
    public bool CleanupWaits;

    /// <summary>Until when the removal of images holds the lock.</summary>
    public Instant LockedUntil;

    /// <summary>First pull that waits for the lock, or -1.</summary>
    public int FirstLocked;

    /// <summary>Last of them.</summary>
    public int LastLocked;

    /// <summary>Bytes per second of each transfer now.</summary>
    /// <param name="unpack">Unpack rate in bytes per second.</param>
    public readonly double Rate(double unpack) => Count == 0 ? 0 : Math.Min(Bandwidth / Count, unpack);

    /// <summary>Brings the progress up to date.</summary>
    public void Advance(Instant now, double unpack)
    {
        Progress += Rate(unpack) * (now - AsOf).Seconds;
        AsOf = now;
    }
}
