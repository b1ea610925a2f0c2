using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;

namespace Simulator.Scenarios.Compiling;

/// <summary>Account settings: awsvpcTrunking matters to the model, the others of AWS are accepted and listed as ignored.</summary>
internal static class AccountSettingCompiler
{
    private const string Trunking = "awsvpcTrunking";

    private static readonly string[] Others =
    [
        "serviceLongArnFormat", "taskLongArnFormat", "containerInstanceLongArnFormat", "containerInsights", "fargateFIPSMode", "tagResourceAuthorization",
        "fargateTaskRetirementWaitPeriod", "guardDutyActivate", "dualStackIPv6", "defaultLogDriverMode", "fargateEventWindows",
    ];

    /// <summary>awsvpcTrunking at the start; disabled unless it is set.</summary>
    public static bool Compile(ObjectView root, CompileContext c)
    {
        var trunking = false;
        foreach (var v in root.List(ScenarioTable.AccountSettings))
        {
            if (v.Find(AccountSettingTable.Name) is { } name && v.Find(AccountSettingTable.Value) is { } value) trunking = Trunks(name, value, c) ?? trunking;
        }
        return trunking;
    }

    /// <summary>The value of awsvpcTrunking that a setting gives; null when it is another setting, or wrong.</summary>
    public static bool? Trunks(Reference name, Reference value, CompileContext c)
    {
        if (Others.Contains(name.Text, StringComparer.OrdinalIgnoreCase))
        {
            c.Notes.Add(ScenarioNoteKind.Ignored, name.Position, $"the account setting {name.Text}");
            return null;
        }
        if (!name.Text.Equals(Trunking, StringComparison.OrdinalIgnoreCase))
        {
            c.Report(name, $"there is no account setting `{name.Text}`", Suggestions.For(name.Text, [Trunking, .. Others], "one of "));
            return null;
        }
        switch (value.Text.ToLowerInvariant())
        {
            case "enabled" or "on" or "true": return true;
            case "disabled" or "off" or "false": return false;
            default:
                c.Report(value, $"{Trunking} is enabled or disabled, not `{value.Text}`", "enabled");
                return null;
        }
    }
}
