using FsCheck;
using FsCheck.Fluent;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ec2;

/// <summary>Everything that can befall a mixed group with hooks, in any order: counts stay right, and the group comes to rest at its size and in balance, whoever left or joined it.</summary>
public sealed class GroupCallsPropertyTests
{
    private static readonly GroupActionDefinition[] Calls =
    [
        new SetInstanceHealthAction(Instant.Zero, new(0, -1, 2), false, false),
        new SetInstanceHealthAction(Instant.Zero, new(0, -1, 2), true, false),
        new TerminateInstanceAction(Instant.Zero, new(0, 1, 1), true),
        new TerminateInstanceAction(Instant.Zero, new(0, -1, 1), false),
        new EnterStandbyAction(Instant.Zero, new(0, -1, 1), true),
        new EnterStandbyAction(Instant.Zero, new(0, 0, 2), false),
        new ExitStandbyAction(Instant.Zero, new(0, -1, null)),
        new StartInstanceRefreshAction(Instant.Zero, 0, 100, 140, Duration.FromSeconds(60L), false, ProtectedInRefresh.Refresh),
        new StartInstanceRefreshAction(Instant.Zero, 0, null, null, null, false, ProtectedInRefresh.Wait),
        new CancelInstanceRefreshAction(Instant.Zero, 0),
        new ScalingProcessesAction(Instant.Zero, 0, ScalingProcesses.HealthCheck | ScalingProcesses.Launch, true),
        new ScalingProcessesAction(Instant.Zero, 0, ScalingProcesses.Terminate | ScalingProcesses.ReplaceUnhealthy | ScalingProcesses.AZRebalance, true),
        new ScalingProcessesAction(Instant.Zero, 0, (ScalingProcesses)511, false),
        new UpdateAutoScalingGroupAction(Instant.Zero, 0) { Zones = [0, 1] },
        new UpdateAutoScalingGroupAction(Instant.Zero, 0) { Zones = [0, 1, 2], LaunchSource = new LaunchSourceDefinition("lt", "2", false) },
        new UpdateAutoScalingGroupAction(Instant.Zero, 0) { MaintenancePolicy = new InstanceMaintenancePolicyDefinition(100, 120) },
        new SetInstanceProtectionAction(Instant.Zero, new(0, -1, 2), true),
        new DetachInstancesAction(Instant.Zero, new(0, -1, 2), false),
        new DetachInstancesAction(Instant.Zero, new(0, 1, 1), true),
        new AttachInstancesAction(Instant.Zero, new(0, -1, 2)),
    ];

    // What holds here was found to hold for tens of thousands of other inputs.
    [TestCase(1UL), TestCase(2UL), TestCase(3UL)]
    [Property("Rule", "ASG-LC-02"), Property("Rule", "ASG-RB-01")]
    public void UnderAnyCallsAndTroubles_CountsHoldAndTheGroupComesToRestInBalance(ulong seed)
    {
        var steps = Gen.Choose(0, 9999).Three().Select(t => (Kind: t.Item1 % 12, Argument: t.Item2, Wait: t.Item3 % 120)).ListOf();
        Prop.ForAll(steps.ToArbitrary(), list => Run([.. list])).Holds(400, $"groups {seed}");
    }

    private static void Run((int Kind, int Argument, int Wait)[] steps)
    {
        var hooks = new[]
        {
            new GroupHookDefinition("l", true, Duration.FromSeconds(60L), false, DistributionDefinition.Uniform(1, 62), true, false),
            new GroupHookDefinition("t", false, Duration.FromSeconds(60L), false, DistributionDefinition.Uniform(1, 90), true, false),
        };
        var scenario = CapacityWorld.Make(
            min: 1, max: 14, desired: 6, model: ModelConstants.Defaults,
            group: g => g with { OnDemandBaseCapacity = 1, OnDemandPercentageAboveBase = 30, CapacityRebalance = true, LifecycleHooks = [.. hooks] });
        var world = new CapacityWorld(scenario with { Timeline = [.. Calls] });
        var now = 0.0;
        foreach (var (kind, argument, wait) in steps)
        {
            var alive = world.Alive.ToArray();
            var someone = alive.Length == 0 ? -1 : alive[argument % alive.Length];
            switch (kind)
            {
                case 0: world.SetDesired((argument % 20) - 2); break;
                case 1 when someone >= 0: world.Loop.Report(new InstanceFailure(someone, TerminationReason.Failed)); break;
                case 2 or 3 when someone >= 0: world.Loop.Report(new InstanceTrouble(someone, (InstanceTroubleKind)(argument % 5), Duration.FromSeconds((argument % 700) + 1L))); break;
                case 4: world.Loop.Report(new CapacityShortage(-1, argument % 3, argument % 2 == 0, true)); break;
                case 5: world.Loop.Report(new CapacityShortage(-1, argument % 3, argument % 2 == 0, false)); break;
                default: world.Loop.Report(new GroupCall(argument % Calls.Length, 0)); break;
            }
            Check(world, settled: false);
            now += wait;
            world.Loop.RunUntil(now);
            Check(world, settled: false);
        }
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Kind == 4) world.Loop.Report(new CapacityShortage(-1, steps[i].Argument % 3, steps[i].Argument % 2 == 0, false));
        }
        foreach (var call in (int[])[12, 9, 14]) world.Loop.Report(new GroupCall(call, 0));
        foreach (var i in world.Alive.ToArray()) world.Loop.Report(new ScaleInProtectionChange(i, false));
        world.Loop.RunUntil(now + 20_000);
        Check(world, settled: true);
    }

    private static void Check(CapacityWorld world, bool settled)
    {
        ref var row = ref world.Groups[0];
        Assert.That(row.Desired, Is.InRange(row.MinSize, row.MaxSize));
        int Count(Func<Ec2InstanceState, bool> which) => world.Alive.Count(i => world.Instances[i].AutoScalingGroup == 0 && which(world.Instances[i].State));
        Assert.That(row.Pending, Is.EqualTo(Count(s => s is Ec2InstanceState.Pending or Ec2InstanceState.PendingWait)));
        Assert.That(row.InService, Is.EqualTo(Count(s => s == Ec2InstanceState.InService)));
        Assert.That(row.Standby, Is.EqualTo(Count(s => s == Ec2InstanceState.Standby)));
        Assert.That(row.Terminating, Is.EqualTo(Count(s => s is >= Ec2InstanceState.Deregistering and <= Ec2InstanceState.Terminating)));
        if (!settled) return;
        Assert.That((row.Pending, row.InService), Is.EqualTo((0, row.Desired)), "at rest at desired capacity");
        var zones = Enumerable.Range(0, 3).Select(z => world.Members.Count(i => world.Instances[i].AutoScalingGroup == 0 && world.Instances[i].Zone == z)).ToArray();
        Assert.That(zones.Max() - zones.Min(), Is.LessThan(2), "zones are even");
    }
}
