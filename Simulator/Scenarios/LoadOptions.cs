namespace Simulator.Scenarios;

/// <summary>What the command line adds to a scenario file.</summary>
public sealed record LoadOptions
{
    /// <summary>Nothing added.</summary>
    public static readonly LoadOptions Default = new();

    /// <summary>Overrides in order; a later one wins.</summary>
    public IReadOnlyList<ScenarioOverride> Overrides { get; init; } = [];

    /// <summary>Folders outside the scenario's own that its files may be in (<c>--allow-path</c>), relative to the current directory.</summary>
    public IReadOnlyList<string> AllowPaths { get; init; } = [];

    /// <summary>Master seed instead of <c>run.seed</c> (<c>--seed</c>).</summary>
    public ulong? Seed { get; init; }

    /// <summary>Replications instead of <c>run.replications</c> (<c>--replications</c>).</summary>
    public int? Replications { get; init; }

    /// <summary>Folder to which files named by overrides are relative; the current directory when null.</summary>
    public string? CurrentDirectory { get; init; }
}

/// <summary>One overridden value.</summary>
/// <param name="Option">The option it came from, for messages: <c>--set</c> or <c>--variant</c>.</param>
/// <param name="Text"><c>path=value</c>; the value is parsed as YAML.</param>
public sealed record ScenarioOverride(string Option, string Text)
{
    /// <summary>A <c>--set path=value</c>.</summary>
    public static ScenarioOverride Set(string text) => new("--set", text);
}

/// <summary>A variant of a comparison: a name and overrides.</summary>
/// <param name="Name">Its name in tables and charts.</param>
/// <param name="Overrides">What it changes.</param>
public sealed record ScenarioVariant(string Name, IReadOnlyList<ScenarioOverride> Overrides)
{
    /// <summary>
    /// Reads <c>name: path=value, path=value</c>. A comma divides overrides only outside brackets and quotes and only where another <c>path=</c> follows, so
    /// that <c>a=[1, 2]</c> and <c>rate={low: 1/s, high: 2/s}</c> stay whole.
    /// </summary>
    /// <param name="text">The argument of <c>--variant</c>.</param>
    /// <param name="variant">The variant when the text is right.</param>
    /// <param name="error">Otherwise what is wrong, as a sentence without full stop.</param>
    public static bool TryParse(string text, out ScenarioVariant? variant, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        variant = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (colon <= 0 || (equals >= 0 && equals < colon))
        {
            error = $"`{text}` is not a variant: it begins with a name and a colon, such as \"fast: services.web.desiredCount=8\"";
            return false;
        }
        var name = text[..colon].Trim();
        List<ScenarioOverride> overrides = [.. SplitOverrides(text[(colon + 1)..]).Select(o => new ScenarioOverride("--variant", o.Trim())).Where(o => o.Text.Length > 0)];
        var broken = overrides.Find(o => Documents.DocumentPath.IndexOfEquals(o.Text) <= 0);
        error = broken is not null ? $"`{broken.Text}` in the variant `{name}` is not path=value" : name.Length == 0 ? "a variant needs a name"
            : overrides.Count == 0 ? $"the variant `{name}` changes nothing: write \"{name}: services.web.desiredCount=8\"; the scenario itself is compared anyway" : "";
        if (error.Length > 0) return false;
        variant = new ScenarioVariant(name, overrides);
        return true;
    }

    private static List<string> SplitOverrides(string text)
    {
        List<string> parts = [];
        var depth = 0;
        var quote = '\0';
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var x = text[i];
            if (quote != '\0') quote = x == quote ? '\0' : quote;
            else if (x is '"' or '\'') quote = x;
            else if (x is '[' or '{') depth++;
            else if (x is ']' or '}') depth--;
            else if (x == ',' && depth == 0 && Documents.DocumentPath.IndexOfEquals(text[(i + 1)..]) > 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }
        parts.Add(text[start..]);
        return parts;
    }
}

/// <summary>An axis of a sweep.</summary>
/// <param name="Path">Dotted path of the value it varies.</param>
/// <param name="Values">Its values as the scenario writes them (YAML).</param>
public sealed record SweepAxis(string Path, IReadOnlyList<string> Values)
{
    /// <summary>The override that sets the axis to its value number <paramref name="index"/>.</summary>
    public ScenarioOverride At(int index) => new("sweep", $"{Path}={Values[index]}");
}
