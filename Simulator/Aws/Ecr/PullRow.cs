using Simulator.Kernel;

namespace Simulator.Aws.Ecr;

/// <summary>A pull of one container's image that is under way.</summary>
internal struct PullRow
{
    /// <summary>Task row that wants it.</summary>
    public int Task;

    /// <summary>Container of the task.</summary>
    public int Container;

    /// <summary>The task's birth ordinal, by which a reused row is recognised.</summary>
    public long TaskOrdinal;

    /// <summary>Container instance row, or -1 on Fargate.</summary>
    public int Instance;

    /// <summary>Its ordinal, by which a reused row is recognised.</summary>
    public long InstanceOrdinal;

    /// <summary>Number of the image in the catalogue.</summary>
    public int Image;

    /// <summary>What it is doing.</summary>
    public PullStage Stage;

    /// <summary>Whether it holds the host's lock for pulls.</summary>
    public bool HoldsLock;

    /// <summary>Attempts at the registry that failed.</summary>
    public int Failures;

    /// <summary>The host's progress at which its bytes are there; on Fargate the second; of a transfer that stands still what is left.</summary>
    public double FinishAt;

    /// <summary>When its transfer is given up.</summary>
    public Instant Deadline;

    /// <summary>Next pull in the same list of its host.</summary>
    public int Next;
}

/// <summary>What a pull is doing.</summary>
internal enum PullStage : byte
{
    /// <summary>Waits for the removal of images to end.</summary>
    Locked,

    /// <summary>Asks the registry for the manifest.</summary>
    Manifest,

    /// <summary>On Fargate: asks the registry for the digest that others wait for.</summary>
    Digest,

    /// <summary>The registry does not answer.</summary>
    Hangs,

    /// <summary>Waits before the next attempt.</summary>
    BacksOff,

    /// <summary>Fetches and unpacks layers.</summary>
    Transfer,

    /// <summary>The same on Fargate, at a rate of its own.</summary>
    OnFargate,

    /// <summary>Fetches layers, but nothing comes.</summary>
    Stalled,

    /// <summary>Waits for layers that another pull on the same host fetches.</summary>
    Follows,

    /// <summary>Will fail after its last attempt.</summary>
    Fails,
}
