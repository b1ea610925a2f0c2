using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>Births of Managed Instances by provider, and the times that their launch takes; the same distributions as for groups (ASG-LT-02).</summary>
internal sealed class ManagedLaunches(Scenario scenario)
{
    private readonly Sampler _api = new(scenario.Model.Get(ModelCatalog.InstanceApi));
    private readonly Sampler _pending = new(scenario.Model.Get(ModelCatalog.InstancePending));
    private readonly Sampler _boot = new(scenario.Model.Get(ModelCatalog.InstanceBoot));
    private readonly Sampler _agent = new(scenario.Model.Get(ModelCatalog.InstanceAgent));
    private readonly long[] _keys = [.. scenario.CapacityProviders.Select(p => SourceKey.Of(p.Name))];
    private readonly long[] _births = new long[scenario.CapacityProviders.Length];

    /// <summary>Key of a provider's draws and number of its next birth.</summary>
    public (long Key, long Birth) TakeBirth(int provider) => (_keys[provider], _births[provider]++);

    /// <summary>From the call until the instance runs.</summary>
    public Duration Start(in BirthDraw births, long key, long birth) =>
        _api.AtBirth(births, Purpose.InstanceApi, key, birth) + _pending.AtBirth(births, Purpose.InstancePending, key, birth);

    /// <summary>From running until the agent registers.</summary>
    public Duration Boot(in BirthDraw births, long key, long birth) =>
        _boot.AtBirth(births, Purpose.InstanceBoot, key, birth) + _agent.AtBirth(births, Purpose.InstanceAgent, key, birth);
}
