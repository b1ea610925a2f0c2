using System.Globalization;
using System.Xml.Linq;
using Simulator.Reporting.Charts;

namespace Simulator.Tests.Reporting;

/// <summary>Where the texts of an SVG stand, by estimate; and whether they stand in each other's way.</summary>
internal static class SvgText
{
    public sealed record Box(string Text, double Left, double Top, double Right, double Bottom)
    {
        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }

    public static List<Box> BoxesOf(XDocument svg) => [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(BoxOf)];

    /// <summary>Complaints about texts that overlap each other or leave the picture.</summary>
    public static List<string> Collisions(XDocument svg)
    {
        var boxes = BoxesOf(svg);
        var (width, height) = (Number(svg.Root!, "width"), Number(svg.Root!, "height"));
        var problems = boxes.Where(b => b.Left < -0.5 || b.Top < 0 || b.Right > width + 0.5 || b.Bottom > height).Select(b => $"'{b.Text}' leaves the picture").ToList();
        for (var i = 0; i < boxes.Count; i++)
        {
            for (var j = i + 1; j < boxes.Count; j++)
            {
                if (boxes[i].Overlaps(boxes[j])) problems.Add($"'{boxes[i].Text}' and '{boxes[j].Text}' overlap");
            }
        }
        return problems;
    }

    private static Box BoxOf(XElement text)
    {
        var size = Number(text, "font-size");
        var width = TextExtent.Width(text.Value, size) * (text.Attribute("font-weight") is null ? 1 : TextExtent.Bold);
        var (x, y) = (Number(text, "x"), Number(text, "y"));
        var left = (string?)text.Attribute("text-anchor") switch { "end" => x - width, "middle" => x - (width / 2), _ => x };
        return new Box(text.Value, left, y - (size * 0.76), left + width, y + (size * 0.22));
    }

    private static double Number(XElement e, string name) => double.Parse(e.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
