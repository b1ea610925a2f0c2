using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>
/// Parameters of pasted calls that a run cannot take at their word. It makes up the ids of its instances and tasks itself, so that those of a call can say only how
/// many are meant; and what the simulation does not know is never an error.
/// </summary>
internal static class CallIds
{
    /// <summary>How many a call names by id, with a note that this is all the ids do; null when it names none.</summary>
    /// <param name="c">The compiler.</param>
    /// <param name="v">The call.</param>
    /// <param name="ids">Its id, or list of ids.</param>
    /// <param name="countProperty">The count that stands for ids otherwise.</param>
    /// <param name="noun">What the ids are of.</param>
    /// <param name="chosenBy">How those meant are chosen.</param>
    public static int? Count(CompileContext c, ObjectView v, Property ids, Property<int> countProperty, string noun, string chosenBy)
    {
        if (!v.IsRead(ids)) return null;
        var named = ids is Property<IReadOnlyList<Reference>> list ? Distinct(c, v.List(list), noun) : 1;
        c.Notes.Ignored(v.Table.Api!, $"the ids of {ids.Name}, which say how many: the {noun}s themselves are chosen by {chosenBy}, as many as ids are given");
        if (v.Maybe(countProperty) is { } count && count != named)
            c.Report(v, countProperty, $"`count` is {count}, but `{ids.Name}` names {named} {noun}{(named == 1 ? "" : "s")}", "keep one of them");
        return named;
    }

    /// <summary>Says that a call changes nothing: a mistake, or the whole of it is not simulated.</summary>
    public static void ReportEmpty(CompileContext c, ObjectView v, string suggestion)
    {
        if (v.HasIgnored) c.Notes.Add(ScenarioNoteKind.Warning, v.Position, $"this {v.Table.Name} changes nothing that is simulated");
        else c.Report(v.Position, v.Path, $"this {v.Table.Name} changes nothing", suggestion);
    }

    private static int Distinct(CompileContext c, IReadOnlyList<Reference> ids, string noun)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (!seen.Add(id.Text)) c.Report(id, $"the {noun} `{id.Text}` is listed twice", "remove one of them");
        }
        return seen.Count;
    }
}
