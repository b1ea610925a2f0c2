using System.Globalization;
using System.Text;

namespace Simulator.Reporting.Charts.Svg;

/// <summary>Which edge of a text stands at its position.</summary>
internal enum Anchor
{
    /// <summary>Its left edge.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its right edge.</summary>
    End,
}

/// <summary>Writes SVG elements compactly: coordinates with one decimal, styles shared in classes.</summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder _body = new();

    /// <summary>Colour of ordinary text.</summary>
    public const string TextColour = "#333333";

    /// <summary>Colour of secondary text.</summary>
    public const string QuietColour = "#5f5f5f";

    private const string Fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Liberation Sans',sans-serif";

    /// <summary>A coordinate with at most one decimal.</summary>
    public static string N(double v)
    {
        var text = v.ToString("0.#", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>Text; nothing for an empty one.</summary>
    public void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, bool bold = false, string colour = TextColour)
    {
        if (text.Length == 0) return;
        _body.Append("<text x=\"").Append(N(x)).Append("\" y=\"").Append(N(y)).Append("\" font-size=\"").Append(N(size)).Append('"');
        if (anchor != Anchor.Start) _body.Append(" text-anchor=\"").Append(anchor == Anchor.Middle ? "middle" : "end").Append('"');
        if (bold) _body.Append(" font-weight=\"600\"");
        _body.Append(" fill=\"").Append(colour).Append('"');
        _body.Append('>').Append(Escape(text)).Append("</text>\n");
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1, string dash = "")
    {
        _body.Append("<path d=\"M").Append(N(x1)).Append(' ').Append(N(y1));
        if (N(y1) == N(y2)) _body.Append('H').Append(N(x2));
        else if (N(x1) == N(x2)) _body.Append('V').Append(N(y2));
        else _body.Append('L').Append(N(x2)).Append(' ').Append(N(y2));
        _body.Append("\" stroke=\"").Append(colour).Append("\" stroke-width=\"").Append(N(width)).Append('"');
        if (dash.Length > 0) _body.Append(" stroke-dasharray=\"").Append(dash).Append('"');
        _body.Append("/>\n");
    }

    /// <summary>A filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string colour, double opacity = 1, string tooltip = "")
    {
        _body.Append("<rect x=\"").Append(N(x)).Append("\" y=\"").Append(N(y)).Append("\" width=\"").Append(N(width)).Append("\" height=\"").Append(N(height))
            .Append("\" fill=\"").Append(colour).Append('"');
        if (opacity < 1) _body.Append(" fill-opacity=\"").Append(opacity.ToString("0.##", CultureInfo.InvariantCulture)).Append('"');
        Close("rect", tooltip);
    }

    /// <summary>A path of the given commands.</summary>
    public void Path(StringBuilder commands, string stroke, double width, string fill = "none", double opacity = 1, string dash = "", string tooltip = "")
    {
        if (commands.Length == 0) return;
        _body.Append("<path d=\"").Append(commands).Append("\" stroke=\"").Append(stroke).Append('"');
        if (stroke != "none") _body.Append(" stroke-width=\"").Append(N(width)).Append("\" stroke-linejoin=\"round\"");
        if (fill != "none") _body.Append(" fill=\"").Append(fill).Append('"');
        if (fill != "none" && opacity < 1) _body.Append(" fill-opacity=\"").Append(opacity.ToString("0.##", CultureInfo.InvariantCulture)).Append('"');
        if (dash.Length > 0) _body.Append(" stroke-dasharray=\"").Append(dash).Append('"');
        Close("path", tooltip);
    }

    /// <summary>Writes the whole document.</summary>
    public void WriteTo(TextWriter to, double width, double height, Chart chart)
    {
        to.Write($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\" role=\"img\" font-family=\"{Fonts}\" fill=\"none\">\n");
        to.Write($"<title>{Escape(chart.Title)}</title>\n");
        if (chart.Subtitle.Length > 0) to.Write($"<desc>{Escape(chart.Subtitle)}</desc>\n");
        to.Write($"<rect width=\"{N(width)}\" height=\"{N(height)}\" fill=\"#ffffff\"/>\n");
        foreach (var chunk in _body.GetChunks()) to.Write(chunk.Span);
        to.Write("</svg>\n");
    }

    private static string Escape(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            switch (c)
            {
                case '&': clean.Append("&amp;"); break;
                case '<': clean.Append("&lt;"); break;
                case '>': clean.Append("&gt;"); break;
                case < ' ': clean.Append(' '); break; // XML 1.0 has no place for control characters
                default: clean.Append(c); break;
            }
        }
        return clean.ToString();
    }

    private void Close(string element, string tooltip)
    {
        if (tooltip.Length == 0) _body.Append("/>\n");
        else _body.Append("><title>").Append(Escape(tooltip)).Append("</title></").Append(element).Append(">\n");
    }
}
