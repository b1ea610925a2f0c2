namespace Simulator.Cli;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>An assertion of the scenario failed.</summary>
    public const int AssertionFailed = 1;

    /// <summary>The input is bad.</summary>
    public const int BadInput = 2;

    /// <summary>An assertion is statistically inconclusive.</summary>
    public const int Inconclusive = 3;

    /// <summary>The program failed.</summary>
    public const int InternalError = 4;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;

    private static readonly int[] Order = [InternalError, BadInput, AssertionFailed, Inconclusive];

    /// <summary>The one to give where two hold.</summary>
    public static int Worse(int a, int b)
    {
        foreach (var code in Order)
        {
            if (a == code || b == code) return code;
        }
        return Math.Max(a, b);
    }
}
