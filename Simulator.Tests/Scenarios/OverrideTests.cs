using Simulator.Model.Definitions;
using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

public sealed class OverrideTests
{
    [TestCase("services.web.desiredCount=7")]
    [TestCase("services[0].desiredCount=7")]
    [TestCase("Services.web.DesiredCount=7")]
    [TestCase("services.\"web\".desiredCount=7")]
    [TestCase("services.web.desiredCount= 7 ")]
    public void Paths_NameAListItemByNameOrIndex(string text) => Assert.That(With(text).Services[0].DesiredCount, Is.EqualTo(7));

    [Test]
    public void ALaterOverride_Wins() => Assert.That(With("services.web.desiredCount=7", "services.web.desiredCount=8").Services[0].DesiredCount, Is.EqualTo(8));

    [Test]
    public void MissingParents_AreMade()
    {
        Assert.That(With("model.schedulerTick=3s").Model.Get(ModelCatalog.SchedulerTick).Seconds, Is.EqualTo(3));
        Assert.That(With("services.web.deploymentConfiguration.maximumPercent=150").Services[0].Deployment.MaximumPercent, Is.EqualTo(150));
        Assert.That(With("run.warmUp=5m").Run.WarmUp.Seconds, Is.EqualTo(300));
    }

    [Test]
    public void Values_AreParsedAsYaml()
    {
        var rate = ((RequestWorkloadDefinition)With("workload.web.rate={steps: [[0s, 5/s], [10m, 9/s]]}").Workloads[0]).Rate;
        Assert.That(rate.Pieces.Select(p => (p.Start.Seconds, p.From, p.To)), Is.EqualTo(new[] { (0.0, 5.0, 5.0), (600.0, 9.0, 9.0) }));
    }

    [Test]
    public void SeedAndReplications_OverrideTheRun()
    {
        var run = Loading.Valid(Loading.Fargate, new LoadOptions { Seed = ulong.MaxValue, Replications = 5 }).Run;
        Assert.That((run.Seed, run.Replications), Is.EqualTo((ulong.MaxValue, 5)));
    }

    [Test]
    public void AWholeSection_CanBeReplaced() => Assert.That(With("workload=[]").Workloads, Is.Empty);

