using System.CommandLine;
using Simulator.Reporting;

namespace Simulator.Cli;

/// <summary>Writes charts and report of a result folder again, without simulating.</summary>
internal sealed class ReportVerb : Verb
{
    private readonly Argument<string[]> _folders = new("RESULTS") { Arity = ArgumentArity.OneOrMore, Description = "at least one result folder" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Says nothing but errors" };

    public ReportVerb()
        : base("report", "(Re)writes charts and the HTML report from a result folder, without simulating again")
    {
        Command.Add(_folders);
        Command.Add(_quiet);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken cancellation)
    {
        foreach (var folder in arguments.GetValue(_folders)!)
        {
            cancellation.ThrowIfCancellationRequested();
            ReportWriter.Rewrite(folder);
            var report = Path.Combine(folder, ReportWriter.ReportFile);
            if (!arguments.GetValue(_quiet)) terminal.Out.Write($"{(File.Exists(report) ? report : Path.Combine(folder, "charts"))}\n");
        }
        return ExitCode.Done;
    }
}
