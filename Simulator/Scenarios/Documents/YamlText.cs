using System.Text;
using System.Text.Json;

namespace Simulator.Scenarios.Documents;

/// <summary>A value in one line of YAML flow style, so that it can be read again as an override.</summary>
internal static class YamlText
{
    public static string Of(Node node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                return Scalar(scalar);
            case ListNode list:
                return "[" + string.Join(", ", list.Items.Select(Of)) + "]";
            case MapNode map:
                return "{" + string.Join(", ", map.Entries.Select(e => $"{Quoted(e.Key)}: {Of(e.Value)}")) + "}";
            default:
                return "null";
        }
    }

    private static string Scalar(ScalarNode scalar)
    {
        if (scalar.IsNull) return "null";
        var plain = scalar.Text.Length > 0 && scalar.Text.Trim() == scalar.Text && scalar.Text.AsSpan().IndexOfAny(Special) < 0 && !scalar.Text.StartsWith('-')
            && !(scalar.Quoted && (new ScalarNode(scalar.Position, scalar.Text, quoted: false) is { IsNull: true } or { Boolean: not null } or { Number: not null }));
        return plain || (!scalar.Quoted && scalar.Number is not null) ? scalar.Text : Quoted(scalar.Text);
    }

    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(":,[]{}#&*!|>'\"%@`?\n\t\\");

    private static string Quoted(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && !char.IsAsciiDigit(text[0]) && text[0] != '-'
        ? text
        : new StringBuilder().Append('"').Append(JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()).Append('"').ToString();
}
