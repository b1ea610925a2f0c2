namespace Simulator.Scenarios;

/// <summary>A problem of the input that keeps a scenario from running.</summary>
/// <param name="Path">Dotted path of the value in the scenario, such as <c>services.web.desiredCount</c>; empty for a whole file.</param>
/// <param name="File">File that holds the problem as the user named it, or the option (<c>--set services.web.desiredCount=x</c>).</param>
/// <param name="Line">Line, from 1; 0 when the problem is the file itself (missing, unreadable).</param>
/// <param name="Column">Column, from 1; 0 as for the line.</param>
/// <param name="Message">What is wrong, as a sentence without full stop.</param>
/// <param name="Suggestion">What would be right, or null.</param>
public sealed record ScenarioIssue(string Path, string File, int Line, int Column, string Message, string? Suggestion)
{
    /// <summary><c>file:line:column: message (suggestion)</c>; without line and column where there are none.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        return Suggestion is null ? $"{place}: {Message}" : $"{place}: {Message} ({Suggestion})";
    }
}

/// <summary>Kind of a note.</summary>
public enum ScenarioNoteKind
{
    /// <summary>AWS properties that are accepted but not simulated.</summary>
    Ignored,

    /// <summary>Something was assumed that the user may want to know, such as the zone of a subnet.</summary>
    Assumed,

    /// <summary>Legal, but probably not what was meant.</summary>
    Warning,
}

/// <summary>Something worth saying about a scenario that does run.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="File">File it is about; empty for the scenario as a whole.</param>
/// <param name="Line">Line, from 1; 0 for none.</param>
/// <param name="Column">Column, from 1; 0 for none.</param>
/// <param name="Message">The note, without full stop.</param>
public sealed record ScenarioNote(ScenarioNoteKind Kind, string File, int Line, int Column, string Message)
{
    /// <summary><c>ignored: …</c>, or <c>file:line:column: note: …</c>.</summary>
    public override string ToString()
    {
        if (Kind == ScenarioNoteKind.Ignored) return "ignored: " + Message;
        var word = Kind == ScenarioNoteKind.Warning ? "warning" : "note";
        if (File.Length == 0) return $"{word}: {Message}";
        return Line > 0 ? $"{File}:{Line}:{Column}: {word}: {Message}" : $"{File}: {word}: {Message}";
    }
}
