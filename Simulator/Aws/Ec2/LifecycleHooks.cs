using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>How the hooks of one transition end together.</summary>
/// <param name="After">How long the instance waits.</param>
/// <param name="Continue">Whether all said CONTINUE; one ABANDON ends the wait of all.</param>
internal readonly record struct HookOutcome(Duration After, bool Continue);

/// <summary>
/// A group's own lifecycle hooks (ASG-LC-03). All hooks of a transition run at once; the instance goes on when the last has said CONTINUE, and at the first
/// ABANDON. A hook that is not completed within its heartbeat timeout, or within <c>min(48 h, 100 × timeout)</c> while heartbeats are recorded, ends with its
/// default result. AWS: EC2 Auto Scaling User Guide, "How lifecycle hooks work".
/// </summary>
internal sealed class LifecycleHooks
{
    private static readonly Duration LongestWait = Duration.FromHours(48);
    private readonly GroupHookDefinition[] _launching;
    private readonly GroupHookDefinition[] _terminating;
    private readonly Dictionary<GroupHookDefinition, Sampler> _takes = [];

    public LifecycleHooks(AutoScalingGroupDefinition group)
    {
        _launching = [.. group.LifecycleHooks.Where(h => h.Launching)];
        _terminating = [.. group.LifecycleHooks.Where(h => !h.Launching)];
        foreach (var hook in group.LifecycleHooks)
        {
            if (hook.Takes is { } takes) _takes[hook] = new Sampler(takes);
        }
    }

    /// <summary>Whether an instance waits before it is in service.</summary>
    public bool AtLaunch => _launching.Length > 0;

    /// <summary>Whether an instance waits before it ends.</summary>
    public bool AtTermination => _terminating.Length > 0;

    /// <summary>How the launch hooks of an instance end.</summary>
    public HookOutcome Launch(in BirthDraw births, long groupKey, long birth) => Outcome(_launching, births, groupKey, birth, 0);

    /// <summary>How the terminate hooks of an instance end.</summary>
    public HookOutcome Termination(in BirthDraw births, long groupKey, long birth) => Outcome(_terminating, births, groupKey, birth, 1);

    private HookOutcome Outcome(GroupHookDefinition[] hooks, in BirthDraw births, long groupKey, long birth, int sub)
    {
        var (last, abandoned) = (Duration.Zero, Duration.MaxValue);
        foreach (var hook in hooks)
        {
            var limit = hook.HeartbeatTimeout;
            if (hook.Heartbeats) limit = limit * 100 < LongestWait ? limit * 100 : LongestWait;
            var (after, goesOn) = (limit, hook.DefaultContinue);
            if (_takes.TryGetValue(hook, out var takes))
            {
                var drawn = takes.AtBirth(births, Purpose.LifecycleHook, groupKey ^ SourceKey.Of(hook.Name), (birth * 2) + sub);
                if (drawn <= limit) (after, goesOn) = (drawn, hook.Continue);
            }
            if (after > last) last = after;
            if (!goesOn && after < abandoned) abandoned = after;
        }
        return abandoned < Duration.MaxValue ? new(abandoned, false) : new(last, true);
    }
}
