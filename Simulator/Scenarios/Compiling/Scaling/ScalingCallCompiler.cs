using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Scaling;

/// <summary>The autoscaling calls of the timeline, in order of time: each sees what the ones before it left (AS-TGT-05, AS-TGT-06, AS-SC-06).</summary>
internal sealed class ScalingCallCompiler(CompileContext c, ScalingCompiler scaling, ScalingSlots[] ofService, ScalingSlots[] ofGroup, ImmutableArray<ServiceDefinition> services)
{
    private readonly Dictionary<ObjectView, TimelineActionDefinition> _calls = [];

    /// <summary>What a call does, or null when it was refused.</summary>
    public TimelineActionDefinition? Of(ObjectView v) => _calls.GetValueOrDefault(v);

    /// <summary>Goes through the calls.</summary>
    public void Compile(ObjectView root)
    {
        foreach (var v in root.List(ScenarioTable.Timeline).OrderBy(v => v.Get(ActionTables.At, Duration.Zero).Nanoseconds))
        {
            if (v.Table.Properties.Any(p => p.Required && !v.IsRead(p))) continue; // reported already
            if (CompileOne(v, Instant.Zero + v.Get(ActionTables.At, Duration.Zero)) is { } call) _calls.Add(v, call);
        }
    }

    private TimelineActionDefinition? CompileOne(ObjectView v, Instant at) => v.Table.Name switch
    {
        "RegisterScalableTarget" => Register(v, at),
        "DeregisterScalableTarget" => Deregister(v, at),
        "PutScalingPolicy" => PutPolicy(v, at),
        "DeleteScalingPolicy" or "DeletePolicy" => DeletePolicy(v, at),
        "ExecutePolicy" => Execute(v, at),
        "PutScheduledAction" or "PutScheduledUpdateGroupAction" => PutAction(v, at),
        "DeleteScheduledAction" => DeleteAction(v, at),
        _ => null,
    };

    private RegisterScalableTargetAction? Register(ObjectView v, Instant at)
    {
        if (SlotsOf(v) is not { } slots) return null;
        var (min, max) = (v.Maybe(RegisterScalableTargetTable.MinCapacity), v.Maybe(RegisterScalableTargetTable.MaxCapacity));
        if (min > max) c.Report(v, RegisterScalableTargetTable.MinCapacity, $"minCapacity {min} is more than maxCapacity {max}", $"at most {max}");
        if (!slots.IsRegistered && (min is null || max is null))
        {
            c.Report(v.Position, v.Path, $"{slots.Owner.Said} has no scalable target at that time: its first registration needs minCapacity and maxCapacity (AS-TGT-01)", "minCapacity: 1, maxCapacity: 10");
            return null;
        }
        (slots.IsRegistered, slots.IsCalled) = (true, true);
        var suspended = v.Find(RegisterScalableTargetTable.Suspended);
        return new RegisterScalableTargetAction(
            at, slots.Owner.Service, min, max, suspended?.Maybe(SuspendedStateTable.In), suspended?.Maybe(SuspendedStateTable.Out), suspended?.Maybe(SuspendedStateTable.Scheduled));
    }

    private DeregisterScalableTargetAction? Deregister(ObjectView v, Instant at)
    {
        if (RegisteredSlotsOf(v) is not { } slots) return null;
        slots.IsRegistered = false;
        slots.IsCalled = true;
        slots.DeleteAll();
        return new DeregisterScalableTargetAction(at, slots.Owner.Service);
    }

    private PutScalingPolicyAction? PutPolicy(ObjectView v, Instant at)
    {
        if (RegisteredSlotsOf(v) is not { } slots) return null;
        Property[] others = slots.Owner.IsGroup ? [PolicyTable.TargetTracking, PolicyTable.Step, PolicyTable.Predictive] : GroupPolicyTable.Own;
        foreach (var property in others)
        {
            if (v.Has(property)) c.Report(v.KeyAt(property), v.PathOf(property), $"a policy of {(slots.Owner.IsGroup ? "a group" : "a service")} takes no `{property.Name}`", slots.Owner.IsGroup ? "it belongs to policies of services" : "it belongs to policies of groups");
        }
        var index = scaling.PutPolicy(v, slots, slots.Owner.IsGroup ? null : ServiceAt(slots.Owner.Service, at), fromStart: false, out var policy);
        return policy is null ? null : new PutScalingPolicyAction(at, slots.Owner.Policy(index), policy);
    }

    // A policy on 20-s metrics may be put as soon as the service has them.
    private ServiceDefinition ServiceAt(int service, Instant at) => services[service] with { FineMetrics = c.FineMetricsAt(service, services[service], at) };

    private DeleteScalingPolicyAction? DeletePolicy(ObjectView v, Instant at)
    {
        if (RegisteredSlotsOf(v) is not { } slots) return null;
        var name = v.Get(PolicyTable.Name, "");
        var index = slots.DeletePolicy(name);
        if (index >= 0) return new DeleteScalingPolicyAction(at, slots.Owner.Policy(index));
        c.Report(v, PolicyTable.Name, $"{slots.Owner.Said} has no policy `{name}` at that time", Suggestions.For(name, [.. slots.PolicyNames], "it has "));
        return null;
    }

