using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Where a deployment stands with the digests of its images (ECS-SV-06). The first task that gets an image fixes the digest for the tasks after it; when three attempts
/// have failed the deployment goes on without, and each task takes what its tag names. A deployment that begins with a desired count of zero has no task to
/// establish digests with, and never does.
/// <code>
///  Pending ──every tag resolved──► Pinned
///     └──── three attempts failed, or nothing to start ──► GivenUp
/// </code>
/// AWS: Amazon ECS Developer Guide, "Deploy Amazon ECS services by replacing tasks", container image resolution.
/// </summary>
internal sealed class DigestResolution
{
    private const int Attempts = 3;

    private readonly int _deployment;
    private uint _open; // by container: a tag whose digest is not known yet
    private int _failed;

    /// <summary>A deployment begins.</summary>
    /// <param name="deployment">Its number.</param>
    /// <param name="definition">Its task definition.</param>
    public DigestResolution(int deployment, TaskDefinition definition)
    {
        _deployment = deployment;
        for (var i = 0; i < definition.Containers.Length; i++)
        {
            var container = definition.Containers[i];
            if (container.VersionConsistency && !container.Image.Contains('@', StringComparison.Ordinal)) _open |= 1u << i;
        }
        State = _open == 0 ? ImageDigests.Stated : ImageDigests.Pending;
    }

    /// <summary>Where it stands.</summary>
    public ImageDigests State { get; private set; }

    /// <summary>Whether a task of it is still to establish digests.</summary>
    public bool IsOpen => State == ImageDigests.Pending;

    /// <summary>Whether it gave up because attempts failed, which fails a deployment with a circuit breaker.</summary>
    public bool HasFailed => State == ImageDigests.GivenUp && _failed >= Attempts;

    /// <summary>The deployment whose digests its new tasks use, or -1.</summary>
    public int PinnedBy => State == ImageDigests.GivenUp ? -1 : _deployment;

    /// <summary>A task has the image of a container; true when the last digest is known now.</summary>
    public bool Resolve(int container)
    {
        _open &= ~(1u << container);
        if (!IsOpen || _open != 0) return false;
        State = ImageDigests.Pinned;
        return true;
    }

    /// <summary>A task could not get the image of a container; true when that was one attempt too many.</summary>
    public bool Fail(int container)
    {
        if (!IsOpen || (_open & (1u << container)) == 0 || ++_failed < Attempts) return false;
        State = ImageDigests.GivenUp;
        return true;
    }

    /// <summary>No task will establish digests.</summary>
    public void GiveUp()
    {
        if (IsOpen) State = ImageDigests.GivenUp;
    }
}
