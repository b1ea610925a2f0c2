namespace Simulator.Scenarios.Compiling;

/// <summary>AWS Regions, for spelling only; a Region newer than this list passes by its shape.</summary>
internal static class RegionNames
{
    public static readonly string[] Known =
    [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "af-south-1", "ap-east-1", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
        "ap-southeast-4", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-west-1", "eu-west-2",
        "eu-west-3", "eu-north-1", "eu-south-1", "eu-south-2", "il-central-1", "me-south-1", "me-central-1", "sa-east-1", "us-gov-east-1", "us-gov-west-1", "cn-north-1", "cn-northwest-1",
    ];

    private static readonly string[] Directions = ["east", "west", "south", "north", "central", "northeast", "northwest", "southeast", "southwest"];

    /// <summary>Two or three letters, one or two words, a digit: <c>xx-east-1</c>.</summary>
    public static bool IsRegion(string text)
    {
        var parts = text.Split('-');
        return parts.Length is 3 or 4 && parts[0].Length is 2 or 3 && parts[^1].Length == 1 && char.IsAsciiDigit(parts[^1][0]) && Directions.Contains(parts[^2]) && parts[..^1].All(p => p.Length > 1 && p.All(char.IsAsciiLetterLower));
    }
}
