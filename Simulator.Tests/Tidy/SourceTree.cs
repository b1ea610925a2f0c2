using System.Runtime.CompilerServices;

namespace Simulator.Tests.Tidy;

/// <summary>The repository as the tidy tests read it.</summary>
internal static class SourceTree
{
    public static readonly string Root = FindRoot();

    /// <summary>Path relative to the repository and text of every C# file below <paramref name="folder"/>, build outputs left out.</summary>
    public static IEnumerable<(string Path, string Text)> CSharp(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => (f, File.ReadAllText(Path.Combine(Root, f))));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // The build may be deterministic, which rewrites source paths; then the test's own folder leads up to the solution.
        foreach (var start in new[] { Path.GetDirectoryName(here), TestContext.CurrentContext.TestDirectory, AppContext.BaseDirectory })
        {
            for (var d = start is null ? null : new DirectoryInfo(start); d is not null; d = d.Parent)
            {
                if (File.Exists(Path.Combine(d.FullName, "Sim.sln"))) return d.FullName;
            }
        }
        throw new InvalidOperationException("Sim.sln was not found above the tests.");
    }
}
