using System.Text.Json;
using Simulator.Reporting.Charts;

namespace Simulator.Reporting.Html;

/// <summary>
/// Charts as JSON for the page's script. The encoder is the escaping one: the text stands inside a script element. Series that share their
/// times share one array; values keep five significant digits, more than a screen can show.
/// </summary>
internal static class ChartJson
{
    private const int Columns = 1200;
    private const double PanelHeight = 190;

    /// <summary>Writes charts as an array.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<Chart> charts)
    {
        json.WriteStartArray();
        foreach (var chart in charts)
        {
            json.WriteStartObject();
            json.WriteString("id", chart.Id);
            if (chart is TimeChart time) WriteTime(json, time);
            else if (chart is BarChart bars) WriteBars(json, bars);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, TimeChart chart)
    {
        var times = new TimeArrays(chart);
        json.WriteNumber("start", chart.Start.ToUnixTimeMilliseconds());
        json.WriteNumber("seconds", chart.Seconds);
        json.WriteStartArray("panels");
        foreach (var panel in chart.Panels) WritePanel(json, panel, times);
        json.WriteEndArray();
        json.WriteStartArray("times");
        foreach (var x in times.All) WriteNumbers(json, x, decimals: 1);
        json.WriteEndArray();
        json.WriteStartArray("spans");
        foreach (var s in chart.Spans)
        {
            json.WriteStartObject();
            json.WriteNumber("from", s.From);
            json.WriteNumber("to", s.To);
            json.WriteString("tone", ToneName(s.Tone));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("lanes");
        foreach (var lane in chart.Lanes)
        {
            json.WriteStartObject();
            json.WriteString("name", lane.Name);
            json.WriteStartArray("marks");
            foreach (var m in lane.Marks) WriteMark(json, m);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePanel(Utf8JsonWriter json, Panel panel, TimeArrays times)
    {
        json.WriteStartObject();
        json.WriteString("title", panel.Title);
        // The axis is chosen here, as for the SVG: both show the same ticks.
        var scale = ValueScale.Of(panel, 0, PanelHeight * panel.Weight);
        json.WriteBoolean("log", scale.IsLogarithmic);
        json.WriteNumber("min", scale.Ticks[0].Value);
        json.WriteNumber("max", scale.Ticks[^1].Value);
        json.WriteNumber("interval", scale.Ticks[1].Value - scale.Ticks[0].Value);
        json.WriteBoolean("stacked", panel.Stacked);
        json.WriteNumber("weight", panel.Weight);
        json.WriteStartArray("series");
        foreach (var s in panel.Series)
        {
            if (!s.HasValues) continue;
            var (index, keep) = times.Of(s, panel.Stacked);
            json.WriteStartObject();
            json.WriteString("name", s.Name);
            json.WriteString("shape", JsonNamingPolicy.CamelCase.ConvertName(s.Shape.ToString()));
            json.WriteString("tone", ToneName(s.Tone));
            json.WriteBoolean("dashed", s.Dashed);
            json.WriteString("unit", s.Unit);
            json.WriteNumber("x", index);
            json.WritePropertyName("y");
            WriteNumbers(json, Array.ConvertAll(keep, i => s.Y[i]));
            if (s.Shape == SeriesShape.Band)
            {
                json.WritePropertyName("low");
                WriteNumbers(json, Array.ConvertAll(keep, i => s.Low[i]));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("references");
        foreach (var r in panel.References)
        {
            json.WriteStartObject();
            json.WriteNumber("value", r.Value);
            json.WriteString("name", r.Name);
            json.WriteString("tone", ToneName(r.Tone));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMark(Utf8JsonWriter json, EventMark m)
    {
        json.WriteStartObject();
        json.WriteNumber("at", m.At);
        json.WriteNumber("until", m.Until);
        json.WriteString("shape", JsonNamingPolicy.CamelCase.ConvertName(m.Shape.ToString()));
        json.WriteString("tone", ToneName(m.Tone));
        json.WriteString("text", m.Text);
        json.WriteEndObject();
    }

    private static void WriteBars(Utf8JsonWriter json, BarChart chart)
    {
        json.WriteStartArray("groups");
        foreach (var group in chart.Groups)
        {
            json.WriteStartObject();
            json.WriteString("title", group.Title);
            json.WriteStartArray("bars");
            foreach (var bar in group.Bars)
            {
                json.WriteStartObject();
                json.WriteString("label", bar.Label);
                json.WritePropertyName("value");
                WriteNumber(json, bar.Value);
                json.WritePropertyName("half");
                WriteNumber(json, bar.HalfWidth);
                json.WriteString("text", bar.Text);
                json.WriteString("tone", ToneName(bar.Tone));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, double[] values, int decimals = -1)
    {
        json.WriteStartArray();
        foreach (var v in values)
        {
            if (decimals >= 0) json.WriteNumberValue(Math.Round(v, decimals));
            else WriteNumber(json, v);
        }
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, double v)
    {
        if (!double.IsFinite(v)) json.WriteNullValue();
        else if (v == 0) json.WriteNumberValue(0);
        else json.WriteNumberValue(Math.Round(v, Math.Clamp(4 - (int)Math.Floor(Math.Log10(Math.Abs(v))), 0, 15)));
    }

    private static string ToneName(Tone tone) => tone.ToString().ToLowerInvariant();

    /// <summary>The times of a chart's series, each array once.</summary>
    private sealed class TimeArrays(TimeChart chart)
    {
        private readonly List<(double[] Source, int[] Keep)> _known = [];

        /// <summary>The arrays in the order of their numbers.</summary>
        public List<double[]> All { get; } = [];

        /// <summary>Number of the array of a series' times, and the points that are kept.</summary>
        public (int Index, int[] Keep) Of(Series s, bool stacked)
        {
            // Stacked series must share their times; a thinned series has times of its own.
            var keep = stacked ? [.. Enumerable.Range(0, s.X.Length)] : Decimation.Keep(s.X, s.Y, 0, chart.Seconds, Columns);
            for (var i = 0; i < _known.Count; i++)
            {
                if (ReferenceEquals(_known[i].Source, s.X) || _known[i].Source.AsSpan().SequenceEqual(s.X))
                {
                    if (_known[i].Keep.AsSpan().SequenceEqual(keep)) return (i, keep);
                }
            }
            _known.Add((s.X, keep));
            All.Add(Array.ConvertAll(keep, i => s.X[i]));
            return (All.Count - 1, keep);
        }
    }
}
