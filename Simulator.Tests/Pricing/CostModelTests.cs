using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Pricing;
using Simulator.Tests.Aws;

namespace Simulator.Tests.Pricing;

public sealed class CostModelTests
{
    private const double Hour = 3600;

    [Test, Property("Rule", "COST-01")]
    public void Instances_AreBilledFromLaunchToEndPerSecond()
    {
        var run = Run(2 * Hour, CapacityWorld.Make());
        run.Instances.Add(Instance(launched: 600, terminated: 600 + 1800.2));
        run.Instances.Add(Instance(launched: 1800));
        run.Instances.Add(Instance(launched: 0, terminated: 7));
        run.Instances.Add(Instance(launched: 0, terminated: 3600, spot: true));
        var costs = CostModel.Compute(run);
        Assert.That(Line(costs, "EC2 m5.large On-Demand"), Is.EqualTo(((1801 + 5400 + 60) / Hour, (1801 + 5400 + 60) / Hour * 0.096)).Within(1e-9));
        Assert.That(Line(costs, "EC2 m5.large Spot"), Is.EqualTo((1.0, 0.096 * 0.4)).Within(1e-9));
        var volumes = (1801 + 5400 + 60 + 3600) / Hour * 30 / 730;
        Assert.That(Line(costs, "EBS gp3 root volumes"), Is.EqualTo((volumes, volumes * 0.08)).Within(1e-9));
    }

    [TestCase(2400, true, 0.0)]
    [TestCase(3601, true, 3601.0)]
    [TestCase(2400, false, 2400.0)]
    [Property("Rule", "ASG-SP-05")]
    public void SpotInterruptedInItsFirstHour_IsFree(double lived, bool interrupted, double billed)
    {
        var instance = Instance(0, lived, spot: true) with { Reason = interrupted ? TerminationReason.SpotInterruption : TerminationReason.ScaleIn };
        Assert.That(CostModel.BilledSeconds(instance, Run(2 * Hour, CapacityWorld.Make())), Is.EqualTo(billed), "X-16");
    }

    [TestCase(0.0, 0.001, false, 60)]
    [TestCase(0.0, 60.0, false, 60)]
    [TestCase(10.0, 70.001, false, 61)]
    [TestCase(0.0, 61.0, true, 300)]
    [Property("Rule", "FG-PR-01")]
    public void FargateTask_IsBilledPerStartedSecondAtLeastAMinute(double from, double to, bool windows, long expected) =>
        Assert.That(FargateMeter.BilledSeconds(Instant.FromSeconds(from), Instant.FromSeconds(to), windows), Is.EqualTo(expected));

    [Test, Property("Rule", "FG-PR-01"), Property("Rule", "COST-02")]
    public void Fargate_IsPricedByVcpuMemoryAndExtraStorage()
    {
        var run = Run(10 * Hour, CapacityWorld.Make(taskDefinitions: [CapacityWorld.Task(512, 2048) with { EphemeralStorageGiB = 50 }]));
        run.FargateUsage.Add(new(0, false, 2, 7200));
        run.FargateUsage.Add(new(0, true, 1, 3600));
        var costs = CostModel.Compute(run);
        Assert.That(Line(costs, "Fargate x86 vCPU"), Is.EqualTo((1.0, 0.04048)).Within(1e-9));
        Assert.That(Line(costs, "Fargate x86 memory"), Is.EqualTo((4.0, 4 * 0.004445)).Within(1e-9));
        Assert.That(Line(costs, "Fargate x86 ephemeral storage"), Is.EqualTo((60.0, 60 * 0.000111)).Within(1e-9));
        Assert.That(Line(costs, "Fargate Spot x86 vCPU"), Is.EqualTo((0.5, 0.5 * 0.04048 * 0.3)).Within(1e-9));
        Assert.That(Line(costs, "Fargate Spot x86 memory"), Is.EqualTo((2.0, 2 * 0.004445 * 0.3)).Within(1e-9));
    }

    [TestCase(false, CpuArchitecture.Arm64, "arm64", 0.03238, 0.00356)]
    [TestCase(true, CpuArchitecture.X86_64, "Windows", 0.09148 + 0.046, 0.01005)]
    [Property("Rule", "FG-PR-01")]
    public void Platforms_HaveTheirOwnPrices(bool windows, CpuArchitecture architecture, string name, double vcpu, double gigabyte)
    {
        var run = Run(Hour, CapacityWorld.Make(taskDefinitions: [CapacityWorld.Task(1024, 1024) with { Windows = windows, Architecture = architecture }]));
        run.FargateUsage.Add(new(0, false, 1, 3600));
        var costs = CostModel.Compute(run);
        Assert.That((Line(costs, $"Fargate {name} vCPU").Usd, Line(costs, $"Fargate {name} memory").Usd), Is.EqualTo((vcpu, gigabyte)).Within(1e-9));
    }

