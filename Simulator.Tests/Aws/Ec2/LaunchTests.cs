using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Tests.Aws.Ec2;

public sealed class LaunchTests
{
    [Test, Property("Rule", "ASG-LC-01"), Property("Rule", "ASG-LC-02")]
    public void ColdGroup_LaunchesAtOnceAndItsAgentsConnectAfterBoot()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 2, initial: InitialState.Cold));
        world.Loop.RunUntil(11.4);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(2));
        world.Loop.RunUntil(31.4);
        Assert.That((world.Groups[0].Pending, world.Groups[0].InService, world.Agents.Count), Is.EqualTo((0, 2, 0)));
        world.Loop.RunUntil(31.5);
        Assert.That(world.Agents.All.Select(a => a.At), Is.EqualTo(new[] { 31.5, 31.5 }));
        Assert.That(world.Transitions.All.Take(2).Select(t => (t.Fact.From, t.Fact.To)), Is.All.EqualTo((Ec2InstanceState.Pending, Ec2InstanceState.Pending)));
        Assert.That(world.Transitions.All.Skip(2).Select(t => (t.At, t.Fact.From, t.Fact.To)), Is.All.EqualTo((11.5, Ec2InstanceState.Pending, Ec2InstanceState.InService)));
        Assert.That(world.Instances[0].Launched, Is.EqualTo(Instant.Zero), "billing starts at the launch, not in service");
    }

    [Test]
    public void SteadyGroup_IsInServiceAndConnectedAtTheStart()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 4));
        Assert.That((world.Groups[0].InService, world.Agents.Count, world.Loop.Calendar.Pending), Is.EqualTo((4, 4, 0)), "a quiet group costs no events");
    }

    [Test]
    public void InstancesWithoutAGroup_AreThereFromTheStartInEveryZone()
    {
        var scenario = CapacityWorld.Make(initial: InitialState.Cold) with
        {
            ContainerInstances = [new ContainerInstanceSetDefinition(0, -1, 4, ImmutableSortedDictionary<string, string>.Empty), new ContainerInstanceSetDefinition(0, 2, 1, ImmutableSortedDictionary<string, string>.Empty)],
        };
        var world = new CapacityWorld(scenario);
        Assert.That(world.Alive.Select(i => (world.Instances[i].AutoScalingGroup, world.Instances[i].ContainerInstanceSet, world.Instances[i].Zone)), Is.EqualTo(new[]
        {
            (-1, 0, 0), (-1, 0, 1), (-1, 0, 2), (-1, 0, 0), (-1, 1, 2),
        }));
        Assert.That(world.Agents.Count, Is.EqualTo(5));
    }

    [Test, Property("Rule", "ASG-LC-04")]
    public void PendingInstances_AreInFlightAndNotLaunchedAgain()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 1));
        world.SetDesired(3);
        world.Loop.RunUntil(6);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(2));
        world.SetDesired(4);
        world.Loop.RunUntil(12);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(3));
        world.Loop.RunUntil(100);
        Assert.That((world.Groups[0].InService, world.Instances.Count), Is.EqualTo((4, 4)));
    }

    [Test, Property("Rule", "ASG-LC-05")]
    public void Launches_GoToTheZoneWithFewestInstances()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 7));
        Assert.That(world.ByZone.Order(), Is.EqualTo(new[] { 2, 2, 3 }));
        world.SetDesired(9);
        world.Loop.RunUntil(6);
        Assert.That(world.ByZone, Is.EqualTo(new[] { 3, 3, 3 }));
    }

    [Test, Property("Rule", "ASG-LC-05")]
    public void EqualZones_AreChosenBySeed()
    {
        int[] Zones(ulong seed)
        {
            var world = new CapacityWorld(CapacityWorld.Make(desired: 1), seed);
            return world.ByZone;
        }

        var chosen = Enumerable.Range(1, 60).Select(s => Array.IndexOf(Zones((ulong)s), 1)).ToArray();
        Assert.That(chosen.Distinct().Order(), Is.EqualTo(new[] { 0, 1, 2 }));
        var again = Zones(5);
        Assert.That(Array.IndexOf(again, 1), Is.EqualTo(chosen[4]));
    }

    [Test, Property("Rule", "ASG-LC-06")]
    public void AThousandLaunchAtOnce_TheRestTwoASecond()
    {
        var world = new CapacityWorld(CapacityWorld.Make(max: 2000, desired: 1600, initial: InitialState.Cold));
        world.Loop.RunUntil(0);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(1000));
        world.Loop.RunUntil(400);
        var launches = world.Transitions.All.Where(t => t.Fact is { From: Ec2InstanceState.Pending, To: Ec2InstanceState.Pending }).Select(t => t.At).ToArray();
        Assert.That(launches, Has.Length.EqualTo(1600));
        Assert.That(launches[^1], Is.EqualTo(300).Within(1e-9));
    }

    [Test, Property("Rule", "ASG-LT-02")]
    public void DefaultLatency_HasTheMedianAndTailOfTheMeasurements()
    {
        var world = new CapacityWorld(CapacityWorld.Make(max: 1000, desired: 900, initial: InitialState.Cold, model: ModelConstants.Defaults));
        world.Loop.RunUntil(1000);
        var seconds = world.Agents.All.Select(a => a.At).Order().ToArray();
        Assert.That(seconds[450], Is.InRange(42, 60));
        Assert.That(seconds[855], Is.InRange(70, 120));
    }

    [Test]
    public void InstanceTimes_FollowTheBirthInItsGroup_NotOtherGroups()
    {
        var one = CapacityWorld.Make(desired: 3, initial: InitialState.Cold, model: ModelConstants.Defaults);
        var two = one with { AutoScalingGroups = [one.AutoScalingGroups[0] with { Name = "other" }, one.AutoScalingGroups[0]], CapacityProviders = [] };
        double[] Connected(Scenario scenario)
        {
            var world = new CapacityWorld(scenario);
            world.Loop.RunUntil(1000);
            return [.. world.Agents.All.Where(a => world.Instances[a.Fact.Instance].AutoScalingGroup == scenario.AutoScalingGroups.Length - 1).Select(a => a.At)];
        }

        Assert.That(Connected(one), Is.EqualTo(Connected(two)));
    }

    [TestCase(-5, 2)]
    [TestCase(50, 10)]
    public void DesiredCapacity_StaysBetweenMinAndMax(int asked, int expected)
    {
        var world = new CapacityWorld(CapacityWorld.Make(min: 2, max: 10, desired: 4));
        world.SetDesired(asked);
        Assert.That(world.Groups[0].Desired, Is.EqualTo(expected));
    }

    [Test, Property("Rule", "CP-MS-15")]
    public void AGroup_ActsSomeSecondsAfterTheChange()
    {
        var world = new CapacityWorld(CapacityWorld.Make(desired: 1));
        world.SetDesired(2);
        world.Loop.RunUntil(5.9);
        Assert.That(world.Groups[0].Pending, Is.Zero);
        world.Loop.RunUntil(6);
        Assert.That(world.Groups[0].Pending, Is.EqualTo(1));
        Assert.That(world.Groups[0].LastLaunch.Seconds, Is.EqualTo(6));
    }

    [Test]
    public void NetworkInterfaces_AreAttachedForAwsvpcOnly()
    {
        var world = new CapacityWorld(CapacityWorld.Make(taskDefinitions: [CapacityWorld.Task(256, 512), CapacityWorld.Task(256, 512, NetworkMode.AwsVpc)]));
        var bridge = AddTask(world, 0, LaunchType.Ec2);
        var awsvpc = AddTask(world, 1, LaunchType.Ec2);
        var gone = AddTask(world, 1, LaunchType.Ec2);
        var fargate = AddTask(world, 1, LaunchType.Fargate);
        foreach (var task in new[] { bridge, awsvpc, gone, fargate }) world.Loop.Report(new TaskPlaced(task, world.Loop.Calendar.Now));
        world.Tasks[gone].Status = TaskStatus.Stopped;
        world.Tasks.Remove(gone);
        Assert.That(world.Networks.All, Is.EqualTo(new[] { (0.0, new TaskNetworkReady(bridge, Instant.Zero)) }));
        world.Loop.RunUntil(10);
        Assert.That(world.Networks.All.Skip(1), Is.EqualTo(new[] { (4.0, new TaskNetworkReady(awsvpc, Instant.FromSeconds(4))) }));
    }

    private static int AddTask(CapacityWorld world, int definition, LaunchType type)
    {
        var task = world.Tasks.Add();
        world.Tasks[task] = new TaskRow { TaskDefinition = definition, LaunchType = type, Status = TaskStatus.Provisioning, Ordinal = task };
        return task;
    }
}
