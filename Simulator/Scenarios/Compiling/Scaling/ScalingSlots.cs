using System.Collections.Immutable;
using Simulator.Model.Definitions;

namespace Simulator.Scenarios.Compiling.Scaling;

/// <summary>
/// The policies and scheduled actions of one service or group by name: which exist from the start, and, while the timeline is gone through in order of
/// time, which exist at its present moment. A name keeps its place for the whole run, so that alarm actions find the policy whatever becomes of it.
/// </summary>
internal sealed class ScalingSlots(ScalingOwner owner)
{
    private readonly List<Slot<ScalingPolicyDefinition>> _policies = [];
    private readonly List<Slot<ScheduledActionDefinition>> _actions = [];

    public ScalingOwner Owner { get; } = owner;

    /// <summary>Whether the scalable target is registered at the present moment; a group always is.</summary>
    public bool IsRegistered { get; set; } = owner.IsGroup;

    /// <summary>Whether a call registers or deregisters it.</summary>
    public bool IsCalled { get; set; }

    public ImmutableArray<ScalingPolicyDefinition> Policies => [.. _policies.Select(s => s.First).Where(p => p is not null)];

    public ImmutableArray<ScheduledActionDefinition> Actions => [.. _actions.Select(s => s.First)];

    /// <summary>Policies of the present moment.</summary>
    public IEnumerable<ScalingPolicyDefinition> Current => _policies.Where(s => s.Current is not null).Select(s => s.Current!);

    public int CurrentActions => _actions.Count(s => s.Current is not null);

    public IEnumerable<string> PolicyNames => _policies.Select(s => s.Name);

    /// <summary>Place of a policy by name, or -1.</summary>
    public int PolicyAt(string name) => _policies.FindIndex(s => s.Name == name);

    /// <summary>Whether the policy is at any time one that alarms of the user invoke.</summary>
    public bool IsInvokedByAlarms(int index) => _policies[index].TakesAlarms;

    /// <summary>Puts a policy that exists from the start or is put by a call; null stands for one that could not be read, whose name is known all the same.</summary>
    public int Put(string name, ScalingPolicyDefinition? policy, bool takesAlarms, bool fromStart)
    {
        var index = Put(_policies, name, policy, policy is null ? null : fromStart ? policy : policy with { ExistsFromStart = false });
        _policies[index].TakesAlarms |= takesAlarms;
        return index;
    }

    /// <summary>As above for a scheduled action.</summary>
    public int Put(string name, ScheduledActionDefinition action, bool fromStart) =>
        Put(_actions, name, action, fromStart ? action : action with { ExistsFromStart = false });

    /// <summary>Deletes a policy of the present moment; -1 when there is none of this name.</summary>
    public int DeletePolicy(string name) => Delete(_policies, name);

    /// <summary>Deletes a scheduled action of the present moment; -1 when there is none of this name.</summary>
    public int DeleteAction(string name) => Delete(_actions, name);

    /// <summary>Deletes everything of the present moment.</summary>
    public void DeleteAll()
    {
        foreach (var slot in _policies) slot.Current = null;
        foreach (var slot in _actions) slot.Current = null;
    }

    private static int Put<T>(List<Slot<T>> slots, string name, T? current, T? first)
        where T : class
    {
        var index = slots.FindIndex(s => s.Name == name);
        if (index < 0)
        {
            index = slots.Count;
            slots.Add(new Slot<T>(name, first!));
        }
        slots[index].Current = current;
        return index;
    }

    private static int Delete<T>(List<Slot<T>> slots, string name)
        where T : class
    {
        var index = slots.FindIndex(s => s.Name == name && s.Current is not null);
        if (index >= 0) slots[index].Current = null;
        return index;
    }

    private sealed class Slot<T>(string name, T first)
        where T : class
    {
        public string Name { get; } = name;

        public T First { get; } = first;

        public T? Current { get; set; }

        public bool TakesAlarms { get; set; }
    }
}
