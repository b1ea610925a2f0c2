using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// Metrics of the cluster in AWS/ECS and everything in ECS/ContainerInsights (ECS-MT-01, ECS-MT-07, AS-MET-07, AS-MET-09).
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
/// </summary>
internal sealed class ClusterMetrics
{
    private static readonly string[] Metered =
        ["CpuReserved", "CpuUtilized", "EphemeralStorageReserved", "MemoryReserved", "MemoryUtilized", "RestartCount", "TaskCpuUtilization", "TaskMemoryUtilization"];

    private readonly Scenario _scenario;
    private readonly MetricInputs _inputs;
    private readonly TaskMeter?[] _meters; // by series: those that measure use

    public ClusterMetrics(Scenario scenario, MonitoringPlan plan, MetricInputs inputs)
    {
        _scenario = scenario;
        _inputs = inputs;
        _meters = new TaskMeter?[plan.Series.Length];
        for (var i = 0; i < _meters.Length; i++)
        {
            var series = plan.Series[i];
            var isOfCluster = series.Source is MetricSource.ClusterCpu or MetricSource.ClusterMemory;
            var isUse = series.Source == MetricSource.ContainerInsights && Metered.Contains(series.Metric.MetricName, StringComparer.Ordinal);
            if (isOfCluster || isUse) _meters[i] = new TaskMeter(inputs.Tasks, inputs.Usage, scenario, series.Entity, onInstances: isOfCluster);
        }
    }

    /// <summary>Follows tasks into and out of RUNNING.</summary>
    public void Apply(in TaskTransition fact, Instant now)
    {
        foreach (var meter in _meters) meter?.Apply(in fact, now);
    }

    /// <summary>The datapoint of the bucket that ends now.</summary>
    public Datapoint Sample(int series, MetricIdentity metric, Instant now) => metric.Source switch
    {
        MetricSource.ClusterCpu => Utilization(_meters[series]!.TakeCpuUnits(now), ofMemory: false),
        MetricSource.ClusterMemory => Utilization(_meters[series]!.MemoryMiB(), ofMemory: true),
        MetricSource.ClusterCpuReservation => Reservation(static i => i.RegisteredCpu, static i => i.RemainingCpu),
        MetricSource.ClusterMemoryReservation => Reservation(static i => i.RegisteredMemory, static i => i.RemainingMemory),
        MetricSource.ClusterGpuReservation => Reservation(i => _scenario.InstanceTypes[i.InstanceType].Gpus, static i => i.RemainingGpus),
        _ => Insights(series, metric, now),
    };

    // AS-MET-09: over instances that are ACTIVE or DRAINING.
    private Datapoint Reservation(Func<ContainerInstanceRow, long> registeredOf, Func<ContainerInstanceRow, long> remainingOf)
    {
        long registered = 0, remaining = 0;
        for (var i = 0; i < _inputs.Instances.Length; i++)
        {
            if (!IsCounted(i)) continue;
            registered += registeredOf(_inputs.Instances[i]);
            remaining += remainingOf(_inputs.Instances[i]);
        }
        return registered == 0 ? Datapoint.Missing : Datapoint.Of(100.0 * (registered - remaining) / registered);
    }

    private Datapoint Utilization(double used, bool ofMemory)
    {
        long registered = 0;
        for (var i = 0; i < _inputs.Instances.Length; i++)
        {
            if (IsCounted(i)) registered += ofMemory ? _inputs.Instances[i].RegisteredMemory : _inputs.Instances[i].RegisteredCpu;
        }
        return registered == 0 ? Datapoint.Missing : Datapoint.Of(100 * used / registered);
    }

    private bool IsCounted(int instance) =>
        _inputs.Instances.IsAlive(instance) && _inputs.Instances[instance].Status is ContainerInstanceStatus.Active or ContainerInstanceStatus.Draining;

    private Datapoint Insights(int series, MetricIdentity metric, Instant now)
    {
        if (_meters[series] is { } meter) return Measure(meter, metric.MetricName, now);
        if (metric.Entity < 0)
        {
            return Datapoint.Of(metric.MetricName switch
            {
                "ServiceCount" => _scenario.Services.Count(static s => s.ManagedDaemon is null),
                "TaskCount" => Total(static s => s.Running),
                _ => InstancesWithTasks(),
            });
        }
        ref readonly var service = ref _inputs.Services[metric.Entity];
        return Datapoint.Of(metric.MetricName switch
        {
            "DesiredTaskCount" => service.Desired,
            "RunningTaskCount" => service.Running,
            "PendingTaskCount" => service.Pending,
            "DeploymentCount" => ControllerOf(metric.Entity) == DeploymentController.Ecs ? service.Deployments : 0,
            _ => ControllerOf(metric.Entity) switch { DeploymentController.External => service.TaskSets, DeploymentController.CodeDeploy => service.Deployments, _ => 0 },
        });
    }

    private static Datapoint Measure(TaskMeter meter, string name, Instant now) => name switch
    {
        "CpuReserved" => Datapoint.Of(meter.ReservedCpuUnits),
        "CpuUtilized" => Datapoint.Of(meter.TakeCpuUnits(now)),
        "MemoryReserved" => Datapoint.Of(meter.ReservedMemoryMiB),
        "MemoryUtilized" => Datapoint.Of(meter.MemoryMiB()),
        "RestartCount" => meter.TakeRestarts(),
        "EphemeralStorageReserved" => meter.EphemeralStorage(),
        "TaskCpuUtilization" => meter.TakeCpuUtilization(now),
        _ => meter.MemoryUtilization(),
    };

    private DeploymentController ControllerOf(int service) => _scenario.Services[service].Controller;

    private long Total(Func<ServiceRow, int> of)
    {
        long total = 0;
        for (var i = 0; i < _inputs.Services.Length; i++) total += of(_inputs.Services[i]);
        return total;
    }

    // Instances without tasks do not report (ECS-MT-07).
    private int InstancesWithTasks()
    {
        var count = 0;
        for (var i = 0; i < _inputs.Instances.Length; i++)
        {
            if (_inputs.Instances.IsAlive(i) && _inputs.Instances[i].Tasks > 0) count++;
        }
        return count;
    }
}
