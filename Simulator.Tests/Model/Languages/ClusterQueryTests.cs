using System.Diagnostics.CodeAnalysis;
using Simulator.Model.Languages;

namespace Simulator.Tests.Model.Languages;

public sealed class ClusterQueryTests
{
    private static readonly Instance Example = new();

    [Property("Rule", "ECS-QL-01")]
    [TestCase("agentConnected == false or agentConnected == true and runningTasksCount == 1", true)]
    [TestCase("agentConnected == true or agentConnected == true and runningTasksCount == 9", true)]
    [TestCase("(agentConnected == true or agentConnected == true) and runningTasksCount == 9", false)]
    [TestCase("not agentConnected == false and runningTasksCount == 1", true)]
    [TestCase("not (agentConnected == true and runningTasksCount == 9)", true)]
    [TestCase("not agentConnected == true or runningTasksCount == 1", true)]
    [TestCase("!(agentConnected == true) || runningTasksCount == 9", false)]
    [TestCase("! ! agentConnected == true && ((runningTasksCount == 1))", true)]
    public void Precedence_NotBindsBeforeAndBeforeOr(string text, bool expected) => AssertMatch(text, expected);

    [Property("Rule", "ECS-QL-02")]
    [TestCase("attribute:stack exists", true)]
    [TestCase("attribute:rack exists", false)]
    [TestCase("attribute:rack !exists", true)]
    [TestCase("attribute:rack not_exists", true)]
    [TestCase("attribute:stack not_exists and attribute:rack exists", false)]
    [TestCase("attribute:empty exists", true)]
    public void Exists_TakesNoArgument(string text, bool expected) => AssertMatch(text, expected);

    [Property("Rule", "ECS-QL-03")]
    [TestCase("agentConnected == true", true)]
    [TestCase("agentConnected != true", false)]
    [TestCase("agentConnected in [false]", false)]
    [TestCase("agentConnected !in [false]", true)]
    [TestCase("agentConnected =~ t.*", true)]
    [TestCase("ec2InstanceId equals i-abcd1234", true)]
    [TestCase("ec2InstanceId not_equals i-abcd1234", false)]
    [TestCase("ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", true)]
    [TestCase("ec2InstanceId in [\"i-00000000\"]", false)]
    [TestCase("ec2InstanceId not_in [i-00000000,i-abcd1234]", false)]
    [TestCase("ec2InstanceId matches i-[a-d]+[0-9]+", true)]
    [TestCase("runningTasksCount > 0", true)]
    [TestCase("runningTasksCount greater_than 1", false)]
    [TestCase("runningTasksCount greater_than_equal 1", true)]
    [TestCase("runningTasksCount<2", true)]
    [TestCase("runningTasksCount less_than 1", false)]
    [TestCase("runningTasksCount less_than_equal 1", true)]
    [TestCase("runningTasksCount!=1", false)]
    [TestCase("attribute:weight > 9", true)]
    [TestCase("attribute:weight < 9", false)]
    [TestCase("attribute:stack > aaa", true)]
    [TestCase("attribute:stack <= 9", false)]
    [TestCase("attribute:name == 'two words'", true)]
    [TestCase("task:group in [service:db, service:web]", true)]
    [TestCase("task:group !in [service:db, service:web]", false)]
    public void Operators_AnswerAsTheirSubjectDefinesThem(string text, bool expected) => AssertMatch(text, expected);

    [Property("Rule", "ECS-QL-04")]
    [TestCase("agentVersion < 1.14.5", false)]
    [TestCase("agentVersion > 1.14.5", true)]
    [TestCase("agentVersion == 1.14.10", true)]
    [TestCase("agentVersion >= 1.14.10.0", true)]
    [TestCase("agentVersion < 2", true)]
    [TestCase("agentVersion != 1.14", true)]
    [TestCase("registeredAt >= 2018-06-18T22:28:28+00:00", true)]
    [TestCase("registeredAt > 2018-06-18T22:28:28Z", false)]
    [TestCase("registeredAt == 2018-06-19T00:28:28+02:00", true)]
    [TestCase("registeredAt == 2018-06-18T22:28:28", true)]
    [TestCase("registeredAt > 2018-06-18", true)]
    [TestCase("registeredAt < 2018-06-18", false)]
    public void VersionsAndTimes_CompareByValueNotAsText(string text, bool expected) => AssertMatch(text, expected);

