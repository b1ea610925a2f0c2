namespace Simulator.Tests.Tidy;

/// <summary>
/// Documents of AWS's rules and worked examples, which are not part of the project: the folder that ECS_SIM_REFERENCE names. Without it the tests that read them are
/// ignored, and say so.
/// </summary>
internal static class ReferenceDocuments
{
    private const string Variable = "ECS_SIM_REFERENCE";

    /// <summary>One case for each document whose text has what a test looks for; one ignored case without the folder.</summary>
    public static IEnumerable<TestCaseData> Where(Func<string, bool> isWanted)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            yield return new TestCaseData("").SetArgDisplayNames("none").Ignore($"{Variable} names no folder of reference documents.");
            yield break;
        }
        foreach (var document in new DirectoryInfo(folder).EnumerateFiles("*.md").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (isWanted(File.ReadAllText(document.FullName))) yield return new TestCaseData(document.FullName).SetArgDisplayNames(document.Name);
        }
    }
}
