using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Tables;

namespace Simulator.Aws.LoadBalancing.Routing;

/// <summary>
/// A forward action with two weighted target groups, whose weights a deployment sets (ECS-BG-02). The share is kept exactly, by carrying over what
/// is due to the alternate group, so equal runs send equal requests to each; AWS draws, which differs in nothing but the noise of small counts. A group without
/// a target answers 503 for its share: weights know nothing of health. AWS: Elastic Load Balancing, "Listener rules", forward actions.
/// </summary>
/// <param name="primary">Target group of side 0, and its targets.</param>
/// <param name="alternate">Target group of side 1, and its targets.</param>
internal sealed class ListenerRule((int Group, ITargetSelector Targets) primary, (int Group, ITargetSelector Targets) alternate) : IListenerRule
{
    private const int All = 1000;

    private bool[] _isOnAlternate = []; // by task row, for tasks that were chosen
    private bool _last;
    private int _due;

    /// <summary>Thousandths of the requests that go to the alternate group; -1 for its share of the healthy targets.</summary>
    public int Share { get; set; }

    /// <inheritdoc/>
    public int Count => primary.Targets.Count + alternate.Targets.Count;

    /// <inheritdoc/>
    public int LastTargetGroup => _last ? alternate.Group : primary.Group;

    /// <inheritdoc/>
    public int Choose()
    {
        _due += Share >= 0 ? Share : ShareOfTargets();
        _last = _due >= All;
        if (_last) _due -= All;
        var task = _last ? alternate.Targets.Choose() : primary.Targets.Choose();
        if (task < 0) return task;
        if (task >= _isOnAlternate.Length) Array.Resize(ref _isOnAlternate, Math.Max(task + 1, 2 * _isOnAlternate.Length));
        _isOnAlternate[task] = _last;
        return task;
    }

    /// <summary>The health of target groups.</summary>
    public SlabView<TargetGroupRow>? Groups { get; set; }

    private int ShareOfTargets()
    {
        if (Groups is { } groups && groups[primary.Group].Healthy + groups[alternate.Group].Healthy is var healthy and > 0) return All * groups[alternate.Group].Healthy / healthy;
        return Count == 0 ? 0 : All * alternate.Targets.Count / Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TargetGroupOf(int task) => _isOnAlternate[task] ? alternate.Group : primary.Group;

    /// <inheritdoc/>
    public void OnEnded(int task)
    {
        if (_isOnAlternate[task]) alternate.Targets.OnEnded(task);
        else primary.Targets.OnEnded(task);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: targets are members of target groups.</exception>
    public void Add(int task, int inFlight) => throw new InvalidOperationException("A listener rule has target groups, not targets.");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: targets are members of target groups.</exception>
    public void Remove(int task) => throw new InvalidOperationException("A listener rule has target groups, not targets.");
}
