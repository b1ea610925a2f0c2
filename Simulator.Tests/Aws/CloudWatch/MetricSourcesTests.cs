using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Tables;
using Simulator.Tests.Aws.AutoScaling;
using static Simulator.Tests.Aws.AutoScaling.ScalingScenario;

namespace Simulator.Tests.Aws.CloudWatch;

/// <summary>What each source publishes, and when.</summary>
public sealed class MetricSourcesTests
{
    private static readonly Scenario Plain = Of(null);

    [Test]
    [Property("Rule", "AS-MET-01")]
    [Property("Rule", "ECS-MT-02")]
    public void ServiceCpu_IsOneSampleForEachRunningTask()
    {
        var world = World(Cpu);
        int a = world.AddRunning(0), b = world.AddRunning(0);
        world.Cpu = task => task == a ? 0.25 : 0.75;
        world.RunUntil(90);
        world.Stop(b);
        world.RunUntil(130);
        world.Stop(a);
        world.RunUntil(180);
        Assert.That(world.Log.Metrics.Select(m => m.Fact.Datapoint), Is.EqualTo(new Datapoint[] { new(100, 25, 75, 2), new(100, 25, 75, 2) }), "b reported before it ended, a in its last ten seconds did not");
    }

    [Test]
    [Property("Rule", "ECS-MT-04")]
    public void NoRunningTask_NoDatapoint()
    {
        var world = World(Cpu);
        world.RunUntil(120);
        var task = world.AddRunning(0);
        world.RunUntil(180);
        world.Stop(task);
        world.RunUntil(300);
        Assert.That(world.Log.Metrics.Select(m => m.Fact.PeriodStart.Seconds), Is.EqualTo(new[] { 120.0 }));
    }

    [Test]
    [Property("Rule", "AS-MET-01")]
    public void TaskThatStartsWithinTheBucket_IsMeasuredFromItsStart()
    {
        var world = World(Cpu);
        world.RunUntil(45);
        world.Cpu = static _ => 0.5;
        world.AddRunning(0);
        world.RunUntil(60);
        Assert.That(world.Log.Metrics.Single().Fact.Datapoint, Is.EqualTo(Datapoint.Of(50)));
    }

    [Property("Rule", "AS-MET-01")]
    [Property("Rule", "ECS-MT-02")]
    [TestCase(2048, 400, TestName = "EX-77 all 2,048 units of the host for a reservation of 512")]
    [TestCase(128, 25, TestName = "ECS-MT-02 a quarter of the reservation")]
    public void CpuBeyondTheReservation_ExceedsOneHundred(int usedUnits, double expected)
    {
        var world = World(Cpu, Plain with { TaskDefinitions = [Tasks(512, 1024)] });
        world.Cpu = _ => usedUnits / 1024.0;
        world.AddRunning(0);
        world.RunUntil(60);
        Assert.That(world.Log.Metrics.Single().Fact.Datapoint.ValueOf(MetricStatistic.Average), Is.EqualTo(expected).Within(1e-9));
    }

    [Property("Rule", "ECS-MT-02")]
    [TestCase(512, 50)]
    [TestCase(128, 12.5)]
    public void ServiceMemory_IsOfTheReservation(int usedMiB, double expected)
    {
        var world = World(Memory, Plain with { TaskDefinitions = [Tasks(512, 1024)] });
        world.MemoryMiB = usedMiB;
        world.AddRunning(0);
        world.RunUntil(60);
        Assert.That(world.Log.Metrics.Single().Fact.Datapoint, Is.EqualTo(Datapoint.Of(expected)));
    }

    [Test]
    [Property("Rule", "AS-MET-09")]
    [Property("Example", "EX-76")]
    public void ClusterReservation_IsReservedOverRegisteredOfActiveAndDraining([Values] bool ofMemory)
    {
        var world = World(new(
            ofMemory ? MetricSource.ClusterMemoryReservation : MetricSource.ClusterCpuReservation, -1, "AWS/ECS", ofMemory ? "MemoryReservation" : "CPUReservation", "ClusterName=prod"));
        for (var i = 0; i < 3; i++)
        {
            world.Instances[world.Instances.Add()] = new ContainerInstanceRow
            {
                Status = (ContainerInstanceStatus)(i + 1), // ACTIVE, DRAINING, INACTIVE
                RegisteredCpu = 9216,
                RegisteredMemory = 16_963,
                RemainingCpu = 9216 - (5 * 1024),
                RemainingMemory = 16_963 - (5 * 2048),
            };
        }
        world.RunUntil(60);
        Assert.That(world.Log.Metrics.Single().Fact.Datapoint.ValueOf(MetricStatistic.Average), Is.EqualTo(ofMemory ? 60.37 : 55.56).Within(0.01));
    }

