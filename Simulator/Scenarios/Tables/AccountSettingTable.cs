using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary><c>accountSettings:</c> items (PutAccountSetting).</summary>
internal static class AccountSettingTable
{
    public static readonly ObjectTable Table = new ObjectTable("accountSetting", "An account setting at the start (PutAccountSetting).").Aws("PutAccountSetting", "principalArn type").FromFile("setting", "settings");

    public static readonly Property<Reference> Name = Table.Add("name", Kind.To("an account setting", "awsvpcTrunking"), "Which; awsvpcTrunking gives container instances a trunk interface where their type supports one (ECS-CL-07).", required: true);
    public static readonly Property<Reference> Value = Table.Add("value", Kind.To("a value", "enabled"), "enabled or disabled.", required: true);
}
