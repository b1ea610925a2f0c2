using System.Collections.Immutable;
using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;
using Simulator.Scenarios.Tables.Timeline;

namespace Simulator.Scenarios.Compiling.Timeline;

/// <summary>An action that a timeline may hold: its properties, and how an item becomes a definition.</summary>
/// <param name="Table">The properties; named as the API call.</param>
/// <param name="Compile">An item that has all required properties to a definition, or null after reporting why not.</param>
internal sealed record TimelineAction(ObjectTable Table, Func<TimelineScope, ObjectView, Instant, TimelineActionDefinition?> Compile);

/// <summary>
/// The registry of timeline actions, one line each. A new action is a table under <c>Tables/Timeline</c>, a function under <c>Compiling/Timeline</c>, a
/// line here, a record in <c>Model/Definitions</c>, and a line in <c>Operator.Carry</c> with its executor in the operations of its room.
/// </summary>
internal static class TimelineActions
{
    /// <summary>Every action, in the order of the reference page.</summary>
    public static readonly ImmutableArray<TimelineAction> All =
    [
        new(UpdateServiceTable.Table, EcsActionCompiler.UpdateService),
        new(CreateServiceTable.Table, EcsActionCompiler.CreateService),
        new(DeleteServiceTable.Table, EcsActionCompiler.DeleteService),
        new(RegisterTaskDefinitionTable.Table, EcsActionCompiler.RegisterTaskDefinition),
        new(RegisterDaemonTaskDefinitionTable.Table, DaemonActionCompiler.Register),
        new(CreateDaemonTable.Table, DaemonActionCompiler.Create),
        new(UpdateDaemonTable.Table, DaemonActionCompiler.Update),
        new(DeleteDaemonTable.Table, DaemonActionCompiler.Delete),
        new(RunTaskTable.Table, EcsActionCompiler.RunTask),
        new(StopTaskTable.Table, EcsActionCompiler.StopTask),
        new(UpdateTaskProtectionTable.Table, EcsActionCompiler.UpdateTaskProtection),
        new(CreateTaskSetTable.Table, TaskSetActionCompiler.Create),
        new(UpdateTaskSetTable.Table, TaskSetActionCompiler.Update),
        new(UpdateServicePrimaryTaskSetTable.Table, TaskSetActionCompiler.MakePrimary),
        new(DeleteTaskSetTable.Table, TaskSetActionCompiler.Delete),
        new(CreateDeploymentTable.Table, DeploymentActionCompiler.Create),
        new(ContinueDeploymentTable.Table, DeploymentActionCompiler.ContinueCodeDeploy),
        new(StopDeploymentTable.Table, DeploymentActionCompiler.StopCodeDeploy),
        new(StopServiceDeploymentTable.Table, DeploymentActionCompiler.Stop),
        new(ContinueServiceDeploymentTable.Table, DeploymentActionCompiler.Continue),
        new(UpdateContainerInstancesStateTable.Table, ContainerInstanceActionCompiler.UpdateState),
        new(DeregisterContainerInstanceTable.Table, ContainerInstanceActionCompiler.Deregister),
        new(StartTaskTable.Table, ContainerInstanceActionCompiler.StartTask),
        new(PutAttributesTable.Table, ContainerInstanceActionCompiler.PutAttributes),
        new(DeleteAttributesTable.Table, ContainerInstanceActionCompiler.DeleteAttributes),
        new(PutAccountSettingTable.Table, ContainerInstanceActionCompiler.PutAccountSetting),
        new(PutImageTable.Table, EcrActionCompiler.PutImage),
        new(SetDesiredCapacityTable.Table, Ec2ActionCompiler.SetDesiredCapacity),
        new(UpdateAutoScalingGroupTable.Table, Ec2ActionCompiler.UpdateGroup),
        new(SetInstanceHealthTable.Table, Ec2ActionCompiler.SetHealth),
        new(SetInstanceProtectionTable.Table, Ec2ActionCompiler.SetProtection),
        new(TerminateInstanceTable.Table, Ec2ActionCompiler.Terminate),
        new(EnterStandbyTable.Table, Ec2ActionCompiler.EnterStandby),
        new(ExitStandbyTable.Table, Ec2ActionCompiler.ExitStandby),
        new(DetachInstancesTable.Table, Ec2ActionCompiler.Detach),
        new(AttachInstancesTable.Table, Ec2ActionCompiler.Attach),
        new(StartInstanceRefreshTable.Table, Ec2ActionCompiler.StartRefresh),
        new(CancelInstanceRefreshTable.Table, Ec2ActionCompiler.CancelRefresh),
        new(SuspendProcessesTable.Table, Ec2ActionCompiler.Suspend),
        new(ResumeProcessesTable.Table, Ec2ActionCompiler.Resume),
        new(RegisterScalableTargetTable.Table, ScalingActionCompiler.Call),
        new(DeregisterScalableTargetTable.Table, ScalingActionCompiler.Call),
        new(PutScalingPolicyTable.Table, ScalingActionCompiler.Call),
        new(DeleteScalingPolicyTable.Table, ScalingActionCompiler.Call),
        new(PutScheduledActionTable.Table, ScalingActionCompiler.Call),
        new(DeleteScheduledActionTable.Table, ScalingActionCompiler.Call),
        new(DeletePolicyTable.Table, ScalingActionCompiler.Call),
        new(ExecutePolicyTable.Table, ScalingActionCompiler.Call),
        new(PutScheduledUpdateGroupActionTable.Table, ScalingActionCompiler.Call),
        new(SetAlarmStateTable.Table, CloudWatchActionCompiler.SetState),
        new(PutMetricAlarmTable.Table, CloudWatchActionCompiler.Put),
        new(DeleteAlarmsTable.Table, CloudWatchActionCompiler.Delete),
        new(EnableAlarmActionsTable.Table, CloudWatchActionCompiler.Enable),
        new(DisableAlarmActionsTable.Table, CloudWatchActionCompiler.Disable),
        new(UpdateCapacityProviderTable.Table, ProviderActionCompiler.Update),
        new(PutClusterCapacityProvidersTable.Table, ProviderActionCompiler.PutCluster),
    ];

    /// <summary>Calls that AWS knows and this version does not carry out: refused with a sentence and a way out.</summary>
    public static readonly ImmutableArray<(string Word, string? Suggestion)> NotYet =
    [
        ("DeleteCapacityProvider", "PutClusterCapacityProviders takes a provider out of the cluster"),
    ];

    /// <summary>The tables of <see cref="All"/>.</summary>
    public static ImmutableArray<ObjectTable> Tables { get; } = [.. All.Select(a => a.Table)];
}
