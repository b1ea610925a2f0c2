using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ecr;

/// <summary>Outages of the registry that are under way, and which attempts they hit.</summary>
internal sealed class RegistryFaults(Scenario scenario, BirthDraw births)
{
    private const long AttemptsApart = 64;

    private readonly List<int> _active = []; // failure indices, in order of their beginning

    /// <summary>An outage begins or ends.</summary>
    public void Change(int failure, bool isOut)
    {
        if (isOut) _active.Add(failure);
        else _active.Remove(failure);
    }

    /// <summary>Whether an attempt that begins now fails; <paramref name="hangs"/> when the registry does not even answer.</summary>
    /// <param name="reference">The image.</param>
    /// <param name="ordinal">The task's birth ordinal.</param>
    /// <param name="container">Its container.</param>
    /// <param name="attempt">Number of the attempt, from 0.</param>
    /// <param name="hangs">Whether the attempt ends only with its timeout.</param>
    public bool Fails(string reference, long ordinal, int container, int attempt, out bool hangs)
    {
        hangs = false;
        foreach (var index in _active)
        {
            var failure = scenario.Failures[index];
            if (failure.Stalls || !Hits(failure, reference, ordinal, container, attempt)) continue;
            hangs = failure.Hangs;
            return true;
        }
        return false;
    }

    /// <summary>Whether the layers of an attempt do not come now, though its manifest does.</summary>
    public bool Stalls(string reference, long ordinal, int container, int attempt)
    {
        foreach (var index in _active)
        {
            if (scenario.Failures[index].Stalls && Hits(scenario.Failures[index], reference, ordinal, container, attempt)) return true;
        }
        return false;
    }

    private bool Hits(FailureDefinition failure, string reference, long ordinal, int container, int attempt) =>
        Concerns(failure.Image, reference) && (failure.Share >= 1 || births.Chance(failure.Share, Purpose.PullFailure, ordinal, (container * AttemptsApart) + attempt));

    // A registry, a repository or one image: "123456789012.dkr.ecr.us-east-1.amazonaws.com", "…/web", "…/web:7".
    private static bool Concerns(string filter, string reference) =>
        filter.Length == 0 || (reference.StartsWith(filter, StringComparison.Ordinal) && (reference.Length == filter.Length || reference[filter.Length] is ':' or '/' or '@'));
}
