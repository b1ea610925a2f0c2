namespace Simulator.Scenarios.Documents;

/// <summary>Collects every problem of the input. Reading goes on after a problem: the user sees all of them at once.</summary>
internal sealed class IssueList
{
    /// <summary>More problems than anyone reads; the rest is counted.</summary>
    private const int Most = 200;

    private readonly List<ScenarioIssue> _issues = [];
    private readonly HashSet<ScenarioIssue> _seen = [];
    private int _dropped;

    public int Count => _issues.Count;

    /// <summary>How many problems there are, those beyond the list included.</summary>
    public int Total => _issues.Count + _dropped;

    public void Add(SourcePosition at, string path, string message, string? suggestion = null) =>
        Add(new ScenarioIssue(path, at.File, at.Line, at.Column, message, suggestion));

    public void Add(ScenarioIssue issue)
    {
        if (!_seen.Add(issue)) return;
        if (_issues.Count >= Most) _dropped++;
        else _issues.Add(issue);
    }

    /// <summary>All problems: the main file's first, each file's in order of place.</summary>
    public IReadOnlyList<ScenarioIssue> Sorted(string mainFile)
    {
        List<ScenarioIssue> sorted = [.. _issues
            .Select((issue, index) => (issue, index))
            .OrderBy(i => i.issue.File == mainFile ? 0 : 1).ThenBy(i => i.issue.File, StringComparer.Ordinal)
            .ThenBy(i => i.issue.Line).ThenBy(i => i.issue.Column).ThenBy(i => i.index)
            .Select(i => i.issue)];
        if (_dropped > 0) sorted.Add(new ScenarioIssue("", mainFile, 0, 0, $"{_dropped} more problems are not shown", "correct these first"));
        return sorted;
    }
}
