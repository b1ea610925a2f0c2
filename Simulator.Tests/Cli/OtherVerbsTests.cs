using System.Text.Json;
using Simulator.Reporting.Csv;

namespace Simulator.Tests.Cli;

public sealed class OtherVerbsTests : CliFixture
{
    [Test]
    public void Validate_SaysValidAndWritesNothing()
    {
        var answer = Run("validate", Write("small.yaml", Small));
        Assert.That(answer.Code, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Contain("small.yaml: valid"));
        Assert.That(Directory.GetFileSystemEntries(Folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void Validate_SaysEveryProblemOfEveryFileWithItsPlace()
    {
        var (a, b) = (Write("a.yaml", Small.Replace("desiredCount: 3", "desiredCount: -3").Replace("rate: 20/s", "rate: 20")), Write("b.yaml", "name: b\n"));
        var answer = Run("validate", a, b);
        Assert.That(answer.Code, Is.EqualTo(2));
        Assert.That(answer.Error, Does.Match(@"a\.yaml:\d+:\d+: ").And.Match(@"b\.yaml:\d+:\d+: "));
        Assert.That(answer.Error.Split('\n').Count(l => l.Contains("a.yaml:", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(3), "two problems and their count");
        Assert.That(answer.Error, Does.Not.Contain("   at "));
    }

    [Test]
    public void Validate_AsJsonIsOneDocument()
    {
        var answer = Run("validate", Write("a.yaml", Small.Replace("desiredCount: 3", "desiredCount: -3")), "--format", "json");
        Assert.That(answer.Code, Is.EqualTo(2));
        using var document = JsonDocument.Parse(answer.Out);
        var file = document.RootElement[0];
        Assert.That(file.GetProperty("valid").GetBoolean(), Is.False);
        Assert.That(file.GetProperty("issues")[0].GetProperty("line").GetInt32(), Is.GreaterThan(10));
    }

    [Test]
    public void MissingFile_IsASentence()
    {
        foreach (var verb in new[] { "run", "validate" })
        {
            var answer = Run(verb, At("absent.yaml"));
            Assert.That(answer.Code, Is.EqualTo(2));
            Assert.That(answer.Error, Does.Contain("absent.yaml").And.Not.Contain("   at "));
        }
    }

    [Test]
    public void Compare_PrintsOneTableAndWritesItsFolder()
    {
        var (a, b) = (Write("a.yaml", Small.Replace("name: small", "name: a")), Write("b.yaml", Small.Replace("name: small", "name: b").Replace("desiredCount: 3", "desiredCount: 6")));
        var answer = Run("compare", a, b, "-o", At("out"), "--replications", "3");
        Assert.That(answer.Code, Is.Zero, answer.Error);
        Assert.That(answer.Out, Does.Match(@"metric\s+a\s+b"));
        Assert.That(answer.Out, Does.Match(@"web: tasks running, mean\s+3\s+6\s+\(\+3 ± 0\)"));
        Assert.That(File.Exists(At("out", "compare.csv")) && File.Exists(At("out", "charts", "compare.svg")), Is.True);
        Assert.That(File.ReadLines(At("out", "compare.csv")).First(), Does.StartWith("variant,metric,value,half_width,difference,difference_half_width"));
    }

    [Test]
    public void AScenarioAgainstItself_DiffersByExactlyZero()
    {
        var scenario = Write("small.yaml", Small);
        var answer = Run("compare", scenario, "--variant", "same: services.web.desiredCount=3", "-o", At("out"), "--format", "csv", "--no-charts");
        Assert.That(answer.Code, Is.Zero, answer.Error);
        var rows = answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')).Where(c => c[0] == "same" && c[2].Length > 0).ToList();
        Assert.That(rows, Has.Count.GreaterThan(20));
        Assert.That(rows.Select(c => c[4]), Is.All.EqualTo("0.000000"));
    }

    [Test]
    public void OtherSeeds_GiveWayToTheFirst()
    {
        var (a, b) = (Write("a.yaml", Small.Replace("name: small", "name: a")), Write("b.yaml", Small.Replace("name: small", "name: b").Replace("seed: 3", "seed: 4")));
        Run("compare", a, b, "-o", At("out"), "--no-charts");
        Assert.That(File.ReadAllText(At("out", "b", "services.csv")), Is.EqualTo(File.ReadAllText(At("out", "a", "services.csv"))));
    }

    [TestCase("no colon", "is not a variant")]
    [TestCase("x: services.web.desiredCount", "is not path=value")]
    [TestCase("../x: services.web.desiredCount=1", "cannot be the name of a folder")]
    public void BadVariant_IsAnError(string variant, string message) =>
        Assert.That(Run("compare", Write("small.yaml", Small), "--variant", variant, "-o", At("out")), Has.Property("Code").EqualTo(2).And.Property("Error").Contains(message));

    [Test]
    public void CompareOfOne_IsAnError() =>
        Assert.That(Run("compare", Write("small.yaml", Small)), Has.Property("Code").EqualTo(2).And.Property("Error").Contains("compare needs two or more scenarios"));

    [Test]
    public void TwoVariantsOfOneName_AreAnError()
    {
        var scenario = Write("small.yaml", Small);
        Assert.That(Run("compare", scenario, scenario, "-o", At("out")), Has.Property("Code").EqualTo(2).And.Property("Error").Contains("two variants are named 'small'"));
        Assert.That(Directory.Exists(At("out")), Is.False);
    }

    [Test]
    public void Report_DrawsWhatRunDrew()
    {
        Run("run", Write("small.yaml", Small), "-o", At("out"));
        var charts = Directory.GetFiles(At("out", "charts")).ToDictionary(f => f, File.ReadAllText);
        var page = File.ReadAllText(At("out", "report.html"));
        Directory.Delete(At("out", "charts"), recursive: true);
        File.Delete(At("out", "report.html"));
        var answer = Run("report", At("out"));
        Assert.That(answer.Code, Is.Zero, answer.Error);
        Assert.That(answer.Out.Trim(), Is.EqualTo(At("out", "report.html")));
        Assert.That(File.ReadAllText(At("out", "report.html")), Is.EqualTo(page));
        Assert.That(Directory.GetFiles(At("out", "charts")).ToDictionary(f => f, File.ReadAllText), Is.EqualTo(charts));
    }

    [Test]
    public void ReportOfSomethingElse_IsAnError() =>
        Assert.That(Run("report", Folder), Has.Property("Code").EqualTo(2).And.Property("Error").Contains("is not a result folder"));

    [Test]
    public void Schema_IsJsonSchema()
    {
        using var schema = JsonDocument.Parse(Run("schema").Out);
        Assert.That(schema.RootElement.GetProperty("$schema").GetString(), Does.EndWith("draft/2020-12/schema"));
    }

    [Test]
    public void SchemaOfResults_IsTheReadme() => Assert.That(Run("schema", "--results").Out, Is.EqualTo(ColumnsReadme.Text()));

    [Test]
    public void Init_WritesAScenarioThatRuns()
    {
        var init = Run("init", At("new"));
        Assert.That(init.Code, Is.Zero, init.Error);
        var scenario = init.Out.Split('\n')[0];
        Assert.That(scenario, Is.EqualTo(At("new", "scenario.yaml")));
        var run = Run("run", scenario, "-o", At("out"), "--no-charts");
        Assert.That(run.Code, Is.Zero, run.Error + run.Out);
    }

    [Test]
    public void Init_OverwritesNothing()
    {
        Directory.CreateDirectory(At("new"));
        File.WriteAllText(At("new", "scenario.yaml"), "mine");
        Assert.That(Run("init", At("new")), Has.Property("Code").EqualTo(2).And.Property("Error").Contains("is not overwritten"));
        Assert.That(File.ReadAllText(At("new", "scenario.yaml")), Is.EqualTo("mine"));
        Assert.That(Directory.GetFileSystemEntries(At("new")), Has.Length.EqualTo(1));
    }
}
