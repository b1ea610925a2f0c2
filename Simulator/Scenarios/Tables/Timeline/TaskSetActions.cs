using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables.Timeline;

/// <summary>What makes a task set: the same in CreateTaskSet and in a service that has some from the start.</summary>
internal static class TaskSetTable
{
    public static readonly ObjectTable Table = new ObjectTable("taskSet", "A task set of a service with deployment controller EXTERNAL (ECS-BG-04).")
        .Aws("TaskSet", """
            id taskSetArn serviceArn clusterArn startedBy status computedDesiredCount pendingCount runningCount createdAt updatedAt platformVersion platformFamily
            serviceRegistries stabilityStatus stabilityStatusAt tags
            """, "taskSets[]")
        .Including(ServiceTable.LaunchType, ServiceTable.Strategy, ServiceTable.NetworkConfiguration, ServiceTable.LoadBalancers);

    public static readonly Property<string> Name = Table.Named("externalId", Kind.GroupName, "Name by which later actions mean it.", required: false, defaultText: "taskset-1, taskset-2, … in order");
    public static readonly Property<Reference> TaskDefinition = Table.Add("taskDefinition", Kind.To("a task definition", "web:2"), "family, family:revision, or ARN.", required: true);
    public static readonly Property<ObjectView> Scale = Table.Add("scale", Kind.Object(() => TaskSetScaleTable.Table), "Share of the service's desiredCount; what comes of it is rounded up.", defaultText: "0 %");
}

/// <summary>scale of a task set.</summary>
internal static class TaskSetScaleTable
{
    public static readonly ObjectTable Table = new ObjectTable("scale", "Share of desiredCount.").Aws("Scale", "", "scale");

    public static readonly Property<double> Percent = Table.Add("value", new NumberKind(0, 100, aws: true), "0 to 100 percent.", required: true);
    public static readonly Property<string> Unit = Table.Add("unit", new ChoiceKind<string>(("PERCENT", "PERCENT")), "PERCENT.", defaultText: "PERCENT");
}

/// <summary>CreateTaskSet.</summary>
internal static class CreateTaskSetTable
{
    public static readonly ObjectTable Table = ActionTables.New("CreateTaskSet", "Adds a task set to a service with deployment controller EXTERNAL (ECS-BG-04).", "cluster platformVersion serviceRegistries clientToken tags")
        .Including(
            ServiceTable.LaunchType, ServiceTable.Strategy, ServiceTable.NetworkConfiguration, ServiceTable.LoadBalancers, TaskSetTable.Name, TaskSetTable.TaskDefinition, TaskSetTable.Scale);

    public static readonly Property<Reference> Service = TaskSetActionTables.Service(Table);
}

/// <summary>What the tables of calls on task sets share.</summary>
internal static class TaskSetActionTables
{
    public static Property<Reference> Service(ObjectTable table) =>
        table.Add("service", Kind.To("a service", "web"), "Which service.", required: true, defaultText: null, aliases: "serviceName");

    public static Property<Reference> TaskSet(ObjectTable table, string name = "taskSet") =>
        table.Add(name, Kind.To("a task set", "green"), "Which task set, by its externalId.", required: true);
}

/// <summary>UpdateTaskSet.</summary>
internal static class UpdateTaskSetTable
{
    public static readonly ObjectTable Table = ActionTables.New("UpdateTaskSet", "Scales a task set.", "cluster");

    public static readonly Property<Reference> Service = TaskSetActionTables.Service(Table);
    public static readonly Property<Reference> TaskSet = TaskSetActionTables.TaskSet(Table);
    public static readonly Property<ObjectView> Scale = Table.Add("scale", Kind.Object(() => TaskSetScaleTable.Table), "Share of the service's desiredCount.", required: true);
}

/// <summary>UpdateServicePrimaryTaskSet.</summary>
internal static class UpdateServicePrimaryTaskSetTable
{
    public static readonly ObjectTable Table = ActionTables.New("UpdateServicePrimaryTaskSet", "Makes a task set PRIMARY: it serves the production traffic, and load to the service goes where it is registered.", "cluster");

    public static readonly Property<Reference> Service = TaskSetActionTables.Service(Table);
    public static readonly Property<Reference> TaskSet = TaskSetActionTables.TaskSet(Table, "primaryTaskSet");
}

/// <summary>DeleteTaskSet.</summary>
internal static class DeleteTaskSetTable
{
    public static readonly ObjectTable Table = ActionTables.New("DeleteTaskSet", "Deletes a task set: DRAINING while it has tasks.", "cluster");

    public static readonly Property<Reference> Service = TaskSetActionTables.Service(Table);
    public static readonly Property<Reference> TaskSet = TaskSetActionTables.TaskSet(Table);
    public static readonly Property<bool> Force = Table.Add("force", Kind.AwsFlag, "Also while its scale is above 0; without it AWS refuses.", defaultText: "false");
}
