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

    public static string Of(DecisionKind kind) => DecisionKinds[(int)kind];

    /// <summary>The gate, or empty for none.</summary>
    public static string Of(DecisionGate gate) => gate == DecisionGate.None ? "" : Gates[(int)gate];

    public static string Of(FailureKind kind) => FailureKinds[(int)kind];

    public static string Of(TerminationReason reason) => reason == TerminationReason.None ? "" : TerminationReasons[(int)reason];

    /// <summary>stoppedReason without the ids AWS puts in brackets: those stand in their own columns.</summary>
    public static string Of(StopReason reason) => reason switch
    {
        StopReason.None => "",
        StopReason.EssentialContainerExited => "Essential container in task exited",
        StopReason.ScalingActivity => "Scaling activity initiated by deployment",
        StopReason.Deployment => "Replaced by a newer deployment",
        StopReason.FailedElbHealthChecks => "Task failed ELB health checks",
        StopReason.FailedContainerHealthChecks => "Task failed container health checks",
        StopReason.HostTerminated => "Host EC2 instance terminated",
        StopReason.InstanceDraining => "Container instance draining",
        StopReason.InfrastructureFailed => "Infrastructure under the task failed",
        StopReason.CapacityTimeout => "No capacity became available in time",
        StopReason.Finished => "Essential container finished its work",
        StopReason.UserStopped => "Task stopped by user",
        StopReason.SpotInterrupted => "Your Spot Task was interrupted",
        _ => reason.ToString(),
    };

    public static string Of(RolloutState state) => state switch
    {
        RolloutState.InProgress => "IN_PROGRESS",
        RolloutState.Completed => "COMPLETED",
        _ => "FAILED",
    };

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
