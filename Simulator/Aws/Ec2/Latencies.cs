using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ec2;

/// <summary>How long things take: draws at the birth of an instance (ASG-LT-02), and constants.</summary>
internal sealed class Latencies
{
    private readonly BirthDraw _births;
    private readonly Sampler _api;
    private readonly Sampler _pending;
    private readonly Sampler _boot;
    private readonly Sampler _agent;
    private readonly Sampler _networkInterface;
    private readonly Sampler _warmStart;
    private readonly Sampler _repair;
    private readonly Sampler _rebalanceLead;

    public Latencies(ModelConstants model, BirthDraw births)
    {
        _births = births;
        _api = new Sampler(model.Get(ModelCatalog.InstanceApi));
        _pending = new Sampler(model.Get(ModelCatalog.InstancePending));
        _boot = new Sampler(model.Get(ModelCatalog.InstanceBoot));
        _agent = new Sampler(model.Get(ModelCatalog.InstanceAgent));
        _networkInterface = new Sampler(model.Get(ModelCatalog.NetworkInterfaceAttach));
        _warmStart = new Sampler(model.Get(Ec2Constants.WarmRunningStart));
        _repair = new Sampler(model.Get(Ec2Constants.ImpairmentRepair));
        _rebalanceLead = new Sampler(model.Get(Ec2Constants.SpotRebalanceLead));
        Shutdown = model.Get(ModelCatalog.InstanceShutdown);
        ReconcileDelay = model.Get(ModelCatalog.GroupReconcileDelay);
        FailureDetection = model.Get(ModelCatalog.InstanceFailureDetection);
        DrainingLimit = model.Get(ModelCatalog.ManagedDrainingLimit);
        LaunchRetry = model.Get(Ec2Constants.GroupLaunchRetry);
        ImpairedWait = model.Get(Ec2Constants.ImpairedInstanceWait);
        RecoveryWait = model.Get(Ec2Constants.AutomaticRecoveryWait);
        ProtectedWait = model.Get(Ec2Constants.RefreshProtectedWait);
        StoppedShare = model.Get(Ec2Constants.WarmStoppedStartShare);
        HibernatedShare = model.Get(Ec2Constants.WarmHibernatedStartShare);
    }

    public Duration Shutdown { get; }

    public Duration ReconcileDelay { get; }

    public Duration FailureDetection { get; }

    public Duration DrainingLimit { get; }

    public Duration LaunchRetry { get; }

    public Duration ImpairedWait { get; }

    public Duration ProtectedWait { get; }

    public Duration RecoveryWait { get; }

    public double StoppedShare { get; }

    public double HibernatedShare { get; }

    /// <summary>From the launch until EC2 says running.</summary>
    public Duration Start(long group, long birth) => _api.AtBirth(_births, Purpose.InstanceApi, group, birth) + _pending.AtBirth(_births, Purpose.InstancePending, group, birth);

    /// <summary>From running until the agent has registered.</summary>
    public Duration Boot(long group, long birth) => _boot.AtBirth(_births, Purpose.InstanceBoot, group, birth) + _agent.AtBirth(_births, Purpose.InstanceAgent, group, birth);

    /// <summary>From the decision to InService of a running warm instance (sub 0), and from there to the agent's registration (sub 1).</summary>
    public Duration WarmStart(long group, long birth, int sub) => _warmStart.AtBirth(_births, Purpose.InstancePending, group, (birth * 2) + sub + long.MinValue);

    /// <summary>Attachment of a task's interface.</summary>
    public Duration NetworkInterface(long task) => _networkInterface.AtBirth(_births, Purpose.TaskEni, task);

    /// <summary>Length of an impairment.</summary>
    public Duration Repair(long instance, long number) => _repair.AtBirth(_births, Purpose.InstanceRepair, instance, number);

    /// <summary>From the rebalance recommendation to the notice.</summary>
    public Duration RebalanceLead(long instance) => _rebalanceLead.AtBirth(_births, Purpose.SpotRebalanceLead, instance);

    /// <summary>From the notice until the agent's poll finds it: it polls every second (ASG-SP-02).</summary>
    public Duration NoticePoll(long instance) => Duration.FromSeconds(_births.Uniform(Purpose.SpotNoticePoll, instance));
}
