using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Measurement;

/// <summary>
/// Writes down the health status of container instances as DescribeContainerInstances would show it (ECS-CL-16). ECS evaluates the checks about twice a minute: a change
/// shows at the next look after it, and one that is undone before never shows. The looks are arithmetic; nothing in the world depends on the status but the repair of
/// Managed Instances, which has looks of its own.
/// <code>
///  INITIALIZING ──first look──► OK ◄──agent back, next look──► IMPAIRED (agent out of reach; the runtime, of which the agent tells, has INSUFFICIENT_DATA)
/// </code>
/// AWS: Amazon ECS Developer Guide, "Monitor Amazon ECS container instance health".
/// </summary>
public sealed class InstanceHealthRecorder : IListener<ContainerInstanceTransition>, IListener<AgentConnectivityChange>, IListener<ServiceEvent>
{
    private static readonly Duration Look = Duration.FromSeconds(30L);

    private readonly Calendar _calendar;
    private readonly RecorderViews _views;
    private readonly RunResult _result;
    private State[] _states = new State[16]; // by container instance row

    /// <summary>A recorder over the given views.</summary>
    public InstanceHealthRecorder(Calendar calendar, RecorderViews views, RunResult result)
    {
        _calendar = calendar;
        _views = views;
        _result = result;
    }

    /// <inheritdoc/>
    public void Apply(in ContainerInstanceTransition fact)
    {
        if (fact.ContainerInstance >= _states.Length) Array.Resize(ref _states, Math.Max(fact.ContainerInstance + 1, _states.Length * 2));
        ref var state = ref _states[fact.ContainerInstance];
        if (fact.From == ContainerInstanceStatus.Registering)
        {
            // What is there from the start of a steady run has been looked at.
            var known = _calendar.Now == Instant.Zero && _result.Scenario.Run.Initial == InitialState.Steady;
            state = new State { Ordinal = _views.ContainerInstances[fact.ContainerInstance].Ordinal, Registered = _calendar.Now, Now = known ? InstanceHealth.Ok : InstanceHealth.Initializing, ShowsAt = Instant.MaxValue };
            if (!known) Expect(ref state, InstanceHealth.Ok, _calendar.Now + Look);
        }
        else if (fact.To is ContainerInstanceStatus.Deregistering or ContainerInstanceStatus.Inactive)
        {
            Show(ref state, _calendar.Now);
            state.ShowsAt = Instant.MaxValue;
        }
    }

    /// <inheritdoc/>
    public void Apply(in AgentConnectivityChange fact)
    {
        if (fact.ContainerInstance >= _states.Length) return; // it registers still
        ref var state = ref _states[fact.ContainerInstance];
        if (state.Ordinal != _views.ContainerInstances[fact.ContainerInstance].Ordinal) return;
        Show(ref state, _calendar.Now);
        var looks = ((_calendar.Now - state.Registered).Nanoseconds + Look.Nanoseconds - 1) / Look.Nanoseconds;
        Expect(ref state, fact.Connected ? InstanceHealth.Ok : InstanceHealth.Impaired, state.Registered + (Look * Math.Max(1, looks)));
    }

    /// <summary>A critical managed daemon does not run on an instance (ECS-DM-04).</summary>
    public void Apply(in ServiceEvent fact)
    {
        if (fact.Message != ServiceEventMessage.DaemonImpaired || fact.Subject < 0 || fact.Subject >= _states.Length) return;
        Add(_calendar.Now, _states[fact.Subject].Ordinal, InstanceHealthCheck.Daemon, InstanceHealth.Ok, InstanceHealth.Impaired, InstanceHealth.Impaired);
    }

    /// <summary>Writes what shows by the end of the run, in order of time.</summary>
    internal void Finish()
    {
        for (var i = 0; i < _states.Length; i++) Show(ref _states[i], _calendar.Now);
        _result.InstanceHealth.Sort(static (a, b) => (a.At, a.Ordinal, a.Check).CompareTo((b.At, b.Ordinal, b.Check)));
    }

    private static void Expect(ref State state, InstanceHealth next, Instant at)
    {
        state.Next = next;
        state.ShowsAt = next == state.Now ? Instant.MaxValue : at;
    }

    private void Show(ref State state, Instant until)
    {
        if (state.ShowsAt > until || state.ShowsAt == Instant.Zero) return; // a row that was never used says zero
        var (from, to) = (state.Now, state.Next);
        Add(state.ShowsAt, state.Ordinal, InstanceHealthCheck.ContainerRuntime, OfRuntime(from), OfRuntime(to), to);
        Add(state.ShowsAt, state.Ordinal, InstanceHealthCheck.AgentConnectivity, from, to, to);
        state.Now = to;
        state.ShowsAt = Instant.MaxValue;
    }

    private static InstanceHealth OfRuntime(InstanceHealth agent) => agent == InstanceHealth.Impaired ? InstanceHealth.InsufficientData : agent;

    private void Add(Instant at, long ordinal, InstanceHealthCheck check, InstanceHealth from, InstanceHealth to, InstanceHealth overall) =>
        _result.InstanceHealth.Add(new InstanceHealthRecord(at, ordinal, check, from, to, overall));

    private struct State
    {
        public long Ordinal;
        public Instant Registered;
        public InstanceHealth Now;
        public InstanceHealth Next;
        public Instant ShowsAt;
    }
}

/// <summary>A change of a container instance's health as somebody who looks would see it.</summary>
/// <param name="At">When it shows.</param>
/// <param name="Ordinal">Birth ordinal of its EC2 instance.</param>
/// <param name="Check">The check.</param>
/// <param name="From">Its status before.</param>
/// <param name="To">Its status now.</param>
/// <param name="Overall">overallStatus now.</param>
public readonly record struct InstanceHealthRecord(Instant At, long Ordinal, InstanceHealthCheck Check, InstanceHealth From, InstanceHealth To, InstanceHealth Overall);
