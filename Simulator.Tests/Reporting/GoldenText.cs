using System.Runtime.CompilerServices;

namespace Simulator.Tests.Reporting;

/// <summary>Checked-in expected texts beside the tests. A deliberate change is accepted by running the tests with ECS_SIM_ACCEPT=1 and reading the difference.</summary>
internal static class GoldenText
{
    /// <summary>Checks a text against <c>Golden/&lt;test name&gt;.txt</c>.</summary>
    public static void Check(string actual, [CallerMemberName] string test = "") => CheckFile(actual, "Simulator.Tests", "Reporting", "Golden", test + ".txt");

    /// <summary>Checks a text against a file of the repository.</summary>
    public static void CheckFile(string actual, params string[] parts)
    {
        var path = Path.Combine([Tidy.SourceTree.Root, .. parts]);
        if (Environment.GetEnvironmentVariable("ECS_SIM_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.That(actual, Is.EqualTo(File.ReadAllText(path)), $"{string.Join('/', parts)} is not what the program prints.");
    }
}
