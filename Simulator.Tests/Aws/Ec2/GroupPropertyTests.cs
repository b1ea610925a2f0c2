using FsCheck.Fluent;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ec2;

public sealed class GroupPropertyTests
{
    [Test]
    public void UnderRandomChangesAndFailures_CountsAndBoundsHoldAndTheGroupSettles()
    {
        var steps = Gen.Choose(0, 999).Three().Select(t => (Kind: t.Item1 % 7, Argument: t.Item2, Wait: t.Item3 % 90)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), list => Run([.. list])).Holds();
    }

    private static void Run((int Kind, int Argument, int Wait)[] steps)
    {
        var world = new CapacityWorld(CapacityWorld.Make(
            min: 1, max: 14, desired: 5, model: ModelConstants.Defaults, group: g => g with { OnDemandBaseCapacity = 1, OnDemandPercentageAboveBase = 40 }));
        var now = 0.0;
        var random = new Queue<int>(steps.Select(s => s.Argument));
        foreach (var (kind, argument, wait) in steps)
        {
            var alive = world.Alive.ToArray();
            var someone = alive.Length == 0 ? -1 : alive[argument % alive.Length];
            switch (kind)
            {
                case 0 or 1: world.SetDesired((argument % 20) - 2); break;
                case 2 when someone >= 0: world.Loop.Report(new InstanceFailure(someone, TerminationReason.Failed)); break;
                case 3: Out(world, argument % 3); break;
                case 4: world.Loop.Report(new ZoneChange(argument % 3, false)); break;
                case 5 when someone >= 0: world.Loop.Report(new ScaleInProtectionChange(someone, argument % 2 == 0)); break;
                case 6: world.Ecs.Occupy([.. Enumerable.Range(0, 5).Select(_ => argument % 3)]); break;
                default: break;
            }
            Check(world);
            now += wait;
            world.Loop.RunUntil(now);
            Check(world);
        }
        for (var zone = 0; zone < 3; zone++) world.Loop.Report(new ZoneChange(zone, false));
        foreach (var i in world.Members.ToArray()) world.Loop.Report(new ScaleInProtectionChange(i, false));
        world.Loop.RunUntil(now + 5000);
        Check(world);
        Assert.That(world.Groups[0].InService, Is.EqualTo(world.Groups[0].Desired), "settled at desired capacity");
        Assert.That(world.ByZone.Max() - world.ByZone.Min(), Is.LessThanOrEqualTo(1), "and balanced");
    }

    private static void Out(CapacityWorld world, int zone)
    {
        world.Loop.Report(new ZoneChange(zone, true));
        foreach (var i in world.Alive.Where(i => world.Instances[i].Zone == zone).ToArray()) world.Loop.Report(new InstanceFailure(i, TerminationReason.ZoneOutage));
    }

    private static void Check(CapacityWorld world)
    {
        ref var row = ref world.Groups[0];
        Assert.That(row.Desired, Is.InRange(1, 14));
        int Count(Func<Ec2InstanceState, bool> which) => world.Alive.Count(i => which(world.Instances[i].State));
        Assert.That(row.Pending, Is.EqualTo(Count(s => s == Ec2InstanceState.Pending)));
        Assert.That(row.InService, Is.EqualTo(Count(s => s == Ec2InstanceState.InService)));
        Assert.That(row.Terminating, Is.EqualTo(Count(s => s is Ec2InstanceState.TerminatingWait or Ec2InstanceState.Terminating)));
        Assert.That(row.Pending + row.InService, Is.LessThanOrEqualTo(14 + 1), "never beyond the maximum, but for the balance margin");
    }
}
