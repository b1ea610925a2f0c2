using System.Globalization;

namespace Simulator.Reporting;

/// <summary>A folder that cannot be written or must not be replaced; the message is for the user.</summary>
public sealed class ResultFolderException : Exception
{
    /// <summary>With a sentence for the user.</summary>
    public ResultFolderException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>
/// A result folder in the making. Everything is written into a hidden folder beside the final place (same file system), which takes the final
/// name only when complete: a run that is stopped, in whatever way, leaves the previous result as it was.
/// <code>
///   .partial-NAME-PID-N  --Commit-->  NAME          (no older result: one rename)
///   .partial-NAME-PID-N  &lt;-exchange->  NAME          (Linux: one atomic system call; then the old one is deleted)
///   NAME --rename--> .previous-NAME;  .partial-… --rename--> NAME;  delete .previous-NAME      (elsewhere)
/// </code>
/// What a killed process left behind is put in order by the next one: a partial folder whose lock nobody holds is deleted, and a previous
/// result without a successor gets its name back.
/// </summary>
public sealed class ResultFolder : IDisposable
{
    private const string Partial = ".partial-";
    private const string Previous = ".previous-";
    private const string Lock = ".lock";

    // A file that every kind of result folder has: what may be replaced is recognised by it.
    private static readonly string[] Marks = [Json.RunFile.File, Csv.SummaryTables.Compare.File];
    private static int _count;

    private readonly FileStream _lock;
    private bool _committed;

    private ResultFolder(string path, string workPath, FileStream held)
    {
        Path = path;
        WorkPath = workPath;
        _lock = held;
    }

    /// <summary>The final place.</summary>
    public string Path { get; }

    /// <summary>Where files are written until <see cref="Commit"/>.</summary>
    public string WorkPath { get; }

    /// <summary>Uses renames only, as on systems without an atomic exchange; for tests.</summary>
    internal bool WithoutExchange { get; init; }

    /// <summary>Starts a result folder; creates the folders above it, and puts in order what killed processes left there.</summary>
    /// <param name="path">The final place.</param>
    /// <exception cref="ResultFolderException">The place is taken by something that is not a result folder, or cannot be written.</exception>
    public static ResultFolder Begin(string path) => Begin(path, withoutExchange: false);

    internal static ResultFolder Begin(string path, bool withoutExchange)
    {
        ArgumentNullException.ThrowIfNull(path);
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (Directory.Exists(full) && Directory.ResolveLinkTarget(full, returnFinalTarget: true) is { } target) full = target.FullName;
        var (parent, name) = (System.IO.Path.GetDirectoryName(full), System.IO.Path.GetFileName(full));
        if (parent is null || name.Length == 0) throw new ResultFolderException($"'{path}' cannot be a result folder; give a folder below it with --output.");
        try
        {
            Directory.CreateDirectory(parent);
            Tidy(parent);
            RefuseForeign(full, path);
            return Make(full, parent, name, withoutExchange);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFolderException($"The result folder '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Starts a set of files and folders that will take their places inside an existing folder, each when all are complete.</summary>
    /// <param name="folder">The folder they go into.</param>
    /// <param name="name">A name for the set.</param>
    internal static ResultFolder BeginInside(string folder, string name)
    {
        var full = System.IO.Path.GetFullPath(folder);
        Tidy(full);
        return Make(full, full, name, withoutExchange: false);
    }

    /// <summary>Whether <paramref name="path"/> holds a complete result.</summary>
    public static bool IsResult(string path) => Array.Exists(Marks, m => File.Exists(System.IO.Path.Combine(path, m)));

    /// <summary>Puts the finished folder in its final place, replacing an older result.</summary>
    public void Commit()
    {
        try
        {
            RefuseForeign(Path, Path);
            if (!Directory.Exists(Path)) Directory.Move(WorkPath, Path);
            else if (WithoutExchange || !AtomicExchange.TryExchange(WorkPath, Path)) Replace(WorkPath, Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFolderException($"The result folder '{Path}' cannot be put in place: {e.Message}", e);
        }
        _committed = true;
    }

    /// <summary>Deletes what was not committed, and what a commit replaced.</summary>
    public void Dispose()
    {
        // After an exchange the work path holds the older result. Deleting may fail half-way (an open file elsewhere): the next start finishes it.
        DeleteQuietly(WorkPath);
        _lock.Dispose();
        if (_committed || !Directory.Exists(WorkPath)) DeleteQuietly(WorkPath + Lock);
    }

    /// <summary>Puts each finished file and folder in its place inside the folder that was given to <see cref="BeginInside"/>.</summary>
    internal void CommitContent()
    {
        foreach (var made in Directory.EnumerateFileSystemEntries(WorkPath).Order(StringComparer.Ordinal).ToArray())
        {
            var place = System.IO.Path.Combine(Path, System.IO.Path.GetFileName(made));
            if (File.Exists(made)) File.Move(made, place, overwrite: true);
            else if (!Directory.Exists(place)) Directory.Move(made, place);
            else if (!AtomicExchange.TryExchange(made, place)) Replace(made, place);
        }
    }

    private static ResultFolder Make(string full, string parent, string name, bool withoutExchange)
    {
        var work = System.IO.Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Partial}{name}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}"));
        var held = new FileStream(work + Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Directory.CreateDirectory(work);
        return new ResultFolder(full, work, held) { WithoutExchange = withoutExchange };
    }

    private static void Replace(string made, string place)
    {
        var previous = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(place)!, Previous + System.IO.Path.GetFileName(place));
        DeleteQuietly(previous);
        Directory.Move(place, previous);
        Directory.Move(made, place);
        DeleteQuietly(previous);
    }

    private static void RefuseForeign(string full, string asGiven)
    {
        if (File.Exists(full)) throw new ResultFolderException($"'{asGiven}' is a file; give another folder with --output.");
        if (Directory.Exists(full) && !IsResult(full) && Directory.EnumerateFileSystemEntries(full).Any())
            throw new ResultFolderException($"'{asGiven}' exists and is not a result folder, so it is not replaced; give another folder with --output.");
    }

    private static void Tidy(string parent)
    {
        foreach (var previous in Directory.EnumerateDirectories(parent, Previous + "*").ToArray())
        {
            var path = System.IO.Path.Combine(parent, System.IO.Path.GetFileName(previous)[Previous.Length..]);
            if (Directory.Exists(path)) DeleteQuietly(previous);
            else Directory.Move(previous, path);
        }
        foreach (var partial in Directory.EnumerateFileSystemEntries(parent, Partial + "*").ToArray())
        {
            var work = partial.EndsWith(Lock, StringComparison.Ordinal) ? partial[..^Lock.Length] : partial;
            if (IsHeld(work + Lock)) continue;
            DeleteQuietly(work);
            DeleteQuietly(work + Lock);
        }
    }

    // The lock goes with its process, however that ends; a number alone might belong to another process by now.
    private static bool IsHeld(string lockPath)
    {
        try
        {
            if (!File.Exists(lockPath)) return false;
            using var stream = new FileStream(lockPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the next start.
        }
    }
}
