using System.Numerics;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Placement;

/// <summary>
/// The static host ports that some task definition asks for, numbered, so that a set of ports is a bit mask. Ports assigned dynamically neither
/// count nor reserve (ECS-CL-05). TCP and UDP ports of one number are different ports.
/// </summary>
internal sealed class StaticPorts
{
    private const int Most = 100; // API reference, PortMapping: reserved ports of an instance

    // The agent's own: SSH, Docker's API twice, the agent's introspection and task metadata (ECS-CL-05).
    private static readonly int[] AgentPorts = [22, 2375, 2376, 51678, 51679];

    private readonly Dictionary<(int Port, bool Udp), int> _numbers = [];
    private readonly ulong[] _reserved;

    /// <summary>Numbers the ports of all task definitions of a scenario.</summary>
    public StaticPorts(Scenario scenario)
    {
        foreach (var definition in scenario.TaskDefinitions)
        {
            foreach (var port in definition.ReservedTcpPorts) _numbers.TryAdd((port, false), _numbers.Count);
            foreach (var port in definition.ReservedUdpPorts) _numbers.TryAdd((port, true), _numbers.Count);
        }
        Words = (_numbers.Count + 63) / 64;
        _reserved = new ulong[Words];
        foreach (var port in AgentPorts)
        {
            if (_numbers.TryGetValue((port, false), out var number)) _reserved[number / 64] |= 1UL << (number % 64);
        }
    }

    /// <summary>Words of a mask; 0 when no definition has a static port.</summary>
    public int Words { get; }

    /// <summary>Whether the definitions name so many ports that an instance could reach its limit.</summary>
    public bool MayExceedLimit => _numbers.Count + AgentPorts.Length > Most;

    /// <summary>Whether an instance may take the ports of <paramref name="mask"/> beside those in use: at most 100 are reserved, the agent's own included (ECS-CL-05).</summary>
    public bool WithinLimit(ReadOnlySpan<ulong> inUse, ReadOnlySpan<ulong> mask)
    {
        var count = AgentPorts.Length;
        for (var w = 0; w < inUse.Length; w++) count += BitOperations.PopCount(inUse[w] & ~_reserved[w]) + BitOperations.PopCount(mask[w]);
        return count <= Most;
    }

    /// <summary>Word <paramref name="word"/> of the ports that the agent reserves on every instance.</summary>
    public ulong AgentReserved(int word) => _reserved[word];

    /// <summary>The mask of a definition's ports; empty when it has none.</summary>
    public ulong[] MaskOf(TaskDefinition definition)
    {
        if (definition.ReservedTcpPorts.IsEmpty && definition.ReservedUdpPorts.IsEmpty) return [];
        var mask = new ulong[Words];
        foreach (var port in definition.ReservedTcpPorts) Set(mask, _numbers[(port, false)]);
        foreach (var port in definition.ReservedUdpPorts) Set(mask, _numbers[(port, true)]);
        return mask;
    }

    private static void Set(ulong[] mask, int number) => mask[number / 64] |= 1UL << (number % 64);
}