    [TestCase(100, 6000, 3, 300, 20, 4.0)]
    [TestCase(25, 0, 0, 0, 0, 1.0)]
    [TestCase(0, 6000, 0, 0, 0, 2.0)]
    [TestCase(0, 0, 3, 0, 0, 3.0)]
    [TestCase(0, 0, 0, 300, 20, 3.0)]
    [TestCase(0, 0, 0, 300, 10, 0.0)]
    [Property("Rule", "ALB-PR-01")]
    public void CapacityUnits_AreTheLargestDimension(double connections, double active, double gigabytes, double requests, int rules, double expected) =>
        Assert.That(LoadBalancerUnits.Of(connections, active, gigabytes, requests, rules), Is.EqualTo(expected));

    [Test, Property("Rule", "ALB-PR-01"), Property("Rule", "COST-09")]
    public void LoadBalancer_CostsStartedHoursAndTheUnitsOfEachHour()
    {
        var scenario = CapacityWorld.Make() with { TargetGroups = [new TargetGroupDefinition { Name = "a" }, new TargetGroupDefinition { Name = "b" }] };
        var run = Run(1.5 * Hour, scenario);
        for (var minute = 1; minute <= 90; minute++)
        {
            for (var group = 0; group < 2; group++)
                run.TargetGroups.Add(new(Instant.FromSeconds(minute * 60L), group, minute <= 60 ? 3000 : 0, 1, 0, 3000, 20, 0)); // 100 requests a second in the first hour
        }
        var costs = CostModel.Compute(run);
        Assert.That(Line(costs, "Application Load Balancer"), Is.EqualTo((2.0, 2 * 0.0225)).Within(1e-9));
        Assert.That(Line(costs, "Application Load Balancer capacity"), Is.EqualTo((4.0, 4 * 0.008)).Within(1e-9), "100 new connections a second are 4 LCU");
        var kept = Run(1.5 * Hour, scenario with { PriceOverrides = ImmutableSortedDictionary<string, double>.Empty.Add("albConnectionsPerRequest", 0.01).Add("albKilobytesPerRequest", 50) });
        kept.TargetGroups.AddRange(run.TargetGroups);
        Assert.That(Line(CostModel.Compute(kept), "Application Load Balancer capacity").Quantity, Is.EqualTo(18).Within(1e-9), "360,000 × 50 kB are 18 GB");
    }

    [Test, Property("Rule", "ALB-PR-01")]
    public void CapacityUnits_AreTakenHourByHour()
    {
        var run = Run(2 * Hour, CapacityWorld.Make() with { TargetGroups = [new TargetGroupDefinition { Name = "a" }] });
        for (var minute = 1; minute <= 60; minute++) run.TargetGroups.Add(new(Instant.FromSeconds(minute * 60L), 0, 6000, 1, 0, 6000, 20, 0));
        for (var minute = 61; minute <= 90; minute++) run.TargetGroups.Add(new(Instant.FromSeconds(minute * 60L), 0, 100, 1, 0, 100, 1_800_000, 0));
        Assert.That(LoadBalancerUnits.HoursOf(run), Is.EqualTo(4 + 0.5).Within(1e-9), "100 new connections a second, then 1,500 active ones");
    }

    [Test, Property("Rule", "COST-05")]
    public void Alarms_AreTheUsersThoseOfTargetTrackingAndOfManagedScaling()
    {
        var cpu = new MetricIdentity(MetricSource.ServiceCpu, 0, "AWS/ECS", "CPUUtilization", "");
        TargetTrackingPolicyDefinition Policy(bool noScaleIn, int period) => new("p", cpu, MetricStatistic.Average, 60, Duration.Zero, Duration.Zero, noScaleIn, period);
        var scenario = CapacityWorld.Make(scaling: new(100, 1, 10, Duration.Zero)) with
        {
            Alarms =
            [
                new AlarmDefinition { Name = "a", Metric = cpu, EvaluationPeriods = 1, DatapointsToAlarm = 1, Threshold = 1, Comparison = ComparisonOperator.GreaterThanThreshold },
            ],
            Services =
            [
                new ServiceDefinition
                {
                    Name = "web",
                    TaskDefinition = 0,
                    AutoScaling = new ScalableTargetDefinition { MinCapacity = 1, MaxCapacity = 2, Policies = [Policy(false, 60), Policy(true, 60), Policy(false, 20)] },
                },
            ],
        };
        var costs = CostModel.Compute(Run(730 * Hour, scenario));
        Assert.That(Line(costs, "CloudWatch alarms"), Is.EqualTo((6.0, 0.6)).Within(1e-9), "1 + 2 + 1 + 2");
        Assert.That(Line(costs, "CloudWatch high-resolution alarms"), Is.EqualTo((2.0, 0.6)).Within(1e-9));
    }

