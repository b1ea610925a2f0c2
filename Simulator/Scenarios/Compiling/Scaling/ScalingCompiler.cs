using System.Collections.Immutable;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling.Scaling;

/// <summary>
/// Scalable targets of services, the own policies of groups, and the calls of the timeline that change them (ECS-API-07, AS-TGT-*). The calls are gone
/// through here, before alarms, because an alarm may invoke a policy that a call creates.
/// </summary>
internal sealed class ScalingCompiler(CompileContext c, MetricResolver metrics)
{
    private const int MostPolicies = 50;

    private readonly PolicyCompiler _policies = new(c, metrics);
    private readonly GroupPolicyCompiler _groupPolicies = new(c, metrics);
    private readonly Dictionary<PolicyReference, (ObjectView View, string Name, bool Invoked)> _invoked = [];
    private ScalingSlots[] _ofService = [];
    private ScalingSlots[] _ofGroup = [];
    private ScalingCallCompiler? _calls;

    /// <summary>Services and groups with their scaling.</summary>
    public (ImmutableArray<ServiceDefinition> Services, ImmutableArray<AutoScalingGroupDefinition> Groups) Compile(
        ObjectView root, ImmutableArray<ServiceDefinition> services, ImmutableArray<AutoScalingGroupDefinition> groups)
    {
        var (serviceViews, groupViews) = (ServiceCompiler.Views(root), root.List(ScenarioTable.AutoScalingGroups));
        _ofService = [.. services.Select((s, i) => new ScalingSlots(new ScalingOwner(i, -1, s.Name)))];
        _ofGroup = [.. groups.Select((g, i) => new ScalingSlots(new ScalingOwner(-1, i, g.Name)))];
        ImmutableArray<ScalableTargetDefinition?> targets = [.. services.Select((s, i) => serviceViews[i].Find(ServiceTable.AutoScaling) is { } v ? CompileTarget(v, s, _ofService[i]) : null)];
        for (var i = 0; i < groups.Length; i++) CompileGroup(groupViews[i], _ofGroup[i]);
        _calls = new ScalingCallCompiler(c, this, _ofService, _ofGroup, services);
        _calls.Compile(root);
        return (
            [.. services.Select((s, i) => s with { AutoScaling = Complete(targets[i], _ofService[i]) })],
            [.. groups.Select((g, i) => g with { Scaling = GroupScalingOf(groupViews[i], _ofGroup[i]) })]);
    }

    /// <summary>What a call of the timeline does, or null when it was refused.</summary>
    public TimelineActionDefinition? CallOf(ObjectView v) => _calls?.Of(v);

    /// <summary>Puts a policy, of the start or of a call, among those of its owner.</summary>
    public int PutPolicy(ObjectView v, ScalingSlots slots, ServiceDefinition? service, bool fromStart, out ScalingPolicyDefinition? policy)
    {
        var name = v.Get(PolicyTable.Name, "");
        policy = service is not null ? _policies.Compile(v, name, service, slots.Owner.Service) : _groupPolicies.Compile(v, name, slots.Owner.Group);
        if (policy is TargetTrackingPolicyDefinition tracking && slots.Current.OfType<TargetTrackingPolicyDefinition>().FirstOrDefault(p => p.Name != name && p.Metric == tracking.Metric) is { } other)
            c.Report(v.Position, v.Path, $"two target tracking policies use the same metric, {tracking.Metric.MetricName} (AS-TT-02)", $"keep `{other.Name}` or this one");
        var takesAlarms = policy is StepScalingPolicyDefinition or SimpleScalingPolicyDefinition || v.Has(PolicyTable.Step);
        var index = slots.Put(name, policy, takesAlarms, fromStart);
        if (!fromStart && slots.Current.Count() > MostPolicies) c.Report(v.Position, v.Path, $"{slots.Owner.Said} has more than {MostPolicies} policies (AS-TGT-07)", "delete one of them first");
        if (takesAlarms && policy is not null) _invoked.TryAdd(slots.Owner.Policy(index), (v, name, slots.Owner.IsGroup));
        return index;
    }

    /// <summary>The policy an alarm's action names; null after a report, or when the action is none of the world's (a notification).</summary>
    public PolicyReference? ResolveAction(Reference action)
    {
        if (AwsArn.IsArn(action.Text) && !action.Text.Contains(":scalingPolicy:", StringComparison.Ordinal))
        {
            c.Notes.Ignored("PutMetricAlarm", "actions other than scaling policies");
            return null;
        }
        if (!AwsArn.TryPolicy(action.Text, out var ownerName, out var policyName))
        {
            c.Report(action, $"`{action.Text}` is not an alarm action", "service/policyName, group/policyName, or the ARN of a scaling policy");
            return null;
        }
        ScalingSlots? slots;
        if (!c.Services.Contains(ownerName) && c.Groups.TryFind(ownerName, out var group)) slots = At(_ofGroup, group);
        else slots = At(_ofService, c.Services.Resolve(action with { Text = ownerName }, c));
        if (slots is null) return null;
        var index = slots.PolicyAt(policyName);
        if (index < 0)
        {
            List<string> known = [.. slots.PolicyNames];
            c.Report(action, $"{slots.Owner.Said} has no policy `{policyName}`", known.Count == 0 ? "list it under its policies" : Suggestions.For(policyName, known, "it has "));
            return null;
        }
        if (!slots.IsInvokedByAlarms(index))
        {
            c.Report(action, $"the policy `{policyName}` is no step policy: target tracking makes its own alarms, and predictive scaling needs none (AS-TT-03)", "remove this action, or use a step scaling policy");
            return null;
        }
        var result = slots.Owner.Policy(index);
        if (_invoked.TryGetValue(result, out var entry)) _invoked[result] = entry with { Invoked = true };
        return result;
    }

