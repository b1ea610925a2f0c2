using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.CloudWatch;

/// <summary>Queues, the tasks that work on them, and what CloudWatch says about them.</summary>
public sealed class QueueTests
{
    private const string Task = "taskDefinitions: [{family: worker, cpu: 1024, memory: 2048, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]";

    [Test]
    [Property("Rule", "AS-MET-07")]
    public void Messages_AreWorkedOnAndDeleted()
    {
        var run = ScenarioRun.Of(Scenario("20/s", "cpu: 40ms, wait: 10ms, concurrency: 4, waitTimeSeconds: 20", desired: 2));
        Assert.That(run.Metric("jobs-q.sent"), Is.EqualTo(20 * 1200).Within(600));
        Assert.That(run.Metric("jobs-q.deleted"), Is.EqualTo(run.Metric("jobs-q.sent")).Within(10));
        Assert.That(run.Metric("jobs-q.received"), Is.EqualTo(run.Metric("jobs-q.sent")).Within(10));
        Assert.That(run.Metric("jobs-q.latency.p50"), Is.InRange(50, 90), "wait and CPU, seldom more");
        Assert.That(run.Metric("worker.cpu_utilization.mean"), Is.EqualTo(20 * 0.040 / 2 * 100).Within(3), "0.8 of two vCPUs");
        Conserved(run);
    }

    [Test]
    [Property("Rule", "AS-MET-07")]
    public void AQueueThatNobodyWorksOn_GrowsAndAges()
    {
        var run = ScenarioRun.Of(Scenario(
            "1/s", "cpu: 1s", desired: 0, rest: """
            alarms:
              - {alarmName: backlog, namespace: AWS/SQS, metricName: ApproximateNumberOfMessagesVisible, dimensions: [{name: QueueName, value: jobs-q}], statistic: Maximum, evaluationPeriods: 1, threshold: 100, comparisonOperator: GreaterThanThreshold}
              - {alarmName: age, series: jobs-q.ApproximateAgeOfOldestMessage, statistic: Maximum, evaluationPeriods: 1, threshold: 300, comparisonOperator: GreaterThanOrEqualToThreshold}
              - {alarmName: sent, series: jobs-q.NumberOfMessagesSent, statistic: Sum, evaluationPeriods: 1, threshold: 1, comparisonOperator: GreaterThanThreshold}
            """, arrivals: "deterministic"));
        Assert.That(run.Metric("jobs-q.age.max"), Is.EqualTo(1_199_000).Within(1500));
        Assert.That(run.Metric("jobs-q.visible.max"), Is.EqualTo(1200).Within(1));
        Assert.That(run.Transitions("backlog").Single(t => t.To == "ALARM").At, Is.InRange(180, 240), "more than 100 at 120 s, one minute to publish");
        Assert.That(run.Transitions("age").Single(t => t.To == "ALARM").At, Is.InRange(420, 480), "301 s old at 360 s");
        Assert.That(run.StateAt("sent", 600), Is.EqualTo("ALARM"));
    }

    [Test]
    public void AMessageThatTakesTooLong_ComesBackAndIsDoneTwice()
    {
        // 50 s of work under a visibility timeout of 30 s: every message is received again before it is deleted.
        var run = ScenarioRun.Of(Scenario("steps: [[0s, 1/s], [1s, 0/s]]", "wait: 50s, concurrency: 4, waitTimeSeconds: 20", desired: 1, arrivals: "deterministic"));
        Assert.That(run.Metric("jobs-q.sent"), Is.EqualTo(1));
        Assert.That(run.Metric("jobs-q.received"), Is.GreaterThan(1), "at least once");
        Assert.That(run.Metric("jobs-q.returned"), Is.GreaterThanOrEqualTo(1));
        Conserved(run);
    }

    [Test]
    public void AMessageThatKeepsFailing_GoesToTheDeadLetterQueue()
    {
        var run = ScenarioRun.Of(Scenario(
            "steps: [[0s, 10/s], [1s, 0/s]]", "wait: 1s, concurrency: 4, waitTimeSeconds: 20, failureRate: 100%, queue: jobs-q", desired: 1, arrivals: "deterministic",
            queue: "{name: jobs-q, visibilityTimeout: 30, redrivePolicy: {deadLetterTargetArn: \"arn:aws:sqs:us-east-1:123456789012:dead\", maxReceiveCount: 3}}, {name: dead}"));
        var sent = run.Metric("jobs-q.sent");
        Assert.That(run.Metric("jobs-q.received"), Is.EqualTo(3 * sent));
        Assert.That(run.Metric("jobs-q.deleted"), Is.Zero);
        Assert.That(run.Metric("jobs-q.dead_lettered"), Is.EqualTo(sent));
        Assert.That(run.Metric("dead.sent"), Is.EqualTo(sent));
        Assert.That(run.Rows("queues.csv", "queue", "dead")[^1].Count("visible"), Is.EqualTo((int)sent));
        Conserved(run);
    }

