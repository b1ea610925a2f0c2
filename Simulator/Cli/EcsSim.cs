using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Simulator.Reporting;
using Simulator.Reporting.Json;

namespace Simulator.Cli;

/// <summary>The command line: arguments in, exit code out.</summary>
internal static class EcsSim
{
    // Reserved: scripts may name them one day, so they answer with a sentence instead of being taken for a mistake.
    private static readonly string[] Later = ["sweep", "recommend", "backtest", "calibrate", "import", "diff", "fork", "serve", "merge"];

    /// <summary>Runs the program.</summary>
    public static int Run(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            return Dispatch(args, terminal, cancellation);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.Write("ecs-sim: interrupted; earlier results are as they were\n");
            return ExitCode.Interrupted;
        }
        catch (ResultFolderException e)
        {
            terminal.Error.Write($"ecs-sim: {e.Message}\n");
            return ExitCode.BadInput;
        }
#pragma warning disable CA1031 // the last place that can turn a failure into an exit code
        catch (Exception e)
#pragma warning restore CA1031
        {
            terminal.Error.Write($"ecs-sim: internal error, which should be reported with the scenario and the seed:\n{e}\n");
            return ExitCode.InternalError;
        }
        finally
        {
            terminal.Out.Flush();
        }
    }

    private static int Dispatch(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        Verb[] verbs = [new RunVerb(), new ValidateVerb(), new CompareVerb(), new ExplainVerb(), new ReportVerb(), new SchemaVerb(), new InitVerb()];
        var root = new RootCommand("Simulates Amazon ECS: scheduler, capacity, autoscaling and load, as AWS documents them.");
        root.Directives.Clear();
        foreach (var verb in verbs) root.Add(verb.Command);

        if (args.Length > 0 && !args[0].StartsWith('-') && !Array.Exists(verbs, v => v.Command.Name == args[0])) return UnknownVerb(args[0], verbs, terminal);
        var arguments = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (arguments.Action is HelpAction || args.Length == 0)
        {
            if (args.Length == 0) arguments = root.Parse(["--help"]);
            arguments.Invoke(new InvocationConfiguration { Output = args.Length == 0 ? terminal.Error : terminal.Out, Error = terminal.Error });
            return args.Length == 0 ? ExitCode.BadInput : ExitCode.Done;
        }
        if (arguments.Errors.Count == 0 && args[0] == "--version")
        {
            terminal.Out.Write($"ecs-sim {RunFile.Version}{(RunFile.Commit.Length > 0 ? $" ({RunFile.Commit})" : "")}\n");
            return ExitCode.Done;
        }
        var errors = ErrorsOf(arguments);
        if (errors.Count > 0)
        {
            foreach (var error in errors) terminal.Error.Write($"ecs-sim: {error}\n");
            terminal.Error.Write($"Try 'ecs-sim {(arguments.CommandResult.Command is RootCommand ? "" : arguments.CommandResult.Command.Name + " ")}--help'.\n");
            return ExitCode.BadInput;
        }
        return verbs.Single(v => v.Command == arguments.CommandResult.Command).Run(arguments, terminal, cancellation);
    }

    private static int UnknownVerb(string word, Verb[] verbs, Terminal terminal)
    {
        terminal.Error.Write(Later.Contains(word)
            ? $"ecs-sim: '{word}' is planned and not built yet.\n"
            : $"ecs-sim: there is no verb '{word}'{Spelling.Suggest(word, verbs.Select(v => v.Command.Name))}\nTry 'ecs-sim --help'.\n");
        return ExitCode.BadInput;
    }

    // The library would take a mistyped option for a scenario's name, or for another option's value, and go on.
    private static List<string> ErrorsOf(ParseResult arguments)
    {
        var command = arguments.CommandResult.Command;
        var known = command.Options.SelectMany(o => o.Aliases.Append(o.Name)).Append("--help").Where(n => n.StartsWith("--", StringComparison.Ordinal)).Distinct().ToList();
        var errors = new List<string>();
        var misread = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in arguments.UnmatchedTokens.Concat(ArgumentTokens(arguments)).Where(LooksLikeOption))
        {
            var name = word.Split('=', ':')[0];
            if (misread.Add(word)) errors.Add($"'{command.Name}' has no option '{name}'{Spelling.Suggest(name, known)}");
        }
        foreach (var option in command.Options)
        {
            foreach (var token in arguments.GetResult(option)?.Tokens ?? [])
            {
                if (LooksLikeOption(token.Value) && misread.Add(token.Value)) errors.Add($"{option.Name} needs a value, and '{token.Value}' looks like an option");
            }
        }
        if (misread.Count > 0) return errors;
        foreach (var error in arguments.Errors) errors.Add(Reword(error, command));
        return [.. errors.Distinct()];
    }

    private static IEnumerable<string> ArgumentTokens(ParseResult arguments) =>
        arguments.CommandResult.Command.Arguments.SelectMany(a => arguments.GetResult(a)?.Tokens ?? []).Select(t => t.Value);

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]);

    private static string Reword(ParseError error, Command command)
    {
        if (error.SymbolResult is OptionResult option) return $"{option.Option.Name} needs a value: {option.Option.Name} {option.Option.HelpName}";
        if (error.SymbolResult is ArgumentResult argument) return $"'{command.Name}' needs {argument.Argument.Description}";
        return error.Message.TrimEnd('.');
    }
}