    [Property("Rule", "ECS-QL-05")]
    [TestCase("attribute:ecs.instance-type =~ t2", false)]
    [TestCase("attribute:ecs.instance-type =~ t2.*", true)]
    [TestCase("attribute:ecs.instance-type =~ (t2|m4)[.](small|large)", true)]
    [TestCase("(attribute:ecs.instance-type =~ (t2|m4).*)", true)]
    [TestCase("attribute:ecs.instance-type =~ t2.*&&runningTasksCount == 9", false)]
    [TestCase("attribute:ecs.instance-type !~ m4.*", true)]
    [TestCase("attribute:ecs.instance-type not_matches 't2[.].+'", false)]
    [TestCase("attribute:ecs.instance-type =~ '[]&t\\[]2[.]small'", true)]
    public void Pattern_MatchesTheWholeValue(string text, bool expected) => AssertMatch(text, expected);

    [Property("Rule", "ECS-QL-06")]
    [TestCase("task:group == service:web", true)]
    [TestCase("task:group == database", false)]
    [TestCase("not(task:group == database)", true)]
    [TestCase("task:group != service:web", false)]
    public void TaskGroup_AsksForATaskOnTheInstance(string text, bool expected) => AssertMatch(text, expected);

    [Property("Rule", "ECS-QL-07")]
    [TestCase("attribute:rack == r1", false)]
    [TestCase("attribute:rack != r1", true)]
    [TestCase("attribute:rack in [r1]", false)]
    [TestCase("attribute:rack !in [r1]", true)]
    [TestCase("attribute:rack =~ .*", false)]
    [TestCase("attribute:rack !~ .*", true)]
    [TestCase("attribute:rack > 0", false)]
    [TestCase("attribute:rack <= 0", false)]
    public void MissingAttribute_FailsEveryComparisonButTheNegated(string text, bool expected) => AssertMatch(text, expected);

    [Property("Rule", "ECS-QL-03")]
    [TestCase("attribute:ecs.instance-type == t2.small", true)]
    [TestCase("attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone != us-east-1d", true)]
    [TestCase("attribute:ecs.availability-zone in [us-east-1b, us-east-1c]", false)]
    [TestCase("agentVersion < 1.14.5", false)]
    [TestCase("not(task:group == database)", true)]
    [TestCase("attribute:rack exists", false)]
    [TestCase("(attribute:stack == dev or attribute:stack == prod) and runningTasksCount >= 1", true)]
    [TestCase("ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", true)]
    public void PublishedExamples_HoldOnTheExampleInstance(string text, bool expected) => AssertMatch(text, expected);

    [TestCase("", 0, "empty")]
    [TestCase("   ", 0, "empty")]
    [TestCase("attribute:stack", 15, "Expected an operator after attribute:stack")]
    [TestCase("attribute:stack == ", 19, "Expected a value, found the end")]
    [TestCase("attribute:stack = prod", 16, "equality is '=='")]
    [TestCase("attribute:stack == prod AND agentConnected == true", 24, "lower case: and")]
    [TestCase("attribute:stack == two words", 23, "needs quotes")]
    [TestCase("attribute: == prod", 10, "name is missing")]
    [TestCase("attribut:stack == prod", 0, "is no subject")]
    [TestCase("attributes:stack == prod", 0, "attribute:NAME")]
    [TestCase("ecs.instance-type == t2.small", 0, "did you mean attribute:ecs.instance-type?")]
    [TestCase("agentconnected == true", 0, "did you mean agentConnected?")]
    [TestCase("agentConnected > true", 15, "agentConnected takes the operators ==, !=, in, !in, =~, !~ only")]
    [TestCase("agentConnected == yes", 18, "true or false")]
    [TestCase("agentConnected in [true, maybe]", 25, "true or false")]
    [TestCase("agentVersion =~ 1.*", 13, "agentVersion takes the operators")]
    [TestCase("agentVersion > newest", 15, "dotted version")]
    [TestCase("registeredAt < yesterday", 15, "2018-06-18")]
    [TestCase("runningTasksCount < 1.5", 20, "whole number")]
    [TestCase("runningTasksCount exists", 18, "runningTasksCount takes")]
    [TestCase("task:group > a", 11, "task:group takes")]
    [TestCase("(attribute:stack == prod", 24, "Expected ')' for the '(' at position 1")]
    [TestCase("attribute:stack == prod)", 23, "closes no '('")]
    [TestCase("attribute:stack in prod", 19, "list in brackets")]
    [TestCase("attribute:stack in [prod dev]", 25, "Expected ',' or ']'")]
    [TestCase("attribute:stack in []", 20, "Expected a value")]
    [TestCase("attribute:stack == [prod]", 19, "'in' or '!in'")]
    [TestCase("attribute:stack == 'prod", 19, "never closed")]
    [TestCase("attribute:stack =~ 'prod", 19, "never closed")]
    [TestCase("attribute:stack =~ t[2", 19, "not a regular expression")]
    [TestCase("attribute:stack ! exists", 16, "'!' is no operator")]
    [TestCase("attribute:stack =~ (?=a)(a+)+b", 19, "has look-around, a back-reference or an atomic or conditional group")]
    [TestCase("attribute:stack =~ (a)\\1", 19, "has look-around, a back-reference")]
    [TestCase("attribute:stack =~ (?>a+)b", 19, "has look-around, a back-reference or an atomic")]
    [TestCase("attribute:stack =~ p*+rod", 19, "possessive ones (*+, ++, ?+, {n}+) are not among")]
    [TestCase("attribute:stack =~ [a-z&&[^m]].*", 19, "an intersection of classes (&&)")]
    [TestCase("attribute:stack =~ [a-c[x-z]].*", 19, "a class inside a class")]
    [TestCase("attribute:stack =~ 'a)|(b'", 19, "a ')' closes no '('")]
    [TestCase("attribute:stack =~ '(['", 19, "a '[' is never closed")]
    [TestCase("not", 3, "Expected a subject")]
    [TestCase("attribute:stack exists and", 26, "Expected a subject")]
    [TestCase("attribute:stack exists & agentConnected == true", 23, "Expected 'and', 'or'")]
    public void MistakenExpression_IsRefusedWithPositionAndSentence(string text, int position, string sentence)
    {
        Assert.That(ClusterQuery.TryParse(text, out var query, out var error, out var at), Is.False);
        Assert.That(query, Is.Null);
        Assert.That(error, Does.Contain(sentence));
        Assert.That(at, Is.EqualTo(position));
    }

