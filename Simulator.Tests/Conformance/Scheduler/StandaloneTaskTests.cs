using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Scheduler;

/// <summary>RunTask: from the timeline, from workloads of kind jobs, from a trace.</summary>
public sealed class StandaloneTaskTests
{
    private const string None = "desiredCount: 0";

    [Test, Property("Rule", "ECS-API-05"), Property("Rule", "ECS-TL-04")]
    public void RunTask_StartsTasks_ThatEndWithTheirWork()
    {
        var run = ScenarioRun.Of(SmallCluster.Of(None, "timeline: [{at: 1m, action: RunTask, taskDefinition: \"t:2\", count: 3, launchType: EC2, group: batch, runTime: 90s}]"));
        var tasks = run.Rows("tasks.csv");
        Assert.That(tasks.Select(t => (t.Number("created_s"), t.Text("group"), t.Text("task_definition"), t.Count("exit_code"))), Is.All.EqualTo((60.0, "batch", "t:2", 0)));
        Assert.That(tasks.Select(t => t.Number("stopped_s") - t.Number("started_s")), Is.All.EqualTo(90).Within(0.01));
        Assert.That(tasks, Has.Count.EqualTo(3));
    }

    [Test, Property("Rule", "ECS-API-05"), Property("Rule", "ECS-TD-02")]
    public void Overrides_ChangeTheSize_AndTheApplicationSaysTheRunTime()
    {
        var yaml = SmallCluster.Of(None, "timeline: [{at: 1m, action: RunTask, taskDefinition: t, launchType: EC2, overrides: {cpu: 1024, memory: 2048}}]").Replace("startup: 0s", "startup: 0s, runTime: 30s", StringComparison.Ordinal);
        var task = ScenarioRun.Of(yaml).Rows("tasks.csv").Single();
        Assert.That((task.Count("cpu"), task.Count("memory"), task.Text("group")), Is.EqualTo((1024, 2048, "family:t")));
        Assert.That(task.Number("stopped_s") - task.Number("started_s"), Is.EqualTo(30).Within(0.01));
    }

    [Test, Property("Rule", "ECS-PL-05"), Property("Rule", "ECS-PL-12")]
    public void SpreadAndDistinctInstance_CountTheTaskGroup()
    {
        var spread = ScenarioRun.Of(SmallCluster.Of(None, "timeline: [{at: 1m, action: RunTask, taskDefinition: t, count: 6, launchType: EC2, runTime: 1h, placementStrategy: [{type: spread, field: instanceId}]}]"));
        Assert.That(spread.ByInstance(), Is.EqualTo(new[] { 2, 2, 2 }));
        var distinct = ScenarioRun.Of(SmallCluster.Of(None, "timeline: [{at: 1m, action: RunTask, taskDefinition: t, count: 5, launchType: EC2, runTime: 1h, placementConstraints: [{type: distinctInstance}]}]"));
        Assert.That(distinct.ByInstance(), Is.EqualTo(new[] { 1, 1, 1 }));
        Assert.That(distinct.Rows("placements.csv").Select(p => (p.Text("service"), p.Text("reason"))), Is.EqualTo(new[] { ("", "MEMBEROF"), ("", "MEMBEROF") }));
    }

    [Test, Property("Rule", "ECS-PL-04")]
    public void WithoutStrategy_ThePlaceIsRandom()
    {
        var shapes = Enumerable.Range(1, 12).Select(seed => string.Join(',', ScenarioRun.Of(SmallCluster.Of(None,
            "timeline: [{at: 1m, action: RunTask, taskDefinition: t, count: 6, launchType: EC2, runTime: 1h}]", run: $"duration: 5m, seed: {seed}")).ByInstance())).ToList();
        Assert.That(shapes.Distinct().Count(), Is.GreaterThan(2), "neither spread nor packed every time");
    }

    [Test, Property("Rule", "ECS-CP-03")]
    public void WithoutRoom_LaunchTypeEc2FailsAtOnce_AndAManagedProviderLetsThemWait()
    {
        var failed = ScenarioRun.Of(SmallCluster.Of(None, "timeline: [{at: 1m, action: RunTask, taskDefinition: t, count: 6, launchType: EC2, runTime: 1h}]", instances: "[{instanceType: c5.large, availabilityZone: us-east-1a, count: 1}]"));
        Assert.That(failed.Rows("tasks.csv"), Has.Count.EqualTo(4));
        Assert.That(failed.Rows("placements.csv").Select(p => p.Text("reason")), Is.EqualTo(new[] { "RESOURCE:CPU", "RESOURCE:CPU" }));
        const string managed = """
            name: m
            run: {duration: 30m}
            availabilityZones: [us-east-1a]
            autoScalingGroups: [{autoScalingGroupName: g, instanceType: c5.large, minSize: 0, maxSize: 9}]
            capacityProviders: [{name: p, autoScalingGroupProvider: {autoScalingGroup: g, managedScaling: {status: ENABLED}}}]
            taskDefinitions: [{family: t, containerDefinitions: [{name: app, image: i, cpu: 512, memory: 512}]}]
            timeline: [{at: 1m, action: RunTask, taskDefinition: t, count: 6, capacityProviderStrategy: [{capacityProvider: p, weight: 1}], runTime: 1h}]
            services: [{serviceName: idle, taskDefinition: t, desiredCount: 0}]
            model: {provisioningLimit: 4}
            """;
        var waited = ScenarioRun.Of(managed);
        Assert.That(waited.Rows("tasks.csv").Select(t => (t.Number("created_s"), t.Number("placed_s") > 100)), Is.EqualTo(Enumerable.Repeat((60.0, true), 4)));
        Assert.That(waited.Rows("placements.csv").Count(p => p.Text("reason") == "PROVISIONING_LIMIT"), Is.EqualTo(2), "beyond the limit the call fails");
    }

