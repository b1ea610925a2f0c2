using Simulator.Kernel;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ec2;

/// <summary>A group's bounds as its scheduled actions and forecasts set them.</summary>
public sealed partial class Ec2 : IListener<GroupBoundsRequest>
{
    /// <summary>Sets the bounds; desired capacity follows into them.</summary>
    public void Apply(in GroupBoundsRequest fact)
    {
        var group = _groups[fact.AutoScalingGroup];
        ref var row = ref _rows[group.Index];
        (row.MinSize, row.MaxSize) = (fact.MinSize, fact.MaxSize);
        SetDesired(group, row.Desired);
    }
}