    /// <summary>A step policy acts only when an alarm invokes it (AS-ST-01).</summary>
    public void WarnAboutIdlePolicies()
    {
        foreach (var (view, name, invoked) in _invoked.Values)
        {
            if (!invoked) c.Notes.Add(ScenarioNoteKind.Warning, view.Position, $"no alarm invokes the step policy `{name}`: it never acts (AS-ST-01)");
        }
    }

    /// <summary>Counts a policy as invoked without an alarm (ExecutePolicy).</summary>
    public void CountAsInvoked(PolicyReference policy)
    {
        if (_invoked.TryGetValue(policy, out var entry)) _invoked[policy] = entry with { Invoked = true };
    }

    private static ScalingSlots? At(ScalingSlots[] slots, int index) => index >= 0 && index < slots.Length ? slots[index] : null;

    private ScalableTargetDefinition CompileTarget(ObjectView v, ServiceDefinition service, ScalingSlots slots)
    {
        slots.IsRegistered = true;
        var min = v.Get(ScalableTargetTable.MinCapacity, 0);
        var max = v.Get(ScalableTargetTable.MaxCapacity, Math.Max(min, 1));
        if (min > max) c.Report(v, ScalableTargetTable.MinCapacity, $"minCapacity {min} is more than maxCapacity {max}", $"at most {max}");
        CompilePolicies(v.List(ScalableTargetTable.Policies), slots, service);
        foreach (var (view, action) in ScheduledActionCompiler.Compile(c, v.List(ScalableTargetTable.ScheduledActions))) slots.Put(view.Get(ScheduledActionTable.Name, ""), action, fromStart: true);
        var suspended = v.Find(ScalableTargetTable.Suspended);
        return new ScalableTargetDefinition
        {
            MinCapacity = min,
            MaxCapacity = max,
            ScaleInSuspended = suspended?.Get(SuspendedStateTable.In, false) ?? false,
            ScaleOutSuspended = suspended?.Get(SuspendedStateTable.Out, false) ?? false,
            ScheduledSuspended = suspended?.Get(SuspendedStateTable.Scheduled, false) ?? false,
        };
    }

    private void CompilePolicies(IReadOnlyList<ObjectView> views, ScalingSlots slots, ServiceDefinition? service)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var view in views)
        {
            var name = view.Get(PolicyTable.Name, "");
            if (name.Length > 0 && !names.Add(name))
            {
                c.Report(view, PolicyTable.Name, $"there are two policies named `{name}`", "give one of them another name");
                continue;
            }
            PutPolicy(view, slots, service, fromStart: true, out _);
        }
    }

    private void CompileGroup(ObjectView v, ScalingSlots slots)
    {
        CompilePolicies(v.List(AutoScalingGroupTable.ScalingPolicies), slots, null);
        foreach (var (view, action) in ScheduledActionCompiler.CompileOfGroup(c, v.List(AutoScalingGroupTable.ScheduledActions))) slots.Put(view.Get(ScheduledActionTable.Name, ""), action, fromStart: true);
    }

    private static ScalableTargetDefinition? Complete(ScalableTargetDefinition? target, ScalingSlots slots)
    {
        if (target is null && !slots.IsCalled) return null;
        return (target ?? new ScalableTargetDefinition { MinCapacity = 0, MaxCapacity = 0, IsRegistered = false }) with { Policies = slots.Policies, ScheduledActions = slots.Actions };
    }

    private static GroupScalingDefinition? GroupScalingOf(ObjectView v, ScalingSlots slots)
    {
        var (policies, actions) = (slots.Policies, slots.Actions);
        if (policies.IsEmpty && actions.IsEmpty && !v.Has(AutoScalingGroupTable.DefaultInstanceWarmup) && !v.Has(AutoScalingGroupTable.DefaultCooldown) && IsDetailed(v)) return null;
        var defaults = new GroupScalingDefinition();
        var warmup = v.Maybe(AutoScalingGroupTable.DefaultInstanceWarmup);
        return defaults with
        {
            Policies = policies,
            ScheduledActions = actions,
            DefaultCooldown = v.Get(AutoScalingGroupTable.DefaultCooldown, defaults.DefaultCooldown),
            DefaultInstanceWarmup = warmup?.Nanoseconds < 0 ? null : warmup,
            DetailedMonitoring = IsDetailed(v),
        };
    }

    private static bool IsDetailed(ObjectView v) => GroupPolicyCompiler.IsDetailed(v);
}