    [Test, Property("Rule", "ECS-TH-06")]
    public void ThrottledCalls_AreMadeAgain_WhenQuotasHold()
    {
        const string calls = "timeline: [{at: 1m, action: RunTask, taskDefinition: t, count: 2, launchType: EC2, runTime: 1h}, {at: 1m, action: RunTask, taskDefinition: t, count: 2, launchType: EC2, runTime: 1h}, {at: 1m, action: RunTask, taskDefinition: t, launchType: EC2, runTime: 1h}]";
        var free = ScenarioRun.Of(SmallCluster.Of(None, calls, model: ", modifyCallBurst: 1, modifyCallRate: 0.1"));
        Assert.That(free.Rows("tasks.csv").Select(t => t.Number("created_s")), Is.All.EqualTo(60));
        var throttled = ScenarioRun.Of(SmallCluster.Of(None, calls, model: ", quotas: awsDefault, modifyCallBurst: 1, modifyCallRate: 0.1"));
        Assert.That(throttled.Rows("tasks.csv").Select(t => t.Number("created_s")), Is.EqualTo(new[] { 60.0, 60, 70, 70, 80 }).Within(0.001));
    }

    [Test, Property("Rule", "ECS-API-05")]
    public void StopTask_StopsStandaloneTasks_ByGroup()
    {
        var run = ScenarioRun.Of(SmallCluster.Of(None, "timeline: [{at: 1m, action: RunTask, taskDefinition: t, count: 3, launchType: EC2, group: batch}, {at: 5m, action: StopTask, group: batch, count: 2}]"));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Text("stop_code")), Is.EqualTo(new[] { "UserInitiated", "UserInitiated", "" }), "the oldest; the third runs until it is stopped");
    }

    [Test, Property("Rule", "ECS-API-05"), Property("Rule", "FG-SZ-01")]
    public void Jobs_ComeAtTheirRate_AndRunAsLongAsDrawn()
    {
        var run = ScenarioRun.Of("""
            name: jobs
            run: {duration: 4h}
            taskDefinitions: [{family: batch, cpu: 1024, memory: 2048, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
            workload:
              - {name: nightly, kind: jobs, taskDefinition: batch, launchType: FARGATE, count: 2, rate: 0.01/s, arrivals: deterministic, runTime: {distribution: uniform, min: 60s, max: 120s}}
            """);
        var tasks = run.Rows("tasks.csv");
        Assert.That(tasks, Has.Count.InRange(284, 288), "144 submissions of two");
        Assert.That(tasks.Select(t => (t.Text("launch_type"), t.Text("group"))), Is.All.EqualTo(("FARGATE", "family:batch")));
        Assert.That(tasks.Where(t => t.Number("stopped_s") > 0).Select(t => t.Number("stopping_s") - t.Number("started_s")), Is.All.InRange(60.0, 120.001));
    }

    [Test, Property("Rule", "ECS-API-05")]
    public void JobsOfATrace_HaveTheirOwnTimesAndSizes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("jobs.csv", "submit,run,cpu,mem,n\n100,30,512,512,1\n160,60,1024,1024,12\n130,90,512,512,1\n");
        var path = folder.Write("s.yaml", SmallCluster.Of(None, """
            workload:
              - name: trace
                kind: jobs
                taskDefinition: "t:1"
                launchType: EC2
                submissions: {trace: jobs.csv, timeColumn: submit, runTimeColumn: run, cpuColumn: cpu, memoryColumn: mem, countColumn: n}
            """, instances: "[{instanceType: m5.4xlarge, availabilityZone: us-east-1a, count: 1}]"));
        var tasks = ScenarioRun.OfFile(path).Rows("tasks.csv");
        Assert.That(tasks.Take(2).Select(t => (t.Number("created_s"), t.Count("cpu"))), Is.EqualTo(new[] { (0.0, 512), (30.0, 512) }));
        Assert.That(tasks.Skip(2).Select(t => (t.Number("created_s"), t.Count("cpu"), t.Count("memory"))), Is.EqualTo(Enumerable.Repeat((60.0, 1024, 1024), 12)), "more than ten are several calls");
        Assert.That(tasks.Select(t => Math.Round(t.Number("stopping_s") - t.Number("started_s"), 3)), Is.EqualTo(new[] { 30.0, 90 }.Concat(Enumerable.Repeat(60.0, 12))));
    }
}
