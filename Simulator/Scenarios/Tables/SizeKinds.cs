using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>Task-level cpu: units (<c>256</c>) or vCPUs (<c>1 vCPU</c>, <c>.25 vcpu</c>).</summary>
internal sealed partial class TaskCpuKind : ScalarKind<int>
{
    public override string Described => "CPU units such as 1024, or \"1 vCPU\"";

    protected override string Example => "write 1024 or \"1 vCPU\"";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = new JsonArray("integer", "string") };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out int value)
    {
        value = 0;
        var match = Shape().Match(scalar.Text);
        if (match.Success)
        {
            var number = double.Parse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * (match.Groups[2].Success ? 1024 : 1);
            value = (int)Math.Min(number, int.MaxValue);
            if (number >= 1 && number == Math.Floor(number)) return true;
        }
        else if (RefusePlaceholder(scalar, path, scope))
        {
            return false;
        }
        scope.Report(scalar, path, $"Invalid 'cpu' setting for task: {scalar.Described} is no number of CPU units", Example);
        return false;
    }

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)?|\.\d+)\s*(vcpus?)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

/// <summary>Task-level memory: MiB (<c>2048</c>) or GB (<c>2 GB</c>, <c>.5 gb</c>), which AWS counts in GiB.</summary>
internal sealed partial class TaskMemoryKind : ScalarKind<int>
{
    public override string Described => "MiB such as 2048, or \"2 GB\"";

    protected override string Example => "write 2048 or \"2 GB\"";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = new JsonArray("integer", "string") };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out int value)
    {
        value = 0;
        var match = Shape().Match(scalar.Text);
        if (match.Success)
        {
            var number = double.Parse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * (match.Groups[2].Success ? 1024 : 1);
            value = (int)Math.Min(number, int.MaxValue);
            if (number >= 1 && number == Math.Floor(number)) return true;
        }
        else if (RefusePlaceholder(scalar, path, scope))
        {
            return false;
        }
        scope.Report(scalar, path, $"Invalid 'memory' setting for task: {scalar.Described} is no number of MiB", Example);
        return false;
    }

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)?|\.\d+)\s*(?:(gi?b)|mi?b)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

/// <summary>The master seed: any whole number from 0.</summary>
internal sealed class SeedKind : ScalarKind<ulong>
{
    public override string Described => "a whole number from 0";

    protected override string Example => "write 42";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "integer", ["minimum"] = 0 };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out ulong value)
    {
        if (ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && !scalar.Quoted) return true;
        var message = scalar.Text.StartsWith('-') ? $"{Last(path)} must not be negative, but is {scalar.Text}" : $"{Last(path)} takes {Described}, not {scalar.Described}";
        scope.Report(scalar, path, message, "0 to 18446744073709551615");
        return false;
    }
}
