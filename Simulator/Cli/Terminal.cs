using System.Text;

namespace Simulator.Cli;

/// <summary>Where a verb reads and speaks: results to one side, everything else to the other.</summary>
internal sealed class Terminal
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors, warnings, progress, wall-clock figures.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether results go to a console that understands control sequences.</summary>
    public bool IsOutRich { get; init; }

    /// <summary>Whether the other side is such a console.</summary>
    public bool IsErrorRich { get; init; }

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var plain = Environment.GetEnvironmentVariable("TERM") == "dumb" || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal
        {
            Out = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = false, NewLine = "\n" },
            Error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true, NewLine = "\n" },
            IsOutRich = !Console.IsOutputRedirected && !plain,
            IsErrorRich = !Console.IsErrorRedirected && !plain,
        };
    }

    /// <summary>Passes on as results what is written to a stream of UTF-8.</summary>
    public void WriteOut(Action<Stream> write)
    {
        using var buffer = new MemoryStream();
        write(buffer);
        Out.Write(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
