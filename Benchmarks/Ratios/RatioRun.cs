using System.Globalization;

namespace Benchmarks.Ratios;

/// <summary><c>-- ratios [GROUP…] [--markdown] [--pairs N]</c>: runs contests and tells whether what they claim holds.</summary>
public static class RatioRun
{
    private const int DefaultPairs = 21;

    /// <summary>Runs; the exit code is 0 when every claim held, 1 when one did not, 2 when the arguments are wrong.</summary>
    public static int Execute(string[] args)
    {
        var contests = Contests.All().ToList();
        var groups = contests.Select(c => c.Group).Distinct().ToList();
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        var markdown = false;
        var pairs = DefaultPairs;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--markdown") markdown = true;
            else if (args[i] == "--pairs" && i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out pairs) && pairs > 0) i++;
            else if (groups.Contains(args[i])) chosen.Add(args[i]);
            else return Refuse(args[i], groups);
        }
        var referee = new Referee(pairs);
        var table = new RatioTable(Console.Out, markdown);
        var failures = new List<Outcome>();
        table.WriteHeading();
        foreach (var contest in contests.Where(c => chosen.Count == 0 || chosen.Contains(c.Group)))
        {
            var outcome = referee.Run(contest);
            table.Write(outcome);
            if (!outcome.Holds) failures.Add(outcome);
        }
        foreach (var o in failures) Console.Error.WriteLine($"{o.Contest.Group}, {o.Contest.Name}: {o.Ratio:0.00} times with {o.BytesPerUnit:0.##} B/{o.Contest.Unit} does not hold.");
        return failures.Count == 0 ? 0 : 1;
    }

    private static int Refuse(string arg, List<string> groups)
    {
        Console.Error.WriteLine($"'{arg}' is not understood: -- ratios [{string.Join('|', groups)}]… [--markdown] [--pairs N]");
        return 2;
    }
}
