using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Randomness;

namespace Simulator.Tests.Aws.Ecs;

/// <summary>A random cluster with random services under random operations, the same for the same seed.</summary>
internal sealed class RandomCluster
{
    private static readonly string[] Fields = ["instanceId", "attribute:ecs.availability-zone", "attribute:ecs.instance-type", "attribute:rack"];

    private readonly EcsWorld _world;
    private RandomStream _random;

    public RandomCluster(ulong seed, bool scanAlways = false, string tie = "random")
    {
        _random = new RandomStream(seed, 0, Purpose.Resampling, 7);
        var scenario = RandomScenario(ref _random, tie);
        _world = new EcsWorld(scenario, scanAlways, seed)
        {
            NetworkDelay = Duration.FromSeconds(_random.NextDouble() * 5),
            PullDelay = Duration.FromSeconds(_random.NextDouble() * 5),
        };
        if (_random.NextInt(4) == 0) _world.FailingDefinitions.Add(1);
        if (_random.NextInt(4) == 0) _world.SickDefinitions.Add(2);
    }

    public EcsWorld World => _world;

    /// <summary>Runs random operations for <paramref name="seconds"/> of simulated time.</summary>
    public void Run(double seconds, int operations)
    {
        var instances = 2 + _random.NextInt(12);
        for (var i = 0; i < instances; i++) AddInstance();
        for (var i = 0; i < operations; i++) _world.At(_random.NextDouble() * seconds, Operate);
        _world.Start();
        _world.RunUntil(seconds);
    }

    private static Scenario RandomScenario(ref RandomStream random, string tie)
    {
        var rack = ImmutableSortedDictionary<string, string>.Empty;
        var definitions = ImmutableArray.CreateBuilder<TaskDefinition>();
        for (var i = 0; i < 5; i++)
        {
            definitions.Add(EcsScenario.Definition(
                128 * (1 + random.NextInt(8)), 256 * (1 + random.NextInt(6)), $"f{i % 3}", 1 + (i / 3), random.NextInt(4) == 0 ? NetworkMode.AwsVpc : NetworkMode.Bridge,
                random.NextInt(4) == 0 ? [80 + random.NextInt(2)] : null, gpus: random.NextInt(12) == 0 ? 1 : 0));
        }
        var services = ImmutableArray.CreateBuilder<ServiceDefinition>();
        for (var s = 0; s < 3; s++)
        {
            services.Add(EcsScenario.Service(random.NextInt(12), $"s{s}", s) with
            {
                PlacementStrategies = Strategies(ref random),
                PlacementConstraints = Constraints(ref random),
                Deployment = new DeploymentConfiguration(25 * random.NextInt(5), 100 + (50 * random.NextInt(3)), random.NextInt(2) == 0, random.NextInt(2) == 0),
                LaunchType = s == 2 ? null : LaunchType.Ec2,
                Strategy = s == 2 ? [new(2, 1, 1), new(3, random.NextInt(3), 0)] : [],
                LoadBalancers = random.NextInt(2) == 0 ? [new LoadBalancerDefinition(0, "app", 80)] : [],
                HealthCheckGracePeriod = Duration.FromSeconds((long)random.NextInt(60)),
            });
        }
        if (random.NextInt(3) == 0)
            services.Add(EcsScenario.Service(0, "daemon", 4) with { SchedulingStrategy = SchedulingStrategy.Daemon, Deployment = new(0, 100, false, false) });
        var large = EcsScenario.SmallType with { Name = "k.xlarge", VCpus = 4, RegisteredMemoryMiB = 7782, EniTaskSlots = 3, Gpus = 1 };
        AutoScalingGroupDefinition Group(string name, int type) => new()
        {
            Name = name,
            InstanceTypes = [type],
            Zones = [0, 1, 2],
            MinSize = 0,
            MaxSize = 100,
            DesiredCapacity = 0,
            Attributes = rack.Add("rack", name),
        };
        return EcsScenario.Of(services.ToImmutable(), definitions.ToImmutable()) with
        {
            InstanceTypes = [EcsScenario.SmallType, large],
            AutoScalingGroups = [Group("r1", 0), Group("r2", 1)],
            CapacityProviders =
            [
                CapacityProviderDefinition.Fargate, CapacityProviderDefinition.FargateSpot,
                new() { Name = "p1", Kind = CapacityProviderKind.AutoScalingGroup, AutoScalingGroup = 0, ManagedTerminationProtection = true },
                new()
                {
                    Name = "p2", Kind = CapacityProviderKind.AutoScalingGroup, AutoScalingGroup = 1,
                    ManagedScaling = new ManagedScalingDefinition(100, 1, 100, Duration.FromSeconds(300L)),
                },
            ],
            TargetGroups = [new TargetGroupDefinition { Name = "tg" }],
            Workloads =
            [
                new JobWorkloadDefinition("j1", 3, 3, LaunchType.Ec2, [], "family:f0", new RateDefinition([]), DistributionDefinition.Constant(10)),
                new JobWorkloadDefinition("j2", 4, 2, null, [new(3, 1, 0)], "batch", new RateDefinition([]), DistributionDefinition.Constant(10)),
            ],
            Model = EcsScenario.Instantly.With(ModelCatalog.PlacementTie, tie).With(ModelCatalog.ProvisioningLimit, 8.0)
                .With(ModelCatalog.ProvisioningExpiry, DistributionDefinition.Uniform(50, 200)),
            Run = new RunDefinition { Duration = Duration.FromHours(1), Initial = random.NextInt(3) == 0 ? InitialState.Steady : InitialState.Cold },
        };
    }

