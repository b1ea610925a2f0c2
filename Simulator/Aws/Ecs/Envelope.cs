using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// The limits within which a service may replace tasks (ECS-RU-01): at least <see cref="Lower"/> healthy, at most <see cref="Upper"/> running and
/// pending. AWS: API reference, DeploymentConfiguration.
/// </summary>
/// <param name="Lower">ceil(desired × minimumHealthyPercent / 100).</param>
/// <param name="Upper">floor(desired × maximumPercent / 100).</param>
internal readonly record struct Envelope(int Lower, int Upper)
{
    /// <summary>The envelope of a desired count.</summary>
    public static Envelope Of(int desired, DeploymentConfiguration configuration) => new(
        (int)((((long)desired * configuration.MinimumHealthyPercent) + 99) / 100),
        (int)((long)desired * configuration.MaximumPercent / 100));

    /// <summary>
    /// Healthy tasks that may be stopped now: min(unwanted, healthy − L), never below 0 (ECS-RU-03). Tasks that are not healthy do not count toward L and are dropped
    /// before without a budget.
    /// </summary>
    public int Stops(int unwantedHealthy, int healthy) => Math.Clamp(healthy - Lower, 0, unwantedHealthy);

    /// <summary>Tasks that may be started now: min(missing, U − active), never below 0 (ECS-RU-03). Placement and launch rates limit further.</summary>
    public int Starts(int missing, int active) => Math.Max(0, Math.Min(missing, Upper - active));
}
