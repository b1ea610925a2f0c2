using Simulator.Aws.AutoScaling.Forecasting;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling.Groups;

/// <summary>What forecasts of predictive policies do to groups.</summary>
public sealed partial class GroupScaling
{
    /// <summary>Gathers the load of predictive policies.</summary>
    public void Apply(in MetricPublished fact) => _forecasts.Gather(in fact);

    /// <summary>Gathers loads that are expressions.</summary>
    public void Apply(in MetricComputed fact) => _forecasts.Gather(in fact);

    int IForecastOwner.SubjectOf(int target) => target;

    ForecastSize IForecastOwner.SizeOf(int target)
    {
        ref readonly var row = ref _groups[target];
        return new ForecastSize(row.InService, row.Desired, row.MinSize, row.MaxSize);
    }

    void IForecastOwner.SetFloor(int target, int floor) => _rows[target].Floor = floor;

    void IForecastOwner.RaiseMaximum(int target, int maximum) => _bounds.Report(new GroupBoundsRequest(target, _groups[target].MinSize, maximum));

    void IForecastOwner.ScaleOut(int target, int decision, int capacity) => Open(target, decision, -1, capacity);
}
