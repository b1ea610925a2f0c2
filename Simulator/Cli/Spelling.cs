namespace Simulator.Cli;

/// <summary>Suggestions for words that are not known.</summary>
internal static class Spelling
{
    /// <summary><c>; did you mean '…'?</c>, or nothing when no word is near.</summary>
    public static string Suggest(string word, IEnumerable<string> known)
    {
        var (best, distance) = ("", int.MaxValue);
        foreach (var candidate in known)
        {
            var d = candidate.StartsWith(word, StringComparison.Ordinal) && word.Length > 2 ? 1 : Distance(word, candidate);
            if (d < distance) (best, distance) = (candidate, d);
        }
        return distance <= Math.Max(1, Math.Min(3, word.TrimStart('-').Length / 2)) ? $"; did you mean '{best}'?" : "";
    }

    // Damerau–Levenshtein with adjacent transpositions: the usual slips cost one.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
