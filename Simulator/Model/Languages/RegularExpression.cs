using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Simulator.Model.Languages;

/// <summary>
/// Regular expressions of the cluster query language, which are Java's and match the whole value (ECS-QL-05). They run on an engine whose time is linear in the
/// value: how long a match takes never decides its outcome. What that engine cannot run, and what Java reads otherwise than .NET, is refused.
/// </summary>
internal static class RegularExpression
{
    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="pattern">What matches whole values.</param>
    /// <param name="error">Otherwise a sentence that says what is wrong.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Regex? pattern, [NotNullWhen(false)] out string? error)
    {
        pattern = null;
        error = FindClassOperator(text) is { } found ? $"'{text}' has {found}, which the simulator does not run; write out the characters that are meant." : null;
        if (error is not null) return false;
        try
        {
            Compile(text); // by itself: what closes nothing must not close the frame
            pattern = Compile($@"\A(?:{text})\z");
            return true;
        }
        catch (RegexParseException e)
        {
            error = $"'{text}' is not a regular expression: {Describe(e.Error)}.";
        }
        catch (NotSupportedException)
        {
            error = $"'{text}' has look-around, a back-reference or an atomic or conditional group, which the simulator does not run; it needs an expression without.";
        }
        return false;
    }

    private static Regex Compile(string text) => new(text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);

    // Java intersects classes with && and unites nested ones; .NET would take the same characters literally.
    private static string? FindClassOperator(string text)
    {
        var start = -1; // of the class that is open
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\') i++;
            else if (start < 0 && c == '[') start = i + 1 < text.Length && text[i + 1] == '^' ? ++i : i;
            else if (start < 0) continue;
            else if (c == '[') return "a class inside a class";
            else if (c == '&' && i + 1 < text.Length && text[i + 1] == '&') return "an intersection of classes (&&)";
            else if (c == ']' && i > start + 1) start = -1;
        }
        return null;
    }

    private static string Describe(RegexParseError error) => error switch
    {
        RegexParseError.UnterminatedBracket => "a '[' is never closed",
        RegexParseError.InsufficientClosingParentheses => "a '(' is never closed",
        RegexParseError.InsufficientOpeningParentheses => "a ')' closes no '('",
        RegexParseError.QuantifierAfterNothing => "a quantifier has nothing to repeat",
        RegexParseError.NestedQuantifiersNotParenthesized => "a quantifier follows another one; possessive ones (*+, ++, ?+, {n}+) are not among what the simulator runs",
        RegexParseError.ReversedCharacterRange or RegexParseError.ReversedQuantifierRange => "a range runs backwards",
        RegexParseError.UnescapedEndingBackslash => "nothing follows the last backslash",
        RegexParseError.UndefinedNumberedReference or RegexParseError.UndefinedNamedReference => "a back-reference names no group",
        RegexParseError.UnrecognizedEscape => "an escape is unknown to the simulator",
        RegexParseError.InvalidUnicodePropertyEscape or RegexParseError.MalformedUnicodePropertyEscape => "a class \\p{…} is unknown to the simulator",
        _ => "a group, class or escape is malformed",
    };
}
