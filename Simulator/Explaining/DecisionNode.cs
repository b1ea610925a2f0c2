using System.Collections.Immutable;
using Simulator.Model.Facts;

namespace Simulator.Explaining;

/// <summary>A decision as decisions.jsonl holds it: names instead of indices, nothing else than what was recorded.</summary>
public sealed record DecisionNode
{
    /// <summary>Id, from 1.</summary>
    public required int Id { get; init; }

    /// <summary>Decision that led to it, or 0.</summary>
    public required int Parent { get; init; }

    /// <summary>Seconds since the start of the run.</summary>
    public required double At { get; init; }

    /// <summary>Kind.</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>Name of its subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Name of the policy, scheduled action or operator's action, or empty.</summary>
    public required string Policy { get; init; }

    /// <summary>Inputs that are numbers; flags are 0 or 1.</summary>
    public required IReadOnlyDictionary<string, double> Numbers { get; init; }

    /// <summary>Inputs that are words or names.</summary>
    public required IReadOnlyDictionary<string, string> Words { get; init; }

    /// <summary>Datapoints, newest first; NaN is missing.</summary>
    public required ImmutableArray<double> Datapoints { get; init; }

    /// <summary>What stopped it.</summary>
    public required DecisionGate Gate { get; init; }

    /// <summary>Value before.</summary>
    public required int From { get; init; }

    /// <summary>Value afterwards.</summary>
    public required int To { get; init; }

    /// <summary>A number; NaN when it was not recorded.</summary>
    public double this[string name] => Numbers.TryGetValue(name, out var value) ? value : double.NaN;

    /// <summary>A whole number; 0 when it was not recorded.</summary>
    public int Count(string name) => this[name] is { } v && double.IsNaN(v) ? 0 : (int)this[name];

    /// <summary>Whether a flag was set.</summary>
    public bool Is(string name) => this[name] > 0;

    /// <summary>A word; empty when it was not recorded.</summary>
    public string Word(string name) => Words.TryGetValue(name, out var word) ? word : "";

    /// <summary>Whether something changed.</summary>
    public bool Changed => Gate == DecisionGate.None && From != To;
}
