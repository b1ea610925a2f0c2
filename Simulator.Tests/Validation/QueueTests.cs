using Simulator.Experiments;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Validation;

/// <summary>
/// A task is a queue, so one task under Poisson load must behave as the textbook's queue does: the mean sojourn time of each lies inside its 99 %
/// confidence interval over independent replications of the ordinary scenario path. The intervals are narrow enough to mean something.
/// </summary>
public sealed class QueueTests
{
    private const double Mean = 0.01;
    private const int Replications = 20;
    private const int RequestsEach = 300_000;

    [TestCase(1, 0.8)]
    [TestCase(5, 0.8)]
    [TestCase(50, 0.9)]
    public void MMc(int servers, double load) =>
        Check($"M/M/{servers}", OneTask(servers, new RequestDefinition { Wait = DistributionDefinition.Exponential(Mean), Concurrency = servers }, load * servers / Mean),
            QueueFormulas.MMc(load * servers / Mean, Mean, servers));

    [Test]
    public void MM1_WithTheVCpuAsServer() =>
        Check("M/M/1 on CPU", OneTask(1, new RequestDefinition { Cpu = DistributionDefinition.Exponential(Mean), Concurrency = 1 }, 0.7 / Mean), QueueFormulas.MMc(0.7 / Mean, Mean, 1));

    [Test]
    public void MD1() =>
        Check("M/D/1", OneTask(1, new RequestDefinition { Wait = DistributionDefinition.Constant(Mean), Concurrency = 1 }, 0.8 / Mean),
            QueueFormulas.MG1(0.8 / Mean, Mean, Mean * Mean));

    [Test]
    public void MG1_FirstComeFirstServed()
    {
        var service = new HyperexponentialDistribution(Mean, 2);
        Check("M/H2/1", OneTask(1, new RequestDefinition { Wait = service, Concurrency = 1 }, 0.6 / Mean), QueueFormulas.MG1(0.6 / Mean, Mean, service.SecondMoment));
    }

    [TestCase(0.5)]
    [TestCase(2.0)]
    public void MG1_ProcessorSharing_DependsOnTheMeanOnly(double cv)
    {
        DistributionDefinition service = cv < 1 ? new ErlangDistribution(4, Mean) : new HyperexponentialDistribution(Mean, cv);
        Check($"M/G/1-PS, cv {cv}", OneTask(1, new RequestDefinition { Cpu = service, Concurrency = 1_000_000 }, 0.7 / Mean), QueueFormulas.MG1ProcessorSharing(0.7 / Mean, Mean));
    }

    [Test]
    public void MG1_ProcessorSharing_OnAFractionOfAVCpu() =>
        Check("M/M/1-PS on half a vCPU", OneTask(0.5, new RequestDefinition { Cpu = DistributionDefinition.Exponential(Mean), Concurrency = 1_000_000 }, 0.7 / (2 * Mean)),
            QueueFormulas.MG1ProcessorSharing(0.7 / (2 * Mean), 2 * Mean));

    /// <summary>n requests on c vCPUs, each at most one: with exponential demands the number inside is that of M/M/c.</summary>
    [Test]
    public void SharedVCpus_OfSeveral_HoldAsManyRequestsAsMMc() =>
        Check("M/M/4-PS", OneTask(4, new RequestDefinition { Cpu = DistributionDefinition.Exponential(Mean), Concurrency = 1_000_000 }, 0.8 * 4 / Mean), QueueFormulas.MMc(0.8 * 4 / Mean, Mean, 4));

    private static void Check(string name, Scenario scenario, double expected)
    {
        var result = ExperimentRunner.Run(scenario, parallelism: 2);
        var means = result.Replications.Select(r => r.Metrics.Single(m => m.Name == "station.latency.mean").Value / 1000).ToArray();
        var interval = Intervals.OfMean(means, 0.99);
        TestContext.Out.WriteLine($"{name}: {interval.Mean * 1000:F4} ± {interval.HalfWidth * 1000:F4} ms, formula {expected * 1000:F4} ms");
        Assert.Multiple(() =>
        {
            Assert.That(interval.Contains(expected), $"{name}: {interval.Mean:G6} ± {interval.HalfWidth:G3} s does not contain {expected:G6} s");
            Assert.That(interval.RelativeHalfWidth, Is.LessThan(0.05), "an interval this wide would contain anything");
            foreach (var r in result.Replications) Assert.That(Math.Abs(r.Metrics.Single(m => m.Name == "station.littles_law.unexplained").Value), Is.LessThan(1e-9));
        });
    }

    private static Scenario OneTask(double vCpus, RequestDefinition request, double arrivalRate)
    {
        var cpu = (int)(vCpus * 1024);
        return new Scenario
        {
            Name = "station",
            Run = new RunDefinition
            {
                Duration = Duration.FromSeconds(1.1 * RequestsEach / arrivalRate),
                WarmUp = Duration.FromSeconds(0.1 * RequestsEach / arrivalRate),
                Initial = InitialState.Steady,
                Replications = Replications,
            },
            AvailabilityZones = ["us-east-1a"],
            Cluster = new ClusterDefinition("cluster-of-one", []),
            TaskDefinitions =
            [
                new TaskDefinition
                {
                    Family = "station",
                    Revision = 1,
                    NetworkMode = NetworkMode.AwsVpc,
                    Containers = [new ContainerDefinition { Name = "server", Image = "server" }],
                    Cpu = cpu,
                    Memory = 2048,
                    ReservedCpu = cpu,
                    ReservedMemory = 2048,
                    RequiresCompatibilities = [LaunchType.Fargate],
                },
            ],
            Services = [new ServiceDefinition { Name = "station", TaskDefinition = 0, DesiredCount = 1, LaunchType = LaunchType.Fargate }],
            Applications = [new ApplicationDefinition { Request = request }],
            Workloads = [new RequestWorkloadDefinition("arrivals", 0, -1, new RateDefinition([new RatePiece(Duration.Zero, arrivalRate, arrivalRate)]), ArrivalProcess.Poisson)],
            Output = new OutputDefinition(Duration.FromMinutes(1), false, true),
        };
    }
}
