using System.Collections.Immutable;
using Simulator.Model.Facts;

namespace Simulator.Explaining;

/// <summary>How an input is written down: rooms record numbers only, the form says what they mean.</summary>
public enum InputType
{
    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Seconds: a length, or an instant since the start of the run.</summary>
    Seconds,

    /// <summary>0 or 1.</summary>
    Flag,

    /// <summary>A place in a closed list of words.</summary>
    Word,

    /// <summary>Index of an alarm.</summary>
    Alarm,

    /// <summary>Index of a scaling policy of the subject, a service.</summary>
    Policy,

    /// <summary>Index of a task definition.</summary>
    TaskDefinition,
}

/// <summary>What the subject of a kind of decision is.</summary>
public enum DecisionSubject
{
    /// <summary>A service, as scalable target where it has one.</summary>
    Service,

    /// <summary>An alarm.</summary>
    Alarm,

    /// <summary>A capacity provider.</summary>
    CapacityProvider,

    /// <summary>An Auto Scaling group.</summary>
    AutoScalingGroup,

    /// <summary>What the action on the timeline names; for cluster-wide ones nothing.</summary>
    TimelineAction,
}

/// <summary>What the policy index of a kind of decision counts.</summary>
public enum DecisionPolicy
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Scaling policies of the service.</summary>
    ScalingPolicy,

    /// <summary>Scaling policies of the Auto Scaling group.</summary>
    GroupPolicy,

    /// <summary>Scheduled actions of the Auto Scaling group.</summary>
    GroupScheduledAction,

    /// <summary>Scheduled actions of the service.</summary>
    ScheduledAction,

    /// <summary>Actions of the timeline.</summary>
    TimelineAction,
}

/// <summary>An input of a kind of decision.</summary>
/// <param name="Name">snake_case name; ends in <c>_s</c> for seconds.</param>
/// <param name="Type">How it is written down.</param>
/// <param name="Words">The closed list of words, for <see cref="InputType.Word"/>.</param>
public sealed record DecisionInput(string Name, InputType Type, ImmutableArray<string> Words)
{
    /// <summary>A whole number.</summary>
    public static DecisionInput Count(string name) => new(name, InputType.Count, []);

    /// <summary>A number.</summary>
    public static DecisionInput Number(string name) => new(name, InputType.Number, []);

    /// <summary>Seconds.</summary>
    public static DecisionInput Seconds(string name) => new(name, InputType.Seconds, []);

    /// <summary>Yes or no.</summary>
    public static DecisionInput Flag(string name) => new(name, InputType.Flag, []);

    /// <summary>An alarm.</summary>
    public static DecisionInput Alarm(string name) => new(name, InputType.Alarm, []);

    /// <summary>A scaling policy of the service.</summary>
    public static DecisionInput Policy(string name) => new(name, InputType.Policy, []);

    /// <summary>A word for each value of an enumeration.</summary>
    public static DecisionInput Word<T>(string name, Func<T, string> of)
        where T : struct, Enum => new(name, InputType.Word, [.. Enum.GetValues<T>().Select(of)]);

    /// <summary>The names of an enumeration's values.</summary>
    public static DecisionInput Word<T>(string name)
        where T : struct, Enum => new(name, InputType.Word, [.. Enum.GetNames<T>()]);
}

/// <summary>What a decision came to.</summary>
/// <param name="Gate">What stopped it, or None.</param>
/// <param name="To">Value afterwards.</param>
public readonly record struct Verdict(DecisionGate Gate, int To);

/// <summary>
/// A kind of decision, in one entry: what its inputs are called and how they are written, how it reads as a sentence, and how its outcome follows from
/// the inputs alone. <see cref="Recompute"/> is written from AWS's rules and not from the room that decides: the two check each other.
/// </summary>
public sealed record DecisionForm
{
    /// <summary>The kind.</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>What its subject is.</summary>
    public required DecisionSubject Subject { get; init; }

    /// <summary>What its policy index counts.</summary>
    public DecisionPolicy Policy { get; init; }

    /// <summary>The inputs, in the order in which the room records them.</summary>
    public required ImmutableArray<DecisionInput> Inputs { get; init; }

    /// <summary>Words for the outcome's values; empty where they are counts.</summary>
    public ImmutableArray<string> Outcomes { get; init; } = [];

    /// <summary>Whether it stands in scaling_activities.csv.</summary>
    public bool IsScaling { get; init; }

    /// <summary>What the datapoints are, where the kind has some: for the list of kinds.</summary>
    public string Datapoints { get; init; } = "";

    /// <summary>What the decision is about, for the list of kinds.</summary>
    public required string Summary { get; init; }

    /// <summary>The decision as a sentence or two, without its time.</summary>
    public required Func<DecisionNode, string> Sentence { get; init; }

    /// <summary>The outcome that follows from the inputs.</summary>
    public required Func<DecisionNode, Verdict> Recompute { get; init; }
}
