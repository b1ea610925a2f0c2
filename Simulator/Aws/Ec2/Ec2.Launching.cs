using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>Launches: where, what, and what happens when none is to be had (ASG-LC-05, -06, -07).</summary>
public sealed partial class Ec2
{
    private void StartSteady(AutoScalingGroup group)
    {
        for (var i = 0; i < group.Definition.DesiredCapacity; i++)
        {
            var choice = Choose(group);
            if (choice.Zone < 0) break;
            MakeRunning(AddMember(group, in choice));
        }
        if (_rows[group.Index].InService < group.Definition.DesiredCapacity) RequestReconcile(group, _calendar.Now);
        PrepareWarmPool(group);
    }

    /// <summary>
    /// Launches up to <paramref name="count"/> instances, warm ones first (ASG-WP-02), the others as the account's launch bucket allows (ASG-LC-06) and the
    /// rest when it refills. A launch for which no zone has capacity, or the quota no room, is tried again after <c>groupLaunchRetry</c>; where every zone is
    /// out nothing launches until one is back.
    /// </summary>
    private void Launch(AutoScalingGroup group, int count, ExtraLaunch extra)
    {
        if (IsSuspended(group, ScalingProcesses.Launch)) return;
        for (var i = 0; i < count; i++)
        {
            if (TakeWarm(group, extra)) continue;
            var choice = Choose(group, extra);
            if (choice.Zone < 0)
            {
                FailLaunch(group, in choice, count - i);
                return;
            }
            if (!_launches.TryTake(_calendar.Now))
            {
                RequestReconcile(group, _launches.NextAt(_calendar.Now));
                return;
            }
            LaunchCold(group, in choice, extra);
        }
    }

    private void LaunchCold(AutoScalingGroup group, in LaunchChoice choice, ExtraLaunch extra)
    {
        var instance = AddMember(group, in choice);
        NoteExtra(group, instance, extra);
        var birth = _notes[instance].Birth;
        var started = _calendar.Now + _times.Start(group.Key, birth);
        Bring(instance, started, started + _times.Boot(group.Key, birth));
    }

    /// <summary>Puts the arrival of a launched or warm instance on the calendar.</summary>
    private void Bring(int instance, Instant started, Instant connected)
    {
        var generation = _instances.GenerationOf(instance);
        _rows[_instances[instance].AutoScalingGroup].LastLaunch = _calendar.Now;
        _calendar.Schedule(started, EventKinds.InstanceStarted, instance, generation);
        _calendar.Schedule(connected, EventKinds.AgentRegistered, instance, generation);
    }

    private void NoteExtra(AutoScalingGroup group, int instance, ExtraLaunch extra)
    {
        _notes[instance].Extra = extra;
        _instances[instance].Warmup = (extra == ExtraLaunch.None ? group.Orders.Take() : null) ?? group.DefaultWarmup;
        if (extra != ExtraLaunch.None) group.Extras++;
    }

    private void FailLaunch(AutoScalingGroup group, in LaunchChoice choice, int count)
    {
        if (choice.Failure == GroupEventKind.StateChange) return; // every zone is out
        _events.Report(new(group.Index, -1, choice.Failure, choice.Type, choice.FailedZone, choice.Spot, count));
        RequestReconcile(group, _calendar.Now + _times.LaunchRetry);
    }

    /// <summary>
    /// Zone and type of the next launch: the zone with the fewest members first, and when nothing is to be had there the next one, unless the group takes
    /// balance over availability (<c>balanced-only</c>).
    /// </summary>
    private LaunchChoice Choose(AutoScalingGroup group, ExtraLaunch extra = ExtraLaunch.None)
    {
        var spot = NextIsSpot(group, extra);
        var only = group.Definition.ZoneDistribution == ZoneDistribution.BalancedOnly;
        var (failure, failedZone, failedType) = (GroupEventKind.StateChange, -1, -1);
        uint refused = 0;
        while (true)
        {
            var zone = ChooseZone(group, refused, evenOut: only);
            if (zone < 0 || _zoneOut[zone]) return new(-1, failedType, spot, failure, failedZone);
            var type = _allocation.TypeFor(group, zone, spot, _calendar.Now);
            if (type >= 0 && _quotas.Allows(type, spot)) return new(zone, type, spot, GroupEventKind.StateChange, -1);
            if (failedZone < 0)
            {
                failure = type >= 0 ? GroupEventKind.VcpuLimitExceeded : GroupEventKind.InsufficientInstanceCapacity;
                (failedZone, failedType) = (zone, type >= 0 ? type : group.Definition.InstanceTypes[0]);
            }
            if (only || type >= 0) return new(-1, failedType, spot, failure, failedZone);
            refused |= 1u << zone;
        }
    }

