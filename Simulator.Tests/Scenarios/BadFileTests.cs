using System.Diagnostics;
using System.Text;
using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

/// <summary>Files that are no scenario: each a clear sentence, never an exception.</summary>
public sealed class BadFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void MissingFile_IsSaidWithASimilarName()
    {
        _folder.Write("web-service.yaml", "x");
        AssertSays(_folder.PathOf("web-servce.yaml"), "the file does not exist (did you mean web-service.yaml?)");
        Assert.That(ScenarioLoader.Load(_folder.PathOf("web-servce.yaml")).Issues[0].Line, Is.Zero);
    }

    [Test]
    public void MissingFolder_IsSaid() => AssertSays(_folder.PathOf("nowhere/a.yaml"), "the file does not exist (the folder nowhere does not exist either)");

    [Test]
    public void Folder_IsNotAFile() => AssertSays(_folder.Root, "this is a folder, not a file");

    [Test]
    public void UnreadableFile_IsSaid()
    {
        var path = _folder.Write("a.yaml", Loading.Fargate);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(path, UnixFileMode.None);
        if (MayRead(path)) AssertSays("/proc/self/mem", "cannot be read: it cannot be opened"); // root may read every ordinary file
        else AssertSays(path, "cannot be read: permission denied (check its permissions)");
    }

    [Test]
    public void HugeFile_IsRefusedWithoutReadingIt()
    {
        var path = _folder.PathOf("huge.yaml");
        using (var stream = File.Create(path)) stream.SetLength(3L << 30); // sparse
        AssertSays(path, "the file is huge: 3072 MiB; at most 16 MiB are read");
    }

    [Test]
    public void EndlessDevice_IsRefused()
    {
        if (!File.Exists("/dev/zero")) return;
        AssertSays("/dev/zero", "the file is huge: more than 16 MiB");
    }

    [TestCase("", 1, 1, "the file is empty")]
    [TestCase("# only a comment\n", 1, 1, "the file is empty")]
    [TestCase("- a\n- b\n", 1, 1, "a scenario is an object, not a list")]
    [TestCase("just words\n", 1, 1, "a scenario is an object, not `just words`")]
    public void FileWithoutObject_IsSaid(string text, int line, int column, string message) => AssertSaysAt(_folder.Write("a.yaml", text), line, column, message);

    [Test]
    public void BinaryFile_IsSaid() => AssertSaysAt(_folder.Write("a.yaml", [.. "name: x\nrun"u8, 0, 1, 2]), 2, 4, "this is not a text file: it holds a zero byte");

    [Test]
    public void InvalidUtf8_IsSaidWithItsPlace() => AssertSaysAt(_folder.Write("a.yaml", [.. "name: t\ndescription: caf"u8, 0xE9, .. "\n"u8]), 2, 17, "the file is not UTF-8: byte 0xE9 is no part of a character (save it as UTF-8)");

    [Test]
    public void Utf16_IsSaid() => AssertSaysAt(_folder.Write("a.yaml", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("name: t")).ToArray()), 1, 1, "the file is UTF-16, not UTF-8");

    [Test]
    public void ByteOrderMark_IsAccepted() => Assert.That(ScenarioLoader.Load(_folder.Write("a.yaml", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Loading.Fargate)])).IsValid);

    [Test]
    public void TaskDefinitionInPlaceOfAScenario_IsSaid() =>
        AssertSaysAt(_folder.Write("web.json", """{"family": "web", "containerDefinitions": []}"""), 1, 1, "this is a task definition, not a scenario");

    [Test]
    public void AnchorsThatExplode_AreRefusedQuickly()
    {
        var text = new StringBuilder("name: t\nx-a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n");
        for (var i = 1; i < 12; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"x-a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var watch = Stopwatch.StartNew();
        AssertSaysAt(_folder.Write("bomb.yaml", text.ToString()), 6, null, "the aliases of this file expand to more than 100000 values (anchors within anchors grow without bounds: write the values out)");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [TestCase("a.yaml", "name: ", "[", "values are nested more than 64 deep")]
    [TestCase("a.json", "{\"name\": ", "[", "values are nested more than 64 deep")]
    public void DeepNesting_IsRefused(string name, string start, string bracket, string message) =>
        AssertSaysAt(_folder.Write(name, start + string.Concat(Enumerable.Repeat(bracket, 100_000))), 1, null, message);

    [Test]
    public void TooManyValues_AreRefused() =>
        AssertSaysAt(_folder.Write("a.yaml", "x-list: [" + string.Concat(Enumerable.Repeat("1,", 1_100_000)) + "1]\n"), 1, null, "the file holds more than 1000000 values");

    [Test]
    public void AliasOfNothing_IsSaid() =>
        Loading.Refused("name: t\nx-d: &defaults {a: 1}\nrun: *default\n", "3:6", "there is no anchor &default above", "did you mean `defaults`?");

    [Test]
    public void EveryPrefixOfAScenario_IsRefusedWithoutException()
    {
        // A file cut anywhere must give a sentence, never a stack trace.
        foreach (var (name, text) in new[] { ("a.yaml", Loading.Fargate), ("a.json", Scenarios.ScenarioTemplateText.AppJson) })
        {
            for (var length = 0; length < text.Length; length++)
            {
                var result = ScenarioLoader.Parse(text[..length], name, _folder.Root);
                if (!result.IsValid) Assert.That(result.Issues, Is.Not.Empty, $"{name} cut at {length}");
            }
        }
    }

    private static bool MayRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path).Length > 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void AssertSays(string path, string message)
    {
        var result = ScenarioLoader.Load(path);
        Assert.That(result.IsValid, Is.False);
        Assert.That(result.Issues.Single().ToString(), Does.StartWith(path + ": ").And.Contains(message));
    }

    private static void AssertSaysAt(string path, int line, int? column, string message)
    {
        var result = ScenarioLoader.Load(path);
        Assert.That(result.IsValid, Is.False);
        var issue = result.Issues[0];
        Assert.That(issue.ToString(), Does.StartWith($"{path}:{line}:{column}").And.Contains(message));
        Assert.That(issue.Column, Is.Positive);
    }
}

/// <summary>Texts of the starter scenario.</summary>
internal static class ScenarioTemplateText
{
    public static string AppJson => ScenarioTemplate.Files[1].Text;
}
