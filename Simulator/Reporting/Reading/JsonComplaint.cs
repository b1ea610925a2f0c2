using System.Text.Json;

namespace Simulator.Reporting.Reading;

/// <summary>What is wrong with a JSON file of a result folder, without the library's own words for it.</summary>
internal static class JsonComplaint
{
    /// <summary>Whether reading JSON that this program did not write, or that was cut off, fails so.</summary>
    public static bool IsExpected(Exception e) =>
        e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or InvalidDataException;

    /// <summary>The rest of a sentence that says which file it is.</summary>
    public static string Of(Exception e) => e switch
    {
        FileNotFoundException => "it is missing",
        InvalidDataException => e.Message,
        IOException or UnauthorizedAccessException => e.Message.TrimEnd('.'),
        JsonException => "it is no JSON: cut off or changed",
        KeyNotFoundException => "a property is missing that this version writes",
        _ => "a property has another type than this version writes",
    } + "; " + ResultTable.RunAgain;
}
