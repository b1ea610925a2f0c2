using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Benchmarks.RequestPath;

/// <summary>
/// Workload D: 100 tasks behind one target group, Poisson arrivals at 70 % of what they can serve, exponential service of 10 ms.
/// </summary>
/// <param name="VCpus">vCPUs of each task, and requests it serves at once, each on a vCPU of its own (unless they share).</param>
/// <param name="Routing">Routing algorithm.</param>
/// <param name="SharesCpu">Whether all requests in a task are in service and share its vCPUs, instead of waiting for one.</param>
public sealed record Station(int VCpus, RoutingAlgorithm Routing, bool SharesCpu = false)
{
    public const int Tasks = 100;
    public const double Load = 0.7;
    public const double MeanService = 0.01;
    public const ulong Seed = 42;
    public const string Source = "clients";

    /// <summary>Arrivals a second.</summary>
    public double Rate => Load * Tasks * VCpus / MeanService;

    /// <summary>The stream of the source for a purpose: both sides draw the same numbers.</summary>
    public static RandomStream StreamOf(Purpose purpose) => new(Seed, 0, purpose, SourceKey.Of(Source));

    public Scenario ToScenario() => new()
    {
        Name = "workload-d",
        Run = new RunDefinition { Duration = Duration.FromHours(24), Seed = Seed, Initial = InitialState.Steady },
        AvailabilityZones = ["us-east-1a"],
        Cluster = new ClusterDefinition("default", []),
        TaskDefinitions =
        [
            new TaskDefinition
            {
                Family = "web",
                Revision = 1,
                Containers = [new ContainerDefinition { Name = "app", Image = "web:1" }],
                ReservedCpu = VCpus * 1024,
                ReservedMemory = 512,
            },
        ],
        Applications =
        [
            new ApplicationDefinition
            {
                Request = new RequestDefinition { Cpu = DistributionDefinition.Exponential(MeanService), Concurrency = SharesCpu ? 10_000 : VCpus },
            },
        ],
        TargetGroups = [new TargetGroupDefinition { Name = "web-tg", Routing = Routing }],
        Services = [new ServiceDefinition { Name = "web", TaskDefinition = 0, DesiredCount = Tasks, LoadBalancers = [new LoadBalancerDefinition(0, "app", 80)] }],
        Workloads =
        [
            new RequestWorkloadDefinition(Source, 0, 0, new RateDefinition(ImmutableArray.Create(new RatePiece(Duration.Zero, Rate, Rate))), ArrivalProcess.Poisson),
        ],
    };
}