    [Test]
    public void Overrides_ReplacePricesByName()
    {
        var scenario = CapacityWorld.Make() with
        {
            PriceOverrides = ImmutableSortedDictionary<string, double>.Empty.Add("m5.large", 0.2).Add("ec2RootVolumeGb", 0),
        };
        var run = Run(Hour, scenario);
        run.Instances.Add(Instance(0));
        run.Instances.Add(Instance(0, spot: true));
        var costs = CostModel.Compute(run);
        Assert.That(costs.Select(c => c.Usd), Is.EqualTo(new[] { 0.2, 0.2 * 0.4 }).Within(1e-12), "Spot follows the On-Demand price unless it has its own");
        var own = Run(Hour, scenario with { PriceOverrides = scenario.PriceOverrides.Add("m5.large.spot", 0.01) });
        own.Instances.AddRange(run.Instances);
        Assert.That(CostModel.Compute(own).Select(c => c.Usd), Is.EqualTo(new[] { 0.2, 0.01 }).Within(1e-12));
    }

    [TestCase("albHour", true)]
    [TestCase("m5.large", true)]
    [TestCase("m5.large.spot", true)]
    [TestCase("m5.larg", false)]
    [TestCase("AlbHour", false)]
    public void NamesOfPrices_AreKnown(string name, bool known) => Assert.That(PriceCatalog.Knows(name, [CapacityWorld.M5Large]), Is.EqualTo(known));

    [Test]
    public void EveryPrice_HasItsPageAndDate()
    {
        Assert.That(PriceCatalog.All.Select(e => e.Name), Is.Unique);
        Assert.That(PriceCatalog.All, Has.All.Matches<PriceEntry>(e => e!.Page.StartsWith("https://aws.amazon.com/", StringComparison.Ordinal) && e.Note.Length > 0));
        Assert.That(PriceCatalog.All.Where(e => e.Unit.StartsWith("USD", StringComparison.Ordinal)), Has.All.Matches<PriceEntry>(e => e!.AsOf.StartsWith("2026-", StringComparison.Ordinal)));
    }

    [Test, Property("Rule", "COST-09")]
    public void Summary_GivesTotalPerHourAndPerMillionRequests()
    {
        var run = Run(10 * Hour, CapacityWorld.Make());
        for (var i = 0; i < 10; i++) run.Instances.Add(Instance(0));
        run.Services.Add(new ServiceSample { Requests = 2_000_000 });
        var costs = CostModel.Compute(run);
        var summary = CostModel.Summarize(run, costs).ToDictionary(m => m.Name, m => m.Value);
        Assert.That(summary["cost.total"], Is.EqualTo(costs.Sum(c => c.Usd)));
        Assert.That(summary["cost.per_hour"], Is.EqualTo(0.96 + (10 * 30 * 0.08 / 730)).Within(1e-9));
        Assert.That(summary["cost.per_million_requests"], Is.EqualTo(summary["cost.total"] / 2).Within(1e-12));
        Assert.That(CostModel.Summarize(Run(Hour, CapacityWorld.Make()), []).Select(m => m.Value), Is.EqualTo(new[] { 0, 0, double.NaN, 0, double.NaN }));
    }

    [Test, Property("Rule", "COST-03")]
    public void IdleCapacity_IsWhatTheLargerShareLeavesOver()
    {
        // 2048 CPU units, 7782 MiB: half by CPU for one hour of two, then a quarter by CPU but half by memory for the other.
        var run = Run(2 * Hour, CapacityWorld.Make(taskDefinitions: [CapacityWorld.Task(1024, 100), CapacityWorld.Task(512, 3891)]));
        run.Instances.Add(Instance(0));
        run.Instances.Add(Instance(0) with { Ordinal = 1 });
        run.Tasks.Add(Task(0, placed: 0, stopped: 3600));
        run.Tasks.Add(Task(1, placed: 3600, stopped: null));
        var summary = CostModel.Summarize(run, CostModel.Compute(run)).ToDictionary(m => m.Name, m => m.Value);
        Assert.That(summary["cost.idle_capacity_share"], Is.EqualTo(75).Within(1e-9), "the second instance is empty");
        Assert.That(summary["cost.idle_capacity"], Is.EqualTo(3 * 0.096).Within(1e-9));
    }

