using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework.Interfaces;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Tidy;

/// <summary>
/// Simulator/FIDELITY.md held against the program: its tables are well formed, what it calls modelled has a test that names the rule, and what tests
/// name is listed.
/// </summary>
public sealed partial class FidelityTests
{
    private const string Begin = "<!-- model constants: begin -->\n";
    private const string End = "<!-- model constants: end -->";

    private static readonly string[] Statuses = ["modelled", "approximated", "absent"];
    private static readonly string[] Columns = ["id", "rule", "source", "status", "note"];
    private static readonly string Page = Path.Combine(SourceTree.Root, "Simulator", "FIDELITY.md");
    private static readonly string Text = File.ReadAllText(Page).ReplaceLineEndings("\n");
    private static readonly List<Rule> Rules = ReadRules();

    [Test]
    public void EveryRow_HasIdSentenceSourceAndStatus()
    {
        Assert.That(Rules, Is.Not.Empty);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Rules.Where(r => !WellFormedId().IsMatch(r.Id)).Select(r => r.Id), Is.Empty, "Ids that are not well formed.");
            Assert.That(Rules.GroupBy(r => r.Id).Where(g => g.Count() > 1).Select(g => g.Key), Is.Empty, "Ids listed twice.");
            Assert.That(Rules.Where(r => !Statuses.Contains(r.Status)).Select(r => $"{r.Id}: {r.Status}"), Is.Empty, "Statuses that do not exist.");
            Assert.That(Rules.Where(r => r.Sentence.Length < 20 || !r.Sentence.EndsWith('.')).Select(r => r.Id), Is.Empty, "Rules that are no sentence.");
            Assert.That(Rules.Where(r => r.Source.Length == 0).Select(r => r.Id), Is.Empty, "Rules without source.");
        }
    }

    [Test]
    public void WhatIsNotModelled_HasAReason() =>
        Assert.That(Rules.Where(r => r.Status != "modelled" && r.Note.Length < 10).Select(r => r.Id), Is.Empty, "Say in the note what is different, or why it is left out.");

    [Test]
    public void AReasonThatPointsToAnotherRule_PointsToAListedOne()
    {
        var ids = Rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        Assert.That(IdInText().Matches(Text).Select(m => m.Value).Distinct().Where(id => !ids.Contains(id)), Is.Empty);
    }

    [Test]
    public void EveryModelledRule_HasATestThatNamesIt()
    {
        var tested = RulesOfTests();
        Assert.That(
            Rules.Where(r => r.Status == "modelled" && !tested.ContainsKey(r.Id)).Select(r => r.Id), Is.Empty,
            "No test has [Property(\"Rule\", id)] of these: write one, or say approximated or absent.");
    }

    [Test]
    public void EveryRuleThatATestNames_IsListed()
    {
        var listed = Rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        Assert.That(RulesOfTests().Where(t => !listed.Contains(t.Key)).Select(t => $"{t.Key} ({t.Value})"), Is.Empty, "FIDELITY.md does not know these rules.");
    }

    [Test]
    public void EveryRuleThatTheSourceCites_IsListed()
    {
        var listed = Rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var unknown =
            from file in SourceTree.CSharp("Simulator").Concat(SourceTree.CSharp("Simulator.Tests")).Concat(SourceTree.CSharp("Benchmarks"))
            from Match m in IdInText().Matches(file.Text)
            where !listed.Contains(m.Value)
            select $"{file.Path}: {m.Value}";
        Assert.That(unknown.Distinct(), Is.Empty);
    }

    [Test]
    public void AbsentRules_AreNamedByNoTest()
    {
        var tested = RulesOfTests();
        Assert.That(
            Rules.Where(r => r.Status == "absent" && tested.ContainsKey(r.Id)).Select(r => $"{r.Id} ({tested[r.Id]})"), Is.Empty,
            "A tested rule is at least approximated.");
    }

    [Test]
    public void ModelConstantsNamedOnThePage_Exist()
    {
        var known = ModelCatalog.All.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var named = ConstantInText().Matches(Text).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(named.Where(n => !known.Contains(n)), Is.Empty, "Constants that ModelCatalog does not have.");
            Assert.That(known.Where(n => !named.Contains(n)), Is.Empty, "Constants that the page does not mention.");
        }
    }

    /// <summary>After a deliberate change of the catalogue, run once with ECS_SIM_ACCEPT=1.</summary>
    [Test]
    public void TableOfModelConstants_IsFresh()
    {
        var begin = Text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = Text.IndexOf(End, StringComparison.Ordinal);
        Assert.That(begin, Is.GreaterThan(Begin.Length).And.LessThanOrEqualTo(end), "The page has lost its markers.");
        var expected = ModelConstantsTable.Text();
        var actual = Text[begin..end];
        if (Environment.GetEnvironmentVariable("ECS_SIM_ACCEPT") == "1") File.WriteAllText(Page, actual = Text[..begin] + expected + Text[end..]);
        else Assert.That(actual, Is.EqualTo(expected), "Run this test once with ECS_SIM_ACCEPT=1 and read the difference.");
    }

    /// <summary>One case for each document of rules; see <see cref="ReferenceDocuments"/>.</summary>
    [TestCaseSource(nameof(RuleDocuments))]
    public void EveryRuleOfADocument_IsListed(string document)
    {
        var listed = Rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var defined = DefinedId().Matches(File.ReadAllText(document)).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.That(defined, Is.Not.Empty);
        Assert.That(defined.Where(id => !listed.Contains(id)), Is.Empty);
    }

    private static IEnumerable<TestCaseData> RuleDocuments() => ReferenceDocuments.Where(static text => DefinedId().IsMatch(text));

    /// <summary>Rules that tests name, each with one test: properties of methods, of their cases and of fixtures.</summary>
    private static SortedDictionary<string, string> RulesOfTests()
    {
        var rules = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var fixture in typeof(FidelityTests).Assembly.GetTypes())
        {
            var methods = fixture.GetMethods().Where(IsTest).ToList();
            if (methods.Count == 0) continue;
            foreach (var id in IdsOf(fixture)) rules.TryAdd(id, fixture.Name);
            foreach (var method in methods)
            {
                foreach (var id in IdsOf(method)) rules.TryAdd(id, $"{fixture.Name}.{method.Name}");
            }
        }
        return rules;
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes().Any(a => a is ISimpleTestBuilder or ITestBuilder);

    private static IEnumerable<string> IdsOf(MemberInfo member) =>
        member.GetCustomAttributes<PropertyAttribute>().Select(a => a.Properties)
            .Concat(member.GetCustomAttributes<TestCaseAttribute>().Select(a => a.Properties))
            .SelectMany(p => p["Rule"].Cast<string>());

    private static List<Rule> ReadRules()
    {
        var rules = new List<Rule>();
        var isTable = false;
        foreach (var line in Text.Split('\n'))
        {
            if (!line.StartsWith('|'))
            {
                isTable = false;
                continue;
            }
            var cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            if (cells.SequenceEqual(Columns)) isTable = true;
            else if (isTable && cells.Length != Columns.Length) throw new InvalidOperationException($"FIDELITY.md: not five cells: {line}");
            else if (isTable && !cells[0].StartsWith('-')) rules.Add(new Rule(cells[0], cells[1], cells[2], cells[3], cells[4]));
        }
        return rules;
    }

    [GeneratedRegex(@"^[A-Z][A-Z0-9]*(-[A-Z][A-Z0-9]*)?-\d\d$")]
    private static partial Regex WellFormedId();

    [GeneratedRegex(@"(?:\b(?:ECS|AS|ASG|CP|FG|ALB|NLB|ECR|SD|SC|MESH|COST|CAT)-(?:[A-Z][A-Z0-9]*-)?|(?<![-\w])X-)\d\d\b")]
    private static partial Regex IdInText();

    [GeneratedRegex(@"`model\.([A-Za-z0-9]+)`")]
    private static partial Regex ConstantInText();

    // Where a document defines a rule: in bold, or as the first cell of a table.
    [GeneratedRegex(@"(?:\*\*|^\| )((?:(?:ECS|AS|ASG|CP|FG|ALB|NLB|ECR|SD|SC|MESH|COST|CAT)-(?:[A-Z][A-Z0-9]*-)?|X-)\d\d)\b", RegexOptions.Multiline)]
    private static partial Regex DefinedId();

    private sealed record Rule(string Id, string Sentence, string Source, string Status, string Note);
}
