using Simulator.Kernel;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>What the tables of all timeline actions share.</summary>
internal static class ActionTables
{
    /// <summary>The property that says which action an item is.</summary>
    public const string Discriminator = "action";

    /// <summary>When; the same property in every action's table.</summary>
    public static readonly Property<Duration> At = new("at", Kind.Time, "When.", required: true, null, []);

    /// <summary>A table with <c>at</c> and <c>action</c>, for the API call <paramref name="name"/>.</summary>
    /// <param name="name">The API call.</param>
    /// <param name="doc">What it does, in a line.</param>
    /// <param name="ignored">AWS parameters that are accepted but not simulated, separated by blanks.</param>
    public static ObjectTable New(string name, string doc, string ignored = "")
    {
        var table = new ObjectTable(name, doc).Aws(name, ignored);
        table.Include(At);
        table.Add(Discriminator, new ChoiceKind<string>((name, name)), $"{name}.", required: true);
        return table;
    }
}
