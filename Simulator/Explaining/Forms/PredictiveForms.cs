using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// Predictive scaling: a forecast from history, and its use ahead of an hour, for services and for groups.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/aas-predictive-scaling.html
/// </summary>
internal static class PredictiveForms
{
    public static readonly DecisionForm Forecast = MakeForecast(DecisionKind.Forecast, DecisionSubject.Service, DecisionPolicy.ScalingPolicy, "Predictive scaling made its forecast anew");

    public static readonly DecisionForm Applied = MakeApplied(DecisionKind.PredictiveScaling, DecisionSubject.Service, DecisionPolicy.ScalingPolicy, "Predictive scaling applied the forecast of an hour", "running");

    public static readonly DecisionForm GroupForecast = MakeForecast(DecisionKind.GroupForecast, DecisionSubject.AutoScalingGroup, DecisionPolicy.GroupPolicy, "A group's predictive scaling made its forecast anew");

    public static readonly DecisionForm GroupApplied = MakeApplied(
        DecisionKind.GroupPredictiveScaling, DecisionSubject.AutoScalingGroup, DecisionPolicy.GroupPolicy, "A group's predictive scaling applied the forecast of an hour", "in_service");

    private static DecisionForm MakeForecast(DecisionKind kind, DecisionSubject subject, DecisionPolicy policy, string summary) => new()
    {
        Kind = kind,
        Subject = subject,
        Policy = policy,
        Summary = summary,
        Inputs =
        [
            Count("history_hours"), Count("known_hours"), Number("next_hour_load"), Count("next_hour_capacity"), Count("largest_capacity"), Number("target_value"), Count("horizon_hours"),
        ],
        Sentence = static d => d.Gate == DecisionGate.InsufficientData
            ? $"Policy {d.Policy} cannot forecast yet: {Wording.Of(d.Count("history_hours"), "hour")} of history are too few."
            : $"Policy {d.Policy} knows the capacity of {Wording.Number(d.Count("known_hours"))} of the next {Wording.Of(d.Count("horizon_hours"), "hour")}, at most {Wording.Number(d.Count("largest_capacity"))}{NextHour(d)}.",
        Recompute = static d => new Verdict(d["known_hours"] > 0 ? DecisionGate.None : DecisionGate.InsufficientData, d.From),
    };

    private static string NextHour(DecisionNode d) => double.IsNaN(d["next_hour_load"])
        ? ""
        : $"; in the next hour load {Wording.Number(d["next_hour_load"])} ÷ {Wording.Number(d["target_value"])} per unit = {Wording.Number(d.Count("next_hour_capacity"))}, from {Wording.Of(d.Count("history_hours"), "hour")} of history";

    private static DecisionForm MakeApplied(DecisionKind kind, DecisionSubject subject, DecisionPolicy policy, string summary, string running) => new()
    {
        Kind = kind,
        Subject = subject,
        Policy = policy,
        IsScaling = true,
        Summary = summary,
        Inputs =
        [
            Seconds("hour_start_s"), Number("load"), Number("target_value"), Count(running), Count("desired"), Count("proposal"), Count("minimum"), Count("maximum"), Seconds("buffer_s"),
            Count("maximum_before"), Number("maximum_buffer"), Flag("forecasts_only"),
        ],
        Sentence = static d => $"Policy {d.Policy} looks at the hour that begins {Begins(d["hour_start_s"] - d.At)}: {Reason(d)}",
        Recompute = Recompute,
    };

    private static string Begins(double seconds) => seconds < 0.5 ? "now" : $"in {Wording.Time(seconds)}";

    private static string Reason(DecisionNode d)
    {
        if (d.Gate == DecisionGate.InsufficientData) return "there is no forecast for it.";
        var arithmetic = double.IsNaN(d["load"])
            ? $"the given forecast asks for {Wording.Number(d.Count("proposal"))}"
            : $"forecast load {Wording.Number(d["load"])} ÷ {Wording.Number(d["target_value"])} per unit = {Wording.Number(d.Count("proposal"))}";
        var raised = d.Count("maximum") > d.Count("maximum_before") ? $" The maximum is raised from {Wording.Number(d.Count("maximum_before"))} to {Wording.Number(d.Count("maximum"))} for good." : "";
        return d.Gate switch
        {
            DecisionGate.ForecastOnly => $"{arithmetic}. It forecasts only.",
            DecisionGate.None => $"{arithmetic}. Capacity goes from {Wording.Number(d.From)} to {Wording.Number(d.To)} ahead of the hour.{raised}",
            _ => $"{arithmetic}. Capacity of {Wording.Number(d.From)} is enough: a forecast never removes any.{raised}",
        };
    }

    private static Verdict Recompute(DecisionNode d)
    {
        var wanted = double.IsNaN(d["load"]) ? d["proposal"] : Math.Ceiling((d["load"] / d["target_value"]) - 1e-9);
        if (double.IsNaN(wanted)) return ScalingSentences.Refused(d, DecisionGate.InsufficientData);
        if (d.Is("forecasts_only")) return ScalingSentences.Refused(d, DecisionGate.ForecastOnly);
        var maximum = d["maximum_before"];
        if (!double.IsNaN(d["maximum_buffer"])) maximum = Math.Max(maximum, Math.Ceiling((wanted * (1 + (d["maximum_buffer"] / 100))) - 1e-9));
        var floor = (int)Math.Clamp(wanted, d["minimum"], maximum);
        return floor > d.Count("desired") ? new Verdict(DecisionGate.None, floor) : ScalingSentences.Refused(d, DecisionGate.AlreadyAtDesiredCapacity);
    }
}
