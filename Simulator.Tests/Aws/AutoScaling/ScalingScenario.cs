using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.AutoScaling;

/// <summary>Small scenarios around services with scaling policies.</summary>
internal static class ScalingScenario
{
    public static readonly MetricIdentity Cpu = new(MetricSource.ServiceCpu, 0, "AWS/ECS", "CPUUtilization", "ClusterName=prod,ServiceName=web");
    public static readonly MetricIdentity Memory = new(MetricSource.ServiceMemory, 0, "AWS/ECS", "MemoryUtilization", "ClusterName=prod,ServiceName=web");
    public static readonly MetricIdentity Queue = new(MetricSource.Playback, 0, "Custom", "Backlog", "Queue=q");

    /// <summary>One service <c>web</c> of 1-vCPU, 2-GiB tasks with the given policies.</summary>
    public static Scenario Of(int minimum, int maximum, params ScalingPolicyDefinition[] policies) => Of(new ScalableTargetDefinition
    {
        MinCapacity = minimum,
        MaxCapacity = maximum,
        Policies = [.. policies],
    });

    public static Scenario Of(ScalableTargetDefinition? target) => new()
    {
        Name = "test",
        Run = new RunDefinition { Duration = Duration.FromHours(24), Start = new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero) },
        AvailabilityZones = ["us-east-1a"],
        Cluster = new ClusterDefinition("prod", []),
        TaskDefinitions = [Tasks(1024, 2048)],
        Applications = [ApplicationDefinition.Default],
        Services = [new ServiceDefinition { Name = "web", TaskDefinition = 0, AutoScaling = target }],
    };

    public static TaskDefinition Tasks(int cpu, int memory) => new()
    {
        Family = "web",
        Revision = 1,
        Containers = [new ContainerDefinition { Name = "app", Image = "web:1" }],
        ReservedCpu = cpu,
        ReservedMemory = memory,
    };

    public static TargetTrackingPolicyDefinition Track(
        double target, MetricIdentity? metric = null, int cooldown = 300, bool disableScaleIn = false, int period = 60, string name = "cpu") =>
        new(name, metric ?? Cpu, MetricStatistic.Average, target, Duration.FromSeconds((long)cooldown), Duration.FromSeconds((long)cooldown), disableScaleIn, period);

    public static StepScalingPolicyDefinition Step(AdjustmentType type, int cooldown, params StepAdjustment[] steps) => Step("step", type, cooldown, steps);

    public static StepScalingPolicyDefinition Step(string name, AdjustmentType type, int cooldown, params StepAdjustment[] steps) =>
        new(name, type, [.. steps], 0, Duration.FromSeconds((long)cooldown), MetricStatistic.Average);

    public static AlarmDefinition Alarm(
        string name, ComparisonOperator comparison, double threshold, int n = 1, int m = 0, int period = 60, MetricIdentity? metric = null,
        TreatMissingData treat = TreatMissingData.Missing, params PolicyReference[] actions) => new()
        {
            Name = name,
            Metric = metric ?? Queue,
            EvaluationPeriods = n,
            DatapointsToAlarm = m,
            PeriodSeconds = period,
            Threshold = threshold,
            Comparison = comparison,
            TreatMissingData = treat,
            AlarmActions = [.. actions],
        };

    /// <summary>The scenario with a metric played back; values hold until the next, null is missing.</summary>
    public static Scenario WithPlayback(this Scenario scenario, MetricIdentity metric, params (int AtSeconds, double? Value)[] points) => scenario with
    {
        Workloads = scenario.Workloads.Add(new MetricWorkloadDefinition(
            "playback", metric, [.. points.Select(p => (Duration.FromSeconds((long)p.AtSeconds), p.Value))])),
    };

    public static Scenario With(this Scenario scenario, ModelConstant constant, object value) => scenario with { Model = scenario.Model.With(constant, value) };

    public static Scenario WithAlarms(this Scenario scenario, params AlarmDefinition[] alarms) => scenario with { Alarms = [.. alarms] };

    /// <summary>All alarms evaluate at this second of their minute.</summary>
    public static Scenario WithPhase(this Scenario scenario, double seconds) => scenario.With(ModelCatalog.AlarmPhase, DistributionDefinition.Constant(seconds));
}
