using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Scenarios.Format;

namespace Simulator.Scenarios.Tables;

/// <summary>deploymentConfiguration.</summary>
internal static class DeploymentTable
{
    public static readonly ObjectTable Table = new ObjectTable("deploymentConfiguration", "How a new revision replaces the old one.").Aws("CreateService", "", "deploymentConfiguration");

    public static readonly Property<int> Minimum = Table.Add("minimumHealthyPercent", Kind.AwsCount(0, 100, "percent"), "Lower limit in percent of desiredCount, rounded up.", defaultText: "100 (DAEMON: 0)");
    public static readonly Property<int> Maximum = Table.Add("maximumPercent", Kind.AwsCount(100, 10_000, "percent"), "Upper limit in percent of desiredCount, rounded down.", defaultText: "200 (DAEMON: 100)");
    public static readonly Property<ObjectView> CircuitBreaker = Table.Add("deploymentCircuitBreaker", Kind.Object(() => CircuitBreakerTable.Table), "Deployment circuit breaker; for ROLLING only.");
    public static readonly Property<DeploymentStrategy> Strategy = Table.Add(
        "strategy",
        new ChoiceKind<DeploymentStrategy>(
            ("ROLLING", DeploymentStrategy.Rolling), ("BLUE_GREEN", DeploymentStrategy.BlueGreen), ("LINEAR", DeploymentStrategy.Linear), ("CANARY", DeploymentStrategy.Canary)),
        "ROLLING replaces tasks inside the envelope. The others run both revisions side by side and shift the traffic: BLUE_GREEN at once, LINEAR in equal steps, CANARY a small share first (ECS-BG-02).",
        defaultText: "ROLLING");
    public static readonly Property<int> BakeTime = Table.Add("bakeTimeInMinutes", Kind.AwsCount(0, 1440, "minutes"), "How long both revisions run after all traffic has moved; with ROLLING, how long alarms are watched after the last old task (ECS-CB-05).", defaultText: "model.blueGreenBakeTime, model.deploymentBakeTime");
    public static readonly Property<ObjectView> Alarms = Table.Add("alarms", Kind.Object(() => DeploymentAlarmsTable.Table), "CloudWatch alarms that fail a deployment (ECS-CB-05).");
    public static readonly Property<ObjectView> Canary = Table.Add("canaryConfiguration", Kind.Object(() => CanaryTable.Table), "The first step of CANARY.");
    public static readonly Property<ObjectView> Linear = Table.Add("linearConfiguration", Kind.Object(() => LinearTable.Table), "The steps of LINEAR.");
    public static readonly Property<IReadOnlyList<ObjectView>> Hooks = Table.Add("lifecycleHooks", Kind.List(Kind.Object(() => LifecycleHookTable.Table)), "Functions and pauses at the stages of a deployment that shifts traffic (ECS-BG-03).");
}

/// <summary>alarms of a deploymentConfiguration.</summary>
internal static class DeploymentAlarmsTable
{
    public static readonly ObjectTable Table = new ObjectTable("deploymentAlarms", "CloudWatch alarms that fail a deployment.").Aws("CreateService", "", "deploymentConfiguration.alarms");

    public static readonly Property<IReadOnlyList<Reference>> Names = Table.Add("alarmNames", Kind.List(Kind.To("an alarm", "web-errors")), "Names or ARNs of alarms under `alarms`.", required: true);
    public static readonly Property<bool> Enable = Table.Add("enable", Kind.AwsFlag, "Whether the alarms are watched.", required: true);
    public static readonly Property<bool> Rollback = Table.Add("rollback", Kind.AwsFlag, "Whether a deployment that an alarm fails is rolled back.", required: true);
}

/// <summary>canaryConfiguration.</summary>
internal static class CanaryTable
{
    public static readonly ObjectTable Table = new ObjectTable("canaryConfiguration", "The first step of a CANARY deployment.").Aws("CreateService", "", "deploymentConfiguration.canaryConfiguration");

    public static readonly Property<double> Percent = Table.Add("canaryPercent", new TrafficShareKind(0.1), "Share of the first step in percent.", defaultText: "5");
    public static readonly Property<int> BakeTime = Table.Add("canaryBakeTimeInMinutes", Kind.AwsCount(0, 1440, "minutes"), "Wait before the rest follows.", defaultText: "10");
}

