using System.Globalization;
using System.Text;
using Simulator.Kernel;

namespace Simulator.Model.Definitions;

/// <summary>The model constants as the table of FIDELITY.md, printed from the catalogue itself so that the page cannot fall behind it.</summary>
internal static class ModelConstantsTable
{
    /// <summary>The table in Markdown, one row for each constant in the order of the catalogue.</summary>
    public static string Text()
    {
        var text = new StringBuilder("| constant | default | reason |\n|---|---|---|\n");
        foreach (var constant in ModelCatalog.All)
        {
            text.Append("| `model.").Append(constant.Name).Append("` | ").Append(DefaultOf(constant));
            if (!constant.Choices.IsEmpty) text.Append(" (one of ").AppendJoin(", ", constant.Choices).Append(')');
            text.Append(" | ").Append(constant.Reason.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        }
        return text.ToString();
    }

    private static string DefaultOf(ModelConstant constant) => constant.DefaultValue switch
    {
        Duration time => TimeOf(time.Seconds),
        double number => DistributionDefinition.Number(number),
        bool flag => flag ? "true" : "false",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    // Whole hours and minutes as a scenario would write them.
    private static string TimeOf(double seconds)
    {
        if (seconds >= 3600 && seconds % 3600 == 0) return DistributionDefinition.Number(seconds / 3600) + "h";
        return seconds >= 120 && seconds % 60 == 0 ? DistributionDefinition.Number(seconds / 60) + "m" : DistributionDefinition.Time(seconds);
    }
}
