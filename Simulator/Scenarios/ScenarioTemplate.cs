using System.Collections.Immutable;

namespace Simulator.Scenarios;

/// <summary>A file of the starter scenario.</summary>
/// <param name="Path">Relative path, with / between folders.</param>
/// <param name="Text">Content.</param>
public sealed record TemplateFile(string Path, string Text);

/// <summary>The commented starter scenario that <c>init</c> writes.</summary>
public static class ScenarioTemplate
{
    private static readonly ImmutableArray<string> Paths = ["scenario.yaml", "task-definitions/app.json"];

    /// <summary>Its files; the first is the scenario itself.</summary>
    public static ImmutableArray<TemplateFile> Files => [.. Paths.Select(p => new TemplateFile(p, Read(p)))];

    private static string Read(string path)
    {
        var resource = "Simulator.Scenarios.Template/" + path;
        using var stream = typeof(ScenarioTemplate).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource {resource} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
