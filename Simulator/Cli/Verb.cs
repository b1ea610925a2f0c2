using System.CommandLine;

namespace Simulator.Cli;

/// <summary>A verb of the program: its arguments and what it does.</summary>
internal abstract class Verb
{
    /// <summary>A verb with a name and one sentence for the help.</summary>
    protected Verb(string name, string summary) => Command = new Command(name, summary);

    /// <summary>Its arguments and options.</summary>
    public Command Command { get; }

    /// <summary>Does it; returns an exit code. Called only when the arguments fit <see cref="Command"/>.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="terminal">Where to speak.</param>
    /// <param name="cancellation">Set when the user interrupts.</param>
    public abstract int Run(ParseResult arguments, Terminal terminal, CancellationToken cancellation);

    /// <summary>Says what is wrong with the input.</summary>
    protected static int Complain(Terminal terminal, params IEnumerable<string> errors)
    {
        foreach (var error in errors) terminal.Error.Write($"ecs-sim: {error}\n");
        return ExitCode.BadInput;
    }
}
