using Simulator.Model;

namespace Simulator.Tests.Model;

public sealed class AwsIdsTests
{
    [Test]
    public void Ids_LookLikeAws()
    {
        Assert.That(AwsIds.Task(42, 0, 7), Does.Match("^[0-9a-f]{32}$"));
        Assert.That(AwsIds.Ec2Instance(42, 0, 7), Does.Match("^i-0[0-9a-f]{16}$"));
        Assert.That(AwsIds.Deployment(42, 0, 7), Does.Match("^ecs-svc/[0-9]{19}$"));
    }

    [Test]
    public void Ids_DependOnSeedReplicationAndOrdinalOnly()
    {
        var again = AwsIds.Task(42, 0, 7);
        Assert.That(AwsIds.Task(42, 0, 7), Is.EqualTo(again));
        Assert.That(AwsIds.Task(43, 0, 7), Is.Not.EqualTo(AwsIds.Task(42, 0, 7)));
        Assert.That(AwsIds.Task(42, 1, 7), Is.Not.EqualTo(AwsIds.Task(42, 0, 7)));
        Assert.That(AwsIds.Task(42, 0, 8), Is.Not.EqualTo(AwsIds.Task(42, 0, 7)));
    }

    [Test]
    public void Ids_OfManyBirthsAreDistinct()
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < 50_000; i++)
        {
            Assert.That(seen.Add(AwsIds.Task(1, 0, i)), Is.True);
            Assert.That(seen.Add(AwsIds.Ec2Instance(1, 0, i)), Is.True);
        }
    }
}