    [Test]
    public void DeepNesting_IsRefusedInsteadOfOverflowingTheStack()
    {
        var text = new string('(', 900) + "agentConnected == true" + new string(')', 900);
        Assert.That(ClusterQuery.TryParse(text, out _, out var error, out _), Is.False);
        Assert.That(error, Does.Contain("nested"));
    }

    [Test]
    public void OverlongExpression_IsRefused()
    {
        var text = "agentConnected == true" + string.Concat(Enumerable.Repeat(" or agentConnected == true", 100));
        Assert.That(ClusterQuery.TryParse(text, out _, out var error, out var position), Is.False);
        Assert.That(error, Does.Contain("longer than 2000"));
        Assert.That(position, Is.EqualTo(2000));
    }

    [TestCase("attribute:stack == prod and registeredAt > 2018-01-01", true)]
    [TestCase("ec2InstanceId == i-1 or agentVersion > 1.2", true)]
    [TestCase("attribute:stack == prod and not runningTasksCount > 3", false)]
    [TestCase("attribute:stack == prod or task:group == service:web", false)]
    [TestCase("agentConnected == true", false)]
    public void IsStatic_OnlyWhenNothingAskedCanChange(string text, bool expected) => Assert.That(Parse(text).IsStatic, Is.EqualTo(expected));

    [Test]
    public void Matches_AllocatesNothing()
    {
        var query = Parse("(attribute:stack in [dev, prod] or attribute:weight > 9) and agentVersion > 1.14.5 and attribute:ecs.instance-type =~ t2.* and not task:group == x");
        for (var i = 0; i < 100; i++) query.Matches(Example);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) query.Matches(Example);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void AssertMatch(string text, bool expected) => Assert.That(Parse(text).Matches(Example), Is.EqualTo(expected));

    private static ClusterQuery Parse(string text)
    {
        Assert.That(ClusterQuery.TryParse(text, out var query, out var error, out _), Is.True, error);
        return query!;
    }

    private sealed class Instance : IClusterQuerySubject
    {
        public bool AgentConnected => true;

        public string AgentVersion => "1.14.10";

        public string Ec2InstanceId => "i-abcd1234";

        public DateTimeOffset RegisteredAt => new(2018, 6, 18, 22, 28, 28, TimeSpan.Zero);

        public int RunningTasksCount => 1;

        public bool TryGetAttribute(string name, [NotNullWhen(true)] out string? value)
        {
            value = name switch
            {
                "ecs.instance-type" => "t2.small",
                "ecs.availability-zone" => "us-east-1a",
                "stack" => "prod",
                "weight" => "10",
                "name" => "two words",
                "empty" => "",
                _ => null,
            };
            return value is not null;
        }

        public bool HasTaskOfGroup(string group) => group == "service:web";
    }
}
