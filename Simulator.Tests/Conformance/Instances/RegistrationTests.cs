using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Instances;

/// <summary>What an instance offers when it registers, and what a task may take of it.</summary>
public sealed class RegistrationTests
{
    [TestCase("c5.large", 2048)]
    [TestCase("c4.4xlarge", 16_384)]
    [Property("Rule", "ECS-CL-01")]
    public void Cpu_Is1024UnitsForEachVCpu(string type, int units) =>
        Assert.That(ScenarioRun.Of(Hosts.Scenario($"{{instanceType: {type}}}")).Rows("instances.csv")[0].Count("registered_cpu"), Is.EqualTo(units));

    [TestCase("c4.large", 3768)]
    [TestCase("c4.4xlarge", 30_158)]
    [TestCase("m4.large", 7985)]
    [TestCase("m6i.large", 7782, Description = "8192 × 0.95: no published figure")]
    [Property("Rule", "ECS-CL-03")]
    [Property("Rule", "ASG-LT-04")]
    public void Memory_IsAsPublishedOrNominalTimesAFactor(string type, int memory) =>
        Assert.That(ScenarioRun.Of(Hosts.Scenario($"{{instanceType: {type}}}")).Rows("instances.csv")[0].Count("registered_memory"), Is.EqualTo(memory));

