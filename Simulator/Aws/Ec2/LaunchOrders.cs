using Simulator.Kernel;

namespace Simulator.Aws.Ec2;

/// <summary>
/// Launches by which desired capacity was raised and that have not begun, in order: what a policy asked for warms up for as long as the policy says (AS-EC2-02). A group
/// launches what it lacks and does not tell its launches apart: one that replaces a failed instance meanwhile takes the next order.
/// </summary>
internal sealed class LaunchOrders
{
    private readonly List<(int Count, Duration? Warmup)> _orders = [];

    /// <summary>Desired capacity went up.</summary>
    /// <param name="count">By how much.</param>
    /// <param name="warmup">Warm-up of what is launched for it; null for the group's default.</param>
    public void Raise(int count, Duration? warmup) => _orders.Add((count, warmup));

    /// <summary>Desired capacity went down: what was asked for last is not wanted any more.</summary>
    public void Lower(int count)
    {
        while (count > 0 && _orders.Count > 0)
        {
            var (ordered, warmup) = _orders[^1];
            _orders.RemoveAt(_orders.Count - 1);
            if (ordered > count) _orders.Add((ordered - count, warmup));
            count -= ordered;
        }
    }

    /// <summary>Warm-up of the launch that begins; null for the group's default.</summary>
    public Duration? Take()
    {
        if (_orders.Count == 0) return null;
        var (ordered, warmup) = _orders[0];
        if (ordered > 1) _orders[0] = (ordered - 1, warmup);
        else _orders.RemoveAt(0);
        return warmup;
    }
}
