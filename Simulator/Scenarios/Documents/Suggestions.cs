namespace Simulator.Scenarios.Documents;

/// <summary>«Did you mean»: the nearest known word by edit distance, without regard to case.</summary>
internal static class Suggestions
{
    private const int MostListed = 12;

    /// <summary>The nearest candidate, if close enough to be a slip of the keyboard.</summary>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var least = int.MaxValue;
        var lower = word.ToLowerInvariant();
        foreach (var candidate in candidates)
        {
            var distance = Resembles(candidate, word) ? 1 : Math.Abs(candidate.Length - word.Length) > 3 ? int.MaxValue : EditDistance(lower, candidate.ToLowerInvariant());
            if (distance >= least || distance > Math.Max(1, Math.Min(word.Length, candidate.Length) * 2 / 5)) continue;
            least = distance;
            best = candidate;
        }
        return best;
    }

    /// <summary>«did you mean `x`?», else the list of what is known, else null.</summary>
    public static string? For(string word, IReadOnlyCollection<string> candidates, string known = "known here: ")
    {
        if (Closest(word, candidates) is { } closest) return $"did you mean `{closest}`?";
        return Listing(candidates, known);
    }

    /// <summary>The candidates in one line, or null when there are none.</summary>
    public static string? Listing(IReadOnlyCollection<string> candidates, string known)
    {
        if (candidates.Count == 0) return null;
        var shown = string.Join(", ", candidates.Take(MostListed));
        return known + (candidates.Count > MostListed ? $"{shown}, … ({candidates.Count} in all)" : shown);
    }

    /// <summary>Optimal string alignment: insert, delete, replace, and exchange of neighbours each cost 1.</summary>
    public static int EditDistance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }

    // A part of the name («healthCheckInterval» for «healthCheckIntervalSeconds») or its beginning («containers» for «containerDefinitions»).
    private static bool Resembles(string candidate, string word)
    {
        if (word.Length < 5) return false;
        if (candidate.Length <= word.Length * 3 && candidate.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        var shared = 0;
        while (shared < Math.Min(word.Length, candidate.Length) && char.ToUpperInvariant(word[shared]) == char.ToUpperInvariant(candidate[shared])) shared++;
        return shared >= 6 && shared >= word.Length - 2;
    }
}
