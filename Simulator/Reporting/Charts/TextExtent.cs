namespace Simulator.Reporting.Charts;

/// <summary>
/// Width of text in a proportional sans-serif font, from the advance widths of DejaVu Sans, the widest of the usual fallbacks: layouts made
/// with it have room in every font a reader may have.
/// </summary>
internal static class TextExtent
{
    /// <summary>How much wider bold text is.</summary>
    public const double Bold = 1.08;

    private const string Narrow = "iljI.,:;'|!()[]ft/\\ r-";
    private const string Wide = "mwMW@%—→";

    /// <summary>Width in the unit of <paramref name="size"/>.</summary>
    public static double Width(ReadOnlySpan<char> text, double size)
    {
        var em = 0.0;
        foreach (var c in text)
        {
            em += Narrow.Contains(c) ? 0.39 : Wide.Contains(c) ? 0.93 : char.IsAsciiDigit(c) ? 0.64 : char.IsAsciiLetterUpper(c) ? 0.71 : 0.61;
        }
        return em * size;
    }

    /// <summary>The text, cut to a width with an ellipsis where it must be.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width) return text;
        for (var n = text.Length - 1; n > 0; n--)
        {
            var cut = text[..n].TrimEnd() + "…";
            if (Width(cut, size) <= width) return cut;
        }
        return "";
    }

    /// <summary>The text in lines no wider than a width, broken at spaces, but never between a number and its percent sign.</summary>
    public static List<string> Wrap(string text, double size, double width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var glued in text.Replace(" %", "\u00A0%", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var word = glued.Replace('\u00A0', ' ');
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Width(longer, size) > width)
            {
                lines.Add(line);
                longer = word;
            }
            line = longer;
        }
        if (line.Length > 0) lines.Add(line);
        return lines;
    }
}
