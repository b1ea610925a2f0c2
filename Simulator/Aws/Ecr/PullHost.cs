using Simulator.Kernel;

namespace Simulator.Aws.Ecr;

/// <summary>
/// The transfers of one container instance. They share its bandwidth B equally, and each unpacks at no more than R: every transfer moves at min(B/n, R), so one
/// number, the bytes each has received since the host began, stands for all of them (processor sharing in virtual time, exact).
/// </summary>
internal struct PullHost
{
    /// <summary>First transfer, or -1.</summary>
    public int First;

    /// <summary>Transfers under way.</summary>
    public int Count;

    /// <summary>Bytes that a transfer which was there from the beginning would have received.</summary>
    public double Progress;

    /// <summary>When <see cref="Progress"/> was brought up to date.</summary>
    public Instant AsOf;

    /// <summary>Bandwidth in bytes per second.</summary>
    public double Bandwidth;

    /// <summary>The transfer whose end is on the calendar, or -1.</summary>
    public int Due;

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
