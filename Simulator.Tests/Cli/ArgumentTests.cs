namespace Simulator.Tests.Cli;

public sealed class ArgumentTests : CliFixture
{
    [Test]
    public void Help_NamesTheVerbsThatExist()
    {
        var help = Run("--help");
        Assert.That(help.Code, Is.Zero);
        foreach (var verb in new[] { "run", "validate", "compare", "report", "schema", "init" }) Assert.That(help.Out, Does.Match($@"(?m)^\s+{verb}\b"));
        foreach (var later in new[] { "recommend", "serve", "fork" }) Assert.That(help.Out, Does.Not.Match($@"(?m)^\s+{later}\b"));
    }

    [TestCase("run")]
    [TestCase("compare")]
    public void HelpOfAVerb_NamesTheOptionsOfTheContract(string verb)
    {
        var help = Run(verb, "--help");
        Assert.That(help.Code, Is.Zero);
        foreach (var option in new[] { "-o, --output", "--seed", "--replications", "--parallelism", "--set", "--format", "--no-charts", "--no-progress", "--quiet", "--allow-path" })
            Assert.That(help.Out, Does.Contain(option));
    }

    [Test]
    public void Version_IsPrinted() => Assert.That(Run("--version"), Has.Property("Code").Zero.And.Property("Out").Match(@"^ecs-sim \d+\.\d+\.\d+"));

    [Test]
    public void NothingAtAll_ShowsTheHelpAsAnError()
    {
        var nothing = Run();
        Assert.That(nothing, Has.Property("Code").EqualTo(2).And.Property("Out").Empty);
        Assert.That(nothing.Error, Does.Contain("run"));
    }

    [TestCase("recommend")]
    [TestCase("backtest")]
    [TestCase("calibrate")]
    [TestCase("import")]
    [TestCase("diff")]
    [TestCase("fork")]
    [TestCase("serve")]
    [TestCase("merge")]
    public void LaterVerb_AnswersWithOneSentence(string verb)
    {
        var answer = Run(verb, "anything", "--at", "all");
        Assert.That(answer, Has.Property("Code").EqualTo(2).And.Property("Out").Empty);
        Assert.That(answer.Error, Is.EqualTo($"ecs-sim: '{verb}' is planned and not built yet.\n"));
    }

    [TestCase("rn", "run")]
    [TestCase("validte", "validate")]
    [TestCase("comapre", "compare")]
    public void UnknownVerb_IsAnErrorWithASuggestion(string typed, string meant) =>
        Assert.That(Run(typed, "x.yaml"), Has.Property("Code").EqualTo(2).And.Property("Error").Contains($"there is no verb '{typed}'; did you mean '{meant}'?"));

    [TestCase("--sed", "--seed")]
    [TestCase("--replication", "--replications")]
    [TestCase("--outptu", "--output")]
    [TestCase("--no-chart", "--no-charts")]
    [TestCase("-seed", "--seed")]
    public void UnknownOption_IsAnErrorWithASuggestion(string typed, string meant)
    {
        var scenario = Write("small.yaml", Small);
        foreach (var args in new[] { new[] { "run", scenario, typed, "3" }, ["run", typed, scenario], ["run", scenario, typed + "=3"] })
        {
            var answer = Run(args);
            Assert.That(answer, Has.Property("Code").EqualTo(2).And.Property("Out").Empty, string.Join(' ', args));
            Assert.That(answer.Error, Does.Contain($"'run' has no option '{typed}'; did you mean '{meant}'?"));
        }
        Assert.That(Directory.GetFileSystemEntries(Folder), Has.Length.EqualTo(1), "nothing ran");
    }

    [TestCase("--seed", "-x")]
    [TestCase("--output", "--quiett")]
    [TestCase("--set", "-replications")]
    public void OptionAsAValue_IsAnError(string option, string value) =>
        Assert.That(Run("run", Write("small.yaml", Small), option, value), Has.Property("Code").EqualTo(2));

    [TestCase("--seed", "twelve", "--seed is a whole number")]
    [TestCase("--seed", "-1", "--seed is a whole number")]
    [TestCase("--seed", "1.5", "--seed is a whole number")]
    [TestCase("--replications", "0", "--replications is a whole number from 1")]
    [TestCase("--parallelism", "none", "--parallelism is a whole number from 1")]
    [TestCase("--format", "jsn", "--format is table, json or csv, not 'jsn'; did you mean 'json'?")]
    public void BadValue_IsAnError(string option, string value, string message)
    {
        var answer = Run("run", Write("small.yaml", Small), option, value);
        Assert.That(answer, Has.Property("Code").EqualTo(2).And.Property("Error").Contains(message));
    }

    [Test]
    public void OptionGivenTwice_IsAnError() =>
        Assert.That(Run("run", Write("small.yaml", Small), "--seed", "1", "--seed", "2"), Has.Property("Code").EqualTo(2).And.Property("Error").Contains("--seed is given 2 times"));

    [Test]
    public void OptionWithoutValue_IsAnError() =>
        Assert.That(Run("run", Write("small.yaml", Small), "--seed"), Has.Property("Code").EqualTo(2).And.Property("Error").Contains("--seed needs a value"));

    [TestCase("run")]
    [TestCase("validate")]
    [TestCase("compare")]
    [TestCase("report")]
    public void MissingArgument_IsAnError(string verb) =>
        Assert.That(Run(verb), Has.Property("Code").EqualTo(2).And.Property("Error").Contains($"'{verb}' needs "));

    [Test]
    public void AllComplaints_ComeAtOnce()
    {
        var answer = Run("run", Write("small.yaml", Small), "--seed", "x", "--replications", "y");
        Assert.That(answer.Error, Does.Contain("--seed is").And.Contain("--replications is"));
    }
}