    [Test]
    public void ATaskThatStops_GivesItsMessagesBackAfterTheVisibilityTimeout()
    {
        var run = ScenarioRun.Of(Scenario(
            "steps: [[0s, 4/s], [1s, 0/s]]", "wait: 20m, concurrency: 4, waitTimeSeconds: 20", desired: 1, arrivals: "deterministic", queue: "{name: jobs-q, visibilityTimeout: 300}",
            rest: "timeline: [{at: 60s, action: UpdateService, service: worker, desiredCount: 0}]"));
        int InFlight(double at) => run.At("queues.csv", at, "queue", "jobs-q").Count("in_flight");
        var sent = (int)run.Metric("jobs-q.sent");
        Assert.That((InFlight(60), InFlight(240)), Is.EqualTo((sent, sent)), "the task is gone, its messages are hidden still");
        Assert.That(InFlight(360), Is.Zero);
        Assert.That(run.At("queues.csv", 360, "queue", "jobs-q").Count("visible"), Is.EqualTo(sent));
        Conserved(run);
    }

    [Test]
    public void MessagesExpire_AndDelayedOnesWait()
    {
        var run = ScenarioRun.Of(Scenario("1/s", "cpu: 1s", desired: 0, arrivals: "deterministic", queue: "{name: jobs-q, delaySeconds: 90, messageRetentionPeriod: 300}"));
        var last = run.Rows("queues.csv", "queue", "jobs-q")[^1];
        Assert.That(last.Count("delayed"), Is.EqualTo(90).Within(1));
        Assert.That(last.Count("visible"), Is.EqualTo(210).Within(2));
        Assert.That(run.Metric("jobs-q.age.max"), Is.EqualTo(300_000).Within(1000));
        Assert.That(run.Metric("jobs-q.expired"), Is.EqualTo(900).Within(2));
        Conserved(run);
    }

    [Test]
    public void WorkersThatDoNotWait_AskAgainAfterTheirInterval()
    {
        var polling = ScenarioRun.Of(Scenario("0.2/s", "wait: 1ms, pollInterval: 10s", desired: 1));
        var waiting = ScenarioRun.Of(Scenario("0.2/s", "wait: 1ms, waitTimeSeconds: 20", desired: 1));
        Assert.That(waiting.Metric("jobs-q.latency.p99"), Is.LessThan(10));
        Assert.That(polling.Metric("jobs-q.latency.mean"), Is.InRange(1000, 8000), "half an interval, more or less");
        Assert.That(waiting.Metric("jobs-q.sent"), Is.EqualTo(polling.Metric("jobs-q.sent")), "common random numbers");
    }

    [Test]
    public void ABatch_IsReceivedAtOnceAndDealtWithOneByOne()
    {
        var run = ScenarioRun.Of(Scenario("steps: [[0s, 10/s], [1s, 0/s]]", "wait: 10s, batch: 10, waitTimeSeconds: 20", desired: 1, arrivals: "deterministic", queue: "{name: jobs-q, visibilityTimeout: 600}"));
        Assert.That(run.At("queues.csv", 60, "queue", "jobs-q").Count("visible"), Is.Zero);
        Assert.That(run.At("queues.csv", 60, "queue", "jobs-q").Count("in_flight"), Is.GreaterThan(2));
        Assert.That(run.Metric("jobs-q.latency.p99"), Is.GreaterThan(90_000), "the last of ten waits for nine");
        Conserved(run);
    }

    [Test]
    public void WorkersOfATask_ShareItsCpu()
    {
        // Four workers on one vCPU, all busy: four seconds of wall time for each second of CPU, and 100 %.
        var run = ScenarioRun.Of(Scenario("steps: [[0s, 200/s], [10s, 0/s]]", "cpu: 1s, concurrency: 4, waitTimeSeconds: 20", desired: 1, queue: "{name: jobs-q, visibilityTimeout: 3600}"));
        Assert.That(run.Metric("worker.cpu_utilization.mean"), Is.EqualTo(100).Within(0.5));
        Assert.That(run.Metric("jobs-q.deleted"), Is.EqualTo(1200).Within(6), "one a second");
        Conserved(run);
    }

