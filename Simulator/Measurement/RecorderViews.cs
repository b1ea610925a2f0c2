using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Measurement;

/// <summary>The read-only sides of the world's tables that the recorder samples.</summary>
public sealed record RecorderViews
{
    /// <summary>Tasks.</summary>
    public required SlabView<TaskRow> Tasks { get; init; }

    /// <summary>Services.</summary>
    public required SlabView<ServiceRow> Services { get; init; }

    /// <summary>Container instances.</summary>
    public required SlabView<ContainerInstanceRow> ContainerInstances { get; init; }

    /// <summary>EC2 instances.</summary>
    public required SlabView<Ec2InstanceRow> Ec2Instances { get; init; }

    /// <summary>Target groups.</summary>
    public required SlabView<TargetGroupRow> TargetGroups { get; init; }

    /// <summary>Traffic of target groups.</summary>
    public required SlabView<TargetGroupTrafficRow> TargetGroupTraffic { get; init; }

    /// <summary>Holds the datapoints of a decision while it is heard.</summary>
    public required DecisionCounter Decisions { get; init; }

    /// <summary>Queues.</summary>
    public required SlabView<QueueRow> Queues { get; init; }

    /// <summary>CPU and memory of tasks.</summary>
    public required ITaskUsage Usage { get; init; }

    /// <summary>Alarms.</summary>
    public required IAlarmView Alarms { get; init; }

    /// <summary>All alarms and series of the scenario.</summary>
    public required MonitoringPlan Plan { get; init; }

    /// <summary>Containers of tasks that are more than one plain container; null in worlds without them.</summary>
    public IContainerView? Containers { get; init; }

    /// <summary>CapacityProviderReservation.</summary>
    public required ICapacityProviderMetrics CapacityProviders { get; init; }

    /// <summary>Prices of Spot pools; null where nothing is paid (tests of single recorders).</summary>
    public ISpotPrices? SpotPrices { get; init; }
}
