using System.CommandLine;
using Simulator.Explaining;
using Simulator.Reporting;

namespace Simulator.Cli;

/// <summary>Says why a service was scaled, or was not, around a moment of a run, from the files of its result folder.</summary>
internal sealed class ExplainVerb : Verb
{
    private const int Listed = 12; // services, in a complaint

    private static readonly string[] Formats = ["table", "json"];

    private readonly Argument<string> _folder = new("RESULTS") { Description = "a result folder" };
    private readonly Option<string[]> _at = RunOptionSet.Text("--at", $"The moment: {Moment.Forms}", "TIME");
    private readonly Option<string[]> _service = RunOptionSet.Text("--service", "The service (default: all of them); repeatable", "NAME");
    private readonly Option<string[]> _format = RunOptionSet.Text("--format", "What stdout carries: table (text) or json (default: table)", "FORMAT");

    public ExplainVerb()
        : base("explain", "Why the scheduler or autoscaler did, or did not, do something around a moment")
    {
        Command.Add(_folder);
        Command.Add(_at);
        Command.Add(_service);
        Command.Add(_format);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken cancellation)
    {
        var folder = arguments.GetValue(_folder)!;
        var format = arguments.GetValue(_format) is [.., var last] ? last : "table";
        var moments = arguments.GetValue(_at) ?? [];
        if (!Formats.Contains(format)) return Complain(terminal, $"--format is table or json, not '{format}'{Spelling.Suggest(format, Formats)}");
        if (moments.Length != 1) return Complain(terminal, moments.Length == 0 ? $"'explain' needs a moment: --at TIME ({Moment.Forms})" : $"--at is given {moments.Length} times; give it once");
        if (!Directory.Exists(folder)) return Complain(terminal, $"there is no folder '{folder}'");
        var story = ExplanationWriter.Read(folder);
        if (!Moment.TryParse(moments[0], story, out var at, out var error)) return Complain(terminal, error);
        var services = arguments.GetValue(_service) ?? [];
        var unknown = services.Where(s => !story.Services.Contains(s)).ToList();
        if (unknown.Count > 0) return Complain(terminal, unknown.Select(s => $"there is no service '{s}' in this run{Suggest(s, story)}"));
        var explanations = (services.Length > 0 ? services : [.. story.Services]).Select(s => Explanation.Of(story, s, at)).ToList();
        if (format == "json")
        {
            using var document = new MemoryStream();
            ExplanationWriter.WriteJson(document, story, explanations);
            terminal.Out.Write(System.Text.Encoding.UTF8.GetString(document.ToArray()) + "\n");
        }
        else
        {
            ExplanationWriter.WriteText(terminal.Out, story, explanations);
        }
        return ExitCode.Done;
    }

    private static string Suggest(string service, RunStory story)
    {
        var near = Spelling.Suggest(service, story.Services);
        if (near.Length > 0 || story.Services.IsEmpty) return near;
        return $"; it has {string.Join(", ", story.Services.Take(Listed))}{(story.Services.Length > Listed ? $" and {story.Services.Length - Listed} more" : "")}";
    }
}