    [Test]
    [Property("Rule", "AS-ECS-05")]
    [Property("Rule", "AS-PX-09")]
    [Property("Example", "EX-37")]
    public void FromZero_AQueueMetricStartsOneTask()
    {
        var run = ScenarioRun.Of(Scenario(
            "steps: [[0s, 0/s], [3m, 5/s]]", "cpu: 1s, waitTimeSeconds: 20", desired: 0, autoScaling: """
            {minCapacity: 0, maxCapacity: 20, policies: [{policyName: backlog, targetTrackingScalingPolicyConfiguration: {targetValue: 100,
              customizedMetricSpecification: {namespace: AWS/SQS, metricName: ApproximateNumberOfMessagesVisible, dimensions: [{name: QueueName, value: jobs-q}]} } }]}
            """));
        var first = run.Rows("scaling_activities.csv").First(r => r.Text("status") != "NotScaled");
        Assert.That((first.Count("from"), first.Count("to"), first.Count("running")), Is.EqualTo((0, 1, 0)));
    }

    [Property("Rule", "AS-MET-07")]
    [TestCase("queues: [{name: q, fifoQueue: true}]", "FIFO queues are not simulated")]
    [TestCase("queues: [{name: web}]", "the queue `web` has the name of a service")]
    [TestCase("queues: [{name: a}, {name: b}]\napplications: [{family: web, message: {cpu: 1s}}]", "there are 2 queues: `queue` must say which")]
    [TestCase("queues: [{name: a}]\napplications: [{family: web, message: {}}]", "a message takes neither cpu nor wait")]
    [TestCase("queues: [{name: a, redrivePolicy: {deadLetterTargetArn: a, maxReceiveCount: 3}}]", "cannot be its own dead-letter queue")]
    [TestCase("queues: [{name: a}]\nworkload: [{to: b, kind: messages, rate: 1/s}]", "there is no queue `b`")]
    [TestCase("queues: [{name: a}]\nalarms: [{alarmName: x, series: a.NumberOfMessages, evaluationPeriods: 1, threshold: 1, comparisonOperator: LessThanThreshold}]", "a queue publishes no metric `NumberOfMessages`")]
    public void WhatCannotBe_IsRefused(string yaml, string message)
    {
        const string rest = """
            name: t
            run: {duration: 1h}
            taskDefinitions: [{family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]
            services: [{serviceName: web, taskDefinition: web, launchType: FARGATE}]

            """;
        Assert.That(Loading.Load(rest + yaml).Issues.Select(i => i.Message), Has.Some.Contains(message));
    }

    // Whatever was sent is deleted, visible, in flight, delayed, moved or expired.
    private static void Conserved(ScenarioRun run)
    {
        foreach (var queue in run.Rows("queues.csv").Select(r => r.Text("queue")).Distinct())
        {
            var rows = run.Rows("queues.csv", "queue", queue);
            int Total(string column) => rows.Sum(r => r.Count(column));
            var last = rows[^1];
            Assert.That(
                Total("deleted") + Total("expired") + Total("dead_lettered") + last.Count("visible") + last.Count("in_flight") + last.Count("delayed"), Is.EqualTo(Total("sent")), queue);
        }
    }

    private static string Scenario(
        string rate, string message, int desired, string arrivals = "poisson", string queue = "{name: jobs-q, visibilityTimeout: 30s}", string autoScaling = "", string rest = "")
    {
        if (rate.StartsWith("steps", StringComparison.Ordinal)) rate = "{" + rate + "}";
        if (autoScaling.Length > 0) autoScaling = "autoScaling: " + autoScaling.ReplaceLineEndings(" ");
        return $$"""
        name: t
        run: {duration: 20m, initial: steady}
        {{Task}}
        services:
          - serviceName: worker
            taskDefinition: worker
            launchType: FARGATE
            desiredCount: {{desired}}
            {{autoScaling}}
        queues: [{{queue}}]
        applications: [{family: worker, message: { {{message}} } }]
        workload: [{name: jobs, to: jobs-q, kind: messages, arrivals: {{arrivals}}, rate: {{rate}} }]
        {{rest}}
        """;
    }
}