/// <summary>linearConfiguration.</summary>
internal static class LinearTable
{
    public static readonly ObjectTable Table = new ObjectTable("linearConfiguration", "The steps of a LINEAR deployment.").Aws("CreateService", "", "deploymentConfiguration.linearConfiguration");

    public static readonly Property<double> Percent = Table.Add("stepPercent", new TrafficShareKind(3), "Share of each step in percent.", defaultText: "10");
    public static readonly Property<int> BakeTime = Table.Add("stepBakeTimeInMinutes", Kind.AwsCount(0, 1440, "minutes"), "Wait after each step but the last.", defaultText: "6");
}

/// <summary>lifecycleHooks items.</summary>
internal static class LifecycleHookTable
{
    public static readonly ObjectTable Table = new ObjectTable("lifecycleHook", "A function or pause at stages of a deployment, and how it behaves.")
        .Aws("CreateService", "roleArn hookDetails", "deploymentConfiguration.lifecycleHooks[]");

    public static readonly Property<string> Name = Table.Named("name", Kind.GroupName, "Name in the results.", required: false, defaultText: "the function's name, else hook-1, -2, …");
    public static readonly Property<Reference> Target = Table.Add("hookTargetArn", Kind.To("the ARN of a function", "arn:aws:lambda:us-east-1:123456789012:function:smoke-test"), "The function; not for PAUSE.");
    public static readonly Property<bool> IsPause = Table.Add(
        "targetType", new ChoiceKind<bool>(("AWS_LAMBDA", false), ("PAUSE", true)), "AWS_LAMBDA calls a function; PAUSE waits for ContinueServiceDeployment.", defaultText: "AWS_LAMBDA");
    public static readonly Property<IReadOnlyList<LifecycleStage>> Stages = Table.Add(
        "lifecycleStages",
        Kind.List<LifecycleStage>(
            new ChoiceKind<LifecycleStage>(
                    [.. Enum.GetValues<LifecycleStage>().Where(s => s is not (LifecycleStage.None or LifecycleStage.ScaleUp or LifecycleStage.BakeTime or LifecycleStage.CleanUp)).Select(s => (DeploymentText.Of(s), s))])
                .Refusing(
                    ("SCALE_UP", "SCALE_UP calls no hooks", "PRE_SCALE_UP or POST_SCALE_UP"), ("BAKE_TIME", "BAKE_TIME calls no hooks", "POST_PRODUCTION_TRAFFIC_SHIFT"),
                    ("CLEAN_UP", "CLEAN_UP calls no hooks", "POST_PRODUCTION_TRAFFIC_SHIFT")),
            1),
        "Stages at which it is called; those of the production traffic, at every step.", required: true);
    public static readonly Property<ObjectView> Timeout = Table.Add("timeoutConfiguration", Kind.Object(() => HookTimeoutTable.Table), "How long it may take in a stage, and what follows.");
    public static readonly Property<Duration> Takes = Table.Add("takes", Kind.Time, "How long a call takes until it answers; of a PAUSE, until somebody answers it.", defaultText: "0s; PAUSE: nobody answers but the timeline");
    public static readonly Property<IReadOnlyList<HookAnswer>> Answers = Table.Add(
        "answers",
        Kind.List<HookAnswer>(new ChoiceKind<HookAnswer>(("SUCCEEDED", HookAnswer.Succeeded), ("FAILED", HookAnswer.Failed), ("IN_PROGRESS", HookAnswer.InProgress)), 1),
        "hookStatus of the first, second, … call in a stage; the last one repeats. Of a PAUSE, SUCCEEDED stands for CONTINUE and FAILED for ROLLBACK.", defaultText: "[SUCCEEDED]");
}

/// <summary>timeoutConfiguration of a lifecycle hook.</summary>
internal static class HookTimeoutTable
{
    public static readonly ObjectTable Table =
        new ObjectTable("hookTimeout", "How long a hook may take in a stage, and what follows.").Aws("CreateService", "", "deploymentConfiguration.lifecycleHooks[].timeoutConfiguration");

