using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Compiling;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios;

/// <summary>
/// Files to a scenario: read (bytes, UTF-8, YAML or JSON with places), fetch the files it names, apply overrides, compile. Bad input never throws: it comes
/// back as a list of issues, all of them at once.
/// </summary>
public static class ScenarioLoader
{
    /// <summary>Loads a scenario file.</summary>
    /// <param name="path">The file as the user named it.</param>
    /// <param name="options">What the command line adds; nothing when null.</param>
    public static ScenarioLoadResult Load(string path, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var issues = new IssueList();
        string full;
        try
        {
            full = Path.GetFullPath(path);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            issues.Add(SourcePosition.Whole(path), "", "this is not the name of a file");
            return Failed(path, issues, new NoteList());
        }
        var text = SourceText.Read(full, path, null, "", SourceText.LargestDocument, issues);
        return text is null ? Failed(path, issues, new NoteList()) : Parse(text, path, Path.GetDirectoryName(full)!, options);
    }

    /// <summary>Loads a scenario from text, as if it stood in <paramref name="file"/> in the folder <paramref name="folder"/>.</summary>
    /// <param name="text">YAML, or JSON when the file's name ends in .json.</param>
    /// <param name="file">Name for messages.</param>
    /// <param name="folder">Folder to which relative paths are relative and outside which no file is read.</param>
    /// <param name="options">What the command line adds; nothing when null.</param>
    public static ScenarioLoadResult Parse(string text, string file, string folder, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= LoadOptions.Default;
        var issues = new IssueList();
        var notes = new NoteList();
        var document = DocumentReader.Read(text, file, issues);
        if (document is not MapNode root)
        {
            if (document is not null and not BadNode) issues.Add(document.Position, "", $"a scenario is an object, not {document.Described}", "name: my-scenario, run: {duration: 1h}, …");
            return Failed(file, issues, notes);
        }
        if (IsTaskDefinition(root))
        {
            issues.Add(root.Position, "", "this is a task definition, not a scenario", $"name it in a scenario: taskDefinitions: [{{file: {Path.GetFileName(file)}}}]");
            return Failed(file, issues, notes);
        }
        var current = options.CurrentDirectory ?? Directory.GetCurrentDirectory();
        var files = new FileSource(file, folder, options.AllowPaths.Select(p => Path.GetFullPath(p, current)));
        AllowPaths(root, files);
        var editor = new DocumentEditor(root, ScenarioTable.Table, files, issues, notes);
        editor.ExpandFiles();
        foreach (var item in Overrides(options)) Apply(item, editor, files, current, issues);
        editor.ExpandFiles();

        var scenario = Compile(root, files, issues, notes);
        var axes = issues.Count == 0 && scenario is not null ? SweepCompiler.Check(root, files, issues) : [];
        if (issues.Count > 0 || scenario is null) return Failed(file, issues, notes);
        var json = JsonText.Of(root);
        return new ScenarioLoadResult
        {
            File = file,
            Scenario = scenario,
            Issues = [],
            Notes = notes.All(),
            ResolvedJson = json,
            Hash = HashOf(json, files),
            SweepAxes = axes,
        };
    }

    internal static Scenario? Compile(MapNode root, FileSource files, IssueList issues, NoteList notes) =>
        ScenarioCompiler.Compile(root, new ReadScope { Issues = issues, Notes = notes, Files = files }, files);

    private static IEnumerable<ScenarioOverride> Overrides(LoadOptions options)
    {
        foreach (var item in options.Overrides) yield return item;
        if (options.Seed is { } seed) yield return new ScenarioOverride("--seed", $"run.seed={seed.ToString(CultureInfo.InvariantCulture)}");
        if (options.Replications is { } replications) yield return new ScenarioOverride("--replications", $"run.replications={replications.ToString(CultureInfo.InvariantCulture)}");
    }

    private static void Apply(ScenarioOverride item, DocumentEditor editor, FileSource files, string current, IssueList issues)
    {
        var shown = $"{item.Option} {item.Text}";
        var at = new SourcePosition(shown, 1, 1);
        var equals = DocumentPath.IndexOfEquals(item.Text);
        if (equals <= 0)
        {
            issues.Add(at, "", "this is not path=value", "services.web.desiredCount=4");
            return;
        }
        if (DocumentPath.Parse(item.Text[..equals].Trim(), out var error) is not { } steps)
        {
            issues.Add(at, "", $"`{item.Text[..equals].Trim()}` is not a path: {error}", "services.web.desiredCount, alarms[0].threshold");
            return;
        }
        files.SetFolder(shown, current);
        var valueAt = new SourcePosition(shown, 1, item.Option.Length + 1 + equals + 2);
        var text = item.Text[(equals + 1)..];
        var value = text.Trim().Length == 0 ? new ScalarNode(valueAt, "", quoted: true) : YamlReader.Read(text, shown, issues, valueAt);
        if (value is not null) editor.Set(steps, value, at);
    }

    private static void AllowPaths(MapNode root, FileSource files)
    {
        if (root.Find("allowPaths") is not ListNode list) return;
        foreach (var item in list.Items)
        {
            if (item is ScalarNode { IsNull: false } folder && folder.Text.AsSpan().IndexOf('\0') < 0) files.Allow(folder.Text);
        }
    }

    private static bool IsTaskDefinition(MapNode root) =>
        root.Find("run") is null && root.Find("services") is null
        && (root.Find("containerDefinitions") is not null || root.Find("taskDefinition") is MapNode { } inner && inner.Find("containerDefinitions") is not null);

    private static string HashOf(string json, FileSource files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(json));
        foreach (var trace in files.TraceHashes) hash.AppendData(trace);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ScenarioLoadResult Failed(string file, IssueList issues, NoteList notes) => new() { File = file, Issues = issues.Sorted(file), ProblemCount = issues.Total, Notes = notes.All() };
}
