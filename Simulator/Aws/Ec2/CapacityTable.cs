using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ec2;

/// <summary>Which instance types are sold out in which zone (InsufficientInstanceCapacity, ASG-LC-07). Shortages may overlap.</summary>
internal sealed class CapacityTable(Scenario scenario)
{
    private readonly int _zones = scenario.AvailabilityZones.Length;
    private readonly int[] _shortages = new int[scenario.InstanceTypes.Length * scenario.AvailabilityZones.Length];
    private readonly int[] _spotShortages = new int[scenario.InstanceTypes.Length * scenario.AvailabilityZones.Length];

    /// <summary>Whether a type cannot be launched in a zone.</summary>
    public bool IsShort(int type, int zone, bool spot)
    {
        var at = (type * _zones) + zone;
        return _shortages[at] > 0 || (spot && _spotShortages[at] > 0);
    }

    /// <summary>A shortage begins or ends.</summary>
    public void Apply(in CapacityShortage fact)
    {
        for (var type = 0; type < scenario.InstanceTypes.Length; type++)
        {
            if (fact.InstanceType >= 0 && fact.InstanceType != type) continue;
            for (var zone = 0; zone < _zones; zone++)
            {
                if (fact.Zone >= 0 && fact.Zone != zone) continue;
                (fact.SpotOnly ? _spotShortages : _shortages)[(type * _zones) + zone] += fact.IsShort ? 1 : -1;
            }
        }
    }
}
