using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Tests.Reporting;

/// <summary>Run results with the shapes of real ones, made by formulas: reports are tested without the world.</summary>
internal static class SyntheticRun
{
    private const int Minutes = 12 * 60;

    /// <summary>A web service on EC2 and Fargate over twelve hours, target tracking at 60 %, an instance failure at 16:00.</summary>
    public static Scenario WebScenario(int replications = 1) => new()
    {
        Name = "web-service",
        Description = "Does a service behind target tracking ride out a day of load and the loss of an instance?",
        Run = new RunDefinition
        {
            Start = new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero),
            Duration = Duration.FromHours(12),
            WarmUp = Duration.FromMinutes(10),
            Seed = 42,
            Replications = replications,
        },
        AvailabilityZones = ["us-east-1a", "us-east-1b", "us-east-1c"],
        Cluster = new ClusterDefinition("prod", []),
        InstanceTypes = [new InstanceTypeDefinition { Name = "m6i.xlarge", VCpus = 4, MemoryMiB = 16384, RegisteredMemoryMiB = 15700 }],
        AutoScalingGroups = [new AutoScalingGroupDefinition { Name = "prod-asg", InstanceTypes = [0], Zones = [0, 1, 2], MinSize = 2, MaxSize = 20, DesiredCapacity = 2 }],
        CapacityProviders =
        [
            CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot,
            new CapacityProviderDefinition
            {
                Name = "prod-ec2", Kind = CapacityProviderKind.AutoScalingGroup, AutoScalingGroup = 0,
                ManagedScaling = new ManagedScalingDefinition(90, 1, 10, Duration.FromSeconds(120L)),
            },
        ],
        TaskDefinitions =
        [
            new TaskDefinition { Family = "web", Revision = 1, Containers = [new ContainerDefinition { Name = "app", Image = "web:1" }], ReservedCpu = 512, ReservedMemory = 1024 },
        ],
        TargetGroups = [new TargetGroupDefinition { Name = "web-tg" }],
        Services =
        [
            new ServiceDefinition
            {
                Name = "web", TaskDefinition = 0, DesiredCount = 4, LoadBalancers = [new LoadBalancerDefinition(0, "app", 8080)],
                AutoScaling = new ScalableTargetDefinition
                {
                    MinCapacity = 2,
                    MaxCapacity = 40,
                    Policies =
                    [
                        new TargetTrackingPolicyDefinition(
                            "cpu60", new MetricIdentity(MetricSource.ServiceCpu, 0, "AWS/ECS", "CPUUtilization", "ClusterName=prod,ServiceName=web"), MetricStatistic.Average, 60,
                            Duration.FromSeconds(60L), Duration.FromSeconds(300L), false, 60),
                    ],
                },
            },
        ],
        Assertions =
        [
            new AssertionDefinition("web.latency.p99", AssertionOperator.Below, 500, 500, "web.latency.p99 below 500 ms"),
            new AssertionDefinition("web.availability", AssertionOperator.AtLeast, 99.9, 99.9, "web.availability at least 99.9 %"),
        ],
    };

    /// <summary>A whole run of <see cref="WebScenario"/>.</summary>
    public static RunResult Web(int replication = 0, int replications = 1)
    {
        var run = new RunResult { Scenario = WebScenario(replications), Replication = replication };
        var noise = new Noise((ulong)replication + 7);
        var (desired, running, instances) = (4, 0, 2);
        var (downSince, lastChange, lost) = (0, -10, 0);
        for (var minute = 1; minute <= Minutes; minute++)
        {
            var rate = (40 + (360 * Math.Pow(Math.Sin(Math.PI * (minute - 60) / (Minutes + 120.0)), 2))) * (minute is > 300 and < 330 ? 1.8 : 1.0) * (1 + (0.03 * noise.Next()));
            if (minute == 600) lost = 5;
            var capacityLost = minute is >= 600 and < 606 ? lost : 0;
            var pending = Math.Max(0, desired - running - 0);
            if (minute % 2 == 0) running += Math.Min(pending, 3);
            running = Math.Min(desired, running);
            var effective = Math.Max(1, running - capacityLost);
            var cpu = Math.Min(100, 100 * rate * 0.040 / (effective * 0.5));
            Scale(run, minute, cpu, ref desired, effective, ref lastChange, ref downSince);
            instances = Math.Max(2, (int)Math.Ceiling(desired * 512 / 4096.0 / 0.9) + (minute > 100 ? 1 : 0));
            Sample(run, minute, rate, cpu, desired, effective, instances, noise);
        }
        Fill(run);
        return run;
    }

    /// <summary>Two rows of every kind with every awkward value: what the golden files are made from.</summary>
    public static RunResult Tiny()
    {
        var run = new RunResult { Scenario = WebScenario() };
        var t = Instant.FromSeconds(60L);
        run.Services.Add(new ServiceSample(t, 0, 4, 3, 1, 2, 61.23456, double.NaN, 1200, 1190, 1, 2, 3, 12.3456, 10, 20.5, 1234.5678));
        run.Cluster.Add(new ClusterSample(t, -1, 2, 50, 33.3333, double.NaN, 0, 1));
        run.Cluster.Add(new ClusterSample(t, 2, 2, 50, 33.3333, 100, 0, 0));
        run.TargetGroups.Add(new TargetGroupSample(t, 0, 1200, 2, 1, 600, 12.3, 6));
        run.Tasks.Add(Task(0, 0.0005, Instant.FromSeconds(75.25), StopCode.EssentialContainerExited, StopReason.EssentialContainerExited, 137));
        run.Tasks.Add(Task(1, 1, Instant.MaxValue, StopCode.None, StopReason.None, 0));
        run.Instances.Add(new InstanceRecord(0, 0, true, 0, 1, 2, 4096, 15700, Instant.Zero, t, Instant.MaxValue, Instant.FromSeconds(99.9996), TerminationReason.SpotInterruption));
        run.Metrics.Add(new MetricDatapoint(((TargetTrackingPolicyDefinition)run.Scenario.Services[0].AutoScaling!.Policies[0]).Metric, MetricStatistic.Average, Instant.Zero, t, 61.2345678, 3, 60));
        run.Alarms.Add(new AlarmRecord(t, "TargetTracking-service/prod/web-AlarmHigh-cpu60", AlarmState.InsufficientData, AlarmState.Alarm, "Threshold Crossed: 3 out of the last 3 datapoints [61.2, 63, 70] were greater than the threshold (60.0)."));
        run.Decisions.Add(new DecisionRecord(t, new Decision(1, 0, DecisionKind.AlarmTransition, 0, -1, DecisionGate.None, 0, 2, DecisionInputs.Of(0, 2, 3, 3, 60, 61.2))));
        run.Decisions.Add(new DecisionRecord(t, new Decision(2, 1, DecisionKind.TargetTracking, 0, 0, DecisionGate.None, 4, 6, DecisionInputs.Of(61.2, 60, 4, 4, 6, 2, 40, 0, 0))));
        run.Decisions.Add(new DecisionRecord(Instant.FromSeconds(120L), new Decision(3, 1, DecisionKind.TargetTracking, 0, 0, DecisionGate.AlreadyAtMaxCapacity, 40, 40, DecisionInputs.Of(99, 60, 40, 40, 66, 2, 40))));
        run.Decisions.Add(new DecisionRecord(Instant.FromSeconds(120L), new Decision(4, 0, DecisionKind.Reconcile, 0, -1, DecisionGate.None, 4, 6, DecisionInputs.Of(4, 0, 6, 2, 0, 4))));
        run.ScalingActivities[2] = ScalingActivityStatus.InProgress;
        run.ServiceEvents.Add(new ServiceEventRecord(t, 0, "(service web) said \"hello\", twice\nand more."));
        run.Deployments.Add(new DeploymentRecord(0, 0, 0, Instant.Zero, Instant.MaxValue, RolloutState.InProgress, 1));
        run.Placements.Add(new PlacementRecord(t, 0, 1, -1, "RESOURCE:CPU", new PlacementRejections(2, 1, 0, 0, 0, 0, 0, 3)));
        run.Failures.Add(new FailureRecord(t, "instance dies", FailureKind.InstanceFailure, "i-1", 4, 1, Instant.MaxValue));
        run.InstanceEvents.Add(new InstanceEventRecord(t, 0, 0, 0, 1, true, GroupEventKind.StateChange, Ec2InstanceState.InService, Ec2InstanceState.TerminatingWait, TerminationReason.ScaleIn, 1));
        run.InstanceEvents.Add(new InstanceEventRecord(t, 0, -1, -1, -1, false, GroupEventKind.InsufficientInstanceCapacity, default, default, TerminationReason.None, 3));
        run.Costs.Add(new CostRecord("EC2 m6i.xlarge", 24.5, "instance-hours", 4.704));
        run.Summary.Add(new SummaryMetric("web.latency.p99", 123.456, "ms"));
        run.Summary.Add(new SummaryMetric("web.availability", 99.5, "%"));
        run.Summary.Add(new SummaryMetric("cost.per_million_requests", double.NaN, "USD"));
        run.Engine = new EngineStatistics(123456, 321, 1200, t);
        return run;
    }

    private static TaskRecord Task(long ordinal, double created, Instant stopped, StopCode code, StopReason reason, int exit) => new(
        ordinal, 0, 0, 0, "service:web", LaunchType.Ec2, 2, 0, 1,
        Instant.FromSeconds(created), Instant.FromSeconds(created + 1), Instant.FromSeconds(created + 2), Instant.FromSeconds(created + 5), Instant.FromSeconds(created + 8), Instant.MaxValue,
        stopped, stopped, code, reason, exit);

    private static void Scale(RunResult run, int minute, double cpu, ref int desired, int running, ref int lastChange, ref int downSince)
    {
        var t = Instant.FromSeconds((minute * 60L) + 23);
        const string alarm = "TargetTracking-service/prod/web-AlarmHigh-cpu60";
        const string low = "TargetTracking-service/prod/web-AlarmLow-cpu60";
        var isHigh = run.Alarms.LastOrDefault(a => a.Alarm == alarm).To == AlarmState.Alarm;
        if (cpu > 60 != isHigh) run.Alarms.Add(new AlarmRecord(t, alarm, isHigh ? AlarmState.Alarm : AlarmState.Ok, isHigh ? AlarmState.Ok : AlarmState.Alarm, "Threshold Crossed"));
        downSince = cpu < 54 ? downSince + 1 : 0;
        var isLow = run.Alarms.LastOrDefault(a => a.Alarm == low).To == AlarmState.Alarm;
        if (downSince >= 15 != isLow) run.Alarms.Add(new AlarmRecord(t, low, isLow ? AlarmState.Alarm : AlarmState.Ok, isLow ? AlarmState.Ok : AlarmState.Alarm, "Threshold Crossed"));
        var wait = cpu > 60 ? 2 : 5;
        if (cpu <= 60 && downSince < 15) return;
        var proposal = Math.Clamp((int)Math.Ceiling(running * cpu / 60), 2, 40);
        var gate = minute - lastChange < wait ? DecisionGate.Cooldown : proposal == desired ? DecisionGate.AlreadyAtDesiredCapacity : DecisionGate.None;
        if (cpu > 60) proposal = Math.Max(proposal, desired);
        var to = gate == DecisionGate.None ? proposal : desired;
        run.Decisions.Add(new DecisionRecord(t, new Decision(
            run.Decisions.Count + 1, 0, DecisionKind.TargetTracking, 0, 0, gate, desired, to, DecisionInputs.Of(cpu, 60, running, desired, proposal, 2, 40))));
        if (to == desired) return;
        desired = to;
        lastChange = minute;
    }

    private static void Sample(RunResult run, int minute, double rate, double cpu, int desired, int running, int instances, Noise noise)
    {
        var t = Instant.FromSeconds(minute * 60L);
        var requests = (long)(rate * 60);
        var refused = cpu >= 100 ? requests / 20 : 0;
        var broken = minute is 600 or 601 ? requests / 30 : 0;
        var slow = 1 / Math.Max(0.03, 1 - (cpu / 100));
        run.Services.Add(new ServiceSample(
            t, 0, desired, running, Math.Max(0, desired - running), running, cpu, 42 + noise.Next(), requests, requests - refused - broken, broken, refused, 0,
            25 * slow, 20 * slow, 60 * slow * (1 + (0.1 * noise.Next())), 95 * slow * (1 + (0.2 * noise.Next())))
        { ReservedVcpus = running * 0.5 });
        var reservation = Math.Min(100, 100.0 * running * 512 / (instances * 4096));
        run.Cluster.Add(new ClusterSample(t, -1, instances, reservation, reservation * 0.5, double.NaN, minute > 500 ? 3 : 0, 1));
        run.Cluster.Add(new ClusterSample(t, 0, 0, double.NaN, double.NaN, double.NaN, minute > 500 ? 3 : 0, 0));
        run.Cluster.Add(new ClusterSample(t, 2, instances, reservation, reservation * 0.5, 88 + (10 * noise.Next()), 0, 1));
        run.TargetGroups.Add(new TargetGroupSample(t, 0, requests, running, 0, requests / (double)running, 25 * slow, refused + broken));
    }

    private static void Fill(RunResult run)
    {
        run.Failures.Add(new FailureRecord(Instant.FromSeconds(600 * 60L), "instance dies", FailureKind.InstanceFailure, "i-0123456789abcdef0", 5, 1, Instant.FromSeconds(606.5 * 60)));
        for (var i = 0; i < 20; i++) run.ServiceEvents.Add(new ServiceEventRecord(Instant.FromSeconds(i * 2000L), 0, $"(service web) has started {i + 1} tasks: (task {AwsIds.Task(42, 0, i)})."));
        run.Costs.Add(new CostRecord("EC2 m6i.xlarge on-demand", 71.2, "instance-hours", 13.67));
        run.Costs.Add(new CostRecord("Fargate vCPU", 10.5, "vCPU-hours", 0.425));
        run.Costs.Add(new CostRecord("Fargate memory", 21, "GB-hours", 0.0933));
        run.Costs.Add(new CostRecord("Application Load Balancer", 12, "hours", 0.27));
        run.Costs.Add(new CostRecord("Load balancer capacity", 84, "LCU-hours", 0.672));
        run.Costs.Add(new CostRecord("Data out", 2.4, "GB", 0));
        var running = run.Services.Average(s => s.Running);
        run.Summary.AddRange(
        [
            new("web.requests", run.Services.Sum(s => s.Requests), "requests"),
            new("web.errors", run.Services.Sum(s => s.Errors502 + s.Errors503 + s.Errors504), "requests"),
            new("web.availability", 100.0 * run.Services.Sum(s => s.Completed) / run.Services.Sum(s => s.Requests), "%"),
            new("web.latency.mean", 31.2 + run.Replication, "ms"),
            new("web.latency.p50", 24.8 + run.Replication, "ms"),
            new("web.latency.p99", 412.7 + run.Replication, "ms"),
            new("web.tasks.running.mean", running, "tasks"),
            new("web.tasks.running.max", run.Services.Max(s => s.Running), "tasks"),
            new("web.scale_outs", run.Decisions.Count(d => d.Decision.To > d.Decision.From), ""),
            new("web.scale_ins", run.Decisions.Count(d => d.Decision.To < d.Decision.From), ""),
            new("web.cpu_utilization.mean", run.Services.Average(s => s.CpuUtilization), "%"),
            new("cluster.instances.mean", run.Cluster.Where(c => c.CapacityProvider == -1).Average(c => c.Instances), "instances"),
            new("cluster.instances.max", run.Cluster.Where(c => c.CapacityProvider == -1).Max(c => c.Instances), "instances"),
            new("cluster.cpu_reservation.mean", 71.3, "%"),
            new("cluster.placement_failures", 12, ""),
            new("cost.total", 15.13, "USD"),
            new("cost.per_hour", 1.26, "USD"),
            new("cost.per_million_requests", 1.9, "USD"),
        ]);
        run.Engine = new EngineStatistics(18_400_000, 812, 9_100_000, Instant.FromSeconds(Minutes * 60L));
    }

    /// <summary>A repeatable sequence between -1 and 1 (the numerical-recipes generator is plenty for wiggly test data).</summary>
    private sealed class Noise(ulong seed)
    {
        private ulong _state = seed;

        public double Next()
        {
            unchecked
            {
                _state = (_state * 6364136223846793005) + 1442695040888963407;
                return ((_state >> 11) / (double)(1UL << 52)) - 1;
            }
        }
    }
}
