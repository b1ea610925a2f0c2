using Simulator.Tests.Scenarios;

namespace Simulator.Tests.Conformance.Providers;

/// <summary>ECS Managed Instances: what is launched, where, and when it goes.</summary>
public sealed class ManagedInstancesTests
{
    private const string Plain = "model: {deprovisioning: 5s}";

    [Test]
    [Property("Rule", "CP-MI-01")]
    [Property("Rule", "CP-MI-02")]
    public void WaitingTasks_GetOneInstanceInEachZone()
    {
        var run = ScenarioRun.Of(Scenario(6));
        var instances = run.Rows("instances.csv");
        Assert.Multiple(() =>
        {
            Assert.That(instances.Select(r => r.Text("availability_zone")).Order(), Is.EqualTo(new[] { "us-east-1a", "us-east-1b", "us-east-1c" }));
            Assert.That(instances.Select(r => (r.Text("capacity_provider"), r.Text("auto_scaling_group"), r.Text("purchase_option"))).Distinct(), Is.EqualTo(new[] { ("managed", "", "on-demand") }));
            Assert.That(run.Rows("tasks.csv").CountBy(r => r.Text("availability_zone")).Select(z => z.Value), Has.All.EqualTo(2));
            Assert.That(run.Rows("tasks.csv").Select(r => r.Text("launch_type")), Has.All.EqualTo("MANAGED_INSTANCES"));
            Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(6));
            Assert.That(run.DecisionsOf("managed_instances"), Has.Count.EqualTo(3));
        });
    }

    [Test]
    [Property("Rule", "CP-MI-02")]
    public void OneSubnet_PacksDenselyOnTheCheapestTypeThatHoldsAll()
    {
        // Six tasks of 1 vCPU and 2 GiB: of these three, one c6i.2xlarge (8 vCPU, 16 GiB, 0.34 $/h) is cheaper than two c6i.xlarge (three tasks each by memory) or a m6i.2xlarge.
        var run = ScenarioRun.Of(Scenario(6, launch: "networkConfiguration: {subnets: [subnet-1]}, instanceRequirements: {allowedInstanceTypes: [c6i.2xlarge, c6i.4xlarge, m6i.2xlarge]}", mode: "bridge"));
        Assert.That(run.Rows("instances.csv").Select(r => (r.Text("instance_type"), r.Text("availability_zone"))), Is.EqualTo(new[] { ("c6i.2xlarge", "us-east-1a") }));
        Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(6));
    }

    [Test]
    [Property("Rule", "CP-MI-02")]
    [Property("Rule", "ECS-CL-06")]
    public void EachAwsvpcTask_TakesAnInterface()
    {
        // c6i.2xlarge has three interfaces for tasks: six awsvpc tasks take two instances, six bridge tasks one.
        var run = ScenarioRun.Of(Scenario(6, launch: "networkConfiguration: {subnets: [subnet-1]}, instanceRequirements: {allowedInstanceTypes: [c6i.2xlarge]}"));
        Assert.That(run.Rows("instances.csv"), Has.Count.EqualTo(2));
    }

    [Test]
    [Property("Rule", "CP-MI-01")]
    [Property("Rule", "CP-PV-02")]
    public void TasksBeyondTheQuotaOfGroups_WaitForManagedInstances()
    {
        var run = ScenarioRun.Of(Scenario(60, Plain.Replace("}", ", provisioningLimit: 10}", StringComparison.Ordinal)));
        Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(60));
        Assert.That(run.Rows("service_events.csv").Select(r => r.Text("message")), Has.None.Contains("provisioning capacity limit"));
    }

    [Test]
    [Property("Rule", "CP-MI-03")]
    public void ScaleInAfterZero_LetsTheTasksComeFirst()
    {
        var run = ScenarioRun.Of(Scenario(6, provider: "infrastructureOptimization: {scaleInAfter: 0}"));
        Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(6));
        Assert.That(run.Rows("instances.csv").Select(r => r.Text("reason")), Is.All.Empty);
    }

    [TestCase("", 300)]
    [TestCase("infrastructureOptimization: {scaleInAfter: 60}", 60)]
    [TestCase("infrastructureOptimization: {scaleInAfter: -1}", double.NaN)]
    [Property("Rule", "CP-MI-03")]
    public void IdleInstance_GoesAfterItsWait(string optimization, double after)
    {
        var run = ScenarioRun.Of(Scenario(3, Plain + "\ntimeline: [{at: 10m, action: UpdateService, service: web, desiredCount: 0}]", optimization, run: "duration: 30m, initial: steady"));
        var stopped = run.Rows("tasks.csv").Max(r => r.Number("stopped_s"));
        foreach (var instance in run.Rows("instances.csv"))
        {
            Assert.That(instance.Number("draining_s"), double.IsNaN(after) ? Is.NaN : Is.InRange(stopped + after - 1, stopped + after + 11));
            Assert.That(instance.Text("reason"), Is.EqualTo(double.IsNaN(after) ? "" : "idle"));
        }
    }

    [Test]
    [Property("Rule", "CP-MI-03")]
    public void NewTask_CancelsTheWaitOfAnIdleInstance()
    {
        var run = ScenarioRun.Of(Scenario(
            1, Plain + "\ntimeline: [{at: 10m, action: UpdateService, service: web, desiredCount: 0}, {at: 13m, action: UpdateService, service: web, desiredCount: 1}]", run: "duration: 30m, initial: steady"));
        Assert.That(run.Rows("instances.csv"), Has.Count.EqualTo(1));
        Assert.That(run.Rows("instances.csv")[0].Number("terminated_s"), Is.NaN);
        Assert.That(run.Rows("tasks.csv"), Has.Count.EqualTo(2));
    }

    [Test]
    [Property("Rule", "CP-MI-03")]
    [Property("Rule", "ECS-DR-02")]
    public void UnderusedInstances_AreConsolidatedAndTheirTasksStartElsewhereFirst()
    {
        // Twelve tasks on three c6i.2xlarge in one zone, then three: at most one is left on each, and all find room on one.
        var run = ScenarioRun.Of(Scenario(
            18, Plain + "\ntimeline: [{at: 10m, action: UpdateService, service: web, desiredCount: 3}]", launch: "networkConfiguration: {subnets: [subnet-1]}, instanceRequirements: {allowedInstanceTypes: [c6i.2xlarge]}",
            run: "duration: 90m, initial: steady", mode: "bridge"));
        Assert.Multiple(() =>
        {
            Assert.That(run.Rows("instances.csv"), Has.Count.EqualTo(3));
            Assert.That(run.Rows("instances.csv").Count(r => double.IsNaN(r.Number("terminated_s"))), Is.EqualTo(1));
            Assert.That(run.Rows("instances.csv").Select(r => r.Text("reason")), Has.Some.EqualTo("underutilized").Or.Some.EqualTo("idle"));
            Assert.That(run.Rows("services.csv").Where(r => r.Number("t_s") > 900).Select(r => r.Count("healthy")), Has.All.GreaterThanOrEqualTo(3), "the replacement runs before the old one stops");
        });
    }

    [Test]
    [Property("Rule", "CP-MI-04")]
    [Property("Rule", "ECS-DR-06")]
    public void Patching_DrainsAtDayFourteenAndEndsByDayTwentyOne()
    {
        var gentle = ScenarioRun.Of(Scenario(1, Plain + "\noutput: {services: {every: 24h}}", run: "duration: 528h, initial: steady"));
        var first = gentle.Rows("instances.csv")[0];
        Assert.That(first.Number("draining_s"), Is.EqualTo(14 * 86400));
        Assert.That((first.Number("terminated_s") < 15 * 86400, first.Text("reason")), Is.EqualTo((true, "patching")));
        var stuck = ScenarioRun.Of(Scenario(
            1, Plain + "\noutput: {services: {every: 24h}}", run: "duration: 528h, initial: steady", service: ", deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}"));
        Assert.That(stuck.Rows("instances.csv")[0].Number("terminated_s"), Is.EqualTo(21 * 86400).Within(60), "a drain that cannot end is ended");
        Assert.That(stuck.At("services.csv", 528 * 3600, "service", "web").Count("running"), Is.EqualTo(1));
    }

    [Test]
    [Property("Rule", "CP-MI-06")]
    public void FeeIsAShareOfTheOnDemandPrice()
    {
        var run = ScenarioRun.Of(Scenario(
            1, Plain, launch: "capacityOptionType: SPOT, storageConfiguration: {storageSizeGiB: 100}, networkConfiguration: {subnets: [subnet-1]}, instanceRequirements: {allowedInstanceTypes: [m6i.large]}", run: "duration: 2h, initial: steady"));
        double Usd(string resource) => run.Rows("costs.csv", "resource", resource).Single().Number("usd");
        Assert.Multiple(() =>
        {
            Assert.That(Usd("ECS Managed Instances fee m6i.large"), Is.EqualTo(2 * 0.096 * 0.12).Within(1e-4));
            Assert.That(Usd("EC2 m6i.large Spot"), Is.LessThan(2 * 0.096), "the instance itself at its Spot price");
            Assert.That(Usd("EBS gp3 root volumes"), Is.EqualTo(100 * 2 / 730.0 * 0.08).Within(1e-4));
        });
    }

    [Test]
    [Property("Rule", "CP-MI-01")]
    [Property("Rule", "ASG-LC-07")]
    public void TypeThatIsSoldOut_GivesWayToAnotherTypeThenToAnotherZone()
    {
        const string launch = "instanceRequirements: {allowedInstanceTypes: [c6i.2xlarge, m6i.2xlarge]}";
        var type = ScenarioRun.Of(Scenario(6, Plain + "\nfailures: [{kind: capacityShortage, at: 0s, length: 1h, instanceTypes: [c6i.2xlarge]}]", launch: launch));
        Assert.That(type.Rows("instances.csv").Select(r => r.Text("instance_type")), Is.EqualTo(Enumerable.Repeat("m6i.2xlarge", 3)));
        Assert.That(type.Rows("instance_events.csv", "event", "insufficient_instance_capacity"), Has.Count.EqualTo(3), "one in each zone");
        Assert.That(type.Metric("cluster.failed_launches"), Is.EqualTo(3));
        var zone = ScenarioRun.Of(Scenario(6, Plain + "\nfailures: [{kind: capacityShortage, at: 0s, length: 1h, zone: us-east-1a}]", launch: launch));
        Assert.That(zone.Rows("instances.csv").Select(r => r.Text("availability_zone")), Has.None.EqualTo("us-east-1a"));
        Assert.That(zone.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(6));
    }

    [Test]
    [Property("Rule", "CP-MI-01")]
    [Property("Rule", "ASG-LC-07")]
    public void ShortageOfEverything_IsTriedAgainAndOverAtOnceWhenItEnds()
    {
        var run = ScenarioRun.Of(Scenario(3, Plain + "\nfailures: [{kind: capacityShortage, at: 0s, length: 270s}]", launch: "instanceRequirements: {allowedInstanceTypes: [c6i.2xlarge]}"));
        Assert.That(run.Rows("instances.csv").Select(r => r.Number("launched_s")), Is.All.InRange(270, 275));
        Assert.That(run.Rows("instance_events.csv", "event", "insufficient_instance_capacity"), Has.Count.InRange(12, 18), "three instances, each minute");
        var reserved = ScenarioRun.Of(Scenario(3, Plain + "\nfailures: [{kind: capacityShortage, at: 0s, length: 270s}]", launch: "capacityOptionType: RESERVED, instanceRequirements: {allowedInstanceTypes: [c6i.2xlarge]}"));
        Assert.That(reserved.Rows("instances.csv").Select(r => r.Number("launched_s")), Is.All.LessThan(10), "a Capacity Reservation is there");
    }

    [TestCase("", 20)]
    [TestCase(", quotas: awsDefault, standardVCpuQuota: 16", 14)]
    [TestCase(", quotas: awsDefault, standardVCpuQuota: 3", 1)]
    [Property("Rule", "CP-MI-01")]
    [Property("Rule", "ASG-LC-07")]
    public void VCpuQuotaOfTheAccount_BindsManagedInstancesToo(string model, int most)
    {
        // Twenty tasks of 1 vCPU in one zone; what the quota leaves is used with smaller instances.
        var run = ScenarioRun.Of(Scenario(
            20, Plain.Replace("}", model + "}", StringComparison.Ordinal), launch: "networkConfiguration: {subnets: [subnet-1]}, instanceRequirements: {allowedInstanceTypes: [c6i.*]}", mode: "bridge"));
        Assert.That(run.At("services.csv", 540, "service", "web").Count("running"), Is.EqualTo(most));
        Assert.That(run.Rows("instance_events.csv", "event", "vcpu_limit_exceeded"), model.Length == 0 ? Is.Empty : Is.Not.Empty);
    }

    [TestCase("", true)]
    [TestCase("autoRepairConfiguration: {actionsStatus: ENABLED}\n      propagateTags: CAPACITY_PROVIDER\n      infrastructureRoleArn: 'arn:aws:iam::1:role/r'", true)]
    [TestCase("AutoRepairConfiguration: {ActionsStatus: DISABLED}", false)]
    [Property("Rule", "CP-MI-05")]
    [Property("Rule", "ECS-API-04")]
    [Property("Rule", "ECS-CL-16")]
    public void ImpairedInstance_IsReplacedStartingElsewhereFirst(string repair, bool isReplaced)
    {
        var run = ScenarioRun.Of(Scenario(3, Plain + "\nfailures: [{kind: instanceImpaired, at: 10m, length: 40m, count: 1}]", repair, run: "duration: 30m, initial: steady"));
        var first = run.Rows("instances.csv").Take(3).ToList();
        if (!isReplaced)
        {
            Assert.That(run.Rows("instances.csv").Select(r => r.Text("reason")), Is.EqualTo(new[] { "", "", "" }), "watched, but left alone");
            return;
        }
        var impaired = first.Single(r => r.Text("reason").Length > 0);
        var replacement = run.Rows("instances.csv")[3];
        Assert.Multiple(() =>
        {
            Assert.That(impaired.Text("reason"), Is.EqualTo("unhealthy"));
            Assert.That(impaired.Number("draining_s"), Is.EqualTo(600 + 180));
            Assert.That(replacement.Number("launched_s"), Is.InRange(780, 790));
            Assert.That(impaired.Number("terminated_s"), Is.GreaterThan(replacement.Number("active_s")).And.LessThan(replacement.Number("active_s") + 120));
            Assert.That(run.Rows("tasks.csv").Count(r => r.Text("stopped_s").Length == 0), Is.EqualTo(3));
        });
    }

    [Test]
    [Property("Rule", "CP-MI-05")]
    public void InstanceThatRecoversInTime_Stays()
    {
        var run = ScenarioRun.Of(Scenario(3, Plain + "\nfailures: [{kind: instanceImpaired, at: 10m, length: 2m, count: 1}]", run: "duration: 30m, initial: steady"));
        Assert.That(run.Rows("instances.csv").Select(r => r.Text("reason")), Is.EqualTo(new[] { "", "", "" }));
    }

    [Test]
    [Property("Rule", "CP-MI-01")]
    [Property("Rule", "ASG-SP-01")]
    public void SpotInterruption_DrainsForTwoMinutesAndIsReplaced()
    {
        var run = ScenarioRun.Of(Scenario(
            3, Plain.Replace("}", ", spotInterruptionScale: 0}", StringComparison.Ordinal) + "\nfailures: [{kind: spotInterruption, at: 10m, count: 1}]", launch: "capacityOptionType: SPOT", run: "duration: 30m, initial: steady"));
        var instances = run.Rows("instances.csv");
        var victim = instances.Single(r => r.Text("reason").Length > 0);
        Assert.Multiple(() =>
        {
            Assert.That(instances.Select(r => r.Text("purchase_option")), Has.All.EqualTo("spot"));
            Assert.That((victim.Text("reason"), victim.Number("draining_s")), Is.EqualTo(("spot_interruption", 600)));
            Assert.That(victim.Number("terminated_s"), Is.LessThanOrEqualTo(720 + 30), "shut down by then");
            Assert.That(instances, Has.Count.EqualTo(4), "another one takes its task");
            Assert.That(run.At("services.csv", 1740, "service", "web").Count("running"), Is.EqualTo(3));
            Assert.That(run.Rows("instance_events.csv", "event", "spot_interruption_notice"), Has.Count.EqualTo(1));
        });
    }

    [Test]
    [Property("Rule", "CP-MI-01")]
    [Property("Rule", "ASG-SP-03")]
    public void SpotPoolsOfManagedInstances_AreReclaimedAtThePublishedRate()
    {
        // m6i.large is in the band of 10 to 15 % a month. Share and recovery let reclaims hit instances one by one, whenever they live: their number is then Poisson, with
        // the hazard of an instance times the hours that instances lived before theirs as its mean.
        const int scale = 10_000;
        string Text(int times) => Scenario(
            9, Plain.Replace("}", $", spotInterruptionScale: {times}, spotReclaimShare: 0.05, spotPoolRecovery: 0s}}", StringComparison.Ordinal),
            launch: "capacityOptionType: SPOT, instanceRequirements: {allowedInstanceTypes: [m6i.large]}", run: "duration: 24h, initial: steady");
        Assert.That(ScenarioRun.Of(Text(0)).Rows("instance_events.csv", "event", "spot_interruption_notice"), Is.Empty);

        var run = ScenarioRun.Of(Text(scale));
        var hit = run.Rows("instance_events.csv", "event", "rebalance_recommendation").ToDictionary(r => r.Text("container_instance"), r => r.Number("t_s"));
        var hours = run.Rows("instances.csv").Sum(i =>
            Math.Max(0, hit.GetValueOrDefault(i.Text("container_instance"), i.Text("terminated_s").Length > 0 ? i.Number("terminated_s") : 86_400) - Math.Max(0, i.Number("launched_s"))) / 3600);
        var expected = -Math.Log(1 - 0.125) / 720 * scale * hours;
        Assert.That(expected, Is.GreaterThan(150), "enough to tell rates apart");
        Assert.That(hit, Has.Count.EqualTo(expected).Within(4 * Math.Sqrt(expected)));
        Assert.That(run.Rows("instance_events.csv", "event", "spot_interruption_notice"), Has.Count.EqualTo(hit.Count).Within(5), "each is given notice, but for those at the end");
    }

    [TestCase("instanceRequirements: {vCpuCount: {min: 4, max: 4}, memoryMiB: {min: 8192, max: 8192}, cpuManufacturers: [amd]}", "c5a.xlarge,c6a.xlarge,c7a.xlarge")]
    [TestCase("instanceRequirements: {vCpuCount: {max: 2}, allowedInstanceTypes: [m6i, m5.l*]}", "m6i.large,m5.large")]
    [TestCase("instanceRequirements: {vCpuCount: {min: 2, max: 2}, memoryMiB: {min: 1, max: 4096}, burstablePerformance: required}", "t3.medium,t3.small,t3a.medium,t3a.small,t4g.medium,t4g.small,t2.medium,t3.micro,t3a.micro,t4g.micro,t3.nano,t3a.nano,t4g.nano")]
    [Property("Rule", "CP-MI-01")]
    public void Requirements_SelectInstanceTypes(string requirements, string among)
    {
        var loaded = Loading.Load(Scenario(1, launch: requirements + ", networkConfiguration: {subnets: [subnet-1]}", task: "cpu: \"256\", memory: \"300\"", mode: "bridge"));
        Assert.That(loaded.Issues.Select(i => i.ToString()), Is.Empty);
        var names = loaded.Scenario!.CapacityProviders[^1].ManagedInstances!.InstanceTypes.Select(t => loaded.Scenario.InstanceTypes[t].Name).ToList();
        Assert.That(names, Is.Not.Empty.And.SubsetOf(among.Split(',')));
        Assert.That(names.Select(n => loaded.Scenario.InstanceTypes.First(t => t.Name == n).OnDemandUsdPerHour), Is.Ordered);
    }

    [TestCase("ON_DEMAND", "onDemandMaxPricePercentageOverLowestPrice")]
    [TestCase("SPOT", "spotMaxPricePercentageOverLowestPrice")]
    [Property("Rule", "CP-MI-01")]
    public void PriceProtection_ComparesPricesForEachVCpu(string option, string limit)
    {
        List<double> Prices(int percent)
        {
            var scenario = Loading.Load(Scenario(1, launch: $"capacityOptionType: {option}, instanceRequirements: {{vCpuCount: {{min: 2}}, memoryMiB: {{min: 4096}}, {limit}: {percent}}}")).Scenario!;
            return [.. scenario.CapacityProviders[^1].ManagedInstances!.InstanceTypes.Select(t => scenario.InstanceTypes[t])
                .Select(t => t.OnDemandUsdPerHour * (option == "SPOT" ? 1 - t.SpotSaving : 1) / t.VCpus)];
        }
        var (narrow, wide) = (Prices(5), Prices(50));
        Assert.That(narrow, Has.Count.LessThan(wide.Count).And.Not.Empty);
    }

    [TestCase("services: [{serviceName: web, taskDefinition: web, launchType: MANAGED_INSTANCES}]", "needs a capacity provider of Managed Instances")]
    [TestCase("services: [{serviceName: web, taskDefinition: web, launchType: MANAGED_INSTANCES, placementStrategy: [{type: random}]}]\ncapacityProviders: [{name: m, managedInstancesProvider: {}}]", "Managed Instances take no placement strategies")]
    [TestCase("services: [{serviceName: web, taskDefinition: web, capacityProviderStrategy: [{capacityProvider: m, weight: 1}, {capacityProvider: FARGATE, weight: 1}]}]\ncapacityProviders: [{name: m, managedInstancesProvider: {}}]", "a strategy cannot mix")]
    [TestCase("services: [{serviceName: web, taskDefinition: web, launchType: MANAGED_INSTANCES}]\ncapacityProviders: [{name: m, managedInstancesProvider: {instanceLaunchTemplate: {instanceRequirements: {allowedInstanceTypes: [x9.huge]}}}}]", "`x9.huge` matches no instance type")]
    [TestCase("services: [{serviceName: web, taskDefinition: web, launchType: MANAGED_INSTANCES}]\ncapacityProviders: [{name: m, managedInstancesProvider: {instanceLaunchTemplate: {instanceRequirements: {allowedInstanceTypes: [m6i], excludedInstanceTypes: [m6i.large]}}}}]", "exclude each other")]
    [TestCase("services: [{serviceName: web, taskDefinition: web, launchType: MANAGED_INSTANCES}]\ncapacityProviders: [{name: m, managedInstancesProvider: {infrastructureOptimization: {scaleInAfter: 7200}}}]", "outside its range")]
    [Property("Rule", "CP-MI-01")]
    [Property("Rule", "CP-01")]
    [Property("Rule", "CP-02")]
    public void WhatCannotBe_IsRefused(string rest, string message)
    {
        const string head = "name: t\nrun: {duration: 1h}\ntaskDefinitions: [{family: web, cpu: \"256\", memory: \"512\", networkMode: awsvpc, containerDefinitions: [{name: app, image: i}]}]\n";
        Assert.That(Loading.Load(head + rest).Issues.Select(i => i.Message), Has.Some.Contains(message));
    }

    private static string Scenario(
        int desired, string rest = Plain, string provider = "", string launch = "", string run = "duration: 10m", string mode = "awsvpc", string service = "", string task = "cpu: \"1024\", memory: \"2048\"") => $$"""
        name: managed
        run: { {{run}} }
        subnets: {subnet-1: us-east-1a}
        capacityProviders:
          - name: managed
            managedInstancesProvider:
              instanceLaunchTemplate: { {{launch}} }
              {{provider}}
        taskDefinitions: [{family: web, {{task}}, networkMode: {{mode}}, containerDefinitions: [{name: app, image: i}] }]
        applications: [{family: web, image: {size: 10MiB} }]
        services: [{serviceName: web, taskDefinition: web, desiredCount: {{desired}}, launchType: MANAGED_INSTANCES {{service}} }]
        {{rest}}
        """;
}
