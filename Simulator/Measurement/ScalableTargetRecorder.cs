using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>What held for a service's scalable target from a moment on.</summary>
/// <param name="From">Since when.</param>
/// <param name="Minimum">MinCapacity.</param>
/// <param name="Maximum">MaxCapacity.</param>
/// <param name="Policies">Its target tracking policies by place; null where there is none at that time, or one of another kind.</param>
internal sealed record ScalableTargetState(Instant From, int Minimum, int Maximum, ImmutableArray<TargetTrackingPolicyDefinition?> Policies);

/// <summary>
/// Follows the bounds and target tracking policies of scalable targets, which scheduled actions, forecasts and calls change. It listens to all decisions: those
/// that leave desiredCount as it is may set bounds, and need not be in the run's records.
/// </summary>
public sealed class ScalableTargetRecorder : IListener<Decision>
{
    private readonly Calendar _calendar;
    private readonly Scenario _scenario;
    private readonly List<ScalableTargetState>?[] _states; // by service; null without a scalable target

    /// <summary>A recorder that begins with what the scenario says.</summary>
    public ScalableTargetRecorder(Calendar calendar, Scenario scenario)
    {
        _calendar = calendar;
        _scenario = scenario;
        _states = [.. scenario.Services.Select(static s => s.AutoScaling is { } target ? new List<ScalableTargetState> { AtStart(target) } : null)];
    }

    /// <inheritdoc/>
    public void Apply(in Decision fact)
    {
        switch (fact.Kind)
        {
            case DecisionKind.Bounds or DecisionKind.ScheduledAction when fact.Gate == DecisionGate.None:
                Bound(in fact, ScalingInputs.BoundsMinimum);
                break;
            case DecisionKind.PredictiveScaling: // says the bounds that hold whether or not it scaled
                Bound(in fact, ScalingInputs.PredictiveMinimum);
                break;
            case DecisionKind.Operator when fact.Gate == DecisionGate.None:
                Call(_scenario.Timeline[fact.Policy]);
                break;
        }
    }

    /// <summary>What held, in order of time; of several states since the same moment the last one. Empty without a scalable target.</summary>
    internal IReadOnlyList<ScalableTargetState> Of(int service) => _states[service] ?? [];

    private static ScalableTargetState AtStart(ScalableTargetDefinition target) =>
        new(Instant.Zero, target.MinCapacity, target.MaxCapacity, [.. target.Policies.Select(static p => p.ExistsFromStart ? p as TargetTrackingPolicyDefinition : null)]);

    // The maximum stands behind the minimum.
    private void Bound(in Decision fact, int place)
    {
        var now = _states[fact.Subject]![^1];
        var (minimum, maximum) = ((int)fact.Inputs[place], (int)fact.Inputs[place + 1]);
        if ((minimum, maximum) != (now.Minimum, now.Maximum)) _states[fact.Subject]!.Add(now with { From = _calendar.Now, Minimum = minimum, Maximum = maximum });
    }

    private void Call(TimelineActionDefinition action)
    {
        switch (action)
        {
            case PutScalingPolicyAction { Policy.Service: >= 0 } put: Change(put.Policy.Service, p => p.SetItem(put.Policy.Policy, put.Definition as TargetTrackingPolicyDefinition)); break;
            case DeleteScalingPolicyAction { Policy.Service: >= 0 } delete: Change(delete.Policy.Service, p => p.SetItem(delete.Policy.Policy, null)); break;
            case DeregisterScalableTargetAction deregister: Change(deregister.Service, static p => [.. p.Select(static _ => (TargetTrackingPolicyDefinition?)null)]); break;
        }
    }

    private void Change(int service, Func<ImmutableArray<TargetTrackingPolicyDefinition?>, ImmutableArray<TargetTrackingPolicyDefinition?>> change)
    {
        var now = _states[service]![^1];
        _states[service]!.Add(now with { From = _calendar.Now, Policies = change(now.Policies) });
    }
}
