using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

public sealed class ScenarioTemplateTests
{
    [Test]
    public void StarterScenario_IsValidWithoutWarnings()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in ScenarioTemplate.Files) folder.Write(file.Path, file.Text);
        var result = ScenarioLoader.Load(folder.PathOf("scenario.yaml"));
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        Assert.That(result.Notes.Where(n => n.Kind == ScenarioNoteKind.Warning), Is.Empty);
        Assert.That(result.Scenario!.Services.Single().Name, Is.EqualTo("app"));
    }

    [Test]
    public void StarterScenario_IsSmallAndCommented()
    {
        var lines = ScenarioTemplate.Files[0].Text.Split('\n');
        Assert.That(lines, Has.Length.LessThan(70));
        Assert.That(lines.Count(l => l.Contains("# ", StringComparison.Ordinal)), Is.GreaterThan(12));
    }
}
