namespace Simulator.Model.Facts;

/// <summary>
/// Places of the inputs that a recorder needs of scaling decisions; the forms in <c>Explaining</c> name all of them, and a test holds both together.
/// </summary>
public static class ScalingInputs
{
    /// <summary>first_breach_period_start_s of an alarm transition.</summary>
    public const int AlarmFirstBreach = 7;

    /// <summary>computed_s of managed scaling.</summary>
    public const int ManagedScalingComputed = 13;

    /// <summary>minimum of a scheduled action or a registration; its maximum follows.</summary>
    public const int BoundsMinimum = 2;

    /// <summary>minimum of predictive scaling; its maximum follows.</summary>
    public const int PredictiveMinimum = 6;

    /// <summary>invoked_s of a policy.</summary>
    public static int Invoked(DecisionKind kind) => kind == DecisionKind.TargetTracking ? 22 : 20;

    /// <summary>newest_period_end_s of a policy.</summary>
    public static int PeriodEnd(DecisionKind kind) => Invoked(kind) + 1;

    /// <summary>published_s of a policy.</summary>
    public static int Published(DecisionKind kind) => Invoked(kind) + 2;
}