    private ExecutePolicyAction? Execute(ObjectView v, Instant at)
    {
        if (SlotsOf(v) is not { } slots) return null;
        var name = v.Get(PolicyTable.Name, "");
        var index = slots.PolicyAt(name);
        if (index < 0 || slots.Current.FirstOrDefault(p => p.Name == name) is not { } policy)
        {
            c.Report(v, PolicyTable.Name, $"{slots.Owner.Said} has no policy `{name}`{(index < 0 ? "" : " at that time")}", Suggestions.For(name, [.. slots.Current.Select(static p => p.Name)], "it has "));
            return null;
        }
        if (!CanBeExecuted(policy))
        {
            var kind = policy is TargetTrackingPolicyDefinition ? "target tracking" : "predictive scaling";
            List<string> others = [.. slots.Current.Where(CanBeExecuted).Select(static p => p.Name)];
            c.Report(v, PolicyTable.Name, $"`{name}` is a {kind} policy: only step and simple scaling policies can be executed", Suggestions.Listing(others, "policies that can: "));
            return null;
        }
        var (metric, threshold) = (v.Maybe(ExecutePolicyTable.MetricValue), v.Maybe(ExecutePolicyTable.BreachThreshold));
        var isStep = policy is StepScalingPolicyDefinition;
        if (isStep != (metric is not null) || isStep != (threshold is not null))
        {
            c.Report(v.Position, v.Path, isStep ? $"the step policy `{name}` needs metricValue and breachThreshold" : $"the simple policy `{name}` takes neither metricValue nor breachThreshold", isStep ? "metricValue: 80, breachThreshold: 60" : "remove them");
            return null;
        }
        scaling.CountAsInvoked(slots.Owner.Policy(index));
        return new ExecutePolicyAction(at, slots.Owner.Policy(index), v.Get(ExecutePolicyTable.HonorCooldown, false), metric ?? double.NaN, threshold ?? double.NaN);
    }

    private static bool CanBeExecuted(ScalingPolicyDefinition policy) => policy is not (TargetTrackingPolicyDefinition or PredictiveScalingPolicyDefinition);

    private PutScheduledActionAction? PutAction(ObjectView v, Instant at)
    {
        if (RegisteredSlotsOf(v) is not { } slots) return null;
        var name = v.Get(ScheduledActionTable.Name, "");
        var action = slots.Owner.IsGroup ? ScheduledActionCompiler.OfGroup(c, v, name, at) : ScheduledActionCompiler.OfService(c, v, name, at);
        if (action is null) return null;
        var index = slots.Put(name, action, fromStart: false);
        const int most = 200;
        if (slots.CurrentActions > most) c.Report(v.Position, v.Path, $"{slots.Owner.Said} has more than {most} scheduled actions (AS-TGT-07)", "delete one of them first");
        return new PutScheduledActionAction(at, slots.Owner.Service, slots.Owner.Group, index, action);
    }

    private DeleteScheduledActionAction? DeleteAction(ObjectView v, Instant at)
    {
        if (RegisteredSlotsOf(v) is not { } slots) return null;
        var name = v.Get(ScheduledActionTable.Name, "");
        var index = slots.DeleteAction(name);
        if (index >= 0) return new DeleteScheduledActionAction(at, slots.Owner.Service, slots.Owner.Group, index);
        c.Report(v, ScheduledActionTable.Name, $"{slots.Owner.Said} has no scheduled action `{name}` at that time", "list it under scheduledActions, or put it first");
        return null;
    }

    private ScalingSlots? RegisteredSlotsOf(ObjectView v)
    {
        if (SlotsOf(v) is not { } slots) return null;
        if (slots.IsRegistered) return slots;
        c.Report(v.Position, v.Path, $"{slots.Owner.Said} has no scalable target at that time", "autoScaling of the service, or RegisterScalableTarget before");
        return null;
    }

    private ScalingSlots? SlotsOf(ObjectView v)
    {
        var service = v.Find(ScalingCallTables.Service) ?? v.Find(ScalingCallTables.AnyService);
        var group = v.Find(ScalingCallTables.Group) ?? v.Find(ScalingCallTables.AnyGroup);
        if (service is null == group is null)
        {
            c.Report(v.Position, v.Path, $"{v.Table.Name} is about {(service is null ? "nobody" : "two")}: give either service or autoScalingGroupName", "service: web");
            return null;
        }
        var index = service is not null ? c.Services.Resolve(service with { Text = AwsArn.ServiceOf(service.Text) }, c) : c.Groups.Resolve(group!, c);
        var slots = service is not null ? ofService : ofGroup;
        return index >= 0 && index < slots.Length ? slots[index] : null;
    }
}
