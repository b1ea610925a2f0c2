using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Simulations;

/// <summary>Small complete scenarios as records, for tests that need the whole world.</summary>
internal static class SmallWorld
{
    public static readonly ImmutableArray<string> Zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

    /// <summary>One web service on an Auto Scaling group with managed scaling, or on Fargate, behind a target group, with target tracking at 60 % CPU.</summary>
    public static Scenario Web(bool fargate, double requestsPerSecond = 60, Duration? duration = null, ulong seed = 1, InitialState initial = InitialState.Cold)
    {
        var task = new TaskDefinition
        {
            Family = "web",
            Revision = 1,
            Containers = [new ContainerDefinition { Name = "app", Image = "web:1", Cpu = 1024, Memory = 2048 }],
            NetworkMode = fargate ? NetworkMode.AwsVpc : NetworkMode.Bridge,
            Cpu = 1024,
            Memory = 2048,
            ReservedCpu = 1024,
            ReservedMemory = 2048,
            RequiresCompatibilities = fargate ? [LaunchType.Fargate] : [],
        };
        var cpu = new MetricIdentity(MetricSource.ServiceCpu, 0, "AWS/ECS", "CPUUtilization", "ClusterName=prod,ServiceName=web");
        var provider = new CapacityProviderDefinition
        {
            Name = "prod-ec2",
            Kind = CapacityProviderKind.AutoScalingGroup,
            AutoScalingGroup = 0,
            ManagedScaling = new ManagedScalingDefinition(100, 1, 10000, Duration.FromSeconds(120L)),
        };
        return new Scenario
        {
            Name = fargate ? "web-fargate" : "web-ec2",
            Run = new RunDefinition { Duration = duration ?? Duration.FromHours(2), Seed = seed, Initial = initial },
            AvailabilityZones = Zones,
            Cluster = new ClusterDefinition("prod", []),
            InstanceTypes = fargate ? [] : [new InstanceTypeDefinition { Name = "m6i.xlarge", VCpus = 4, MemoryMiB = 16384, RegisteredMemoryMiB = 15564, OnDemandUsdPerHour = 0.192 }],
            AutoScalingGroups = fargate ? [] :
                [new AutoScalingGroupDefinition { Name = "prod-asg", InstanceTypes = [0], Zones = [0, 1, 2], MinSize = 1, MaxSize = 20, DesiredCapacity = 2 }],
            CapacityProviders = fargate
                ? [CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot]
                : [CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot, provider],
            TaskDefinitions = [task],
            TargetGroups = [new TargetGroupDefinition { Name = "web-tg", DeregistrationDelay = Duration.FromSeconds(30L) }],
            Services =
            [
                new ServiceDefinition
                {
                    Name = "web",
                    TaskDefinition = 0,
                    DesiredCount = 2,
                    AvailabilityZoneRebalancing = false, // a cold start puts both tasks on the first instance
                    LaunchType = fargate ? LaunchType.Fargate : null,
                    Strategy = fargate ? [] : [new CapacityProviderStrategyItem(2, 1, 0)],
                    LoadBalancers = [new LoadBalancerDefinition(0, "app", 8080)],
                    AutoScaling = new ScalableTargetDefinition
                    {
                        MinCapacity = 2,
                        MaxCapacity = 40,
                        Policies =
                        [
                            new TargetTrackingPolicyDefinition(
                                "cpu60", cpu, MetricStatistic.Average, 60, Duration.FromSeconds(60L), Duration.FromSeconds(300L), false, 60),
                        ],
                    },
                },
            ],
            Applications =
            [
                new ApplicationDefinition
                {
                    Startup = DistributionDefinition.LognormalFromMedianP95(8, 20),
                    Request = new RequestDefinition
                    {
                        Cpu = DistributionDefinition.Exponential(0.04),
                        Wait = DistributionDefinition.LognormalFromMedianP95(0.015, 0.08),
                        Concurrency = 64,
                        QueueLimit = 1000,
                        Timeout = Duration.FromSeconds(30L),
                    },
                },
            ],
            Workloads =
            [
                new RequestWorkloadDefinition(
                    "shoppers", 0, 0, new RateDefinition([new RatePiece(Duration.Zero, requestsPerSecond, requestsPerSecond)]), ArrivalProcess.Poisson),
            ],
        };
    }
}
