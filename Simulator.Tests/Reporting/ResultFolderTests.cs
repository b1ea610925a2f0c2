using Simulator.Reporting;

namespace Simulator.Tests.Reporting;

public sealed class ResultFolderTests
{
    private string _parent = "";

    private string Final => Path.Combine(_parent, "web");

    [SetUp]
    public void MakeFolder() => _parent = Directory.CreateTempSubdirectory("ecs-sim-folder-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_parent, recursive: true);

    [Test]
    public void Nothing_ShowsAtTheFinalPlaceBeforeCommit()
    {
        using (var folder = ResultFolder.Begin(Final))
        {
            Fill(folder, "one");
            Assert.That(Directory.Exists(Final), Is.False);
            folder.Commit();
        }
        Assert.That(Content(), Is.EqualTo("one"));
        Assert.That(Leftovers(), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void OlderResult_IsReplacedOnlyByCommit(bool withoutExchange)
    {
        Write("old");
        File.WriteAllText(Path.Combine(Final, "left-over.csv"), "of the older result");
        using (var folder = ResultFolder.Begin(Final, withoutExchange))
        {
            Fill(folder, "new");
            Assert.That(Content(), Is.EqualTo("old"));
            folder.Commit();
            Assert.That(Content(), Is.EqualTo("new"));
        }
        Assert.That(Content(), Is.EqualTo("new"));
        Assert.That(File.Exists(Path.Combine(Final, "left-over.csv")), Is.False);
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void Exchange_IsAtomicHere()
    {
        // Where the tests run the fast path must really be taken, otherwise the fallback would silently serve everywhere.
        if (!OperatingSystem.IsLinux()) return;
        var (a, b) = (Path.Combine(_parent, "a"), Path.Combine(_parent, "b"));
        Directory.CreateDirectory(a);
        Directory.CreateDirectory(b);
        File.WriteAllText(Path.Combine(a, "x"), "1");
        Assert.That(AtomicExchange.TryExchange(a, b), Is.True);
        Assert.That(File.Exists(Path.Combine(b, "x")), Is.True);
        Assert.That(AtomicExchange.TryExchange(a, Path.Combine(_parent, "missing")), Is.False);
    }

    [Test]
    public void AbandonedRun_LeavesTheOlderResult()
    {
        Write("old");
        using (var folder = ResultFolder.Begin(Final)) Fill(folder, "half");
        Assert.That(Content(), Is.EqualTo("old"));
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void PartialFolderOfADeadProcess_IsDeletedAtTheNextStart()
    {
        var dead = Path.Combine(_parent, ".partial-other-1-1");
        Directory.CreateDirectory(dead);
        File.WriteAllText(Path.Combine(dead, "services.csv"), "half");
        File.WriteAllText(dead + ".lock", "");
        using (ResultFolder.Begin(Final)) Assert.That(Directory.Exists(dead), Is.False);
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void PartialFolderOfALivingRun_IsLeftAlone()
    {
        using var first = ResultFolder.Begin(Final);
        Fill(first, "first");
        using (var second = ResultFolder.Begin(Path.Combine(_parent, "other"))) Assert.That(Directory.Exists(first.WorkPath), Is.True);
        first.Commit();
        Assert.That(Content(), Is.EqualTo("first"));
    }

    [Test]
    public void ResultSetAsideByADeadProcess_GetsItsNameBack()
    {
        Write("old");
        Directory.Move(Final, Path.Combine(_parent, ".previous-web"));
        using (ResultFolder.Begin(Path.Combine(_parent, "other"))) Assert.That(Content(), Is.EqualTo("old"));
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void ResultSetAsideBesideItsSuccessor_IsDeleted()
    {
        Write("older");
        Directory.Move(Final, Path.Combine(_parent, ".previous-web"));
        Write("newer");
        using (ResultFolder.Begin(Final)) Assert.That(Content(), Is.EqualTo("newer"));
        Assert.That(Leftovers(), Is.Empty);
    }

    [Test]
    public void ForeignFolder_IsNeverReplaced()
    {
        Directory.CreateDirectory(Final);
        File.WriteAllText(Path.Combine(Final, "thesis.txt"), "the only copy");
        Assert.That(() => ResultFolder.Begin(Final), Throws.TypeOf<ResultFolderException>().With.Message.Contains("is not a result folder"));
        Assert.That(File.ReadAllText(Path.Combine(Final, "thesis.txt")), Is.EqualTo("the only copy"));
    }

    [Test]
    public void File_IsNeverReplaced()
    {
        File.WriteAllText(Final, "a file");
        Assert.That(() => ResultFolder.Begin(Final), Throws.TypeOf<ResultFolderException>().With.Message.Contains("is a file"));
    }

    [Test]
    public void EmptyFolder_MayBeFilled()
    {
        Directory.CreateDirectory(Final);
        Write("new");
        Assert.That(Content(), Is.EqualTo("new"));
    }

    [Test]
    public void FoldersAbove_AreMade()
    {
        var deep = Path.Combine(_parent, "a", "b", "web");
        using (var folder = ResultFolder.Begin(deep))
        {
            Fill(folder, "deep");
            folder.Commit();
        }
        Assert.That(ResultFolder.IsResult(deep), Is.True);
    }

    [Test]
    public void LinkedFolder_IsReplacedWhereItLies()
    {
        Write("old");
        var link = Path.Combine(_parent, "latest");
        Directory.CreateSymbolicLink(link, Final);
        using (var folder = ResultFolder.Begin(link))
        {
            Fill(folder, "new");
            folder.Commit();
        }
        Assert.That(Content(), Is.EqualTo("new"));
        Assert.That(new DirectoryInfo(link).LinkTarget, Is.EqualTo(Final));
    }

    private static void Fill(ResultFolder folder, string content) => File.WriteAllText(Path.Combine(folder.WorkPath, "run.json"), content);

    private void Write(string content)
    {
        using var folder = ResultFolder.Begin(Final);
        Fill(folder, content);
        folder.Commit();
    }

    private string Content() => File.ReadAllText(Path.Combine(Final, "run.json"));

    private IEnumerable<string> Leftovers() => Directory.EnumerateFileSystemEntries(_parent).Select(Path.GetFileName).Where(n => n!.StartsWith('.'))!;
}
