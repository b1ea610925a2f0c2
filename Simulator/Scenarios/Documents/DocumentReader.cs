namespace Simulator.Scenarios.Documents;

/// <summary>Text to nodes: strict JSON for a file named .json, YAML for every other.</summary>
internal static class DocumentReader
{
    public static Node? Read(string text, string file, IssueList issues) =>
        file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonReader.Read(text, file, issues) : YamlReader.Read(text, file, issues);
}
