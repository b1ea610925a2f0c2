namespace Simulator.Aws.Ecr;

/// <summary>A pull of a task's images that is under way.</summary>
internal struct PullRow
{
    /// <summary>Task row that wants them.</summary>
    public int Task;

    /// <summary>Its birth ordinal, by which a reused row is recognised.</summary>
    public long TaskOrdinal;

    /// <summary>Container instance row, or -1 on Fargate.</summary>
    public int Instance;

    /// <summary>Its ordinal, by which a reused row is recognised.</summary>
    public long InstanceOrdinal;

    /// <summary>Number of the images in the catalogue.</summary>
    public int Image;

    /// <summary>What it is doing.</summary>
    public PullStage Stage;

    /// <summary>The host's progress at which its bytes are there.</summary>
    public double FinishAt;

    /// <summary>Next transfer of the same host, or next pull that waits for the same transfer.</summary>
    public int Next;

    /// <summary>First pull that waits for this transfer, or -1.</summary>
    public int FirstFollower;
}

/// <summary>What a pull is doing.</summary>
internal enum PullStage : byte
{
    /// <summary>Asks the registry for the manifest.</summary>
    Manifest,

    /// <summary>Fetches and unpacks layers.</summary>
    Transfer,

    /// <summary>Waits for another pull of the same images on the same host.</summary>
    Follows,
}
