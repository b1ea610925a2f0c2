using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Agents that cannot be reached (ECS-CL-13). Containers go on, or end and refuse connections; what happens to them is not reported, what the control plane wants does not arrive. A silent agent
/// passes for connected for <c>agentSilenceDetection</c>; then the instance takes no new tasks. Its tasks keep their last known state and are not replaced.
/// When the agent is back, what it did meanwhile is reported in order, new tasks are admitted, and stop signals arrive.
/// <code>
///  connected ──lost──► silent ──agentSilenceDetection──► agentConnected false
///      ▲                  │ next attempt                     │ next attempt of the agent, or its start
///      └──────────────────┴──────────────────────────────────┘
/// </code>
/// AWS: API reference, HealthCheck and ContainerInstance; aws/containers-roadmap issue 2040. Agent: ecs-agent/acs/session (ECS-AG-06).
/// </summary>
internal sealed class AgentConnections(Calendar calendar, Scenario scenario, EcsTables tables, BirthDraw births)
{
    private const double Multiplier = 1.5; // of one pause to the next, and
    private const double Jitter = 0.2; // how much longer than that it may be: both stated in the agent's source

    private readonly Sampler _heartbeat = new(scenario.Model.Get(ModelCatalog.AgentHeartbeatTimeout));
    private readonly Duration _firstPause = scenario.Model.Get(ModelCatalog.AgentReconnectDelay);
    private readonly Duration _longestPause = scenario.Model.Get(ModelCatalog.AgentReconnectDelayCap);
    private readonly Duration _detection = scenario.Model.Get(ModelCatalog.AgentSilenceDetection);
    private readonly Dictionary<int, Silence> _silent = []; // by container instance; asked by key only, never walked

    /// <summary>Whether the agent of an instance is out of reach, noticed or not.</summary>
    public bool IsSilent(int instance) => _silent.Count > 0 && _silent.ContainsKey(instance);

    /// <summary>An agent is lost; the control plane notices later. False when it was lost already.</summary>
    public bool Lose(int instance)
    {
        if (_silent.TryGetValue(instance, out var already))
        {
            already.ReconnectsAt = Instant.MaxValue; // cut off again before it was back
            return false;
        }
        _silent.Add(instance, new Silence(calendar.Now));
        calendar.ScheduleIn(_detection, EventKinds.AgentSilenceNoticed, instance, tables.Instances.GenerationOf(instance));
        return true;
    }

    /// <summary>An agent is back; what was held back, in order. Null when it was not lost.</summary>
    public List<HeldReport>? Return(int instance) => _silent.Remove(instance, out var silence) ? silence.Held : null;

    /// <summary>
    /// The network of a silent agent is back. One that has not missed its heartbeat yet goes on at once; one that has tries to connect at growing distances, and is back
    /// with its next attempt (ECS-AG-06).
    /// </summary>
    public void AwaitAttempt(int instance)
    {
        if (!_silent.TryGetValue(instance, out var silence)) return;
        silence.ReconnectsAt = NextAttempt(instance, silence.Since);
        calendar.Schedule(silence.ReconnectsAt, EventKinds.AgentReconnects, instance, tables.Instances.GenerationOf(instance));
    }

    /// <summary>Whether the attempt of a silent agent that is due now gets through.</summary>
    public bool Reconnects(int instance) => _silent.TryGetValue(instance, out var silence) && silence.ReconnectsAt == calendar.Now;

    private Instant NextAttempt(int instance, Instant since)
    {
        var key = tables.Instances[instance].Ordinal;
        var attempt = since + _heartbeat.AtBirth(births, Purpose.AgentReconnect, key, since.Nanoseconds);
        if (attempt >= calendar.Now || _longestPause == Duration.Zero) return calendar.Now;
        var pause = (double)_firstPause.Nanoseconds;
        for (var n = 1; attempt < calendar.Now; n++)
        {
            var jitter = 1 + (Jitter * births.Uniform(Purpose.AgentReconnect, key, since.Nanoseconds + n));
            attempt += new Duration(Math.Max(1, (long)(pause * jitter)));
            pause = Math.Min(_longestPause.Nanoseconds, pause * Multiplier);
        }
        return attempt;
    }

    /// <summary>The instance is gone, and its agent with it.</summary>
    public void Forget(int instance)
    {
        if (_silent.Count > 0) _silent.Remove(instance);
    }

    /// <summary>Holds back what cannot cross between agent and control plane now; false when it can.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="number">Event kind, or reason and exit code, as <paramref name="kind"/> has it.</param>
    public bool Holds(int task, HeldKind kind, int number = 0)
    {
        if (_silent.Count == 0) return false;
        var instance = tables.Tasks[task].ContainerInstance;
        if (instance < 0 || !_silent.TryGetValue(instance, out var silence)) return false;
        silence.Held.Add(new HeldReport(task, tables.Tasks.GenerationOf(task), kind, number));
        return true;
    }

    private sealed class Silence(Instant since)
    {
        public Instant Since { get; } = since;

        public List<HeldReport> Held { get; } = [];

        public Instant ReconnectsAt { get; set; } = Instant.MaxValue;
    }
}

/// <summary>What is held back while an agent is out of reach.</summary>
internal enum HeldKind : byte
{
    /// <summary>An event of the task: its containers started or stopped. The number is the event's kind.</summary>
    Event,

    /// <summary>The control plane's signal to stop.</summary>
    Stop,

    /// <summary>A task cannot go on because of its containers: one exited or did not start. The number is the reason and the exit code.</summary>
    Failure,
}

/// <summary>Something held back.</summary>
/// <param name="Task">Task row.</param>
/// <param name="Generation">The row's generation then.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Event kind, or reason and exit code.</param>
internal readonly record struct HeldReport(int Task, uint Generation, HeldKind Kind, int Number);
