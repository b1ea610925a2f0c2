using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>Follows EC2 instances and the container instances on them. It must hear their transitions before the rooms that empty the rows.</summary>
public sealed class InstanceRecorder : IListener<Ec2InstanceTransition>, IListener<ContainerInstanceTransition>
{
    private readonly Calendar _calendar;
    private readonly RecorderViews _views;
    private readonly RunResult _result;
    private Life[] _lives = new Life[16];

    /// <summary>A recorder over the given views.</summary>
    public InstanceRecorder(Calendar calendar, RecorderViews views, RunResult result)
    {
        _calendar = calendar;
        _views = views;
        _result = result;
        Registered = new TimeWeighted(calendar.Now);
    }

    /// <summary>Container instances that are ACTIVE or DRAINING (ECS-CL-11).</summary>
    internal TimeWeighted Registered { get; }

    /// <inheritdoc/>
    public void Apply(in Ec2InstanceTransition fact)
    {
        if (fact.From == fact.To) At(fact.Instance) = Life.Born;
        Remember(in fact);
        if (fact.To is Ec2InstanceState.Terminated) _result.Instances.Add(RecordOf(fact.Instance, _calendar.Now));
    }

    /// <inheritdoc/>
    public void Apply(in ContainerInstanceTransition fact)
    {
        ref readonly var row = ref _views.ContainerInstances[fact.ContainerInstance];
        var now = _calendar.Now;
        if (!IsRegistered(fact.From) && IsRegistered(fact.To)) Registered.Add(now, 1);
        if (IsRegistered(fact.From) && !IsRegistered(fact.To)) Registered.Add(now, -1);
        if (!_views.Ec2Instances.IsAlive(row.Ec2Instance) || _views.Ec2Instances[row.Ec2Instance].Ordinal != row.Ordinal)
        {
            if (fact.To == ContainerInstanceStatus.Inactive) SetInactive(row.Ordinal, now);
            return;
        }
        ref var life = ref At(row.Ec2Instance);
        if (fact.To is ContainerInstanceStatus.Active && life.Active == Instant.MaxValue)
        {
            life.Active = now;
            life.CapacityProvider = row.CapacityProvider;
            life.RegisteredCpu = row.RegisteredCpu;
            life.RegisteredMemory = row.RegisteredMemory;
        }
        if (fact.To is ContainerInstanceStatus.Draining && life.Draining == Instant.MaxValue) life.Draining = now;
        if (fact.To is ContainerInstanceStatus.Inactive) life.Inactive = now;
    }

    /// <summary>Adds the instances that are there at the end and puts all records in order of launch.</summary>
    internal void Finish()
    {
        for (var i = 0; i < _views.Ec2Instances.Length; i++)
        {
            if (_views.Ec2Instances.IsAlive(i)) _result.Instances.Add(RecordOf(i, Instant.MaxValue));
        }
        _result.Instances.Sort((a, b) => a.Ordinal.CompareTo(b.Ordinal));
    }

    private static bool IsRegistered(ContainerInstanceStatus status) => status is ContainerInstanceStatus.Active or ContainerInstanceStatus.Draining;

    private InstanceRecord RecordOf(int index, Instant terminated)
    {
        ref readonly var row = ref _views.Ec2Instances[index];
        ref readonly var life = ref At(index);
        return new InstanceRecord(
            row.Ordinal, row.InstanceType, row.Spot, row.AutoScalingGroup, row.Zone, row.ManagedBy > 0 ? row.ManagedBy - 1 : life.CapacityProvider, life.RegisteredCpu, life.RegisteredMemory,
            row.Launched, life.Active, life.Draining, terminated, row.Reason)
        {
            InService = life.InService,
            Inactive = life.Inactive,
            SpotNotice = row.SpotNotice,
            Stopped = row.StoppedFor + (row.StoppedSince < Instant.MaxValue ? _calendar.Now - row.StoppedSince : Duration.Zero),
            PriceFactor = row.Spot && _views.SpotPrices is { } prices ? prices.MeanFactor(row.InstanceType, row.Zone, row.Launched, _calendar.Now) : 1,
        };
    }

    // Its EC2 instance is gone already, and written down.
    private void SetInactive(long ordinal, Instant now)
    {
        var place = _result.Instances.FindLastIndex(i => i.Ordinal == ordinal);
        if (place >= 0) _result.Instances[place] = _result.Instances[place] with { Inactive = now };
    }

    // What is there from the start of a steady run has no history.
    private void Remember(in Ec2InstanceTransition fact)
    {
        ref var life = ref At(fact.Instance);
        if (fact.To == Ec2InstanceState.InService && life.InService == Instant.MaxValue) life.InService = _calendar.Now;
        if (_calendar.Now == Instant.Zero && _result.Scenario.Run.Initial == InitialState.Steady) return;
        ref readonly var row = ref _views.Ec2Instances[fact.Instance];
        _result.InstanceEvents.Add(new(
            _calendar.Now, row.AutoScalingGroup, row.Ordinal, row.InstanceType, row.Zone, row.Spot, GroupEventKind.StateChange, fact.From, fact.To, fact.Reason, 1));
    }

    private ref Life At(int index)
    {
        if (index >= _lives.Length) Array.Resize(ref _lives, Math.Max(index + 1, _lives.Length * 2));
        return ref _lives[index];
    }

    private struct Life
    {
        public static readonly Life Born = new() { CapacityProvider = -1, Active = Instant.MaxValue, Draining = Instant.MaxValue, Inactive = Instant.MaxValue, InService = Instant.MaxValue };

        public int CapacityProvider;
        public int RegisteredCpu;
        public int RegisteredMemory;
        public Instant Active;
        public Instant Draining;
        public Instant Inactive;
        public Instant InService;
    }
}
