using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Simulator.Reporting.Csv;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>Parses and checks scenario files, and says every problem with its place.</summary>
internal sealed class ValidateVerb : Verb
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Argument<string[]> _files = new("SCENARIO") { Arity = ArgumentArity.OneOrMore, Description = "at least one scenario file" };
    private readonly RunOptionSet _options = new();

    public ValidateVerb()
        : base("validate", "Parses and checks scenarios; says every problem with file:line:column")
    {
        Command.Add(_files);
        _options.AddTo(Command);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken cancellation)
    {
        var errors = new List<string>();
        var options = _options.Read(arguments, errors);
        if (errors.Count > 0) return Complain(terminal, errors);
        var loaded = arguments.GetValue(_files)!.Select(f => ScenarioLoader.Load(f, options.ForLoader())).ToList();
        switch (options.Format)
        {
            case OutputFormat.Json: terminal.WriteOut(s => WriteJson(s, loaded)); break;
            case OutputFormat.Csv: terminal.WriteOut(s => WriteCsv(s, loaded)); break;
            default:
                foreach (var result in loaded) Say(result, terminal, options.Quiet);
                break;
        }
        return loaded.TrueForAll(r => r.IsValid) ? ExitCode.Done : ExitCode.BadInput;
    }

    private static void Say(ScenarioLoadResult result, Terminal terminal, bool quiet)
    {
        Loading.SayIssues(result, terminal);
        if (!result.IsValid)
        {
            terminal.Error.Write($"{result.File}: {(result.ProblemCount == 1 ? "one problem" : result.ProblemCount + " problems")}\n");
            return;
        }
        if (!quiet) foreach (var note in result.Notes) terminal.Out.Write($"{note}\n");
        terminal.Out.Write($"{result.File}: valid\n");
    }

    private static void WriteJson(Stream to, List<ScenarioLoadResult> loaded)
    {
        using (var json = new Utf8JsonWriter(to, Layout))
        {
            json.WriteStartArray();
            foreach (var result in loaded)
            {
                json.WriteStartObject();
                json.WriteString("file", result.File);
                json.WriteBoolean("valid", result.IsValid);
                json.WriteStartArray("issues");
                foreach (var issue in result.Issues)
                {
                    json.WriteStartObject();
                    json.WriteString("file", issue.File);
                    json.WriteNumber("line", issue.Line);
                    json.WriteNumber("column", issue.Column);
                    json.WriteString("path", issue.Path);
                    json.WriteString("message", issue.Message);
                    json.WriteString("suggestion", issue.Suggestion);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteStartArray("notes");
                foreach (var note in result.Notes) json.WriteStringValue(note.ToString());
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        to.WriteByte((byte)'\n');
    }

    private static void WriteCsv(Stream to, List<ScenarioLoadResult> loaded)
    {
        using var csv = new Utf8CsvWriter(to, DateTimeOffset.UnixEpoch);
        foreach (var head in (string[])["file", "line", "column", "path", "message", "suggestion"]) csv.Text(head);
        csv.EndRow();
        foreach (var issue in loaded.SelectMany(r => r.Issues))
        {
            csv.Text(issue.File);
            csv.Integer(issue.Line);
            csv.Integer(issue.Column);
            csv.Text(issue.Path);
            csv.Text(issue.Message);
            csv.Text(issue.Suggestion);
            csv.EndRow();
        }
    }
}
