using System.Text;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Reporting.Csv;

/// <summary>The closed lists of words in the result files. Statuses are spelled as AWS spells them, the simulator's own kinds in snake_case.</summary>
internal static class Vocabulary
{
    /// <summary>The word for each value of an enumeration, in its order.</summary>
    private static readonly string[] DecisionKinds = Snake<DecisionKind>();
    private static readonly string[] Gates = Snake<DecisionGate>();
    private static readonly string[] FailureKinds = Snake<FailureKind>();
    private static readonly string[] TerminationReasons = Snake<TerminationReason>();
    private static readonly string[] DeploymentCauses = Snake<DeploymentCause>();
    private static readonly string[] Digests = Snake<ImageDigests>();
    private static readonly string[] HookStates = [.. Snake<HookState>().Select(s => s.ToUpperInvariant())];
    private static readonly string[] CallRefusals = Snake<CallRefusal>();
    private static readonly string[] GroupEventKinds = Snake<GroupEventKind>();

    public static string Of(DecisionKind kind) => DecisionKinds[(int)kind];

    /// <summary>The kind of a word; false when there is none.</summary>
    public static bool TryKind(string word, out DecisionKind kind)
    {
        var place = Array.IndexOf(DecisionKinds, word);
        kind = (DecisionKind)Math.Max(0, place);
        return place >= 0;
    }

    /// <summary>The gate of a word, the empty one included; false when there is none.</summary>
    public static bool TryGate(string word, out DecisionGate gate)
    {
        var place = word.Length == 0 ? 0 : Array.IndexOf(Gates, word);
        gate = (DecisionGate)Math.Max(0, place);
        return place >= 0;
    }

    /// <summary>The gate, or empty for none.</summary>
    public static string Of(DecisionGate gate) => gate == DecisionGate.None ? "" : Gates[(int)gate];

    private static string Unplaced(PlacementFailureReason reason) => $"TaskFailedToStart: {AwsText.Of(reason)}";

    public static string Of(FailureKind kind) => FailureKinds[(int)kind];

    public static string Of(TerminationReason reason) => reason == TerminationReason.None ? "" : TerminationReasons[(int)reason];

    public static string Of(CallRefusal refusal) => refusal == CallRefusal.None ? "" : CallRefusals[(int)refusal];

    public static string Of(GroupEventKind kind) => GroupEventKinds[(int)kind];

    /// <summary>stoppedReason without the ids AWS puts in brackets: those stand in their own columns.</summary>
    public static string Of(StopReason reason) => reason switch
    {
        StopReason.None => "",
        StopReason.EssentialContainerExited or StopReason.Finished => "Essential container in task exited",
        StopReason.ScalingActivity or StopReason.Deployment => "Scaling activity initiated by (deployment)",
        StopReason.FailedElbHealthChecks => "Task failed ELB health checks in (target-group)",
        StopReason.FailedContainerHealthChecks => "Task failed container health checks",
        StopReason.HostTerminated => "Host EC2 (instance) terminated",
        StopReason.HostStopped => "Host EC2 (instance) stopped",
        StopReason.InstanceDraining => "Scaling activity initiated by (deployment): container instance draining",
        StopReason.InfrastructureFailed => "The infrastructure hosting the task failed",
        StopReason.CapacityTimeout => "No capacity became available in time",
        StopReason.UserStopped => "Task stopped by user",
        StopReason.SpotInterrupted => "Your Spot Task was interrupted.",
        StopReason.DeregistrationForced => "Container instance deregistration forced by user",
        StopReason.Maintenance => "ECS is performing maintenance on the underlying infrastructure hosting the task.",
        StopReason.ZoneRebalancing => "Availability-zone rebalancing initiated by (deployment)",
        StopReason.CannotPullContainer => "CannotPullContainerError: pull image manifest has been retried 5 times",
        StopReason.NoSpaceLeft => "CannotPullContainerError: failed to extract layer: no space left on device",
        StopReason.CreateTimedOut => "ContainerRuntimeTimeoutError: Could not transition to created; timed out",
        StopReason.StartTimedOut => "ContainerRuntimeTimeoutError: Could not transition to started; timed out",
        StopReason.DependencyFailed => "CannotStartContainerError: a dependency did not exit successfully",
        StopReason.DependencyTimedOut => "CannotStartContainerError: a dependency has timed out",
        StopReason.OutOfMemory => "OutOfMemoryError: Container killed due to memory usage",
        StopReason.NoFreeAddress => "Unexpected EC2 error while attempting to create network interface: InsufficientFreeAddressesInSubnet",
        StopReason.NoCpu => Unplaced(PlacementFailureReason.Cpu),
        StopReason.NoMemory => Unplaced(PlacementFailureReason.Memory),
        StopReason.NoPorts => Unplaced(PlacementFailureReason.Ports),
        StopReason.NoEni => Unplaced(PlacementFailureReason.Eni),
        StopReason.NoGpu => Unplaced(PlacementFailureReason.Gpu),
        StopReason.NoAttribute => Unplaced(PlacementFailureReason.Attribute),
        StopReason.NoAgent => Unplaced(PlacementFailureReason.Agent),
        StopReason.NoConstraint => "TaskFailedToStart: MemberOf placement constraint unsatisfied",
        StopReason.EmptyProvider => "TaskFailedToStart: EMPTY CAPACITY PROVIDER",
        StopReason.ConstraintViolated => "Daemon placement constraint violated",
        _ => reason.ToString(),
    };

    public static string Of(RolloutState state) => state switch
    {
        RolloutState.InProgress => "IN_PROGRESS",
        RolloutState.Completed => "COMPLETED",
        _ => "FAILED",
    };

    /// <summary>Why a service deployment ended, or empty for none.</summary>
    public static string Of(DeploymentCause cause) => cause == DeploymentCause.None ? "" : DeploymentCauses[(int)cause];

    public static string Of(ImageDigests digests) => Digests[(int)digests];

    /// <summary>Status of a lifecycle hook as ECS spells it, or empty for none.</summary>
    public static string Of(HookState state) => state == HookState.None ? "" : HookStates[(int)state];

    public static string PurchaseOption(bool spot) => spot ? "spot" : "on-demand";

    /// <summary>The NotScaledReason code Application Auto Scaling would give (AS-TGT-08), or empty where it has none.</summary>
    public static string NotScaledReason(DecisionGate gate) => gate switch
    {
        DecisionGate.AlreadyAtDesiredCapacity or DecisionGate.AlreadyAtMaxCapacity or DecisionGate.AlreadyAtMinCapacity
            or DecisionGate.AutoScalingAnticipatedFlapping or DecisionGate.TargetServicePutResourceAsUnscalable => gate.ToString(),
        _ => "",
    };

    /// <summary>All words of an enumeration that may stand in a column, the empty one left out.</summary>
    public static IEnumerable<string> All<T>(Func<T, string> of)
        where T : struct, Enum => Enum.GetValues<T>().Select(of).Where(w => w.Length > 0).Distinct();

    private static string[] Snake<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(Snake)];

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
