using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Tables;

namespace Simulator.Traffic;

/// <summary>
/// Where callers of a service find it when its load balancers change during the run: as a weighted forward action over the target groups of its revisions (and its
/// tasks without one), each with a share of the requests as large as its share of the healthy targets. Somebody who moves a service to other target groups has to move the
/// listener's rule along with the tasks; this does it without a lapse.
/// </summary>
/// <remarks>
/// The group with the largest credit is next, so the shares are kept as exactly as whole requests allow. A task may be registered with several of the groups at once;
/// how many requests it holds by each is kept, so that every group's selector hears of the end of its own.
/// </remarks>
/// <param name="branches">Target groups (-1 for none) with their selectors, which may be rules themselves; the last one answers while there is no target.</param>
internal sealed class ServiceEntrances(params (int TargetGroup, ITargetSelector Selector)[] branches) : IListenerRule
{
    private readonly long[] _credit = new long[branches.Length];
    private readonly int[][] _held = [.. branches.Select(static _ => Array.Empty<int>())]; // by branch and task row
    private readonly int[] _weights = new int[branches.Length];
    private int _newest = branches.Length - 1;

    /// <summary>Target groups, as load balancing keeps them; without it every target counts as healthy.</summary>
    public SlabView<TargetGroupRow>? Groups { get; set; }

    /// <summary>The entrance to which all callers are sent (an index into the branches): that of the PRIMARY task set; -1 to divide them.</summary>
    public int Only { get; set; } = -1;

    /// <summary>The entrance with a target group, -1 for none.</summary>
    public int BranchOf(int targetGroup) => Array.FindIndex(branches, b => b.TargetGroup == targetGroup);

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var (_, selector) in branches) count += selector.Count;
            return count;
        }
    }

    /// <inheritdoc/>
    public int LastTargetGroup => branches[_newest].Selector is IListenerRule rule ? rule.LastTargetGroup : branches[_newest].TargetGroup;

    /// <inheritdoc/>
    public int Choose()
    {
        if (Only >= 0) return ChooseFrom(Only);
        var all = Weigh();
        var next = branches.Length - 1;
        for (var i = 0; i < branches.Length; i++)
        {
            var weight = _weights[i];
            _credit[i] = weight == 0 ? 0 : _credit[i] + weight;
            if (weight > 0 && (_weights[next] == 0 || _credit[i] > _credit[next])) next = i;
        }
        _credit[next] -= all;
        return ChooseFrom(next);
    }

    private int ChooseFrom(int branch)
    {
        _newest = branch;
        var task = branches[branch].Selector.Choose();
        if (task < 0) return task;
        ref var held = ref _held[branch];
        if (task >= held.Length) Array.Resize(ref held, Math.Max(task + 1, 2 * held.Length));
        held[task]++;
        return task;
    }

    // By healthy targets; by all of them where none is healthy (ALB-HC-07).
    private int Weigh()
    {
        var all = 0;
        for (var i = 0; i < branches.Length; i++)
        {
            var (group, selector) = branches[i];
            _weights[i] = group < 0 || selector is IListenerRule || Groups is null ? selector.Count : Groups.Value[group].Healthy;
            all += _weights[i];
        }
        if (all > 0) return all;
        for (var i = 0; i < branches.Length; i++) all += _weights[i] = branches[i].Selector.Count;
        return all;
    }

    /// <inheritdoc/>
    public int TargetGroupOf(int task) => branches[_newest].Selector is IListenerRule rule ? rule.TargetGroupOf(task) : branches[_newest].TargetGroup;

    /// <inheritdoc/>
    public void OnEnded(int task)
    {
        for (var i = 0; i < branches.Length; i++)
        {
            if (task >= _held[i].Length || _held[i][task] == 0) continue;
            _held[i][task]--;
            _newest = i;
            branches[i].Selector.OnEnded(task);
            return;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: targets are members of target groups.</exception>
    public void Add(int task, int inFlight) => throw new InvalidOperationException("The entrances of a service have target groups, not targets.");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: targets are members of target groups.</exception>
    public void Remove(int task) => throw new InvalidOperationException("The entrances of a service have target groups, not targets.");
}
