using Simulator.Cli;

namespace Simulator.Tests.Cli;

/// <summary>Runs verbs as a user types them, in this process, in a folder of their own.</summary>
public abstract class CliFixture
{
    /// <summary>A scenario of which everything ends well, in a fraction of a second.</summary>
    protected const string Small = """
        name: small
        description: Does one small service serve its load?
        run: {duration: 30m, warmUp: 1m, initial: steady, seed: 3}
        taskDefinitions:
          - family: web
            cpu: "256"
            memory: "512"
            networkMode: awsvpc
            requiresCompatibilities: [FARGATE]
            containerDefinitions: [{name: app, image: "web:1", essential: true, portMappings: [{containerPort: 80}]}]
        targetGroups: [{name: web-tg}]
        services:
          - serviceName: web
            taskDefinition: web
            launchType: FARGATE
            desiredCount: 3
            networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1, subnet-2]}}
            loadBalancers: [{targetGroup: web-tg, containerName: app, containerPort: 80}]
        applications:
          - family: web
            request: {cpu: {distribution: exponential, mean: 10ms}}
        workload:
          - {name: users, to: web, kind: requests, rate: 20/s}
        """;

    /// <summary>The folder.</summary>
    protected string Folder { get; private set; } = "";

    [SetUp]
    public void MakeFolder() => Folder = Directory.CreateTempSubdirectory("ecs-sim-cli-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(Folder, recursive: true);

    /// <summary>A path in the folder.</summary>
    protected string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Writes a file into the folder; returns its path.</summary>
    protected string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>Runs the program.</summary>
    internal static Outcome Run(params string[] args) => Run(CancellationToken.None, args);

    internal static Outcome Run(CancellationToken cancellation, params string[] args)
    {
        var (to, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = EcsSim.Run(args, new Terminal { Out = to, Error = error }, cancellation);
        return new Outcome(code, to.ToString(), error.ToString());
    }

    /// <summary>What came of it.</summary>
    internal sealed record Outcome(int Code, string Out, string Error);
}
