using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Simulator.Kernel;
using Simulator.Scenarios.Documents;

namespace Simulator.Scenarios.Format;

/// <summary>A length of time with its unit.</summary>
internal sealed class TimeKind(bool mayBeZero, string example = "90s") : ScalarKind<Duration>
{
    public override string Described => mayBeZero ? "a length of time such as 90s, 5m, 6h, 14d" : "a length of time above zero such as 90s, 5m, 6h, 14d";

    protected override string Example => $"write {example}";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = @"^\s*(\d+(\.\d+)?([eE][-+]?\d+)?\s*(ns|us|µs|μs|ms|s|m|min|h|d|w))+\s*$" };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out Duration value)
    {
        value = default;
        if (!Quantity.TryTime(scalar.Text, out var seconds, out var problem))
        {
            scope.Report(scalar, path, problem.Message, problem.Suggestion);
            return false;
        }
        if (seconds < 0)
        {
            scope.Report(scalar, path, $"{Last(path)} must not be negative, but is {scalar.Text}", path.EndsWith(".at", StringComparison.Ordinal) ? "times count from the start of the run" : Described);
            return false;
        }
        value = Duration.FromSeconds(seconds);
        if (value > Duration.Zero || mayBeZero) return true;
        scope.Report(scalar, path, $"{Last(path)} must be more than zero", Example);
        return false;
    }
}

/// <summary>Whole seconds as AWS takes them: a bare number; a length of time with its unit is taken too.</summary>
internal sealed class SecondsKind(int min, int max) : ScalarKind<Duration>
{
    public override string Described => max == int.MaxValue ? $"seconds, from {min}" : $"seconds, {min} to {max}";

    protected override string Example => "write " + min.ToString(CultureInfo.InvariantCulture);

    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = new JsonArray("integer", "string"), ["minimum"] = min };
        if (max < int.MaxValue) schema["maximum"] = max;
        return schema;
    }

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out Duration value)
    {
        value = default;
        if (scalar.Number is not { } seconds && !Quantity.TryTime(scalar.Text, out seconds, out var problem))
        {
            if (RefusePlaceholder(scalar, path, scope)) return false;
            scope.Report(scalar, path, problem.Message, $"{Last(path)} takes seconds as a bare number: 60");
            return false;
        }
        if (seconds < 0 && min >= 0)
        {
            scope.Report(scalar, path, $"{Last(path)} must not be negative, but is {scalar.Text}", Described);
            return false;
        }
        if (seconds < min || seconds > max || seconds != Math.Floor(seconds))
        {
            scope.Report(scalar, path, $"{Last(path)} is {scalar.Text}, outside its range", seconds == Math.Floor(seconds) ? Described : "whole seconds");
            return false;
        }
        value = Duration.FromSeconds((long)seconds);
        return true;
    }
}

/// <summary>A size in bytes with its unit; where <paramref name="acceptsBytes"/>, also the bare number of bytes that AWS's manifests give, and never none.</summary>
internal sealed class SizeKind(bool acceptsBytes = false) : ScalarKind<double>
{
    public override string Described => acceptsBytes ? "a size such as 30MiB, or a bare number of bytes" : "a size such as 512MiB or 2GiB";

    protected override string Example => "write 512MiB";

    public override JsonObject Schema(SchemaDefinitions definitions) => acceptsBytes
        ? new() { ["type"] = new JsonArray("integer", "string") }
        : new() { ["type"] = "string", ["pattern"] = @"^\s*\d+(\.\d+)?\s*(B|KiB|MiB|GiB|TiB|kB|KB|MB|GB|TB)\s*$" };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out double value)
    {
        QuantityProblem problem = default;
        if (acceptsBytes && scalar.Number is { } bytes) value = bytes;
        else if (!Quantity.TrySize(scalar.Text, out value, out problem))
        {
            scope.Report(scalar, path, problem.Message, problem.Suggestion);
            return false;
        }
        if (value is >= 0 and < 1e15 && !(acceptsBytes && value == 0)) return true;
        scope.Report(scalar, path, value >= 1e15 ? $"{scalar.Text} is beyond any machine" : value < 0 ? $"{Last(path)} must not be negative, but is {scalar.Text}" : $"{Last(path)} is empty", Described);
        return false;
    }
}

/// <summary>A rate such as <c>120/s</c>, per second.</summary>
internal sealed class PlainRateKind : ScalarKind<double>
{
    public override string Described => "a rate such as 120/s or 3000/min";

    protected override string Example => "write 120/s";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string", ["pattern"] = @"^\s*\d+(\.\d+)?([eE][-+]?\d+)?\s*/\s*(ms|s|m|min|h|d|w)\s*$" };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out double value)
    {
        if (!Quantity.TryRate(scalar.Text, out value, out var problem))
        {
            scope.Report(scalar, path, problem.Message, problem.Suggestion);
            return false;
        }
        if (value is >= 0 and <= 1e9) return true;
        scope.Report(scalar, path, value < 0 ? $"{Last(path)} must not be negative, but is {scalar.Text}" : $"{scalar.Text} is more than a billion a second", Described);
        return false;
    }
}

/// <summary>A percentage <c>60%</c>, as 60.</summary>
internal sealed class PercentKind(double max = 100) : ScalarKind<double>
{
    public override string Described => $"a percentage from 0% to {Quantity.Plain(max)}%";

    protected override string Example => "write 60%";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string", ["pattern"] = @"^\s*\d+(\.\d+)?\s*%\s*$" };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out double value)
    {
        if (!Quantity.TryPercent(scalar.Text, out value, out var problem))
        {
            scope.Report(scalar, path, problem.Message, problem.Suggestion);
            return false;
        }
        if (value >= 0 && value <= max) return true;
        scope.Report(scalar, path, $"{Last(path)} is {scalar.Text}, outside its range", Described);
        return false;
    }
}

/// <summary>A moment of the calendar, ISO 8601; UTC when it names no offset.</summary>
internal sealed class MomentKind : ScalarKind<DateTimeOffset>
{
    public override string Described => "a moment such as 2026-03-02T06:00:00Z";

    protected override string Example => "write 2026-03-02T06:00:00Z";

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = @"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[-+]\d\d:?\d\d)?)?$" };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out DateTimeOffset value)
    {
        if (TryParse(scalar.Text, out value)) return true;
        scope.Report(scalar, path, $"{scalar.Described} is not a moment of the calendar", Example);
        return false;
    }

    /// <summary>ISO 8601 with T or a blank, with or without seconds and offset (UTC).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset value)
    {
        value = default;
        return text.Length >= 10 && char.IsAsciiDigit(text[0]) && text[4] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value);
    }
}

/// <summary>A time of day <c>14:00</c>, as seconds since midnight UTC.</summary>
internal sealed partial class TimeOfDayKind : ScalarKind<Duration>
{
    public override string Described => "a time of day such as \"14:00\" (UTC)";

    protected override string Example => "write \"14:00\"";

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string", ["pattern"] = Shape().ToString() };

    protected override bool TryReadScalar(ScalarNode scalar, string path, ReadScope scope, out Duration value)
    {
        value = default;
        var match = Shape().Match(scalar.Text);
        if (!match.Success || int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) > 23)
        {
            scope.Report(scalar, path, $"{scalar.Described} is not a time of day", Example);
            return false;
        }
        value = Duration.FromSeconds((int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * 3600L)
            + (int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) * 60L)
            + (match.Groups[3].Success ? int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture) : 0L));
        return true;
    }

    [GeneratedRegex(@"^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
