using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Tables;

namespace Simulator.Aws.CloudWatch;

/// <summary>The read-only sides of other rooms' tables from which metrics are taken.</summary>
public sealed record MetricInputs
{
    /// <summary>Tasks.</summary>
    public required SlabView<TaskRow> Tasks { get; init; }

    /// <summary>Container instances.</summary>
    public required SlabView<ContainerInstanceRow> Instances { get; init; }

    /// <summary>EC2 instances.</summary>
    public required SlabView<Ec2InstanceRow> Ec2Instances { get; init; }

    /// <summary>Services.</summary>
    public required SlabView<ServiceRow> Services { get; init; }

    /// <summary>Target groups.</summary>
    public required SlabView<TargetGroupRow> TargetGroups { get; init; }

    /// <summary>Their traffic.</summary>
    public required SlabView<TargetGroupTrafficRow> Traffic { get; init; }

    /// <summary>Queues.</summary>
    public required SlabView<QueueRow> Queues { get; init; }

    /// <summary>What tasks use.</summary>
    public required ITaskUsage Usage { get; init; }

    /// <summary>Reservation of capacity providers.</summary>
    public required ICapacityProviderMetrics Providers { get; init; }
}