    [Test]
    [Property("Rule", "AS-MET-03")]
    public void RequestCountPerTarget_IsTheMeanOverHealthyTargetsAndZeroWithoutTraffic([Values] bool zeroTrafficEmitsZero)
    {
        var world = GroupWorld(MetricSource.RequestCountPerTarget, "RequestCountPerTarget", zeroTrafficEmitsZero);
        world.RunUntil(60);
        world.TargetGroups[0] = new TargetGroupRow { Registered = 5, Healthy = 4, Unhealthy = 1 };
        world.RunUntil(120);
        world.Traffic[0].Requests = 600;
        world.RunUntil(180);
        world.TargetGroups[0] = new TargetGroupRow { Registered = 5, Unhealthy = 5 };
        world.Traffic[0].Requests = 1100;
        world.RunUntil(240);
        var published = world.Log.Metrics.Select(m => (m.Fact.PeriodStart.Seconds, m.Fact.Datapoint.ValueOf(MetricStatistic.Sum))).ToList();
        var expected = new List<(double, double)> { (120, 150), (180, 100) }; // at 180 s all are unhealthy: the load balancer fails open to all five
        if (zeroTrafficEmitsZero) expected.Insert(0, (60, 0));
        Assert.That(published, Is.EqualTo(expected), "nothing while no target is registered");
    }

    [Test]
    public void TargetGroupMetrics_AreDifferencesOfTheMinute()
    {
        var (requests, time, errors, healthy) = (
            GroupWorld(MetricSource.RequestCount, "RequestCount"), GroupWorld(MetricSource.TargetResponseTime, "TargetResponseTime"),
            GroupWorld(MetricSource.Http5xxCount, "HTTPCode_Target_5XX_Count"), GroupWorld(MetricSource.UnHealthyHostCount, "UnHealthyHostCount"));
        foreach (var world in new[] { requests, time, errors, healthy })
        {
            world.TargetGroups[0] = new TargetGroupRow { Registered = 5, Healthy = 4, Unhealthy = 1 };
            world.Traffic[0] = new TargetGroupTrafficRow { Requests = 100, Completed = 90, ResponseNanoseconds = 45_000_000_000, Elb5xx = 2, Target5xx = 8 };
            world.RunUntil(60);
            world.Traffic[0] = new TargetGroupTrafficRow { Requests = 160, Completed = 150, ResponseNanoseconds = 57_000_000_000, Elb5xx = 2, Target5xx = 8 };
            world.RunUntil(120);
        }
        Assert.That(requests.Log.Metrics.Select(m => m.Fact.Datapoint), Is.EqualTo(new Datapoint[] { new(100, 1, 1, 100), new(60, 1, 1, 60) }));
        Assert.That(time.Log.Metrics.Select(m => m.Fact.Datapoint.ValueOf(MetricStatistic.Average)), Is.EqualTo(new[] { 0.5, 0.2 }));
        Assert.That(errors.Log.Metrics.Select(m => m.Fact.Datapoint), Is.EqualTo(new Datapoint[] { new(8, 1, 1, 8) }), "no error, no datapoint; what the load balancer answered itself is another metric");
        Assert.That(healthy.Log.Metrics.Select(m => m.Fact.Datapoint.Sum), Is.EqualTo(new[] { 1.0, 1.0 }));
    }

    [Test]
    [Property("Rule", "ECS-MT-06")]
    public void CapacityProviderReservation_IsWhatManagedScalingComputed()
    {
        var world = World(new(MetricSource.CapacityProviderReservation, 2, "AWS/ECS/ManagedScaling", "CapacityProviderReservation", "CapacityProviderName=x"));
        world.RunUntil(60);
        world.ProviderReservation = 125;
        world.RunUntil(120);
        Assert.That(world.Log.Metrics.Select(m => (m.Fact.PeriodStart.Seconds, m.Fact.Published.Seconds, m.Fact.Datapoint.Sum)), Is.EqualTo(new[] { (60.0, 130.0, 125.0) }));
    }

