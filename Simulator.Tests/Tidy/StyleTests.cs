using System.Text.RegularExpressions;

namespace Simulator.Tests.Tidy;

/// <summary>House rules that no analyzer checks.</summary>
public sealed class StyleTests
{
    private static readonly string[] Edges = ["Simulator/Cli/", "Simulator/Reporting/", "Simulator/Scenarios/", "Simulator/Program.cs"];

    private static readonly (string Pattern, string Instead)[] Banned =
    [
        (@"\bDateTime(Offset)?\.(Utc)?Now\b", "the simulated clock is the only clock"),
        (@"\bStopwatch\b", "wall-clock figures belong to Cli"),
        (@"\bRandom\.Shared\b|\bnew Random\(", "draw from Randomness"),
        (@"\bGuid\.NewGuid\b", "names come from birth ordinals"),
        (@"\bConsole\.", "only the edges speak"),
        (@"\b(File|Directory)\.", "only the edges touch files"),
        (@"\bThread\.Sleep\b|\bTask\.Delay\b", "nothing waits in wall time"),
        (@"\bEnvironment\.(TickCount|GetEnvironmentVariable)\b", "a run depends on its scenario and seed only"),
    ];

    private static readonly string[] BannedTypeWords = ["Manager", "Helper", "Util", "Utils", "Common", "Base", "Impl", "Info", "Data", "Processor"];

    [Test]
    public void CallsThatBreakReproducibilityStayAtTheEdges()
    {
        var problems =
            from file in SourceTree.CSharp("Simulator")
            where !Edges.Any(e => file.Path.StartsWith(e, StringComparison.Ordinal))
            from rule in Banned
            from Match m in Regex.Matches(WithoutComments(file.Text), rule.Pattern)
            select $"{file.Path}: {m.Value} ({rule.Instead}).";
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void RandomInputsOfTests_AreTheSameInEveryRun()
    {
        var problems =
            from file in SourceTree.CSharp("Simulator.Tests")
            where !file.Path.EndsWith("/RandomChecks.cs", StringComparison.Ordinal) && !file.Path.EndsWith("/StyleTests.cs", StringComparison.Ordinal)
            from Match m in Regex.Matches(file.Text, @"QuickCheck|VerboseCheck|Config\.(Quick|Verbose|Default)|\bRandom\.Shared\b|\bnew Random\(\)|\[Random\(")
            select $"{file.Path}: {m.Value} (use RandomChecks.Holds, or a seed).";
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void WallClockIsReadInCliOnly()
    {
        var problems =
            from file in SourceTree.CSharp("Simulator")
            where !file.Path.StartsWith("Simulator/Cli/", StringComparison.Ordinal)
            where Regex.IsMatch(WithoutComments(file.Text), @"\bStopwatch\b|\bDateTime(Offset)?\.(Utc)?Now\b")
            select file.Path;
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void TypeNamesSayWhatTheThingIs()
    {
        var problems =
            from file in SourceTree.CSharp("Simulator")
            from Match m in Regex.Matches(file.Text, @"\b(?:class|struct|record|interface|enum)\s+([A-Z]\w*)")
            let name = m.Groups[1].Value
            where name != "TreatMissingData" // AWS's own name
            where BannedTypeWords.Any(w => name.EndsWith(w, StringComparison.Ordinal))
            select $"{file.Path}: {name}";
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void FilesStayShort()
    {
        const int limit = 450;
        var problems =
            from file in SourceTree.CSharp("Simulator").Concat(SourceTree.CSharp("Benchmarks")).Concat(SourceTree.CSharp("Simulator.Tests"))
            let lines = file.Text.Count(c => c == '\n')
            where lines > limit && !IsTable(file.Path)
            select $"{file.Path}: {lines} lines; find the seam.";
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void NothingIsUnfinishedOrMuted()
    {
        var words = string.Join('|', "NotImplemented" + "Exception", "TO" + "DO", "FIX" + "ME", @"Assert\." + @"Pass\(", @"Assert\." + @"Ignore\(", @"\[Ig" + "nore");
        var problems =
            from file in SourceTree.CSharp("Simulator").Concat(SourceTree.CSharp("Benchmarks")).Concat(SourceTree.CSharp("Simulator.Tests"))
            where Regex.IsMatch(file.Text, words)
            select file.Path;
        Assert.That(problems, Is.Empty);
    }

    // A table or a flat list may be longer than a file of logic.
    private static bool IsTable(string path) => path.EndsWith("Model/Tables/Rows.cs", StringComparison.Ordinal);

    private static string WithoutComments(string text) => Regex.Replace(text, @"//.*?$|/\*.*?\*/|""(?:[^""\\]|\\.)*""", "", RegexOptions.Multiline);
}
