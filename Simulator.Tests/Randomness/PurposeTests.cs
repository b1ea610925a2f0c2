using Simulator.Randomness;

namespace Simulator.Tests.Randomness;

public sealed class PurposeTests
{
    /// <summary>The numbers behind every published result. A new purpose is added here at the end of its group; no line ever changes.</summary>
    private const string Pinned = """
        None=0 Arrivals=1 RequestCpu=2 RequestWait=3 ArrivalModulation=4 RateNoise=5 Routing=6 RequestFailure=7 MessageArrivals=8 MessageCpu=9
        MessageWait=10 JobArrivals=11 RetryJitter=12 NetworkLatency=13 NameResolution=14
        TaskEni=100 TaskPull=101 TaskStart=102 TaskCrash=103 TaskCrashKind=104 TaskRunTime=105 TaskStop=106 ContainerStart=107 ContainerHealthPhase=108
        ProvisioningExpiry=109 FargateLaunch=110 FargateSpotInterruption=111 HealthReportDelay=112 FargateScheduling=113 FargateCpuSpeed=114
        ContainerRunTime=130 ContainerFailure=131 ContainerUnhealthyAfter=132 ContainerUnhealthyFor=133 VolumeAttach=134 PullFailure=135 PullRetryJitter=136 ContainerReport=137
        MessageFailure=152
        InstanceApi=200 InstancePending=201 InstanceBoot=202 InstanceAgent=203 InstanceTrunk=204 InstanceFailure=205 InstanceImpairment=206
        InstanceRepair=207 SpotInterruption=208 InstanceTermination=209 AgentDisconnect=210 ImageBandwidth=211 SubnetChoice=212 ImageCleanupPhase=213
        LifecycleHook=220 SpotPrice=221 SpotCapacity=222 SpotVictim=223 SpotRebalanceLead=224 SpotNoticePoll=225 AgentReconnect=226
        AlarmPhase=300 MetricPublication=301 HealthCheckPhase=302 TargetRegistration=303 DecisionDelay=304 ReconcilePhase=305 CapacityProviderPhase=306
        HealthCheckOutcome=307
        PlacementTie=400 AvailabilityZoneTie=401 ScaleInChoice=402 TerminationChoice=403 CapacityProviderTie=404 RoutingStart=405 InstanceTypeChoice=406
        FailureTime=500 FailureTarget=501 FailureDuration=502 FargateHostFailure=503 CapacityShortage=504
        Resampling=900
        """;

    [Test]
    public void Numbers_NeverChange()
    {
        string[] pinned = Pinned.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] actual = [.. Enum.GetValues<Purpose>().Select(p => $"{p}={(int)p}")];
        Assert.That(actual, Is.EqualTo(pinned));
    }
}
