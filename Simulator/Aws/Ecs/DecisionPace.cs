using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs;

/// <summary>
/// When placements are decided: the tasks of a service, or of one call, wait for each other (<c>model.placementDecision</c>). Places are taken at once, so that no
/// two decisions are about the same room; what waits is the way to the host.
/// </summary>
internal sealed class DecisionPace(Calendar calendar, ModelConstants model, ServiceBook services)
{
    private readonly Duration _takes = model.Get(TaskModel.PlacementDecision);
    private Instant _ofCall;

    /// <summary>A call or a retry for standalone tasks begins: its placements do not wait for those of the call before.</summary>
    public void BeginCall() => _ofCall = calendar.Now;

    /// <summary>When the next placement of a service, or with -1 of the call, is decided.</summary>
    public Instant Next(int service)
    {
        ref var last = ref _ofCall;
        if (service >= 0) last = ref services[service].Decided;
        return last = (last > calendar.Now ? last : calendar.Now) + _takes;
    }
}
