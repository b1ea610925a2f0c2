using Simulator.Model;
using Simulator.Randomness;

namespace Simulator.Aws.LoadBalancing.Routing;

/// <summary>
/// weighted_random (ALB-RT-01): a member drawn at random. All weights are equal, since automatic target weights (ALB-RT-04) are not modelled, so each of n
/// members has probability 1/n. See AWS, "Target groups for your Application Load Balancers", routing algorithms.
/// </summary>
/// <param name="stream">The group's own stream.</param>
public sealed class WeightedRandomRouting(RandomStream stream) : ITargetSelector
{
    private readonly Rotation _members = new();
    private RandomStream _stream = stream;

    /// <inheritdoc/>
    public int Count => _members.Count;

    /// <inheritdoc/>
    public int Choose()
    {
        if (_members.Count == 0) return -1;
        return _members.Members[_stream.NextInt(_members.Count)];
    }

    /// <inheritdoc/>
    public void OnEnded(int task)
    {
        // Draws do not depend on what is in flight.
    }

    /// <inheritdoc/>
    public void Add(int task, int inFlight) => _members.Add(task);

    /// <inheritdoc/>
    public void Remove(int task) => _members.Remove(task);
}
