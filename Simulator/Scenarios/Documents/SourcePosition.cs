namespace Simulator.Scenarios.Documents;

/// <summary>Where something stands: file (or option), line and column from 1; line 0 is the file as a whole.</summary>
internal readonly record struct SourcePosition(string File, int Line, int Column)
{
    public static SourcePosition Whole(string file) => new(file, 0, 0);

    public override string ToString() => Line > 0 ? $"{File}:{Line}:{Column}" : File;
}
