namespace Simulator.Scenarios.Documents;

/// <summary>The YAML library's messages in words a reader of the file understands.</summary>
internal static class YamlMessages
{
    private static readonly (string Part, string Message, string? Suggestion)[] Known =
    [
        ("found invalid mapping", "a `key: value` cannot stand here", "start a new line, or put the text in quotes if it holds \": \""),
        ("did not find expected key", "a key is expected here", "check the indentation of this line and the one above"),
        ("could not find expected ':'", "a `:` is missing after the key", "write `key: value`, with a space after the colon"),
        ("did not find expected '-'", "a list item `- …` is expected here", "check the indentation of this line and the one above"),
        ("did not find expected ',' or ']'", "a , or ] is missing before this", "close the list, or put a comma between its items"),
        ("did not find expected ',' or '}'", "a , or } is missing before this", "close the object, or put a comma between its properties"),
        ("while scanning a quoted scalar, found unexpected end", "the quoted text that begins here is never closed", "add the missing quote"),
        ("while scanning a quoted scalar, found unexpected document", "the quoted text that begins here is never closed", "add the missing quote"),
        ("double-quoted scalar, found wrong indentation", "the quoted text that begins here is never closed, or its next line is not indented", "add the missing quote"),
        ("found character that cannot start any token", "this character cannot begin a value", "put the text in quotes"),
        ("while scanning a literal block scalar", "the text block (| or >) is broken here", "indent every line of it by the same number of spaces"),
        ("while scanning a block scalar", "the text block (| or >) is broken here", "write | or > at the end of the line, and the text below, indented"),
        ("unknown escape character", "this \\ escape does not exist", "use single quotes, or write \\\\ for a backslash"),
        ("while scanning a quoted scalar", "an escape in this quoted text is broken", "use single quotes, or write \\\\ for a backslash"),
        ("tag", "a ! begins a tag, which scenarios do not use", "put the text in quotes"),
        ("anchor", "an anchor (&name) or alias (*name) is broken here", "put the text in quotes if it begins with & or *"),
        ("comment", "a comment cannot stand here", "put a space before #"),
        ("directive", "a % directive is broken here", "remove it"),
        ("did not find expected node content", "a value is expected here", "is a comma one too many?"),
        ("did not find expected <document start>", "nothing may stand here: the document has ended", "is a bracket closed too early?"),
    ];

    public static (string Message, string? Suggestion) Explain(string message)
    {
        foreach (var (part, said, suggestion) in Known)
        {
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase)) return (said, suggestion);
        }
        var words = message.Trim().TrimEnd('.');
        if (words.IndexOf(", ", StringComparison.Ordinal) is var comma and > 0) words = words[(comma + 2)..];
        return ($"the YAML cannot be read: {words}", null);
    }
}
