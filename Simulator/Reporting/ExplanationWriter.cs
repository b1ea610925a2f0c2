using System.Globalization;
using System.Text.Json;
using Simulator.Explaining;
using Simulator.Reporting.Json;
using Simulator.Reporting.Reading;

namespace Simulator.Reporting;

/// <summary>Explanations of a result folder: read from its files, written as text or JSON.</summary>
public static class ExplanationWriter
{
    private const int Width = 118;
    private const string Kept = "\u00A0"; // a number is not parted from its unit

    /// <summary>Reads of a folder what explanations are made from.</summary>
    /// <exception cref="ResultFolderException">It is no result folder of a run, or a file in it cannot be read.</exception>
    public static RunStory Read(string folder) => StoryReader.Read(folder);

    /// <summary>Writes explanations as text.</summary>
    public static void WriteText(TextWriter to, RunStory story, IReadOnlyList<Explanation> explanations)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(story);
        ArgumentNullException.ThrowIfNull(explanations);
        for (var i = 0; i < explanations.Count; i++)
        {
            var e = explanations[i];
            if (i > 0) to.Write("\n");
            to.Write($"{e.Service} at {story.Clock(e.At)}, {Wording.Time(e.At)} after the start{(story.Replications > 1 ? $", in replication 0 of {story.Replications}" : "")}\n");
            foreach (var part in e.Parts)
            {
                to.Write($"\n{part.Title}\n");
                foreach (var line in part.Lines) WriteLine(to, line.At is { } at ? story.Clock(at) + "  " : "", line.Text);
            }
        }
    }

    /// <summary>Writes explanations as one JSON document.</summary>
    public static void WriteJson(Stream to, RunStory story, IReadOnlyList<Explanation> explanations)
    {
        ArgumentNullException.ThrowIfNull(story);
        ArgumentNullException.ThrowIfNull(explanations);
        using var json = new Utf8JsonWriter(to, JsonStyle.Indented);
        json.WriteStartArray();
        foreach (var e in explanations)
        {
            json.WriteStartObject();
            json.WriteString("service", e.Service);
            json.WriteNumber("t_s", e.At);
            json.WriteString("time", story.Start.AddSeconds(e.At).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            if (story.Replications > 1) json.WriteNumber("replication", 0);
            json.WriteStartArray("parts");
            foreach (var part in e.Parts)
            {
                json.WriteStartObject();
                json.WriteString("title", part.Title);
                json.WriteStartArray("lines");
                foreach (var line in part.Lines)
                {
                    json.WriteStartObject();
                    if (line.At is { } at) json.WriteNumber("t_s", Math.Round(at, 3));
                    json.WriteString("text", line.Text);
                    if (line.Decision > 0) json.WriteNumber("decision_id", line.Decision);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteLine(TextWriter to, string head, string text)
    {
        var line = "  " + head;
        var indent = new string(' ', line.Length);
        var isFirst = true;
        foreach (var kept in text.Replace(" %", Kept + "%", StringComparison.Ordinal).Replace(" ms", Kept + "ms", StringComparison.Ordinal).Split(' '))
        {
            var word = kept.Replace(Kept, " ", StringComparison.Ordinal);
            if (!isFirst && line.Length + 1 + word.Length > Width)
            {
                to.Write(line + "\n");
                line = indent + word;
                continue;
            }
            line += (isFirst ? "" : " ") + word;
            isFirst = false;
        }
        to.Write(line + "\n");
    }
}
