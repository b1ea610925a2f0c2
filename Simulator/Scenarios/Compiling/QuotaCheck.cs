using System.Globalization;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Documents;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling;

/// <summary>
/// Numbers of things that an account may have (CP-05, ASG-LC-08, AS-TGT-07): AWS refuses the call that goes beyond, so the file is refused. Like all quotas that AWS raises on
/// request they hold with <c>model: {quotas: awsDefault}</c> only. AWS: General Reference, "Amazon ECS service quotas"; EC2 Auto Scaling User Guide, "Quotas".
/// </summary>
internal sealed class QuotaCheck(CompileContext c, Scenario scenario)
{
    public void Check(ObjectView root)
    {
        if (!AccountQuotas.Hold(c.Model)) return;
        Limit(root.At(ScenarioTable.Services), "services", scenario.Services.Count(static s => s.ManagedDaemon is null), ProviderModel.ServicesPerCluster, "services in a cluster", "CP-05");
        Limit(root.At(ScenarioTable.AutoScalingGroups), "autoScalingGroups", scenario.AutoScalingGroups.Length, ProviderModel.GroupsPerRegion, "Auto Scaling groups in a Region", "ASG-LC-08");
        Limit(root.At(ScenarioTable.Services), "services", scenario.Services.Count(static s => s.AutoScaling is not null), ProviderModel.ScalableTargetsPerRegion, "scalable targets in a Region", "AS-TGT-07");
        var services = ServiceCompiler.Views(root);
        for (var i = 0; i < services.Count && i < scenario.Services.Length; i++)
            Limit(services[i].At(ServiceTable.DesiredCount), services[i].Path, scenario.Services[i].DesiredCount, ProviderModel.TasksPerService, "tasks in a service", "CP-05");
        foreach (var v in root.List(ScenarioTable.Timeline).Where(static v => v.Table == UpdateServiceTable.Table))
            Limit(v.At(UpdateServiceTable.DesiredCount), v.PathOf(UpdateServiceTable.DesiredCount), v.Maybe(UpdateServiceTable.DesiredCount) ?? 0, ProviderModel.TasksPerService, "tasks in a service", "CP-05");
        var instances = scenario.ContainerInstances.Sum(s => (long)s.Count) + scenario.AutoScalingGroups.Sum(g => (long)g.DesiredCapacity);
        Limit(root.Has(ScenarioTable.AutoScalingGroups) ? root.At(ScenarioTable.AutoScalingGroups) : root.At(ScenarioTable.ContainerInstances), "", instances, ProviderModel.InstancesPerCluster, "container instances in a cluster", "CP-05");
    }

    private void Limit(SourcePosition at, string path, long count, ModelConstant<double> limit, string what, string rule)
    {
        var most = c.Model.Get(limit);
        if (count > most)
            c.Report(at, path, string.Create(CultureInfo.InvariantCulture, $"{count} are more than the {most} {what} that the account may have ({rule})"), $"model: {{{limit.Name}: {count}}} when AWS has raised it");
    }
}
