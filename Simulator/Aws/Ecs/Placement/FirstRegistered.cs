namespace Simulator.Aws.Ecs.Placement;

/// <summary>The instance that registered first: the tie rule <c>placementTie: registration</c> (ECS-PL-10).</summary>
internal static class FirstRegistered
{
    /// <summary>Of two instances the one that registered first; -1 stands for none.</summary>
    public static int Of(int a, int b, CandidateIndex index)
    {
        if (a < 0) return b;
        if (b < 0) return a;
        return index.Slot(a).Sequence <= index.Slot(b).Sequence ? a : b;
    }
}
