using System.Text;

namespace Simulator.Scenarios.Documents;

/// <summary>Reads a text file, or says in one sentence why it cannot be read. Bytes are checked before any parser sees them: the YAML library would replace invalid UTF-8 silently.</summary>
internal static class SourceText
{
    /// <summary>Largest scenario or AWS resource file.</summary>
    public const long LargestDocument = 16L << 20;

    /// <summary>Largest trace.</summary>
    public const long LargestTrace = 256L << 20;

    /// <summary>The text of the file at <paramref name="fullPath"/>, without byte order mark, or null after reporting why not.</summary>
    /// <param name="fullPath">Where the file is.</param>
    /// <param name="shownName">How the user named it.</param>
    /// <param name="mentionedAt">The place that names the file, to which a missing file is reported; the file itself when null.</param>
    /// <param name="path">Scenario path of that place.</param>
    /// <param name="limit">Largest size in bytes.</param>
    /// <param name="issues">Where problems go.</param>
    public static string? Read(string fullPath, string shownName, SourcePosition? mentionedAt, string path, long limit, IssueList issues)
    {
        var at = mentionedAt ?? SourcePosition.Whole(shownName);
        var subject = mentionedAt is null ? "the file" : $"the file {shownName}";
        byte[] bytes;
        try
        {
            if (Directory.Exists(fullPath))
            {
                issues.Add(at, path, mentionedAt is null ? "this is a folder, not a file" : $"{shownName} is a folder, not a file", "name a file in it");
                return null;
            }
            var file = new FileInfo(fullPath);
            if (!file.Exists)
            {
                issues.Add(at, path, $"{subject} does not exist", SimilarFile(fullPath));
                return null;
            }
            if (file.Length > limit)
            {
                issues.Add(at, path, $"{subject} is huge: {file.Length / 1048576.0:0.#} MiB; at most {limit >> 20} MiB are read", "is this the file you meant?");
                return null;
            }
            bytes = ReadWithin(fullPath, limit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException or ArgumentException)
        {
            var reason = e is UnauthorizedAccessException ? "permission denied" : "it cannot be opened";
            issues.Add(at, path, $"{subject} cannot be read: {reason}", "check its permissions");
            return null;
        }
        if (bytes.LongLength > limit)
        {
            issues.Add(at, path, $"{subject} is huge: more than {limit >> 20} MiB", "is this the file you meant?");
            return null;
        }
        return Decode(bytes, shownName, path, issues);
    }

    /// <summary>Strict UTF-8 to text; a byte order mark is dropped.</summary>
    public static string? Decode(byte[] bytes, string shownName, string path, IssueList issues)
    {
        ReadOnlySpan<byte> rest = bytes;
        if (rest.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            rest = rest[3..];
        }
        else if (rest.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || rest.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            issues.Add(new SourcePosition(shownName, 1, 1), path, "the file is UTF-16, not UTF-8", "save it as UTF-8");
            return null;
        }
        var bad = FirstBadByte(rest, out var isNul);
        if (bad >= 0)
        {
            var (line, column) = PlaceOf(rest, bad);
            var at = new SourcePosition(shownName, line, column);
            if (isNul) issues.Add(at, path, "this is not a text file: it holds a zero byte", "is this the file you meant?");
            else issues.Add(at, path, $"the file is not UTF-8: byte 0x{rest[bad]:X2} is no part of a character", "save it as UTF-8");
            return null;
        }
        return Encoding.UTF8.GetString(rest);
    }

    private static byte[] ReadWithin(string fullPath, long limit)
    {
        // A file may be a device or still growing: never trust its length.
        using var stream = new FileStream(fullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while (copy.Length <= limit && (read = stream.Read(buffer)) > 0) copy.Write(buffer, 0, read);
        return copy.ToArray();
    }

    private static int FirstBadByte(ReadOnlySpan<byte> bytes, out bool isNul)
    {
        var nul = bytes.IndexOf((byte)0);
        var i = 0;
        while (i < bytes.Length)
        {
            if (bytes[i] < 0x80)
            {
                i++;
                continue;
            }
            if (Rune.DecodeFromUtf8(bytes[i..], out _, out var consumed) != System.Buffers.OperationStatus.Done) break;
            i += consumed;
        }
        isNul = nul >= 0 && nul <= i;
        if (isNul) return nul;
        return i < bytes.Length ? i : -1;
    }

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> bytes, int index)
    {
        var before = bytes[..index];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        var column = 1;
        foreach (var b in before[lineStart..])
        {
            if ((b & 0xC0) != 0x80) column++;
        }
        return (before.Count((byte)'\n') + 1, column);
    }

    private static string? SimilarFile(string fullPath)
    {
        try
        {
            var folder = Path.GetDirectoryName(fullPath);
            if (folder is null) return null;
            if (!Directory.Exists(folder)) return $"the folder {Path.GetFileName(folder)} does not exist either";
            var names = Directory.EnumerateFileSystemEntries(folder).Take(1000).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal).ToList();
            return Suggestions.Closest(Path.GetFileName(fullPath), names) is { } similar ? $"did you mean {similar}?" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
