using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>How forgiving the reading of an object is.</summary>
internal enum Strictness
{
    /// <summary>The scenario's own text: an unknown key is an error.</summary>
    Strict,

    /// <summary>A task definition file: what cannot run is an error when a service uses it, else a warning.</summary>
    File,

    /// <summary>A file without a family: an excerpt, whose missing parts count only when it is used.</summary>
    Excerpt,
}

/// <summary>What reading needs beside the value: where problems and notes go, and how strict to be.</summary>
internal sealed class ReadScope
{
    public required IssueList Issues { get; init; }

    public required NoteList Notes { get; init; }

    /// <summary>Opens files that AWS resources and traces name; null where none may be named.</summary>
    public FileSource? Files { get; init; }

    public Strictness Strictness { get; init; }

    /// <summary>Problems that matter only when the resource is used (see <see cref="Strictness"/>).</summary>
    public List<ScenarioIssue> Deferred { get; init; } = [];

    public void Report(Node at, string path, string message, string? suggestion = null) => Issues.Add(at.Position, path, message, suggestion);

    public void Report(SourcePosition at, string path, string message, string? suggestion = null) => Issues.Add(at, path, message, suggestion);

    /// <summary>A problem for whoever uses the resource: an error in the scenario's own text, deferred in a file.</summary>
    public void ReportDeferrable(SourcePosition at, string path, string message, string? suggestion = null)
    {
        if (Strictness == Strictness.Strict) Issues.Add(at, path, message, suggestion);
        else Deferred.Add(new ScenarioIssue(path, at.File, at.Line, at.Column, message, suggestion));
    }
}

/// <summary>Collects notes; ignored AWS properties are listed once for each API.</summary>
internal sealed class NoteList
{
    private readonly SortedDictionary<string, SortedSet<string>> _ignored = new(StringComparer.Ordinal);
    private readonly List<ScenarioNote> _notes = [];

    /// <summary>An AWS property that is accepted but not simulated.</summary>
    public void Ignored(string api, string property)
    {
        if (!_ignored.TryGetValue(api, out var properties)) _ignored.Add(api, properties = new SortedSet<string>(StringComparer.OrdinalIgnoreCase));
        properties.Add(property);
    }

    public void Add(ScenarioNoteKind kind, SourcePosition at, string message)
    {
        var note = new ScenarioNote(kind, at.File, at.Line, at.Column, message);
        if (!_notes.Contains(note)) _notes.Add(note);
    }

    public IReadOnlyList<ScenarioNote> All() =>
    [
        .. _notes,
        .. _ignored.Select(i => new ScenarioNote(ScenarioNoteKind.Ignored, "", 0, 0, $"{i.Key}: {string.Join(", ", i.Value)} (accepted, not simulated)")),
    ];
}
