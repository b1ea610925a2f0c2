using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Placement;

/// <summary>
/// The cluster query language as a user meets it: a memberOf constraint in a scenario file, and whether the task finds its instance. There is one instance: t2.small in
/// us-east-1a, attribute stack = prod, agent 1.14.10, one task of the service web.
/// </summary>
public sealed class QueryLanguageRuleTests
{
    [TestCase("attribute:ecs.instance-type == t2.small", true)]
    [TestCase("attribute:ecs.instance-type equals t2.small", true)]
    [TestCase("attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone != us-east-1d", true)]
    [TestCase("attribute:ecs.availability-zone in [us-east-1b, us-east-1c]", false)]
    [TestCase("agentVersion < 1.14.5", false, Description = "10 is more than 5")]
    [TestCase("not(task:group == database)", true)]
    [TestCase("attribute:rack exists", false)]
    [TestCase("(attribute:stack == dev or attribute:stack == prod) and runningTasksCount >= 1", true)]
    [TestCase("ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", false)]
    [Property("Rule", "ECS-QL-03")]
    [Property("Rule", "ECS-PL-13")]
    public void TheExamples_OfTheLanguage(string expression, bool places) => Check(expression, places);

    [TestCase("attribute:stack == dev and attribute:stack == dev or attribute:stack == prod", true, Description = "(a and b) or c")]
    [TestCase("attribute:stack == prod or attribute:stack == dev and attribute:stack == dev", true, Description = "a or (b and c)")]
    [TestCase("(attribute:stack == prod or attribute:stack == dev) and attribute:stack == dev", false)]
    [TestCase("not attribute:stack == dev and attribute:stack == dev", false, Description = "(not a) and b")]
    [TestCase("!(attribute:stack == dev) && attribute:stack == prod", true)]
    [TestCase("attribute:stack == dev || attribute:stack == prod", true)]
    [Property("Rule", "ECS-QL-01")]
    public void Precedence_IsNotThenAndThenOr(string expression, bool places) => Check(expression, places);

    [TestCase("attribute:stack exists", true)]
    [TestCase("attribute:stack !exists", false)]
    [TestCase("attribute:rack not_exists", true)]
    [Property("Rule", "ECS-QL-02")]
    public void Exists_TakesNoArgument(string expression, bool places) => Check(expression, places);

    [TestCase("agentVersion >= 1.14.10", true)]
    [TestCase("agentVersion > 1.14.9", true)]
    [TestCase("agentVersion == 1.14.10", true)]
    [TestCase("registeredAt >= 2026-01-05", true)]
    [TestCase("registeredAt >= 2026-01-05T00:00:00Z", true)]
    [TestCase("registeredAt >= 2026-01-05T00:00:00+00:00", true)]
    [TestCase("registeredAt < 2026-01-05T00:00:00", false)]
    [TestCase("registeredAt < 2026-01-06", true)]
    [Property("Rule", "ECS-QL-04")]
    public void VersionsAndMoments_AreCompared(string expression, bool places) => Check(expression, places);

    [TestCase("attribute:ecs.instance-type =~ t2", false, Description = "the whole value must match")]
    [TestCase("attribute:ecs.instance-type =~ t2\\..+", true)]
    [TestCase("attribute:ecs.instance-type !~ m5.*", true)]
    [TestCase("attribute:stack matches 'pr(od|e)'", true)]
    [Property("Rule", "ECS-QL-05")]
    public void RegularExpressions_MatchTheWholeValue(string expression, bool places) => Check(expression, places);

    [TestCase("task:group == service:web", true)]
    [TestCase("task:group != service:web", false)]
    [TestCase("task:group == family:web", false)]
    [Property("Rule", "ECS-QL-06")]
    public void TaskGroup_AsksForATaskOfTheGroupOnTheInstance(string expression, bool places) => Check(expression, places);

    [TestCase("attribute:rack == r1", false)]
    [TestCase("attribute:rack != r1", true)]
    [TestCase("attribute:rack in [r1, r2]", false)]
    [TestCase("attribute:rack not_in [r1, r2]", true)]
    [TestCase("attribute:rack =~ r.*", false)]
    [TestCase("attribute:rack !~ r.*", true)]
    [Property("Rule", "ECS-QL-07")]
    public void AMissingAttribute_IsFalseAndItsNegationTrue(string expression, bool places) => Check(expression, places);

    [TestCase("attribute:stack = prod", "=")]
    [TestCase("attribute:stack == ", "end of the expression")]
    [TestCase("(attribute:stack == prod", ")")]
    [TestCase("attribute:stack exists prod", "found 'prod'")]
    [TestCase("agentVersion =~ 1.*", "agentVersion")]
    [TestCase("runningTasksCount in [1, 2]", "runningTasksCount")]
    [TestCase("attribute:stack =~ '(['", "expression")]
    [Property("Rule", "ECS-QL-03")]
    public void AWrongExpression_IsRefusedAtItsPlace(string expression, string word)
    {
        var result = Loading.Load(Text(expression));
        Assert.That(result.Issues.Select(i => i.ToString()), Has.Some.StartsWith("s.yaml:10:").And.Some.Contains(word));
    }

    private static void Check(string expression, bool places)
    {
        var run = ScenarioRun.Of(Text(expression));
        Assert.That(run.Rows("tasks.csv", "service", "late"), Has.Count.EqualTo(places ? 1 : 0));
    }

    private static string Text(string expression) => $$"""
        name: query
        run: {duration: 2m, initial: steady}
        containerInstances: [{instanceType: t2.small, availabilityZone: us-east-1a, attributes: {stack: prod}, agentVersion: 1.14.10}]
        taskDefinitions:
          - {family: web, containerDefinitions: [{name: app, image: i, cpu: 64, memory: 64}]}
        services:
          - {serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1}
          - serviceName: late
            taskDefinition: web
            placementConstraints: [{type: memberOf, expression: "{{expression.Replace("\\", "\\\\", StringComparison.Ordinal)}}"}]
            launchType: EC2
            desiredCount: 0
        timeline: [{at: 30s, action: UpdateService, service: late, desiredCount: 1}]
        """;
}
