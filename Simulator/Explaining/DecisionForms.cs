using Simulator.Explaining.Forms;
using Simulator.Model.Facts;

namespace Simulator.Explaining;

/// <summary>The kinds of decisions there are: one line each, in the order of <see cref="DecisionKind"/>.</summary>
public static class DecisionForms
{
    private static readonly DecisionForm[] Forms =
    [
        AlarmForm.Form,
        TargetTrackingForm.Form,
        StepScalingForm.Form,
        BoundsForms.ScheduledAction,
        BoundsForms.Registration,
        ManagedScalingForm.Form,
        OperatorForm.Form,
        ReconcileForm.Form,
        PredictiveForms.Forecast,
        PredictiveForms.Applied,
        GroupForms.TargetTracking,
        GroupForms.StepScaling,
        GroupForms.SimpleScaling,
        GroupForms.ScheduledAction,
        DeploymentForm.Form,
        PredictiveForms.GroupForecast,
        PredictiveForms.GroupApplied,
        TaskProtectionForm.Form,
        CompositeAlarmForm.Form,
        ManagedInstancesForm.Form,
        CompositeActionsForm.Form,
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DecisionForm> All => Forms;

    /// <summary>The form of a kind.</summary>
    public static DecisionForm Of(DecisionKind kind) => Forms[(int)kind];

    /// <summary>Place of an input in the order in which rooms record it, or -1.</summary>
    public static int PlaceOf(DecisionKind kind, string input)
    {
        var inputs = Of(kind).Inputs;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Name == input) return i;
        }
        return -1;
    }

    /// <summary>The decision as a sentence or two.</summary>
    public static string Sentence(DecisionNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Of(node.Kind).Sentence(node);
    }

    /// <summary>The outcome that follows from the decision's own record.</summary>
    public static Verdict Recompute(DecisionNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Of(node.Kind).Recompute(node);
    }
}
