using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// Predictive scaling: a forecast from history, and its use ahead of an hour.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/aas-predictive-scaling.html
/// </summary>
internal static class PredictiveForms
{
    private const int LeastHistoryHours = 24; // AS-PR-02

    public static readonly DecisionForm Forecast = new()
    {
        Kind = DecisionKind.Forecast,
        Subject = DecisionSubject.Service,
        Policy = DecisionPolicy.ScalingPolicy,
        Summary = "Predictive scaling made its forecast anew",
        Inputs =
        [
            Count("history_hours"), Count("known_hours_of_week"), Number("next_hour_load"), Count("next_hour_capacity"), Count("largest_capacity"), Number("target_value"),
            Count("horizon_hours"),
        ],
        Sentence = static d => d.Gate == DecisionGate.InsufficientData
            ? $"Policy {d.Policy} cannot forecast yet: {Wording.Number(d.Count("history_hours"))} of {LeastHistoryHours} hours of history."
            : $"Policy {d.Policy} forecasts {Wording.Number(d.Count("horizon_hours"))} hours from {Wording.Number(d.Count("history_hours"))} of history: load {Wording.Number(d["next_hour_load"])} next hour "
                + $"÷ {Wording.Number(d["target_value"])} per unit = {Wording.Number(d.Count("next_hour_capacity"))}, at most {Wording.Number(d.Count("largest_capacity"))}.",
        Recompute = static d => d["history_hours"] < LeastHistoryHours ? new Verdict(DecisionGate.InsufficientData, d.From) : new Verdict(DecisionGate.None, CapacityOf(d, "next_hour_load")),
    };

    public static readonly DecisionForm Applied = new()
    {
        Kind = DecisionKind.PredictiveScaling,
        Subject = DecisionSubject.Service,
        Policy = DecisionPolicy.ScalingPolicy,
        IsScaling = true,
        Summary = "Predictive scaling applied the forecast of an hour",
        Inputs =
        [
            Seconds("hour_start_s"), Number("load"), Number("target_value"), Count("running"), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Seconds("buffer_s"),
            Count("maximum_before"), Number("maximum_buffer"),
        ],
        Sentence = static d =>
            $"Policy {d.Policy} applies the forecast of the hour {Wording.Time(d["buffer_s"])} ahead: load {Wording.Number(d["load"])} ÷ {Wording.Number(d["target_value"])} per unit = {Wording.Number(d.Count("proposal"))}. "
                + (d.Gate == DecisionGate.ForecastOnly ? "It forecasts only." : ScalingSentences.Outcome(d)),
        Recompute = static d =>
        {
            if (d.Gate is DecisionGate.ForecastOnly or DecisionGate.Disabled) return ScalingSentences.Refused(d, d.Gate);
            var capacity = Math.Clamp(CapacityOf(d, "load"), d.Count("minimum"), d.Count("maximum"));
            if (capacity > d.Count("desired")) return new Verdict(DecisionGate.None, capacity);
            return ScalingSentences.Refused(d, capacity == d.Count("maximum") && d.Count("proposal") > capacity ? DecisionGate.AlreadyAtMaxCapacity : DecisionGate.AlreadyAtDesiredCapacity);
        },
    };

    private static int CapacityOf(DecisionNode d, string load) => (int)Math.Ceiling((d[load] / d["target_value"]) - 1e-9);
}
