using System.Net;

namespace Simulator.Reporting.Html;

/// <summary>Writes HTML; text is escaped unless it is said to be raw.</summary>
internal sealed class HtmlWriter
{
    /// <summary>A writer.</summary>
    public HtmlWriter(TextWriter to) => To = to;

    /// <summary>Where the page goes.</summary>
    public TextWriter To { get; }

    /// <summary>Text as HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Writes HTML as it stands.</summary>
    public void Raw(string html) => To.Write(html);

    /// <summary>Writes an element with text.</summary>
    public void Element(string name, string text, string className = "")
    {
        To.Write('<');
        To.Write(name);
        if (className.Length > 0)
        {
            To.Write(" class=\"");
            To.Write(className);
            To.Write('"');
        }
        To.Write('>');
        To.Write(Escape(text));
        To.Write("</");
        To.Write(name);
        To.Write('>');
    }
}
