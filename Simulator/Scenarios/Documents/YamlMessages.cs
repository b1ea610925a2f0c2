namespace Simulator.Scenarios.Documents;

/// <summary>The YAML library's messages in words a reader of the file understands.</summary>
internal static class YamlMessages
{
    private static readonly (string Part, string Message, string? Suggestion)[] Known =
    [
        ("mapping values are not allowed", "a `key: value` cannot stand here", "is the line above indented differently, or does the text need quotes because it holds \": \"?"),
        ("did not find expected key", "a key is expected here", "check the indentation of this line and the one above"),
        ("could not find expected ':'", "a `:` is missing after the key", "write `key: value`, with a space after the colon"),
        ("did not find expected '-'", "a list item `- …` is expected here", "check the indentation of this line and the one above"),
        ("did not find expected ',' or ']'", "a , or ] is missing", "close the list, or put a comma between its items"),
        ("did not find expected ',' or '}'", "a , or } is missing", "close the object, or put a comma between its properties"),
        ("found unexpected end of stream", "the quoted text that begins here is never closed", "add the missing quote"),
        ("found character that cannot start any token", "this character cannot begin a value", "put the text in quotes"),
        ("found unexpected document indicator", "the quoted text is never closed", "add the missing quote"),
        ("block sequence entries are not allowed", "a list item cannot stand here", "start the list on its own line"),
        ("block collections are not allowed", "an indented list or object cannot stand here", "check the indentation"),
        ("while scanning a block scalar", "a block text (| or >) is broken here", "indent every line of it by the same number of spaces"),
        ("found invalid escape", "this \\ escape does not exist", "use single quotes, or write \\\\ for a backslash"),
        ("unknown escape character", "this \\ escape does not exist", "use single quotes, or write \\\\ for a backslash"),
        ("found undefined tag handle", "unknown tag", "remove the !"),
        ("duplicate", "an anchor or directive is given twice", null),
    ];

    public static (string Message, string? Suggestion) Explain(string message, string line)
    {
        foreach (var (part, said, suggestion) in Known)
        {
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase)) return (said, suggestion);
        }
        var words = message.Trim().TrimEnd('.');
        if (words.StartsWith("While ", StringComparison.OrdinalIgnoreCase) && words.IndexOf(", ", StringComparison.Ordinal) is var comma and > 0) words = words[(comma + 2)..];
        return ($"the YAML cannot be read: {words}", line.Contains('\t', StringComparison.Ordinal) ? "YAML indents with spaces only" : null);
    }
}
