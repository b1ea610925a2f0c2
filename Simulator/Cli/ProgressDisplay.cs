using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Simulator.Cli;

/// <summary>
/// Shows progress while a thread runs: a bar with simulated time, events per second and time left where stderr is a console, otherwise a plain
/// line every ten seconds. Runs that end at once show nothing.
/// </summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when the thread has ended.</summary>
    public static void Show(Thread thread, RunProgress progress, string label, Terminal terminal)
    {
        if (thread.Join(Patience)) return;
        if (terminal.IsErrorRich) ShowBar(thread, progress, label, terminal);
        else ShowLines(thread, progress, label, terminal);
    }

    /// <summary>Events per second in three digits.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        >= 1e6 => (perSecond / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " M events/s",
        >= 1e3 => (perSecond / 1e3).ToString("0", CultureInfo.InvariantCulture) + " k events/s",
        _ => perSecond.ToString("0", CultureInfo.InvariantCulture) + " events/s",
    };

    private static void ShowLines(Thread thread, RunProgress progress, string label, Terminal terminal)
    {
        var watch = Stopwatch.StartNew();
        while (!thread.Join(PlainInterval))
        {
            var (fraction, events, clock) = progress.Read();
            terminal.Error.Write(string.Create(
                CultureInfo.InvariantCulture, $"{label}: {fraction * 100:0} %, simulated {clock:ddd HH:mm}, {Rate(events / watch.Elapsed.TotalSeconds)}{Left(fraction, watch.Elapsed)}\n"));
        }
    }

    private static void ShowBar(Thread thread, RunProgress progress, string label, Terminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error), Interactive = InteractionSupport.Yes });
        var watch = Stopwatch.StartNew();
        var figures = new FigureColumn();
        console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), figures).Start(context =>
        {
            var bar = context.AddTask(Markup.Escape(label), maxValue: 1);
            while (!thread.Join(Refresh))
            {
                var (fraction, events, clock) = progress.Read();
                figures.Words = string.Create(CultureInfo.InvariantCulture, $"{clock:ddd HH:mm}  {Rate(events / watch.Elapsed.TotalSeconds)}{Left(fraction, watch.Elapsed)}");
                bar.Value = fraction;
            }
            bar.Value = 1;
        });
    }

    private static string Left(double fraction, TimeSpan elapsed)
    {
        if (fraction < 0.02) return "";
        var left = TimeSpan.FromSeconds(elapsed.TotalSeconds * (1 - fraction) / fraction);
        return left.TotalHours >= 1 ? $"  {left.TotalHours:0.0} h left" : left.TotalMinutes >= 2 ? $"  {left.TotalMinutes:0} min left" : $"  {Math.Ceiling(left.TotalSeconds):0} s left";
    }

    /// <summary>Simulated time, speed and time left, as words that change.</summary>
    private sealed class FigureColumn : ProgressColumn
    {
        public string Words { get; set; } = "";

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Words);
    }
}
