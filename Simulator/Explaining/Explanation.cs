using System.Collections.Immutable;

namespace Simulator.Explaining;

/// <summary>A sentence of an explanation.</summary>
/// <param name="At">Seconds since the start, or null when it is about no single moment.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Decision">The decision it is about, or 0.</param>
public readonly record struct ExplanationLine(double? At, string Text, int Decision = 0);

/// <summary>Sentences under a heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Lines">The sentences.</param>
public sealed record ExplanationPart(string Title, ImmutableArray<ExplanationLine> Lines);

/// <summary>Why a service had the tasks it had at a moment.</summary>
/// <param name="Service">Service.</param>
/// <param name="At">The moment, seconds since the start.</param>
/// <param name="Parts">The parts in reading order.</param>
public sealed record Explanation(string Service, double At, ImmutableArray<ExplanationPart> Parts)
{
    /// <summary>Explains a service at a moment, from what was recorded.</summary>
    /// <param name="story">The run.</param>
    /// <param name="service">One of its services.</param>
    /// <param name="at">Seconds since the start.</param>
    public static Explanation Of(RunStory story, string service, double at)
    {
        ArgumentNullException.ThrowIfNull(story);
        var chain = new CausalChain(story, service);
        var parts = new List<ExplanationPart>
        {
            new("At that moment", [.. new StateSentences(story, service).At(at)]),
            new("How it came to this", [.. chain.Before(at)]),
            new("What the autoscaler saw", [.. new AlarmSentences(story, service).At(at)]),
            new("What happened around then", [.. new IncidentSentences(story, service).Around(at, chain.RoundsAround(at))]),
            new("What was decided around then", [.. chain.Around(at)]),
            new("What came next", [.. chain.After(at)]),
        };
        return new Explanation(service, at, [.. parts.Where(p => p.Lines.Length > 0)]);
    }
}
