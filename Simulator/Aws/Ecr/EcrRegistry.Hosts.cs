using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ecr;

/// <summary>Pulls on container instances: the lock, transfers that share bandwidth and layers, the removal of images.</summary>
public sealed partial class EcrRegistry
{
    private void RequestOnHost(int pull, ref PullHost host)
    {
        ref var row = ref _pulls[pull];
        CatchUp(row.Instance, ref host);
        if (IsContentWithCache(in row, in host)) Complete(pull, failed: false);
        else if (host.CleanupWaits) Queue(pull, ref host.FirstLocked, ref host.LastLocked, PullStage.Locked);
        else if (host.LockedUntil > _calendar.Now) WaitForLock(pull, in host);
        else Begin(pull);
    }

    private bool IsContentWithCache(in PullRow row, in PullHost host)
    {
        if (host.Agent.PullBehavior is ImagePullBehavior.Default or ImagePullBehavior.Always) return false;
        var entry = _images.Find(in host, row.Image);
        return entry >= 0 && _images[entry].IsHere && (_images[entry].WasPulled || host.Agent.PullBehavior == ImagePullBehavior.PreferCached);
    }

    private void WaitForLock(int pull, in PullHost host)
    {
        _pulls[pull].Stage = PullStage.Locked;
        Schedule(pull, host.LockedUntil);
    }

    private void Begin(int pull)
    {
        ref var row = ref _pulls[pull];
        row.HoldsLock = true;
        _hosts[row.Instance].Pulling++;
        Attempt(pull);
    }

    // The last pull is over: a removal of images that waits for it has its turn, then the pulls that wait for that (ECS-AG-03).
    private void Unlock(int instance)
    {
        ref var host = ref _hosts[instance];
        if (--host.Pulling > 0) return;
        host.FreeSince = _calendar.Now;
        if (!host.CleanupWaits) return;
        host.CleanupWaits = false;
        host.LockedUntil = _calendar.Now + (_removal * _images.CleanUp(instance, ref host, _calendar.Now));
        var pull = host.FirstLocked;
        host.FirstLocked = host.LastLocked = -1;
        while (pull >= 0)
        {
            var next = _pulls[pull].Next;
            _pulls[pull].Next = -1;
            if (host.LockedUntil > _calendar.Now) WaitForLock(pull, in host);
            else Begin(pull);
            pull = next;
        }
    }

    // The removals of images that fell due since somebody last pulled here. One that fell into a pull which still goes on waits for it.
    private void CatchUp(int instance, ref PullHost host)
    {
        while (!host.CleanupWaits && host.NextCleanup <= _calendar.Now)
        {
            if (host.Pulling > 0)
            {
                host.CleanupWaits = true;
                host.NextCleanup += host.Agent.ImageCleanupInterval;
                return;
            }
            var first = _images.FirstRemovable(in host);
            if (first > host.NextCleanup)
            {
                // Nothing can go before: on to the first cycle at which something can, or that is still to come.
                var until = first < _calendar.Now ? first : _calendar.Now;
                var cycles = Math.Max(1, ((until - host.NextCleanup).Nanoseconds + host.Agent.ImageCleanupInterval.Nanoseconds - 1) / host.Agent.ImageCleanupInterval.Nanoseconds);
                host.NextCleanup += host.Agent.ImageCleanupInterval * cycles;
                continue;
            }
            var at = host.NextCleanup > host.FreeSince ? host.NextCleanup : host.FreeSince;
            host.LockedUntil = at + (_removal * _images.CleanUp(instance, ref host, at));
            host.NextCleanup += host.Agent.ImageCleanupInterval;
        }
    }

    private void OnManifest(int pull)
    {
        ref var row = ref _pulls[pull];
        ref var host = ref _hosts[row.Instance];
        TellDigest(in row);
        if (_images.HasLayersOf(row.Instance, row.Image))
        {
            Arrive(pull, ref host);
            return;
        }
        var bytes = 0.0;
        var fetches = false;
        foreach (var layer in _catalogue[row.Image].Layers)
        {
            if (_images.HasLayer(row.Instance, layer) || IsUnderWay(layer, host.First)) continue;
            fetches = true;
            bytes += BytesToFetch(in row, layer);
        }
        if (!fetches)
        {
            Queue(pull, ref host.FirstFollower, ref host.LastFollower, PullStage.Follows);
            return;
        }
        if (Stalls(in row))
        {
            HoldStill(pull, bytes);
            return;
        }
        host.Advance(_calendar.Now, _unpack);
        BeginTransfer(pull, ref host, bytes);
        Retime(ref host);
    }

    private void OnTransferred(int pull)
    {
        ref var row = ref _pulls[pull];
        ref var host = ref _hosts[row.Instance];
        host.Advance(_calendar.Now, _unpack);
        Unlink(ref host, pull);
        host.Due = -1;
        var left = (row.FinishAt - host.Progress) / Math.Max(1, host.Bandwidth);
        if (left > 1e-6 && _calendar.Now >= row.Deadline)
        {
            GiveUp(pull);
            Reconsider(ref host, anew: true);
        }
        else
        {
            if (host.Progress < row.FinishAt) host.Progress = row.FinishAt; // the event's time is rounded to the nanosecond
            foreach (var layer in _catalogue[row.Image].Layers)
            {
                // Pulls that began before it and still go on bring the others. The list runs from the newest.
                if (!IsUnderWay(layer, row.Next)) _images.AddLayer(row.Instance, layer);
            }
            if (_images.HasLayersOf(row.Instance, row.Image)) Arrive(pull, ref host);
            else Queue(pull, ref host.FirstFollower, ref host.LastFollower, PullStage.Follows);
            Reconsider(ref host, anew: false);
        }
        Retime(ref host);
    }