    [Test]
    public void PublishDelays_AreThoseOfTheSource()
    {
        Assert.That(Delay(Cpu), Is.EqualTo(120));
        Assert.That(Delay(Cpu, Plain with { Services = [Plain.Services[0] with { FineMetrics = FineMetrics.Cpu }] }), Is.EqualTo(10));
        Assert.That(Delay(new(MetricSource.RequestCount, 0, "AWS/ApplicationELB", "RequestCount", "")), Is.EqualTo(60));
        Assert.That(Delay(Queue), Is.EqualTo(60));

        static double Delay(MetricIdentity metric, Scenario? scenario = null) =>
            MonitoringPlan.Of((scenario ?? Plain).WithAlarms(Alarm("a", ComparisonOperator.GreaterThanThreshold, 1, metric: metric))).Series[0].PublishDelay.Seconds;
    }

    [Test]
    [Property("Rule", "AS-MET-05")]
    public void HighResolutionService_PublishesEveryTwentySeconds()
    {
        var world = World(Cpu, Plain with { Services = [Plain.Services[0] with { FineMetrics = FineMetrics.Cpu }] });
        world.AddRunning(0);
        world.RunUntil(60);
        Assert.That(world.Log.Metrics.Select(m => (m.Fact.PeriodStart.Seconds, m.Fact.Published.Seconds)), Is.EqualTo(new[] { (0.0, 30.0), (20, 50), (40, 70) }));
    }

    [Test]
    public void Buckets_LieOnTheWallClocksMinutes()
    {
        var scenario = Plain with { Run = Plain.Run with { Start = Plain.Run.Start.AddSeconds(23) } };
        var world = new ScalingWorld(scenario.WithAlarms(Alarm("a", ComparisonOperator.GreaterThanThreshold, 50)).WithPlayback(Queue, (0, 10), (60, 90)).WithPhase(30));
        world.RunUntil(300);
        Assert.That(world.Log.Metrics.Select(m => (m.Fact.PeriodStart.Seconds, m.Fact.Datapoint.Sum)), Is.EqualTo(new[] { (37.0, 10.0), (97, 90), (157, 90), (217, 90) }));
        // The bucket of 97 s ends at 157 s, is visible at 217 s = minute 4:00, and is evaluated half a minute later.
        Assert.That(world.Log.Signals.Where(s => s.Fact.To == AlarmState.Alarm).Select(s => s.At), Is.EqualTo(new[] { 247.0 }));
    }

    [Test]
    public void Playback_HoldsUntilTheNextValueAndSkipsNulls()
    {
        var world = new ScalingWorld(Plain.WithAlarms(Alarm("a", ComparisonOperator.GreaterThanThreshold, 1000)).WithPlayback(Queue, (60, 5), (130, 7), (240, null), (300, 9)));
        world.RunUntil(420);
        Assert.That(world.Log.Metrics.Select(m => (m.Fact.PeriodStart.Seconds, m.Fact.Datapoint.Sum)), Is.EqualTo(new[] { (60.0, 5.0), (120, 5), (180, 7), (300, 9), (360, 9) }));
    }

    [Test]
    public void UnreadMetric_IsNotKept()
    {
        var world = new ScalingWorld(Plain.WithPlayback(Queue, (0, 1)));
        world.AddRunning(0);
        world.RunUntil(600);
        Assert.That(world.Log.Metrics, Is.Empty);
        Assert.That(world.Calendar.EventsTaken, Is.Zero);
    }

    private static ScalingWorld GroupWorld(MetricSource source, string name, bool zeroTrafficEmitsZero = true) => World(
        new(source, 0, "AWS/ApplicationELB", name, "TargetGroup=web"),
        (Plain with { TargetGroups = [new TargetGroupDefinition { Name = "web" }] }).With(ModelCatalog.ZeroTrafficEmitsZero, zeroTrafficEmitsZero));

    private static ScalingWorld World(MetricIdentity metric, Scenario? scenario = null) =>
        new((scenario ?? Plain).WithAlarms(Alarm("a", ComparisonOperator.GreaterThanThreshold, 1e9, metric: metric)));
}
