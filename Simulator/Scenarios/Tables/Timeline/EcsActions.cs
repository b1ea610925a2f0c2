using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>UpdateService: the properties of <see cref="ServiceTable"/> that an update takes, and what only an update has.</summary>
internal static class UpdateServiceTable
{
    public static readonly ObjectTable Table = ActionTables.New(
            "UpdateService",
            "Changes a service (ECS-SV-03). Task definition, networkConfiguration, platformVersion and forceNewDeployment start a deployment; the other properties hold at once without one.",
            "cluster enableExecuteCommand enableECSManagedTags propagateTags deploymentController")
        .Including(
            ServiceTable.Deployment, ServiceTable.PlacementConstraints, ServiceTable.PlacementStrategy, ServiceTable.Strategy, ServiceTable.GracePeriod, ServiceTable.Rebalancing,
            ServiceTable.NetworkConfiguration);

    public static readonly Property<Reference> Service = Table.Add("service", Kind.To("a service", "web"), "Which.", required: true, defaultText: null, aliases: "serviceName");
    public static readonly Property<int> DesiredCount = Table.Add("desiredCount", Kind.AwsCount(0, 100_000), "New desiredCount.");
    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "web:2"), "New task definition; starts a deployment when it differs.");
    public static readonly Property<bool> Force = Table.Add("forceNewDeployment", Kind.AwsFlag, "Starts a deployment in any case.", defaultText: "false");
    public static readonly Property<string> PlatformVersion = Table.Add("platformVersion", Kind.Words, "Starts a deployment; platform versions do not differ otherwise.");
    public static readonly Property<Node> ServiceRegistries = Table.Add<Node>("serviceRegistries", new AnyKind("service registries"), "Starts a deployment; no other effect.");
    public static readonly Property<Node> ServiceConnect = Table.Add<Node>("serviceConnectConfiguration", new AnyKind("a Service Connect configuration"), "Starts a deployment; no other effect.");
    public static readonly Property<Node> Volumes = Table.Add<Node>("volumeConfigurations", new AnyKind("volume configurations"), "Starts a deployment; no other effect.");
    public static readonly Property<Node> Lattice = Table.Add<Node>("vpcLatticeConfigurations", new AnyKind("VPC Lattice configurations"), "Starts a deployment; no other effect.");
}
