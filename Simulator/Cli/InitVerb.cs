using System.CommandLine;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>Writes a commented starter scenario; never over anything.</summary>
internal sealed class InitVerb : Verb
{
    private readonly Argument<string> _folder = new("DIR") { Arity = ArgumentArity.ZeroOrOne, Description = "the folder to write into (default: the current one)" };

    public InitVerb()
        : base("init", "Writes a commented starter scenario") => Command.Add(_folder);

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken cancellation)
    {
        var folder = arguments.GetValue(_folder) ?? ".";
        var files = ScenarioTemplate.Files.Select(f => (Path: Path.Combine(folder, f.Path.Replace('/', Path.DirectorySeparatorChar)), f.Text)).ToList();
        var taken = files.Where(f => File.Exists(f.Path) || Directory.Exists(f.Path)).Select(f => $"'{f.Path}' exists and is not overwritten; give another folder").ToList();
        if (File.Exists(folder)) taken = [$"'{folder}' is a file; give a folder"];
        if (taken.Count > 0) return Complain(terminal, taken);
        try
        {
            foreach (var (path, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                File.WriteAllText(path, text);
                terminal.Out.Write($"{path}\n");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Complain(terminal, $"the starter scenario cannot be written to '{folder}': {e.Message}");
        }
        terminal.Error.Write($"Next: ecs-sim run {files[0].Path}\n");
        return ExitCode.Done;
    }
}