    [Test]
    public void AResourceInAFile_CanBeOverridden()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in ScenarioTemplate.Files) folder.Write(file.Path, file.Text);
        var result = ScenarioLoader.Load(folder.PathOf("scenario.yaml"), new LoadOptions { Overrides = [ScenarioOverride.Set("taskDefinitions.app.cpu=1024"), ScenarioOverride.Set("taskDefinitions.app.memory=2048")] });
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        Assert.That(result.Scenario!.TaskDefinitions[0].ReservedCpu, Is.EqualTo(1024));
    }

    [Test]
    public void FilesNamedByAnOverride_AreRelativeToTheCurrentDirectory()
    {
        using var folder = new TemporaryFolder();
        folder.Write("here/load.csv", "minute,requests\n0,60\n1,120\n");
        folder.Write("there/s.yaml", Loading.Fargate);
        var options = new LoadOptions { Overrides = [ScenarioOverride.Set("workload.web.rate={trace: load.csv, period: 1m}")], CurrentDirectory = folder.PathOf("here") };
        Loading.Refused(ScenarioLoader.Load(folder.PathOf("there/s.yaml"), options), "1:33", "load.csv lies outside the scenario's folder");
        var result = ScenarioLoader.Load(folder.PathOf("there/s.yaml"), options with { AllowPaths = ["."] });
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        Assert.That(((RequestWorkloadDefinition)result.Scenario!.Workloads[0]).Rate.Pieces[1].From, Is.EqualTo(2));
    }

    [TestCase("services.web.desiredCount", "1:1", "this is not path=value")]
    [TestCase("=3", "1:1", "this is not path=value")]
    [TestCase("services..x=3", "1:1", "is not a path: a name is missing before a dot")]
    [TestCase("services.=3", "1:1", "the path ends with a dot")]
    [TestCase("services[a].x=3", "1:1", "an index stands in brackets")]
    [TestCase("services.\"web=3", "1:1", "this is not path=value")]
    [TestCase("srvices.web.desiredCount=3", "1:1", "`srvices` is not a property of scenario", "did you mean `services`?")]
    [TestCase("services.api.desiredCount=3", "1:1", "`services` has no item named `api`", "it has web")]
    [TestCase("services[3].desiredCount=3", "1:1", "`services` has 1 items: there is no [3]", "[0] to [0]")]
    [TestCase("services.web.desiredCounts=3", "1:1", "`desiredCounts` is not a property of service", "did you mean `desiredCount`?")]
    [TestCase("services.web.desiredCount=three", "1:33", "`desiredCount` takes a whole number")]
    [TestCase("services.web.desiredCount.x=3", "1:1", "nothing lies below `services[0].desiredCount`")]
    [TestCase("name.x=3", "1:1", "`name` is `t`: nothing lies below it")]
    [TestCase("alarms.a.threshold=3", "1:1", "the scenario has no `alarms`")]
    [TestCase("run[0]=3", "1:1", "`run` is an object, not a list")]
    [TestCase("run.duration=[1h", "1:20", "never closed")]
    [TestCase("run.duration=", "1:20", "`` is not a length of time")]
    public void WrongOverrides_AreReportedByTheirOwnText(string text, string place, params string[] words)
    {
        var result = Loading.Load(Loading.Fargate, new LoadOptions { Overrides = [ScenarioOverride.Set(text)] });
        Loading.Refused(result, place, words);
        Assert.That(result.Issues[0].File, Is.EqualTo("--set " + text));
    }

    [TestCase("fast: services.web.desiredCount=8", "fast", "services.web.desiredCount=8")]
    [TestCase("a b: x=[1, 2], y={a: 1, b: 2}", "a b", "x=[1, 2]", "y={a: 1, b: 2}")]
    [TestCase("q: x=\"a, b=c\", y=1", "q", "x=\"a, b=c\"", "y=1")]
    public void Variants_AreSplit(string text, string name, params string[] overrides)
    {
        Assert.That(ScenarioVariant.TryParse(text, out var variant, out _));
        Assert.That(variant!.Name, Is.EqualTo(name));
        Assert.That(variant.Overrides.Select(o => o.Text), Is.EqualTo(overrides));
        Assert.That(variant.Overrides.Select(o => o.Option), Has.All.EqualTo("--variant"));
    }

    [TestCase("services.web.desiredCount=8", "is not a variant: it begins with a name and a colon")]
    [TestCase("x: y", "`y` in the variant `x` is not path=value")]
    [TestCase(" : x=1", "a variant needs a name")]
    [TestCase("none:", "the variant `none` changes nothing")]
    public void WrongVariants_AreExplained(string text, string message)
    {
        Assert.That(ScenarioVariant.TryParse(text, out _, out var error), Is.False);
        Assert.That(error, Does.Contain(message));
    }

    [Test]
    public void HashAndResolvedText_FollowTheOverrides()
    {
        var one = Loading.Load(Loading.Fargate);
        var same = Loading.Load(Loading.Fargate);
        var other = Loading.Load(Loading.Fargate, new LoadOptions { Overrides = [ScenarioOverride.Set("services.web.desiredCount=7")] });
        Assert.That(one.Hash, Is.EqualTo(same.Hash).And.Not.EqualTo(other.Hash).And.Length.EqualTo(64));
        Assert.That(other.ResolvedJson, Does.Contain("\"desiredCount\": 7"));
        Assert.That(Loading.Load(one.ResolvedJson).Hash, Is.EqualTo(one.Hash), "the resolved text is the same scenario");
    }

    private static Scenario With(params string[] overrides) => Loading.Valid(Loading.Fargate, new LoadOptions { Overrides = [.. overrides.Select(ScenarioOverride.Set)] });
}
