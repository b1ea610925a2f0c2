using Simulator.Scenarios;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Scenarios;

/// <summary>The scenarios that come with the repository.</summary>
public sealed class ScenarioFilesTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "scenarios");

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public void EveryScenario_IsValid(string file)
    {
        var result = ScenarioLoader.Load(Path.Combine(Folder, file));
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        foreach (var note in result.Notes) TestContext.Out.WriteLine(note);
        Assert.That(result.Notes.Where(n => n.Kind == ScenarioNoteKind.Warning).Select(n => n.ToString()), Is.Empty);
        Assert.That(result.Scenario!.Name, Is.EqualTo(Path.GetFileNameWithoutExtension(file)));
    }

    [TestCaseSource(nameof(Files))]
    public void EveryScenario_OpensWithItsQuestion(string file)
    {
        var first = File.ReadLines(Path.Combine(Folder, file)).First();
        Assert.That(first, Does.StartWith("# Question: ").And.EndsWith("?"));
        Assert.That(ScenarioLoader.Load(Path.Combine(Folder, file)).Scenario!.Description, Is.Not.Empty);
    }
}
