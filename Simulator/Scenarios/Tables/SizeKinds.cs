using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>A task-level size in its small unit (<c>256</c>, <c>2048</c>) or in one of 1,024 of them (<c>.25 vCPU</c>, <c>2 GB</c>, which AWS counts in GiB).</summary>
internal sealed partial class TaskSizeKind : ScalarKind<int>
{
    private readonly string _setting;
    private readonly string _units;
    private readonly string _either;
    private readonly Regex _shape;

    private TaskSizeKind(string setting, string units, string either, Regex shape)
    {
        _setting = setting;
        _units = units;
        _either = either;
        _shape = shape;
    }

    /// <summary>Task-level cpu: units or vCPUs.</summary>
    public static TaskSizeKind Cpu { get; } = new("cpu", "CPU units", "1024 or \"1 vCPU\"", CpuShape());

    /// <summary>Task-level memory: MiB or GB.</summary>
    public static TaskSizeKind Memory { get; } = new("memory", "MiB", "2048 or \"2 GB\"", MemoryShape());

    public override string Described => $"{_units} such as {_either.Replace(" or ", ", or ", StringComparison.Ordinal)}";

    protected override string Example => $"write {_either}";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = new JsonArray("integer", "string") };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out int value)
    {
        value = 0;
        var match = _shape.Match(scalar.Text);
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
        scope.Report(scalar, path, $"Invalid '{_setting}' setting for task: {scalar.Described} is no number of {_units}", Example);
        return false;
    }

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)?|\.\d+)\s*(vcpus?)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CpuShape();

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)?|\.\d+)\s*(?:(gi?b)|mi?b)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MemoryShape();
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
