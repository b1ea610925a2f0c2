using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>A share of traffic in percent, as AWS takes it: a bare number in steps of a tenth (ECS-BG-02).</summary>
/// <param name="min">The least share.</param>
internal sealed class TrafficShareKind(double min) : ScalarKind<double>
{
    public override string Described => $"percent from {Quantity.Plain(min)} to 100 in steps of 0.1";

    protected override string Example => "write 10";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = new JsonArray("number", "string"), ["minimum"] = min, ["maximum"] = 100 };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, [MaybeNullWhen(false)] out double value)
    {
        value = scalar.Number ?? 0;
        if (scalar.Number is null)
        {
            if (RefusePlaceholder(scalar, path, scope)) return false;
            scope.Report(scalar, path, $"{Last(path)} takes {Described}, not {scalar.Described}", scalar.Text.EndsWith('%') ? $"write {scalar.Text[..^1]}" : null);
            return false;
        }
        if (value < min || value > 100)
        {
            scope.Report(scalar, path, $"{Last(path)} is {scalar.Text}, outside its range", $"{Quantity.Plain(min)} to 100");
            return false;
        }
        var tenths = value * 10;
        if (Math.Abs(tenths - Math.Round(tenths)) < 1e-6) return true;
        scope.Report(scalar, path, $"{Last(path)} is {scalar.Text}: traffic moves in tenths of a percent", $"write {Quantity.Plain(Math.Round(tenths) / 10)}");
        return false;
    }
}
