using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Simulator.Tests.Tidy;

/// <summary>Worked examples of the reference documents, joined with the tests that name them.</summary>
public sealed partial class ExampleTests
{
    private const string Property = "Example";

    /// <summary>One case for each document that has examples; see <see cref="ReferenceDocuments"/>.</summary>
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
        var tested = ExamplesOf(FrontDoorTests.ReachesScenarioRun);
        // EX-17 and EX-78 are about what AWS refuses: such a scenario has no result files. Their tests read the refusal from scenario text.
        Assert.That(examples.Where(e => !tested.Contains(e)), Is.SubsetOf(new[] { "EX-17", "EX-78" }));
    }

    private static IEnumerable<TestCaseData> Documents() => ReferenceDocuments.Where(static text => Examples(text).Count > 0);

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

    private static HashSet<string> ExamplesOf(Func<MethodInfo, bool> isWanted)
    {
        var examples = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in typeof(ExampleTests).Assembly.GetTypes().SelectMany(static t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)))
        {
            var properties = method.GetCustomAttributes<PropertyAttribute>().ToList();
            var names = method.GetCustomAttributes<TestCaseAttribute>().Select(static c => c.TestName ?? "").ToList();
            if (properties.Count + names.Count == 0 || !isWanted(method)) continue;
            foreach (var property in properties) examples.UnionWith(property.Properties[Property].Cast<string>());
            foreach (var name in names) examples.UnionWith(Named().Matches(name).Select(static m => m.Value));
        }
        return examples;
    }

    [GeneratedRegex(@"(?:^\| |\*\*)EX-(\d\d)(?:\.\.(\d\d))?", RegexOptions.Multiline)]
    private static partial Regex Defined();

    [GeneratedRegex(@"EX-\d\d")]
    private static partial Regex Named();
}