    public static readonly Property<int> Minutes = Table.Add("timeoutInMinutes", Kind.AwsCount(1, 20_160, "minutes"), "Minutes.", defaultText: "1440");
    public static readonly Property<bool> Continues = Table.Add("action", new ChoiceKind<bool>(("ROLLBACK", false), ("CONTINUE", true)), "What follows.", defaultText: "ROLLBACK");
}

/// <summary>advancedConfiguration of a load balancer.</summary>
internal static class AdvancedConfigurationTable
{
    public static readonly ObjectTable Table = new ObjectTable("advancedConfiguration", "What ECS needs to shift traffic between revisions.").Aws("CreateService", "", "loadBalancers[].advancedConfiguration");

    public static readonly Property<Reference> Alternate = Table.Add("alternateTargetGroup", Kind.To("a target group", "web-green"), "Target group of the other revision, by name or ARN.", required: true, defaultText: null, aliases: "alternateTargetGroupArn");
    public static readonly Property<Reference> ProductionRule = Table.Add("productionListenerRule", Kind.To("a listener or the ARN of a rule", "web-listener"), "Rule whose weights move the production traffic; workloads to the service, its target group or this listener follow it.", defaultText: "the target group's own");
    public static readonly Property<Reference> TestRule = Table.Add("testListenerRule", Kind.To("a listener or the ARN of a rule", "test-listener"), "Rule of the test traffic; workloads to a listener of this name follow it.");
    public static readonly Property<string> RoleArn = Table.Add("roleArn", Kind.Words, "Role by which ECS changes the rules.");
}

/// <summary>deploymentCircuitBreaker.</summary>
internal static class CircuitBreakerTable
{
    public static readonly ObjectTable Table = new ObjectTable("deploymentCircuitBreaker", "Deployment circuit breaker.")
        .Aws("CreateService", "", "deploymentConfiguration.deploymentCircuitBreaker");

    public static readonly Property<bool> Enable = Table.Add("enable", Kind.AwsFlag, "Whether failed deployments are detected.", required: true);
    public static readonly Property<bool> Rollback = Table.Add("rollback", Kind.AwsFlag, "Whether a failed deployment is rolled back.", required: true);
    public static readonly Property<ObjectView> Threshold = Table.Add("thresholdConfiguration", Kind.Object(() => BreakerThresholdTable.Table), "How many failed tasks trip it (ECS-CB-01).");
    public static readonly Property<bool> Reset = Table.Add("resetOnHealthyTask", Kind.AwsFlag, "Whether a task that becomes healthy sets the count of failures back (ECS-CB-02).", defaultText: "true");
}

/// <summary>thresholdConfiguration of a circuit breaker (ECS-CB-01).</summary>
internal static class BreakerThresholdTable
{
    public static readonly ObjectTable Table =
        new ObjectTable("thresholdConfiguration", "Failed tasks that trip the circuit breaker.").Aws("CreateService", "", "deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration");

    public static readonly Property<CircuitBreakerThresholdType> Type = Table.Add(
        "type",
        new ChoiceKind<CircuitBreakerThresholdType>(
            ("BOUNDED_PERCENT", CircuitBreakerThresholdType.BoundedPercent), ("UNBOUNDED_PERCENT", CircuitBreakerThresholdType.UnboundedPercent), ("COUNT", CircuitBreakerThresholdType.Count)),
        "BOUNDED_PERCENT: percent of desiredCount, at least 3 and at most 200 tasks. UNBOUNDED_PERCENT: percent without bounds. COUNT: tasks.", defaultText: "BOUNDED_PERCENT");
    public static readonly Property<int> Amount = Table.Add("value", Kind.AwsCount(1, 100_000), "Percent or tasks.", defaultText: "50");
}

/// <summary>deploymentController.</summary>
internal static class DeploymentControllerTable
{
    public static readonly ObjectTable Table = new ObjectTable("deploymentController", "Who controls deployments.").Aws("CreateService", "", "deploymentController");

    public static readonly Property<DeploymentController> Type = Table.Add(
        "type",
        new ChoiceKind<DeploymentController>(("ECS", DeploymentController.Ecs), ("EXTERNAL", DeploymentController.External), ("CODE_DEPLOY", DeploymentController.CodeDeploy)),
        "ECS; EXTERNAL, whose task sets the timeline makes; CODE_DEPLOY, with a deploymentGroup and CreateDeployment on the timeline (ECS-BG-04).", required: true);
}
