using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Simulator.Tests.Tidy;

/// <summary>Worked examples of the documents beside the corpus, joined with the tests that name them.</summary>
public sealed partial class ExampleTests
{
    private const string Property = "Example";

    /// <summary>One case for each document that has examples; none where there is no corpus.</summary>
    [TestCaseSource(nameof(Documents))]
    public void EveryExampleOfADocument_HasATestThatNamesIt(string document)
    {
        var tested = ExamplesOf(static _ => true);
        Assert.That(Examples(File.ReadAllText(document)).Where(e => !tested.Contains(e)), Is.Empty, "No test has [Property(\"Example\", id)] of these.");
    }

    [TestCaseSource(nameof(Documents))]
    public void MostExamplesOfADocument_GoFromScenarioTextToResultFiles(string document)
    {
        var examples = Examples(File.ReadAllText(document));
        var tested = ExamplesOf(static t => t.Namespace is { } room && room.StartsWith("Simulator.Tests.Conformance", StringComparison.Ordinal));
        // A task never gets more CPU than it reserves (ECS-TD-07), so the example of a task at 400 % cannot come from a scenario.
        Assert.That(examples.Where(e => !tested.Contains(e)), Is.SubsetOf(new[] { "EX-77" }));
    }

    private static IEnumerable<TestCaseData> Documents()
    {
        if (Environment.GetEnvironmentVariable("ECS_SIM_CORPUS") is not { Length: > 0 } corpus) yield break;
        var folder = new DirectoryInfo(Path.Combine(corpus, "..", "reference"));
        if (!folder.Exists) yield break;
        foreach (var document in folder.EnumerateFiles("*.md").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (Examples(File.ReadAllText(document.FullName)).Count > 0) yield return new TestCaseData(document.FullName).SetArgDisplayNames(document.Name);
        }
    }

    // Where a document defines examples: in the first cell of a table or in bold, a range with two dots.
    private static SortedSet<string> Examples(string text)
    {
        var examples = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Match m in Defined().Matches(text))
        {
            var first = int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            var last = m.Groups[2].Success ? int.Parse(m.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : first;
            for (var i = first; i <= last; i++) examples.Add(string.Create(CultureInfo.InvariantCulture, $"EX-{i:00}"));
        }
        return examples;
    }

    private static HashSet<string> ExamplesOf(Func<Type, bool> isWanted)
    {
        var examples = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in typeof(ExampleTests).Assembly.GetTypes().Where(isWanted).SelectMany(static t => t.GetMethods()))
        {
            foreach (var property in method.GetCustomAttributes<PropertyAttribute>()) examples.UnionWith(property.Properties[Property].Cast<string>());
            foreach (var name in method.GetCustomAttributes<TestCaseAttribute>().Select(static c => c.TestName ?? "")) examples.UnionWith(Named().Matches(name).Select(static m => m.Value));
        }
        return examples;
    }

    [GeneratedRegex(@"(?:^\| |\*\*)EX-(\d\d)(?:\.\.(\d\d))?", RegexOptions.Multiline)]
    private static partial Regex Defined();

    [GeneratedRegex(@"EX-\d\d")]
    private static partial Regex Named();
}
