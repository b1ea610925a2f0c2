using System.Text.RegularExpressions;

namespace Simulator.Tests.Tidy;

/// <summary>Who may enter which room: the table of Simulator/README.md, held against the using lines and qualified names of every file.</summary>
public sealed class LayerTests
{
    private static readonly string[] World = ["Aws", "Traffic", "Failures", "Operator"];

    // Room -> rooms it may use. Deeper rooms come first: the longest match decides. A room may always use itself and what lies below it.
    private static readonly (string Room, string[] May, string Instead)[] Table =
    [
        ("Kernel", [], "The engine knows the base class library only; put words of the world into Model."),
        ("Model", ["Kernel"], "Model is the shared vocabulary: no packages, no rooms. Behaviour belongs to the room that owns it."),
        ("Randomness", ["Kernel", "Model"], "Randomness serves the world; it does not know it."),
        ("Measurement", ["Kernel", "Model"], "Measurement hears facts and reads views from Model."),
        ("Pricing", ["Kernel", "Model", "Measurement"], "Prices are computed from records, never inside the world."),
        ("Aws", ["Kernel", "Model", "Randomness"], "Rooms of the world never enter each other: report a fact, read a view from Model, or schedule an event."),
        ("Traffic", ["Kernel", "Model", "Randomness"], "Rooms of the world never enter each other: report a fact, read a view from Model, or schedule an event."),
        ("Failures", ["Kernel", "Model", "Randomness"], "Rooms of the world never enter each other: report a fact, read a view from Model, or schedule an event."),
        ("Operator", ["Kernel", "Model", "Randomness"], "Rooms of the world never enter each other: report a fact, read a view from Model, or schedule an event."),
        ("Experiments", ["", "Kernel", "Model", "Measurement", "Pricing"], "Experiments run simulations from outside; ask the root for what you need."),
        ("Scenarios", ["Kernel", "Model", "Randomness", "Pricing"], "Scenarios compile files to Model; they know neither the root nor the world."),
        ("Explaining", ["Kernel", "Model"], "Explanations are pure functions of recorded inputs."),
        ("Reporting", ["Kernel", "Model", "Measurement", "Pricing", "Experiments", "Explaining"], "Reports are written from records."),
        ("Cli", ["Kernel", "Model", "Measurement", "Scenarios", "Experiments", "Reporting", "Explaining"], "A verb loads, runs and reports; it never touches the world."),
    ];

    private static readonly (string Room, string[] Packages)[] Packages =
    [
        ("Scenarios", ["YamlDotNet", "CsvHelper"]),
        ("Reporting", ["CsvHelper", "Spectre.Console"]),
        ("Cli", ["Spectre.Console", "System.CommandLine"]),
        ("Experiments", ["MathNet"]),
        ("Randomness", ["MathNet"]),
    ];

    [Test]
    public void NoRoomEntersARoomItMayNot()
    {
        var problems = new List<string>();
        foreach (var (path, text) in SourceTree.CSharp("Simulator"))
        {
            var room = RoomOf(path);
            if (room.Length == 0) continue; // root files construct everything
            var (_, may, instead) = Table.Single(t => t.Room == TopOf(room));
            foreach (Match m in Regex.Matches(text, @"\bSimulator\.([A-Z][A-Za-z0-9]*)(\.[A-Z][A-Za-z0-9]*)?"))
            {
                if (LineOf(text, m.Index).Contains("namespace ", StringComparison.Ordinal)) continue;
                var used = m.Groups[1].Value;
                if (used == TopOf(room))
                {
                    if (used == "Aws" && AwsServiceOf(room) is { } mine && m.Groups[2].Success && m.Groups[2].Value[1..] != mine)
                        problems.Add($"{path}: the room Aws/{mine} enters Aws/{m.Groups[2].Value[1..]}. {instead}");
                    continue;
                }
                if (!IsRoom(used)) continue;
                if (!may.Contains(used)) problems.Add($"{path}: the room {room} enters {used}. {instead}");
            }
        }
        Assert.That(problems.Distinct(), Is.Empty);
    }

    [Test]
    public void PackagesStayInTheRoomsThatMayUseThem()
    {
        string[] known = ["YamlDotNet", "CsvHelper", "Spectre.Console", "System.CommandLine", "MathNet"];
        var problems = new List<string>();
        foreach (var (path, text) in SourceTree.CSharp("Simulator"))
        {
            var room = TopOf(RoomOf(path));
            var may = Packages.FirstOrDefault(p => p.Room == room).Packages ?? [];
            foreach (var package in known.Where(k => !may.Contains(k)))
            {
                if (Regex.IsMatch(text, $@"using (static )?{Regex.Escape(package)}\b"))
                    problems.Add($"{path}: {package} has no place in {(room.Length == 0 ? "the root" : room)}; see the table of rooms in Simulator/README.md.");
            }
        }
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void NamespacesFollowFolders()
    {
        var problems = SourceTree.CSharp("Simulator").Concat(SourceTree.CSharp("Simulator.Tests")).Concat(SourceTree.CSharp("Benchmarks"))
            .Where(f => Regex.Match(f.Text, @"^namespace ([\w.]+);", RegexOptions.Multiline) is { Success: true } m
                && m.Groups[1].Value != Path.GetDirectoryName(f.Path)!.Replace('/', '.').Replace('\\', '.'))
            .Select(f => $"{f.Path}: the namespace is the folder.");
        Assert.That(problems, Is.Empty);
    }

    private static string RoomOf(string path)
    {
        var folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
        return folder == "Simulator" ? "" : folder["Simulator/".Length..];
    }

    private static string TopOf(string room) => room.Split('/')[0];

    private static string? AwsServiceOf(string room) => room.Split('/') is [_, var service, ..] ? service : null;

    private static bool IsRoom(string name) => Table.Any(t => t.Room == name) || World.Contains(name);

    private static string LineOf(string text, int index)
    {
        var start = text.LastIndexOf('\n', Math.Max(0, index - 1)) + 1;
        var end = text.IndexOf('\n', index);
        return text[start..(end < 0 ? text.Length : end)];
    }
}