    private void Arrive(int pull, ref PullHost host)
    {
        ref readonly var row = ref _pulls[pull];
        _images.Arrive(row.Instance, _images.Ensure(ref host, row.Image), pulled: true, _calendar.Now);
        Complete(pull, failed: false);
    }

    // Those who waited for layers of others: they have them all now, or must fetch them themselves.
    private void Reconsider(ref PullHost host, bool anew)
    {
        var pull = host.FirstFollower;
        host.FirstFollower = host.LastFollower = -1;
        while (pull >= 0)
        {
            var next = _pulls[pull].Next;
            _pulls[pull].Next = -1;
            if (anew || _images.HasLayersOf(_pulls[pull].Instance, _pulls[pull].Image)) OnManifest(pull);
            else Queue(pull, ref host.FirstFollower, ref host.LastFollower, PullStage.Follows);
            pull = next;
        }
    }

    // Whether a transfer of the list from one on brings a layer.
    private bool IsUnderWay(int layer, int first)
    {
        for (var pull = first; pull >= 0; pull = _pulls[pull].Next)
        {
            if (Array.IndexOf(_catalogue[_pulls[pull].Image].Layers, layer) >= 0) return true;
        }
        return false;
    }

    private void Queue(int pull, ref int first, ref int last, PullStage stage)
    {
        ref var row = ref _pulls[pull];
        row.Stage = stage;
        row.Next = -1;
        if (first < 0) first = pull;
        else _pulls[last].Next = pull;
        last = pull;
    }

    // The first transfer to end, or to be given up, gets the one event of the host.
    private void Retime(ref PullHost host)
    {
        var (first, at) = (-1, Instant.MaxValue);
        for (var pull = host.First; pull >= 0; pull = _pulls[pull].Next)
        {
            ref readonly var row = ref _pulls[pull];
            var ends = _calendar.Now + Duration.FromSeconds(Math.Max(0, row.FinishAt - host.Progress) / host.Rate(_unpack));
            if (row.Deadline < ends) ends = row.Deadline;
            if (first < 0 || ends <= at) (first, at) = (pull, ends); // of equals the one that began first: the list runs from the newest
        }
        if (host.Due >= 0 && host.Due != first) unchecked { _timers[host.Due]++; }
        host.Due = first;
        if (first >= 0) Schedule(first, at);
    }

    private void Unlink(ref PullHost host, int pull)
    {
        host.Count--;
        if (host.First == pull)
        {
            host.First = _pulls[pull].Next;
            return;
        }
        var before = host.First;
        while (_pulls[before].Next != pull) before = _pulls[before].Next;
        _pulls[before].Next = _pulls[pull].Next;
    }

    private bool IsOpen(int instance) => instance < _hosts.Length && _hosts[instance].Bandwidth > 0;

    private void Open(int instance)
    {
        if (instance >= _hosts.Length)
        {
            Array.Resize(ref _hosts, Math.Max(16, Math.Max(instance + 1, _hosts.Length * 2)));
            _images.Reserve(_hosts.Length);
        }
        ref readonly var row = ref _instances[instance];
        var agent = Model.Tables.AgentLookup.Of(_scenario, in row);
        ref var host = ref _hosts[instance];
        host = Empty(agent);
        host.Bandwidth = _scenario.InstanceTypes[row.InstanceType].NetworkMbps * MegaByte / 8;
        _images.Clear(instance, ref host);
        if (!agent.ImageCleanupDisabled && agent.PullBehavior != ImagePullBehavior.PreferCached) host.NextCleanup = _calendar.Now + FirstCleanup(row.Ordinal, agent);
        foreach (var reference in agent.PreloadedImages)
        {
            var image = _catalogue.Find(reference);
            if (image < 0) continue;
            _images.Arrive(instance, _images.Ensure(ref host, image), pulled: false, _calendar.Now);
        }
    }

    // The agent of an instance that was there from the start has begun its round at some time before.
    private Duration FirstCleanup(long ordinal, AgentDefinition agent)
    {
        if (_calendar.Now > Instant.Zero) return agent.ImageCleanupInterval;
        return new Duration((long)(_births.Uniform(Purpose.ImageCleanupPhase, ordinal) * agent.ImageCleanupInterval.Nanoseconds));
    }

    private void Close(int instance)
    {
        ref var host = ref _hosts[instance];
        RemoveAll(host.First);
        RemoveAll(host.FirstFollower);
        RemoveAll(host.FirstLocked);
        _images.Clear(instance, ref host);
        host = Empty(AgentDefinition.Default);
    }

    private void RemoveAll(int first)
    {
        for (var pull = first; pull >= 0;)
        {
            var next = _pulls[pull].Next;
            Remove(pull);
            pull = next;
        }
    }

    private PullHost Empty(AgentDefinition agent) => new()
    {
        First = -1,
        FirstFollower = -1,
        LastFollower = -1,
        FirstLocked = -1,
        LastLocked = -1,
        FirstImage = -1,
        Due = -1,
        AsOf = _calendar.Now,
        FreeSince = _calendar.Now,
        NextCleanup = Instant.MaxValue,
        Agent = agent,
    };
}
