using Simulator.Aws.Ecs.Placement;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>Why a round of the service scheduler left tasks missing.</summary>
/// <param name="Gate">What kept it from starting them.</param>
/// <param name="Missing">Tasks missing.</param>
/// <param name="Desired">desiredCount.</param>
/// <param name="Active">Tasks running and pending.</param>
/// <param name="Why">What placement said.</param>
internal readonly record struct StartShortfall(DecisionGate Gate, int Missing, int Desired, int Active, Explanation Why)
{
    /// <summary>Whether another round came to the same. Spelled out, because the compiler's own comparison of enumerations allocates at its first use.</summary>
    public bool Equals(StartShortfall other) =>
        IsLike(other) && (int)Why.Reason == (int)other.Why.Reason && Why.Closest == other.Why.Closest && Why.Rejected == other.Why.Rejected;

    /// <summary>Whether another round came to the same, what placement said aside.</summary>
    public bool IsLike(StartShortfall other) => (int)Gate == (int)other.Gate && Missing == other.Missing && Desired == other.Desired && Active == other.Active;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine((int)Gate, Missing, Desired, Active, Why.Closest);
}
