using Simulator.Model;

namespace Simulator.Aws.LoadBalancing.Routing;

/// <summary>
/// round_robin, the default (ALB-RT-01): each member in turn, so of n members each receives every n-th request. A load balancer has several nodes that
/// rotate independently, and so is only approximately even; here one rotation stands for them all.
/// See AWS, "Target groups for your Application Load Balancers", routing algorithms.
/// </summary>
public sealed class RoundRobinRouting : ITargetSelector
{
    private readonly Rotation _rotation = new();

    /// <inheritdoc/>
    public int Count => _rotation.Count;

    /// <inheritdoc/>
    public int Choose() => _rotation.Count == 0 ? -1 : _rotation.Next();

    /// <inheritdoc/>
    public void OnEnded(int task)
    {
        // Turns do not depend on what is in flight.
    }

    /// <inheritdoc/>
    public void Add(int task, int inFlight) => _rotation.Add(task);

    /// <inheritdoc/>
    public void Remove(int task) => _rotation.Remove(task);
}
