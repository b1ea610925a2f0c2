using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// CPU utilisation of the instances of monitored Auto Scaling groups, from what the tasks on them use: one sample for each instance in service and bucket.
/// Instances that warm up are not in the group's metric (AS-EC2-02). The agent and the operating system use nothing.
/// </summary>
internal sealed class GroupUsage
{
    private readonly SlabView<TaskRow> _tasks;
    private readonly SlabView<ContainerInstanceRow> _containerInstances;
    private readonly SlabView<Ec2InstanceRow> _instances;
    private readonly ITaskUsage _usage;
    private readonly Scenario _scenario;
    private readonly bool[] _isMonitored;
    private readonly Instant[] _sampled;
    private readonly List<(int Task, int Instance, long Used)> _running = [];
    private int[] _places = new int[64];
    private long[] _used = new long[64]; // by EC2 instance, since the last sample

    public GroupUsage(
        Scenario scenario, MonitoringPlan plan, SlabView<TaskRow> tasks, SlabView<ContainerInstanceRow> containerInstances, SlabView<Ec2InstanceRow> instances, ITaskUsage usage)
    {
        _scenario = scenario;
        _tasks = tasks;
        _containerInstances = containerInstances;
        _instances = instances;
        _usage = usage;
        _isMonitored = new bool[scenario.AutoScalingGroups.Length];
        _sampled = new Instant[scenario.AutoScalingGroups.Length];
        foreach (var series in plan.Series)
        {
            if (series.Source == MetricSource.GroupCpu) _isMonitored[series.Entity] = true;
        }
    }

    /// <summary>Follows a task into and out of RUNNING.</summary>
    public void Apply(in TaskTransition fact, Instant now)
    {
        if (fact.To == TaskStatus.Running) Add(fact.Task);
        else if (fact.From == TaskStatus.Running) Remove(fact.Task, now);
    }

    /// <summary>The datapoint of the bucket that ends now; starts the next one.</summary>
    public Datapoint Sample(int group, Instant now)
    {
        for (var i = 0; i < _running.Count; i++)
        {
            var (task, instance, used) = _running[i];
            if (_instances[instance].AutoScalingGroup != group) continue;
            var total = _usage.CpuUsed(task, now);
            _used[instance] += total - used;
            _running[i] = (task, instance, total);
        }
        var point = Datapoint.Missing;
        for (var i = 0; i < _instances.Length; i++)
        {
            if (!_instances.IsAlive(i)) continue;
            ref readonly var row = ref _instances[i];
            if (row.AutoScalingGroup != group || row.State != Ec2InstanceState.InService) continue;
            var since = row.InService > _sampled[group] ? row.InService : _sampled[group];
            var vcpus = _scenario.InstanceTypes[row.InstanceType].VCpus;
            var utilization = now > since && i < _used.Length ? 100.0 * _used[i] / (vcpus * (double)(now - since).Nanoseconds) : 0;
            if (i < _used.Length) _used[i] = 0;
            if (!GroupScalingDefinition.IsWarming(row.InService, row.Warmup, now)) point = point.With(Datapoint.Of(utilization));
        }
        _sampled[group] = now;
        return point;
    }

    private void Add(int task)
    {
        if (_tasks[task].ContainerInstance is not (>= 0 and var container)) return;
        var instance = _containerInstances[container].Ec2Instance;
        if (!_instances.IsAlive(instance) || _instances[instance].AutoScalingGroup is not (>= 0 and var group) || !_isMonitored[group]) return;
        if (task >= _places.Length) Array.Resize(ref _places, Math.Max(task + 1, _places.Length * 2));
        if (instance >= _used.Length) Array.Resize(ref _used, Math.Max(instance + 1, _used.Length * 2));
        _places[task] = _running.Count;
        _running.Add((task, instance, 0));
    }

    private void Remove(int task, Instant now)
    {
        if (task >= _places.Length || _places[task] >= _running.Count || _running[_places[task]].Task != task) return;
        var place = _places[task];
        var (_, instance, used) = _running[place];
        if (_instances.IsAlive(instance)) _used[instance] += _usage.CpuUsed(task, now) - used; // what it used until it ended counts
        _running[place] = _running[^1];
        _places[_running[place].Task] = place;
        _running.RemoveAt(_running.Count - 1);
    }
}
