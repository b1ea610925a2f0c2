using System.Collections.Immutable;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>How one container of a task behaves, where it differs from the application as a whole. A null member is not stated.</summary>
public sealed record ContainerBehavior
{
    /// <summary>From its start until it listens, in seconds.</summary>
    public DistributionDefinition? Startup { get; init; }

    /// <summary>From SIGTERM to exit, in seconds; SIGKILL after stopTimeout cuts it short.</summary>
    public DistributionDefinition? Shutdown { get; init; }

    /// <summary>From its start until it exits by itself, in seconds; null for never.</summary>
    public DistributionDefinition? RunTime { get; init; }

    /// <summary>Exit code with which it exits by itself, 0–255.</summary>
    public int ExitCode { get; init; }

    /// <summary>Share (0–1) of its runs that end with exit code 1 instead.</summary>
    public double FailureShare { get; init; }

    /// <summary>When its health check fails after it has listened; null for never.</summary>
    public UnhealthyDefinition? Unhealthy { get; init; }

    /// <summary>Its image; null for its part of the application's.</summary>
    public ImageDefinition? Image { get; init; }
}

/// <summary>A container whose health check fails now and then although it listens.</summary>
/// <param name="After">From listening, or from the end of the spell before, until checks begin to fail, in seconds.</param>
/// <param name="Length">How long they fail, in seconds; null for ever.</param>
/// <param name="Hangs">Failing probes hang until their timeout instead of failing at once.</param>
public sealed record UnhealthyDefinition(DistributionDefinition After, DistributionDefinition? Length, bool Hangs);

/// <summary>A container image.</summary>
/// <param name="Bytes">Compressed size.</param>
/// <param name="Layers">Its layers; empty when it is taken as one.</param>
/// <param name="Indexed">Whether it has a SOCI index (FG-ST-03).</param>
public sealed record ImageDefinition(long Bytes, ImmutableArray<LayerDefinition> Layers, bool Indexed);

/// <summary>A layer of an image.</summary>
/// <param name="Digest">By which images share it; empty for a layer of this image alone.</param>
/// <param name="Bytes">Compressed size.</param>
public sealed record LayerDefinition(string Digest, long Bytes);

/// <summary>restartPolicy of a container (ECS-TD-18).</summary>
/// <param name="AttemptPeriod">The container must have run this long since its start or last restart, 60–1800 s, default 300 s.</param>
/// <param name="IgnoredExitCodes">Exit codes after which it stays stopped.</param>
public sealed record RestartPolicyDefinition(Duration AttemptPeriod, ImmutableArray<int> IgnoredExitCodes);
