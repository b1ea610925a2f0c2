using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>Loads scenario files for the verbs that run them: all good, or all complaints.</summary>
internal static class Loading
{
    /// <summary>Loads all; null when any is bad, and then every problem of every file has been said.</summary>
    /// <param name="files">Scenario files.</param>
    /// <param name="options">What the command line adds.</param>
    /// <param name="terminal">Where problems and notes go.</param>
    /// <param name="quiet">Whether notes are left out.</param>
    public static ScenarioLoadResult[]? Load(IReadOnlyList<string> files, LoadOptions options, Terminal terminal, bool quiet)
    {
        var loaded = files.Select(f => ScenarioLoader.Load(f, options)).ToArray();
        foreach (var result in loaded) SayIssues(result, terminal);
        if (Array.Exists(loaded, r => !r.IsValid)) return null;
        if (!quiet)
        {
            // What AWS says and the simulator ignores is validate's business; a warning is everybody's.
            foreach (var note in loaded.SelectMany(r => r.Notes).Where(n => n.Kind == ScenarioNoteKind.Warning)) terminal.Error.Write($"{note}\n");
        }
        return loaded;
    }

    /// <summary>Says every problem of a file.</summary>
    public static void SayIssues(ScenarioLoadResult result, Terminal terminal)
    {
        foreach (var issue in result.Issues) terminal.Error.Write($"{issue}\n");
    }
}
