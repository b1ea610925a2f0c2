using Simulator.Model.Definitions;

namespace Simulator.Scenarios.Compiling.Scaling;

/// <summary>Whose policies and scheduled actions these are.</summary>
/// <param name="Service">Service index; -1 for a group.</param>
/// <param name="Group">Auto Scaling group index; -1 for a service.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct ScalingOwner(int Service, int Group, string Name)
{
    public bool IsGroup => Group >= 0;

    /// <summary>What it is called in a message.</summary>
    public string Said => $"the {(IsGroup ? "group" : "service")} `{Name}`";

    public PolicyReference Policy(int index) => new(IsGroup ? -1 : Service, index, Group);
}
