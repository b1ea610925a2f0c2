using Simulator.Model;
using Simulator.Model.Facts;
using static Simulator.Explaining.DecisionInput;

namespace Simulator.Explaining.Forms;

/// <summary>
/// One round of the service scheduler: what it started and stopped, and what kept it from starting the rest.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
/// </summary>
internal static class ReconcileForm
{
    private static readonly (string Input, string Words)[] Filters =
    [
        ("rejected_cpu", "too little CPU"), ("rejected_memory", "too little memory"), ("rejected_ports", "a host port in use"), ("rejected_eni", "no network interface left"),
        ("rejected_gpu", "no GPU left"), ("rejected_attribute", "a missing attribute"), ("rejected_constraint", "a placement constraint"), ("rejected_agent", "status or agent"),
    ];

    public static readonly DecisionForm Form = new()
    {
        Kind = DecisionKind.Reconcile,
        Subject = DecisionSubject.Service,
        Summary = "The service scheduler started or stopped tasks, or could not start those that are missing",
        Inputs =
        [
            Count("running"), Count("pending"), Count("desired"), Count("started"), Count("stopped"), Count("healthy"), Count("missing"), Count("minimum_healthy_percent"),
            Count("maximum_percent"), Count("active_after_stops"), Seconds("next_start_s"), Flag("deployment_failed"), Flag("placement_failed"), Word<PlacementFailureReason>("placement_reason", AwsText.Of),
            Flag("provisioning_limit"), .. Filters.Select(f => Count(f.Input)), Flag("awaits_digest"),
        ],
        Sentence = Sentence,
        Recompute = Recompute,
    };

    private static string Sentence(DecisionNode d)
    {
        var did = (d.Count("started"), d.Count("stopped")) switch
        {
            (0, 0) => "starts nothing",
            (var a, 0) => $"starts {Wording.Of(a, "task")}",
            (0, var b) => $"stops {Wording.Of(b, "task")}",
            var (a, b) => $"starts {Wording.Of(a, "task")} and stops {Wording.Of(b, "task")}",
        };
        var healthy = d.Count("healthy") < d.Count("running") ? $", {Wording.Number(d.Count("healthy"))} of them healthy" : "";
        var counts = $"(running {Wording.Number(d.Count("running"))}{healthy}, pending {Wording.Number(d.Count("pending"))}, desired {Wording.Number(d.Count("desired"))})";
        return $"The service scheduler {did} {counts}{WhyNotAll(d)}.";
    }

    private static string WhyNotAll(DecisionNode d)
    {
        var missing = $"; {Wording.Of(d.Count("missing"), "task")} still missing";
        return d.Gate switch
        {
            DecisionGate.None => "",
            DecisionGate.DeploymentEnvelope =>
                $"{missing}: {Wording.Number(d.Count("active_after_stops") + d.Count("started"))} {(d.Count("active_after_stops") + d.Count("started") == 1 ? "is" : "are")} running or pending{(d.Count("started") > 0 ? " now" : "")} and maximumPercent {Wording.Number(d.Count("maximum_percent"))} allows {Wording.Number(Upper(d))}",
            DecisionGate.StartThrottle => $"{missing}: the next start is allowed in {Wording.Time(d["next_start_s"] - d.At)} (launch rate, or back-off after failures)",
            DecisionGate.DeploymentFailed => $"{missing}: the deployment has failed and starts nothing more",
            DecisionGate.ProvisioningLimit => $"{missing}: too many tasks wait in PROVISIONING already",
            DecisionGate.ImageDigest => $"{missing}: they wait until the first task has found the digests of the images",
            DecisionGate.NoFargateCapacity => $"{missing}: no zone has Fargate capacity",
            _ => $"{missing}: no container instance meets all requirements ({Rejected(d)})",
        };
    }

    private static string Rejected(DecisionNode d)
    {
        var counts = Filters.Where(f => d[f.Input] > 0).Select(f => $"{Wording.Of(d.Count(f.Input), "instance")} rejected for {f.Words}").ToList();
        return counts.Count == 0 ? d.Word("placement_reason") : string.Join(", ", counts);
    }

    private static int Upper(DecisionNode d) => (int)((long)d.Count("desired") * d.Count("maximum_percent") / 100);

    private static Verdict Recompute(DecisionNode d)
    {
        var to = d.Count("active_after_stops") + d.Count("started");
        if (d.Count("missing") == 0) return new Verdict(DecisionGate.None, to);
        if (d.Is("deployment_failed")) return new Verdict(DecisionGate.DeploymentFailed, to);
        if (d.Is("placement_failed"))
            return new Verdict(d.Word("placement_reason") == AwsText.Of(PlacementFailureReason.Fargate) ? DecisionGate.NoFargateCapacity : DecisionGate.NoContainerInstance, to);
        if (d.Is("provisioning_limit")) return new Verdict(DecisionGate.ProvisioningLimit, to);
        if (d.Is("awaits_digest")) return new Verdict(DecisionGate.ImageDigest, to);
        if (!double.IsNaN(d["next_start_s"])) return new Verdict(DecisionGate.StartThrottle, to);
        return new Verdict(to >= Upper(d) ? DecisionGate.DeploymentEnvelope : DecisionGate.None, to);
    }
}
