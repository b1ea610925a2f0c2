using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// UpdateTaskProtection on tasks of a service.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
/// </summary>
internal static class TaskProtectionForm
{
    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.TaskProtection,
        Subject = DecisionSubject.Service,
        Summary = "Tasks of a service were protected from scale-in, or no longer are, or the call was refused",
        Inputs = [Count("running"), Count("desired"), Count("count"), Seconds("for_s"), Flag("enabled"), Count("protected"), Count("eligible")],
        Sentence = static d => d.Gate == DecisionGate.DeploymentBlocked
            ? $"UpdateTaskProtection fails with DEPLOYMENT_BLOCKED: {Wording.Of(d.Count("protected"), "task")} protected, desired {Wording.Number(d.Count("desired"))}."
            : $"Protected tasks: from {Wording.Number(d.From)} to {Wording.Number(d.To)}{(d.Is("enabled") ? $", the new ones for {Wording.Time(d["for_s"])}" : "")}.",
        Recompute = static d =>
        {
            var before = d.Count("protected");
            if (d.Is("enabled") && before > d.Count("desired")) return new Verdict(DecisionGate.DeploymentBlocked, before);
            var changed = Math.Min(d.Count("count"), d.Count("eligible"));
            return new Verdict(DecisionGate.None, d.Is("enabled") ? before + changed : before - changed);
        },
    };
}