    /// <summary>The zone with the fewest members among those that are not out (ASG-LC-05); ties by a draw of this birth; -1 when none is left.</summary>
    private int ChooseZone(AutoScalingGroup group, uint refused, bool evenOut)
    {
        Span<int> fewest = stackalloc int[_zoneOut.Length];
        var ties = 0;
        foreach (var zone in group.Definition.Zones)
        {
            if ((refused & (1u << zone)) != 0 || (_zoneOut[zone] && !evenOut) || (ties > 0 && group.InZone(zone) > group.InZone(fewest[0]))) continue;
            if (ties > 0 && group.InZone(zone) < group.InZone(fewest[0])) ties = 0;
            fewest[ties++] = zone;
        }
        return ties <= 1 ? (ties == 1 ? fewest[0] : -1) : fewest[_births.Index(ties, Purpose.AvailabilityZoneTie, group.Key, group.Births)];
    }

    private int AddMember(AutoScalingGroup group, in LaunchChoice choice)
    {
        var birth = group.TakeBirth();
        var instance = Add(group.Index, choice.Type, choice.Zone, choice.Spot, -1, Ec2InstanceState.Pending);
        _notes[instance].Birth = birth;
        return instance;
    }

    /// <summary>A new row in state Pending or WarmedPending, reported and counted.</summary>
    private int Add(int group, int type, int zone, bool spot, int set, Ec2InstanceState state)
    {
        var instance = _instances.Add();
        if (instance >= _notes.Length) Array.Resize(ref _notes, _notes.Length * 2);
        _notes[instance] = default;
        ref var row = ref _instances[instance];
        row.AutoScalingGroup = group;
        row.InstanceType = type;
        row.Zone = zone;
        row.Spot = spot;
        row.ProtectedFromScaleIn = group >= 0 && _groups[group].Definition.NewInstancesProtectedFromScaleIn;
        row.LaunchSource = group >= 0 ? _groups[group].CurrentSource : 0;
        row.State = state;
        row.ContainerInstance = -1;
        row.ContainerInstanceSet = set;
        row.Ordinal = _ordinal++;
        row.Launched = _calendar.Now;
        row.Joined = state == Ec2InstanceState.Pending ? _calendar.Now : Instant.MaxValue;
        row.InService = row.StoppedSince = row.SpotNotice = Instant.MaxValue;
        _quotas.Count(type, spot, 1);
        if (group >= 0)
        {
            CountIn(ref _rows[group], state, 1);
            if (IsMember(state)) _groups[group].Count(in row, 1);
            ScheduleLifetime(instance);
        }
        _transitions.Report(new(instance, state, state, TerminationReason.None));
        return instance;
    }

    private void MakeRunning(int instance)
    {
        MakeInService(instance);
        _agents.Report(new(instance));
    }

    private void MakeInService(int instance)
    {
        _instances[instance].InService = _calendar.Now;
        Move(instance, Ec2InstanceState.InService, TerminationReason.None);
    }

    /// <summary>Where and what a launch is; zone -1 when it fails.</summary>
    /// <param name="Zone">Zone, or -1.</param>
    /// <param name="Type">Instance type; of a failure the one that was wanted.</param>
    /// <param name="Spot">Spot instead of On-Demand.</param>
    /// <param name="Failure">Why it fails; StateChange for no reason that is recorded.</param>
    /// <param name="FailedZone">Where it failed first.</param>
    private readonly record struct LaunchChoice(int Zone, int Type, bool Spot, GroupEventKind Failure, int FailedZone);
}
