namespace Simulator.Reporting.Html;

/// <summary>What the page is made of, embedded at build time.</summary>
internal static class WebAssets
{
    /// <summary>The chart library, or null when npm could not restore it at build time.</summary>
    public static string? ECharts { get; } = Read("echarts.min.js");

    /// <summary>The page's style.</summary>
    public static string Style { get; } = Read("report.css")!;

    /// <summary>The page's script.</summary>
    public static string Script { get; } = Read("report.js")!;

    private static string? Read(string name)
    {
        using var stream = typeof(WebAssets).Assembly.GetManifestResourceStream("Simulator.Reporting.Html.web." + name);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
