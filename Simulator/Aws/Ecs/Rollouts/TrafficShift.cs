using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecs.Rollouts;

/// <summary>Where a deployment that shifts traffic stands (ECS-BG-01): which revision has how much of the traffic, and how its hooks are doing.</summary>
/// <param name="source">The deployment that has the production traffic when it begins.</param>
/// <param name="hooks">How many lifecycle hooks the service has.</param>
internal sealed class TrafficShift(Deployment source, int hooks)
{
    /// <summary>The deployment that had the production traffic when this one began (blue).</summary>
    public Deployment Source { get; } = source;

    /// <summary>Thousandths of the production traffic for the new revision.</summary>
    public int Share { get; set; }

    /// <summary>Thousandths of the test traffic for the new revision.</summary>
    public int TestShare { get; set; }

    /// <summary>When the stage was entered.</summary>
    public Instant StageSince { get; set; }

    /// <summary>Whether it goes back to the source.</summary>
    public bool IsRollingBack { get; set; }

    /// <summary>Whether it was stopped without rollback: both revisions stay as they are until the next deployment.</summary>
    public bool IsHalted { get; set; }

    /// <summary>Whether one of the two revisions is gone.</summary>
    public bool IsOver { get; set; }

    /// <summary>The calls of each hook in the present stage.</summary>
    public HookRun[] Hooks { get; } = new HookRun[hooks];

    /// <summary>Whether the new revision has all production traffic.</summary>
    public bool HasAll => Share == TrafficSteps.All;
}
