using Simulator.Aws.AutoScaling.Forecasting;
using Simulator.Model.Facts;

namespace Simulator.Aws.AutoScaling;

/// <summary>What forecasts of predictive policies do to scalable targets.</summary>
public sealed partial class AutoScaling
{
    /// <summary>Gathers the load of predictive policies.</summary>
    public void Apply(in MetricPublished fact) => _forecasts.Gather(in fact);

    /// <summary>Gathers loads that are expressions.</summary>
    public void Apply(in MetricComputed fact) => _forecasts.Gather(in fact);

    int IForecastOwner.SubjectOf(int target) => _targets[target].Service;

    ForecastSize IForecastOwner.SizeOf(int target)
    {
        ref readonly var row = ref _targets[target];
        ref readonly var service = ref _services[row.Service];
        return new ForecastSize(service.Running, service.Desired, row.Minimum, row.Maximum);
    }

    void IForecastOwner.SetFloor(int target, int floor) => _targets[target].Floor = floor;

    void IForecastOwner.RaiseMaximum(int target, int maximum) => _targets[target].Maximum = maximum;

    void IForecastOwner.ScaleOut(int target, int decision, int capacity) => Open(ref _targets[target], decision, -1, _services[_targets[target].Service].Running, capacity, isOut: true);
}
