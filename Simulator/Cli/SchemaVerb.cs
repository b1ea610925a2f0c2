using System.CommandLine;
using Simulator.Reporting.Csv;
using Simulator.Scenarios;

namespace Simulator.Cli;

/// <summary>Prints the JSON Schema of scenario files, for editors; or what the result files hold.</summary>
internal sealed class SchemaVerb : Verb
{
    private readonly Option<bool> _results = new("--results") { Description = "Prints what the files of a result folder hold instead (results/README.md)" };

    public SchemaVerb()
        : base("schema", "Prints the JSON Schema of the scenario file, for editors") => Command.Add(_results);

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken cancellation)
    {
        terminal.Out.Write(arguments.GetValue(_results) ? ColumnsReadme.Text() : ScenarioSchema.Text);
        return ExitCode.Done;
    }
}