    private static ImmutableArray<PlacementStrategy> Strategies(ref RandomStream random)
    {
        var strategies = ImmutableArray.CreateBuilder<PlacementStrategy>();
        var count = random.NextInt(4);
        for (var i = 0; i < count; i++)
        {
            strategies.Add(random.NextInt(5) switch
            {
                0 => new PlacementStrategy(PlacementStrategyKind.Random, ""),
                1 => new PlacementStrategy(PlacementStrategyKind.Binpack, "cpu"),
                2 => new PlacementStrategy(PlacementStrategyKind.Binpack, "memory"),
                _ => new PlacementStrategy(PlacementStrategyKind.Spread, Fields[random.NextInt(Fields.Length)]),
            });
        }
        return strategies.ToImmutable();
    }

    private static ImmutableArray<PlacementConstraint> Constraints(ref RandomStream random) => random.NextInt(6) switch
    {
        0 => [new(PlacementConstraintKind.DistinctInstance, "")],
        1 => [new(PlacementConstraintKind.MemberOf, "attribute:ecs.instance-type == k.large")],
        2 => [new(PlacementConstraintKind.MemberOf, "runningTasksCount < 3")],
        3 => [new(PlacementConstraintKind.MemberOf, "not(task:group == service:s0)")],
        _ => [],
    };

    private void AddInstance()
    {
        var group = _random.NextInt(3) - 1;
        _world.AddInstance(group < 0 ? _random.NextInt(2) : group, _random.NextInt(3), group);
    }

    private void Operate()
    {
        var services = _world.Scenario.Services.Length;
        switch (_random.NextInt(11))
        {
            case 0 or 1: _world.Report(new DesiredCountRequest(_random.NextInt(services), _random.NextInt(16), 0)); break;
            case 2: _world.Report(new UpdateServiceRequest(_random.NextInt(services), -1, _random.NextInt(5), _random.NextInt(2) == 0)); break;
            case 3: AddInstance(); break;
            case 4 when RandomInstance() is >= 0 and var i: _world.Report(new DrainRequest(i)); break;
            case 5 when RandomInstance() is >= 0 and var i: _world.Terminate(i); break;
            case 6 or 7 when RandomTask() is >= 0 and var t: _world.Report(new ContainerExit(t, 1)); break;
            case 8: _world.Report(new RunTaskRequest(_random.NextInt(2))); break;
            case 9 when RandomTask() is >= 0 and var t && _world.Tasks[t].Status == TaskStatus.Running:
                _world.Report(new TargetHealthChange(0, t, TargetState.Healthy, TargetState.Unhealthy));
                break;
            case 10 when RandomInstance() is >= 0 and var i:
                var ec2 = _world.Instances[i].Ec2Instance;
                _world.Report(new Ec2InstanceTransition(ec2, Ec2InstanceState.InService, Ec2InstanceState.TerminatingWait, TerminationReason.ScaleIn));
                break;
        }
    }

    private int RandomTask()
    {
        if (_world.Tasks.Length == 0) return -1;
        var task = _random.NextInt(_world.Tasks.Length);
        return _world.Tasks.IsAlive(task) ? task : -1;
    }

    private int RandomInstance()
    {
        if (_world.Instances.Length == 0) return -1;
        var instance = _random.NextInt(_world.Instances.Length);
        return _world.Instances.IsAlive(instance) ? instance : -1;
    }
}
