using System.Text.RegularExpressions;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>The kinds of value that several tables use.</summary>
internal static partial class Kind
{
    public static readonly ValueKind<string> Words = new TextKind("text", "write some words");
    public static readonly ValueKind<string> Any = new TextKind("text", "write some words", mayBeEmpty: true, longest: 100_000);
    public static readonly ValueKind<string> Name = new TextKind("a name (letters, digits, hyphens, underscores; at most 255)", "write a name", NameShape(), "use letters, digits, - and _", 255);
    public static readonly ValueKind<string> PlainName = new TextKind("a name (letters, digits and . _ -)", "write a name", PlainNameShape(), "use letters, digits and . _ -", 200);
    public static readonly ValueKind<string> GroupName = new TextKind("a name (at most 255 characters)", "write a name", longest: 255);
    public static readonly ValueKind<string> TargetGroupName = new TextKind("the name of a target group (letters, digits, hyphens; at most 32)", "write a name", TargetGroupShape(), "letters, digits and -, not at either end", 32);
    public static readonly ValueKind<bool> Flag = new BooleanKind(aws: false);
    public static readonly ValueKind<bool> AwsFlag = new BooleanKind(aws: true);
    public static readonly ValueKind<bool> Enabled = new ChoiceKind<bool>(("ENABLED", true), ("DISABLED", false));
    public static readonly ValueKind<Simulator.Kernel.Duration> Time = new TimeKind(mayBeZero: true);
    public static readonly ValueKind<Simulator.Kernel.Duration> PositiveTime = new TimeKind(mayBeZero: false);
    public static readonly ValueKind<double> Size = new SizeKind();
    public static readonly ValueKind<double> Rate = new PlainRateKind();
    public static readonly ValueKind<double> Percent = new PercentKind();
    public static readonly ValueKind<DateTimeOffset> Moment = new MomentKind();
    public static readonly ValueKind<IReadOnlyList<string>> WordList = new ListKind<string>(Any);

    public static readonly ValueKind<CpuArchitecture> Architecture = new ChoiceKind<CpuArchitecture>(("X86_64", CpuArchitecture.X86_64), ("ARM64", CpuArchitecture.Arm64));

    public static readonly ValueKind<LaunchType> LaunchTypes = new ChoiceKind<LaunchType>(("EC2", LaunchType.Ec2), ("FARGATE", LaunchType.Fargate), ("MANAGED_INSTANCES", LaunchType.ManagedInstances)).Refusing(
        ("EXTERNAL", "launch type EXTERNAL (ECS Anywhere) is not simulated", "use EC2 or FARGATE"));

    /// <summary>An item of the timeline.</summary>
    public static readonly ValueKind<ObjectView> Action = new VariantKind(
        "timelineAction", Timeline.ActionTables.Discriminator, () => Compiling.Timeline.TimelineActions.Tables, () => Compiling.Timeline.TimelineActions.NotYet);

    public static ValueKind<int> Count(int min = 0, int max = int.MaxValue) => new IntegerKind(min, max, aws: false);

    public static ValueKind<int> AwsCount(long min = 0, long max = int.MaxValue, string unit = "") => new IntegerKind(min, max, aws: true, unit);

    public static ValueKind<double> AwsNumber() => new NumberKind(double.NegativeInfinity, double.PositiveInfinity, aws: true);

    public static ValueKind<Simulator.Kernel.Duration> Seconds(int min = 0, int max = int.MaxValue) => new SecondsKind(min, max);

    public static ValueKind<Reference> To(string what, string example) => new ReferenceKind(what, example);

    public static ValueKind<ObjectView> Object(Func<ObjectTable> table) => new ObjectKind(table);

    public static ValueKind<IReadOnlyList<T>> List<T>(ValueKind<T> item, int least = 0, int most = int.MaxValue)
        where T : notnull
        => new ListKind<T>(item, least, most);

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameShape();

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9._-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainNameShape();

    [GeneratedRegex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex TargetGroupShape();
}
