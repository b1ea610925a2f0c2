namespace Simulator.Tests.Tidy;

/// <summary>The deliberate mistakes of Mutations/mutations.txt: planting them all takes many minutes, that they can be planted is soon checked.</summary>
public sealed class MutationTests
{
    [Test]
    public void EachMistake_CanBePlanted()
    {
        var lines = File.ReadAllLines(Path.Combine(SourceTree.Root, "Simulator.Tests", "Mutations", "mutations.txt"));
        var mistakes = lines.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(" | ")).ToList();
        var problems = mistakes.Where(m => m.Length != 5).Select(m => $"{m[0]}: name, file, text, mistake and tests are five")
            .Concat(mistakes.Where(m => m.Length == 5 && Occurrences(m[1], m[2]) != 1).Select(m => $"{m[0]}: the text does not stand exactly once in {m[1]}"));
        Assert.Multiple(() =>
        {
            Assert.That(mistakes, Has.Count.GreaterThanOrEqualTo(10));
            Assert.That(problems, Is.Empty);
        });
    }

    private static int Occurrences(string file, string text)
    {
        var path = Path.Combine(SourceTree.Root, file);
        return File.Exists(path) ? File.ReadAllText(path).Split(text).Length - 1 : 0;
    }
}
