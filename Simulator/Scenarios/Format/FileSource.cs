using System.Security.Cryptography;
using System.Text;
using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>
/// Opens the files a scenario names. A relative path is relative to the file that names it (to the current directory for <c>--set</c>); a path that leaves the
/// scenario's folder is refused unless <c>allowPaths</c> or <c>--allow-path</c> names a folder above it. A link is judged by where it leads.
/// </summary>
internal sealed class FileSource
{
    private readonly string _shownFolder;
    private readonly string _root;
    private readonly List<string> _allowed;
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node?> _documents = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, byte[]> _traceHashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _traces = new(StringComparer.Ordinal);

    /// <param name="scenarioFile">The scenario file as the user named it.</param>
    /// <param name="folder">Full path of its folder.</param>
    /// <param name="allowed">Folders that may be read besides, as full paths.</param>
    public FileSource(string scenarioFile, string folder, IEnumerable<string> allowed)
    {
        _shownFolder = Path.GetDirectoryName(scenarioFile) ?? "";
        _root = Path.GetFullPath(folder);
        _allowed = [.. allowed.Select(Path.GetFullPath)];
        _folders[scenarioFile] = _root;
    }

    /// <summary>Full path of the scenario's folder.</summary>
    public string Root => _root;

    /// <summary>SHA-256 of every trace that was read, in order of its name.</summary>
    public IEnumerable<byte[]> TraceHashes => _traceHashes.Values;

    public void Allow(string folder) => _allowed.Add(Path.GetFullPath(Path.Combine(_root, folder)));

    /// <summary>Makes relative paths in <paramref name="file"/> (an option such as <c>--set …</c>) relative to <paramref name="folder"/>.</summary>
    public void SetFolder(string file, string folder) => _folders[file] = Path.GetFullPath(folder);

    /// <summary>The AWS document in the file that <paramref name="reference"/> names, or null after reporting why not. Each call gives an own copy.</summary>
    public Node? ReadDocument(ScalarNode reference, string path, IssueList issues)
    {
        if (Resolve(reference, path, issues) is not { } file) return null;
        if (!_documents.TryGetValue(file.FullPath, out var node))
        {
            var text = SourceText.Read(file.FullPath, file.Shown, reference.Position, path, SourceText.LargestDocument, issues);
            node = text is null ? null : DocumentReader.Read(text, file.Shown, issues);
            _documents.Add(file.FullPath, node);
            _folders[file.Shown] = Path.GetDirectoryName(file.FullPath)!;
        }
        return node?.Copy();
    }

    /// <summary>The text of a trace, or null after reporting why not.</summary>
    public (string Text, string Shown)? ReadTrace(ScalarNode reference, string path, IssueList issues)
    {
        if (Resolve(reference, path, issues) is not { } file) return null;
        if (!_traces.TryGetValue(file.FullPath, out var text))
        {
            text = SourceText.Read(file.FullPath, file.Shown, reference.Position, path, SourceText.LargestTrace, issues);
            if (text is null) return null;
            _traces.Add(file.FullPath, text);
            _traceHashes[file.Shown] = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        }
        return (text, file.Shown);
    }

    private (string FullPath, string Shown)? Resolve(ScalarNode reference, string path, IssueList issues)
    {
        var named = reference.Text;
        if (named.Length == 0 || named.AsSpan().IndexOfAny("\0\r\n") >= 0)
        {
            issues.Add(reference.Position, path, "this is not a file name", "task-definitions/web.json");
            return null;
        }
        if (named.StartsWith("file://", StringComparison.OrdinalIgnoreCase)) named = named["file://".Length..];
        var folder = _folders.TryGetValue(reference.Position.File, out var known) ? known : _root;
        string full;
        try
        {
            full = Path.GetFullPath(Path.Combine(folder, named));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            issues.Add(reference.Position, path, $"`{named}` is not a file name");
            return null;
        }
        if (!IsAllowed(full))
        {
            issues.Add(
                reference.Position, path, $"{named} lies outside the scenario's folder",
                $"allow it with allowPaths: [{Path.GetDirectoryName(named)}] in the scenario, or --allow-path {Path.GetDirectoryName(named)}");
            return null;
        }
        return (full, Shown(full));
    }

    private bool IsAllowed(string full)
    {
        var real = RealPath(full);
        if (IsBelow(real, RealPath(_root))) return true;
        foreach (var folder in _allowed)
        {
            var allowed = RealPath(folder);
            if (real == allowed || IsBelow(real, allowed)) return true;
        }
        return false;
    }

    private static bool IsBelow(string full, string folder) =>
        full.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link on the way followed; parts that do not exist stay as they are.</summary>
    private static string RealPath(string full)
    {
        var real = Path.GetPathRoot(full) ?? "";
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            try
            {
                FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
                if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } target) real = target.FullName;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return full;
            }
        }
        return real;
    }

    private string Shown(string full) => IsBelow(full, _root) ? Path.Combine(_shownFolder, Path.GetRelativePath(_root, full)) : full;
}
