using System.Text.RegularExpressions;
using Simulator.Scenarios;
using Simulator.Scenarios.Compiling;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Scenarios;

/// <summary>The reference page of the format is what the program prints, and its examples are true.</summary>
public sealed class ScenarioReferenceTests
{
    private const string Begin = "<!-- reference: begin -->\n";
    private const string End = "<!-- reference: end -->";

    private static readonly string Page = Path.Combine(SourceTree.Root, "scenarios", "README.md");

    /// <summary>After a deliberate change of a table, run once with ECS_SIM_ACCEPT=1 and read the difference.</summary>
    [Test]
    public void Reference_IsFresh()
    {
        var text = File.ReadAllText(Page);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.That(begin, Is.GreaterThan(Begin.Length).And.LessThanOrEqualTo(end), "The page has lost its markers.");
        var printed = "\n" + ScenarioReference.Markdown();
        if (Environment.GetEnvironmentVariable("ECS_SIM_ACCEPT") == "1") File.WriteAllText(Page, text[..begin] + printed + text[end..]);
        else Assert.That(text[begin..end], Is.EqualTo(printed), "scenarios/README.md is not what the program prints.");
    }

    [Test]
    public void EveryScenario_IsListedWithItsQuestion()
    {
        var text = File.ReadAllText(Page);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Page)!, "*.yaml")) Assert.That(text, Does.Contain($"]({Path.GetFileName(file)})"));
    }

    [Test]
    public void ExamplesOfThePage_AreValid()
    {
        var blocks = Regex.Matches(File.ReadAllText(Page), "```yaml\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToList();
        Assert.That(blocks, Has.Count.EqualTo(2));
        using var folder = new TemporaryFolder();
        folder.Write("day.csv", "minute,requests\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},60\n")));
        const string world = """
            name: page
            run: {duration: 12h}
            autoScalingGroups: [{autoScalingGroupName: prod-asg, instanceType: m5.large, minSize: 1, maxSize: 9}]
            taskDefinitions:
              - {family: web, containerDefinitions: [{name: app, image: i, memory: 256}]}
              - {family: web, containerDefinitions: [{name: app, image: i, memory: 256}]}
            applications: [{family: web, request: {cpu: 10ms}}]
            services: [{serviceName: web, taskDefinition: web}]
            assert: [{metric: web.latency.p99, below: 500ms}, {metric: web.availability, atLeast: 99.9%}, {metric: cost.total, below: 40}]

            """;
        foreach (var block in blocks)
        {
            var result = ScenarioLoader.Load(folder.Write("s.yaml", world + block));
            Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        }
    }

    [Test]
    public void ScenarioOfTheReadme_IsValid()
    {
        var block = Regex.Match(File.ReadAllText(Path.Combine(SourceTree.Root, "README.md")), "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var result = ScenarioLoader.Parse(block, "README.yaml", SourceTree.Root);
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
    }

    [Test]
    public void MetricsOfAssertions_AreNamedOnce() =>
        Assert.That(((string[])["service", "cluster", "cost"]).Select(o => SummaryMetricNames.Of(o)), Has.All.Unique.And.All.Not.Empty);
}