    [Test, Property("Rule", "COST-03")]
    public void IdleCapacity_FollowsSampledReservationsWhereTasksAreNotKept()
    {
        var scenario = CapacityWorld.Make();
        var run = Run(2 * Hour, scenario with { Output = scenario.Output with { Tasks = false } });
        run.Instances.Add(Instance(0));
        run.Cluster.Add(new(Instant.FromSeconds(3600L), 2, 1, 50, 10, 100, 0, 0));
        run.Cluster.Add(new(Instant.FromSeconds(7200L), 2, 1, 10, 100, 100, 0, 0));
        Assert.That(CostModel.Summarize(run, [])[^1].Value, Is.EqualTo(25).Within(1e-9));
    }

    [Test]
    public void AnyRun_AddsUpAndNeverPaysForIdleMoreThanForInstances()
    {
        var lives = Gen.Choose(0, 10_000).Two().Select(t => (Launched: (double)t.Item1, Lived: (double)t.Item2)).ListOf();
        Prop.ForAll(lives.ToArbitrary(), list =>
        {
            var run = Run(2 * Hour, CapacityWorld.Make(taskDefinitions: [CapacityWorld.Task(900, 1000)]));
            var ordinal = 0;
            foreach (var (launched, lived) in list.Where(l => l.Launched < 2 * Hour))
            {
                run.Instances.Add(Instance(launched, launched + lived < 2 * Hour ? launched + lived : null, spot: ordinal % 2 == 1) with { Ordinal = ordinal });
                run.Tasks.Add(Task(0, launched, launched + lived < 2 * Hour ? launched + lived : null) with { ContainerInstanceOrdinal = ordinal++ });
            }
            var costs = CostModel.Compute(run);
            var summary = CostModel.Summarize(run, costs);
            var instances = costs.Where(c => c.Resource.StartsWith("EC2", StringComparison.Ordinal)).Sum(c => c.Usd);
            Assert.That(summary[0].Value, Is.EqualTo(costs.Sum(c => c.Usd)));
            Assert.That(summary[3].Value, Is.InRange(-1e-9, instances + 1e-9));
        }).Holds();
    }

    [Test, Property("Rule", "FG-PR-01")]
    public void Meter_StartsWithThePullAndKeepsOptionsApart()
    {
        var meter = new FargateMeter(CapacityWorld.Make(taskDefinitions: [CapacityWorld.Task(256, 512), CapacityWorld.Task(256, 512)]));
        TaskRow Row(int definition, int provider, double pull, double started, LaunchType type = LaunchType.Fargate) => new()
        {
            TaskDefinition = definition,
            CapacityProvider = provider,
            LaunchType = type,
            PullStarted = pull < 0 ? Instant.MaxValue : Instant.FromSeconds(pull),
            Started = started < 0 ? Instant.MaxValue : Instant.FromSeconds(started),
        };
        var end = Instant.FromSeconds(1000L);
        meter.Count(Row(1, 0, 100, 150), end);
        meter.Count(Row(1, -1, -1, 0), end); // there from a steady start
        meter.Count(Row(1, 1, 400, -1), end); // stopped while it pulled
        meter.Count(Row(0, 0, -1, -1), end); // never reached a host
        meter.Count(Row(0, -1, 0, 0, LaunchType.Ec2), end);
        Assert.That(meter.Usage, Is.EqualTo(new[] { new FargateUsage(1, false, 2, 1900), new FargateUsage(1, true, 1, 600) }));
    }

    private static RunResult Run(double seconds, Scenario scenario) => new()
    {
        Scenario = scenario,
        Engine = new EngineStatistics(0, 0, 0, Instant.FromSeconds(seconds)),
    };

    private static InstanceRecord Instance(double launched, double? terminated = null, bool spot = false) => new(
        0, 0, spot, 0, 0, 2, 2048, 7782, Instant.FromSeconds(launched), Instant.FromSeconds(launched), Instant.MaxValue,
        terminated is { } end ? Instant.FromSeconds(end) : Instant.MaxValue, terminated is null ? TerminationReason.None : TerminationReason.ScaleIn);

    private static TaskRecord Task(int definition, double placed, double? stopped) => new()
    {
        TaskDefinition = definition,
        LaunchType = LaunchType.Ec2,
        Placed = Instant.FromSeconds(placed),
        Stopped = stopped is { } end ? Instant.FromSeconds(end) : Instant.MaxValue,
    };

    private static (double Quantity, double Usd) Line(List<CostRecord> costs, string resource)
    {
        var line = costs.Single(c => c.Resource == resource);
        return (line.Quantity, line.Usd);
    }
}
