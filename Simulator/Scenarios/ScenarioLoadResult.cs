using Simulator.Model.Definitions;

namespace Simulator.Scenarios;

/// <summary>What loading a scenario file gave: a fully valid scenario, or the whole list of its problems.</summary>
public sealed record ScenarioLoadResult
{
    /// <summary>The file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The scenario; null exactly when there are issues.</summary>
    public Scenario? Scenario { get; init; }

    /// <summary>How many problems there are; of very many the list holds the first only, and says so in its last entry.</summary>
    public int ProblemCount { get; init; }

    /// <summary>Every problem: the scenario file's first, each file's in order of place. Empty when all is well.</summary>
    public required IReadOnlyList<ScenarioIssue> Issues { get; init; }

    /// <summary>What is worth saying although it runs: ignored AWS properties (one line for each API), assumed zones of subnets, warnings.</summary>
    public required IReadOnlyList<ScenarioNote> Notes { get; init; }

    /// <summary>The scenario as it was compiled: overrides applied, files of AWS resources put in, as JSON; empty when there are issues.</summary>
    public string ResolvedJson { get; init; } = "";

    /// <summary>SHA-256 of <see cref="ResolvedJson"/> and of the traces it names, in lower-case hexadecimal; empty when there are issues.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Axes of the scenario's sweep, each value checked by itself.</summary>
    public IReadOnlyList<SweepAxis> SweepAxes { get; init; } = [];

    /// <summary>Whether there is a scenario.</summary>
    public bool IsValid => Scenario is not null;
}