    [Test]
    [Property("Rule", "ECS-CL-03")]
    public void TheFactor_IsAConstantOfTheModel()
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m6i.large}"), "model.registeredMemoryFactor=0.9");
        Assert.That(run.Rows("instances.csv")[0].Count("registered_memory"), Is.EqualTo(7372));
    }

    [Test]
    [Property("Rule", "ECS-CL-04")]
    public void ATaskThatWantsTheNominalMemory_NeverFits()
    {
        var alone = Hosts.Scenario("{instanceType: m4.large, count: 3}", "memory: 8192", container: "cpu: 10");
        Loading.Refused(alone, "8:40", "app:1 needs 8192 MiB, and m4.large registers 7985 of its 8192");
        // An instance that ends before the task comes keeps the scenario legal; the m4.large ones are left.
        var run = ScenarioRun.Of(alone.Replace("count: 3}", "count: 3}, {instanceType: m4.xlarge}", StringComparison.Ordinal).Replace("desiredCount: 1", "desiredCount: 0", StringComparison.Ordinal) + """

            timeline:
              - {at: 1m, action: DeregisterContainerInstance, availabilityZone: us-east-1a}
              - {at: 2m, action: UpdateService, service: app, desiredCount: 1}
            """);
        Assert.Multiple(() =>
        {
            Assert.That(run.Failed().Select(p => p.Text("reason")), Is.Not.Empty.And.All.EqualTo("RESOURCE:MEMORY"));
            Assert.That(run.At("services.csv", 1140, "service", "app").Count("running"), Is.Zero);
        });
    }

    // Sixty definitions, each with its own static port: the agent keeps five of the hundred for itself.
    [Test]
    [Property("Rule", "ECS-CL-05")]
    public void AnInstance_HoldsAHundredReservedPorts()
    {
        var ports = string.Join(", ", Enumerable.Range(1000, 60).Select(p => $"{{containerPort: {p}, hostPort: {p}}}"));
        var others = string.Join(", ", Enumerable.Range(2000, 36).Select(p => $"{{containerPort: {p}, hostPort: {p}}}"));
        var run = ScenarioRun.Of($$"""
            name: ports
            run: {duration: 2m, initial: steady}
            containerInstances: [{instanceType: m5.large}]
            taskDefinitions:
              - {family: a, containerDefinitions: [{name: app, image: i, memory: 100, portMappings: [{{ports}}]}]}
              - {family: b, containerDefinitions: [{name: app, image: i, memory: 100, portMappings: [{{others}}]}]}
            services:
              - {serviceName: a, taskDefinition: a, launchType: EC2, desiredCount: 1}
              - {serviceName: b, taskDefinition: b, launchType: EC2, desiredCount: 1}
            """);
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("tasks.csv").Select(t => t.Text("service")), Is.EqualTo(new[] { "a" }), "5 + 60 + 36 are more than 100");
            Assert.That(run.Failed().Select(p => p.Text("reason")), Is.Not.Empty.And.All.EqualTo("RESOURCE:PORTS"));
        });
    }

    [TestCase("hostPort: 8080", 1, Description = "static: one for each instance")]
    [TestCase("hostPort: 0", 4, Description = "dynamic: reserves nothing")]
    [Property("Rule", "ECS-CL-05")]
    [Property("Rule", "ECS-TD-10")]
    public void HostPorts_BindOnlyWhenStatic(string port, int running)
    {
        var run = ScenarioRun.Of(Hosts.Scenario("{instanceType: m5.large}", "cpu: 256", "desiredCount: 4", container: $"memory: 256, portMappings: [{{containerPort: 80, {port}}}]"));
        Assert.That(run.At("services.csv", 1200, "service", "app").Count("running"), Is.EqualTo(running));
    }

    [TestCase("m4.large", "enabled", 1, Description = "no trunk on this family")]
    [TestCase("c5.large", "disabled", 2)]
    [TestCase("c5.large", "enabled", 10)]
    [TestCase("m5.2xlarge", "disabled", 3)]
    [TestCase("m5.2xlarge", "enabled", 40)]
    [TestCase("m6g.medium", "enabled", 4)]
    [TestCase("t3.large", "enabled", 2)]
    [TestCase("g5.xlarge", "enabled", 6)]
    [TestCase("g4dn.xlarge", "enabled", 2)]
    [TestCase("m6i.8xlarge", "enabled", 90)]
    [TestCase("m5.8xlarge", "enabled", 60)]
    [Property("Rule", "ECS-CL-06")]
    [Property("Rule", "CAT-01")]
    [Property("Rule", "CAT-02")]
    public void NetworkInterfaces_LimitAwsvpcTasks(string type, string trunking, int tasks)
    {
        var arm = type.StartsWith("m6g", StringComparison.Ordinal) ? ", runtimePlatform: {cpuArchitecture: ARM64}" : "";
        var run = ScenarioRun.Of(Hosts.Scenario(
            $"{{instanceType: {type}}}", "networkMode: awsvpc" + arm, "desiredCount: 100", $"accountSettings: [{{name: awsvpcTrunking, value: {trunking}}}]", "memory: 64", duration: "1m"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(tasks));
    }

    [TestCase("disabled", 2)]
    [TestCase("enabled", 8, Description = "by CPU; ten interfaces")]
    [Property("Rule", "ECS-CL-06")]
    [Property("Rule", "X-04")]
    public void TheSmallestOfCpuAndInterfacesDecides(string trunking, int tasks)
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: c5.large}", "networkMode: awsvpc, cpu: 256, memory: 256", "desiredCount: 20", $"accountSettings: [{{name: awsvpcTrunking, value: {trunking}}}]", "memory: 256", duration: "1m"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(tasks));
    }

    [TestCase(2, 2)]
    [TestCase(1, 4)]
    [Property("Rule", "ECS-CL-08")]
    public void Gpus_AreTakenWhole(int each, int tasks)
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: g4dn.12xlarge}", "cpu: 1024", "desiredCount: 9", container: $"memory: 512, resourceRequirements: [{{type: GPU, value: \"{each}\"}}]", duration: "1m"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(tasks), "four GPUs");
    }

    [TestCase("attribute:ecs.instance-type == m5.large", 1)]
    [TestCase("attribute:ecs.availability-zone == us-east-1b", 0)]
    [TestCase("attribute:ecs.os-type == linux and attribute:ecs.cpu-architecture == x86_64", 1)]
    [TestCase("attribute:stack == blue", 1)]
    [TestCase("attribute:ecs.ami-id == ami-1", 1)]
    [TestCase("attribute:ecs.capability.task-eni exists", 1)]
    [TestCase("attribute:ecs.awsvpc-trunk-id exists", 0)]
    [Property("Rule", "ECS-CL-12")]
    public void Attributes_BuiltInAndCustom_AreMatched(string expression, int running)
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: m5.large, availabilityZone: us-east-1a, attributes: {stack: blue, ecs.ami-id: ami-1}}",
            service: $"desiredCount: 1, placementConstraints: [{{type: memberOf, expression: '{expression}'}}]", duration: "1m"));
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(running));
    }

    [Test]
    [Property("Rule", "ECS-CL-12")]
    public void AnAgentTooOldForATask_IsNotGivenIt()
    {
        var run = ScenarioRun.Of(Hosts.Scenario(
            "{instanceType: m5.large, agentVersion: 1.20.0}, {instanceType: m5.large, agentVersion: 1.26.0, availabilityZone: us-east-1b}", service: "desiredCount: 1",
            container: "memory: 512, stopTimeout: 60", duration: "1m"));
        Assert.That(run.Rows("tasks.csv").Select(t => t.Text("availability_zone")), Is.EqualTo(new[] { "us-east-1b" }), "stopTimeout needs the capability container-ordering");
    }
}
