using FsCheck.Fluent;
using Simulator.Scenarios;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Tests.Tidy;

namespace Simulator.Tests.Scenarios;

/// <summary>Whatever a file holds, loading answers with a scenario or with problems that have a place; it never throws.</summary>
public sealed class RobustnessTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "scenarios");
    private static readonly string[] Files = Directory.GetFiles(Folder, "*.yaml");
    private static readonly string[] Scraps = ["[", "]", "{", "}", ":", ": ", "- ", "\t", "\"", "'", "&a ", "*a", "<<: ", "|", ">", "!x ", "#", "null", "~", "-1", "1e999", "0x10", "\n", "\n  ", "é", "%", ",", "1s", "/s", "$X", "..."];

    [Test]
    public void SpoiltScenarios_AreRefusedWithPlaces_NeverWithAnException()
    {
        var spoil =
            from file in Gen.Elements(Files)
            from edits in Gen.Choose(1, 4).SelectMany(n => (from at in Gen.Choose(0, 100_000) from remove in Gen.Choose(0, 12) from scrap in Gen.Elements(Scraps) select (at, remove, scrap)).ListOf(n))
            select (file, edits);
        Prop.ForAll(spoil.ToArbitrary(), x =>
        {
            var text = File.ReadAllText(x.file);
            foreach (var (at, remove, scrap) in x.edits)
            {
                var start = at % text.Length;
                text = text[..start] + scrap + text[Math.Min(text.Length, start + remove)..];
            }
            var result = ScenarioLoader.Parse(text, "s.yaml", Folder);
            return result.IsValid == (result.Issues.Count == 0) && result.Issues.All(i => i.Line > 0 && i.Column > 0 && i.Message.Length > 0 && !i.Message.EndsWith('.'));
        }).Holds(400);
    }

    [Test]
    public void EveryValueReplacedByAnyKindOfValue_IsReadOrRefused()
    {
        // Each place of a scenario gets each kind of value: no kind may throw on a shape it does not expect.
        string[] values = ["null", "\"\"", "text", "-1", "3.5", "1e400", "true", "[]", "{}", "[[]]", "{a: {b: [1]}}", "5m", "10/s", "50%", "3MiB", "2026-01-01", "$X"];
        foreach (var file in Files)
        {
            var issues = new IssueList();
            var root = (MapNode)YamlReader.Read(File.ReadAllText(file), file, issues)!;
            foreach (var (path, place) in PathsOf(root, "").Select((p, i) => (p, i)))
            {
                for (var turn = 0; turn < 5; turn++)
                {
                    var value = values[(place + (turn * 7)) % values.Length]; // every kind meets every place of some scenario; all pairs would take half a minute
                    var options = new LoadOptions { Overrides = [ScenarioOverride.Set($"{path}={value}")] };
                    var result = ScenarioLoader.Load(file, options);
                    Assert.That(result.IsValid, Is.EqualTo(result.Issues.Count == 0), $"{path}={value}");
                }
            }
        }
    }

    [TestCase("desiredcont", "desiredCount")]
    [TestCase("dseiredCount", "desiredCount")]
    [TestCase("DESIREDCOUNT", "desiredCount")]
    [TestCase("healthCheckInterval", "healthCheckIntervalSeconds")]
    [TestCase("xyz", null)]
    [TestCase("a", null)]
    public void Suggestions_AreNearButNotFarFetched(string word, string? expected) =>
        Assert.That(Suggestions.Closest(word, ["desiredCount", "minCapacity", "healthCheckIntervalSeconds", "healthCheckTimeoutSeconds"]), Is.EqualTo(expected));

    [TestCase("90s", 90)]
    [TestCase("1h30m", 5400)]
    [TestCase("250ms", 0.25)]
    [TestCase("3us", 3e-6)]
    [TestCase("2µs", 2e-6)]
    [TestCase("14d", 1209600)]
    [TestCase("1.5h", 5400)]
    [TestCase("10 min", 600)]
    public void Times_AreRead(string text, double seconds)
    {
        Assert.That(Quantity.TryTime(text, out var read, out _));
        Assert.That(read, Is.EqualTo(seconds).Within(1e-12 * Math.Max(1, seconds)));
    }

    [Test]
    public void Times_AreWrittenAsTheyAreRead()
    {
        Prop.ForAll(Gen.Choose(1, 10_000_000).Select(ms => ms / 1000.0).ToArbitrary(), seconds =>
            Quantity.TryTime(Quantity.Time(seconds), out var read, out _) && Math.Abs(read - seconds) < 1e-9 * Math.Max(1, seconds)).Holds();
    }

    private static IEnumerable<string> PathsOf(Node node, string path)
    {
        if (node is ListNode list) return list.Items.SelectMany((item, i) => PathsOf(item, $"{path}[{i}]").Prepend($"{path}[{i}]"));
        if (node is not MapNode map) return [];
        return map.Entries.SelectMany(e => PathsOf(e.Value, PathText.Join(path, e.Key)).Prepend(PathText.Join(path, e.Key)));
    }
}
