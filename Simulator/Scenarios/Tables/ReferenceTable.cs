using Simulator.Kernel;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>reference:</c> items.</summary>
internal static class ReferenceTable
{
    public static readonly ObjectTable Table = new("reference", "Published or measured points beside which the run is drawn and listed, with how far it is off.");

    public static readonly Property<string> Name = Table.Add("name", Kind.Name, "Name; part of metric and file names.", required: true);
    public static readonly Property<string> Series = Table.Add("series", Kind.Words, "What the points are of: SERVICE.COLUMN with a column of services.csv, services.COLUMN for the sum over all services, or cluster.COLUMN with a column of cluster.csv. Tasks in RUNNING are known to the instant, everything else by interval.", required: true);
    public static readonly Property<string> Source = Table.Add("source", Kind.Words, "Who measured or published the points, when and under what conditions.", required: true);
    public static readonly Property<Duration> After = Table.Add("after", Kind.Time, "Time of the run from which the points' times count.", defaultText: "0s");
    public static readonly Property<Duration> JudgedFrom = Table.Add("judgedFrom", Kind.Time, "Points before this time are shown, but count in neither deviation.mean nor deviation.max.", defaultText: "0s");
    public static readonly Property<ValuesSpecification> Points = Table.Add("points", new ValuesKind(), "The points, [[time, value], …] in order of time.", required: true);
}
