using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Task scale-in protection (ECS-SI-05): a protected task of a service is not stopped by scale-in, by a deployment or by zone rebalancing until the protection
/// ends; it may still exit, fail its checks, be stopped by a user, or lose its host. AWS: API reference, UpdateTaskProtection.
/// </summary>
internal sealed class TaskProtection(Calendar calendar, EcsTables tables, EcsReports reports, ServiceBook services, DecisionCounter decisions)
{
    private readonly List<(long Ordinal, int Row)> _chosen = [];

    /// <summary>Whether a task is protected now.</summary>
    public bool IsProtected(int task) => tables.LinksOf(task).ProtectedUntil > calendar.Now;

    /// <summary>
    /// Protects the longest running tasks of a service that are not protected yet, or ends the protection of the longest running ones that are. Refused while
    /// more tasks are protected than the service wants: DEPLOYMENT_BLOCKED.
    /// </summary>
    public void Update(in TaskProtectionRequest request)
    {
        var service = services[request.Service];
        ref var row = ref services.RowOf(service);
        var before = CountProtected(service);
        var blocked = request.Enabled && before > row.Desired;
        _chosen.Clear();
        if (!blocked && service.Primary is not null)
        {
            Collect(service.Primary, request.Enabled);
            foreach (var older in service.Older) Collect(older, request.Enabled);
        }
        _chosen.Sort();
        var count = Math.Min(request.Count, _chosen.Count);
        var until = request.Enabled ? calendar.Now + request.For : Instant.Zero;
        for (var i = 0; i < count; i++) tables.LinksOf(_chosen[i].Row).ProtectedUntil = until;
        var after = request.Enabled ? before + count : before - count;
        reports.Decisions.Report(new Decision(
            decisions.Next(), request.Decision, DecisionKind.TaskProtection, request.Service, -1, blocked ? DecisionGate.DeploymentBlocked : DecisionGate.None, before, after,
            DecisionInputs.Of(row.Running, row.Desired, request.Count, request.For.Seconds, request.Enabled ? 1 : 0, before, _chosen.Count)));
        if (count > 0 && !request.Enabled) services.RequestReconcile(request.Service);
    }

    private int CountProtected(Service service)
    {
        if (service.Primary is null) return 0;
        var count = Count(service.Primary);
        foreach (var older in service.Older) count += Count(older);
        return count;
    }

    private int Count(Deployment deployment)
    {
        var count = 0;
        for (var task = deployment.First; task >= 0; task = tables.LinksOf(task).NextInDeployment) count += IsProtected(task) ? 1 : 0;
        return count;
    }

    private void Collect(Deployment deployment, bool unprotected)
    {
        for (var task = deployment.First; task >= 0; task = tables.LinksOf(task).NextInDeployment)
        {
            if (tables.Tasks[task].Status == TaskStatus.Running && IsProtected(task) != unprotected) _chosen.Add((tables.Tasks[task].Ordinal, task));
        }
    }
}
