namespace Simulator.Tests.Conformance.Tasks;

/// <summary>What is to last longer than the run, in the longest run there is: it is not over at the end.</summary>
public sealed class LongRunTests
{
    [TestCase("timeline: [{at: 3600d, action: RunTask, taskDefinition: web, launchType: EC2, runTime: 3650d}]")]
    [TestCase("timeline: [{at: 3600d, action: StopTask, service: web}]")]
    [TestCase("failures: [{at: 3600d, kind: agentDisconnect, length: 3650d, count: 1}]")]
    [TestCase("failures: [{at: 3600d, kind: instanceImpaired, length: 3650d, count: 1}]")]
    [TestCase("timeline: [{at: 3600d, action: UpdateService, service: web, forceNewDeployment: true}]")]
    public void WhatLastsBeyondTheClock_LastsToTheEnd(string what)
    {
        var run = ScenarioRun.Of($$$$"""
            name: long
            run: {duration: 3650d, initial: steady}
            output: {services: {every: 30d}}
            containerInstances: [{instanceType: m5.large, count: 2}]
            taskDefinitions: [{family: web, containerDefinitions: [{name: app, image: i, memory: 64, stopTimeout: 120}, {name: side, image: i, memory: 64, essential: false}]}]
            applications: [{family: web, startup: 1s, shutdown: 3650d, containers: {side: {runTime: 3650d}}}]
            services: [{serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2}]
            {{{{what}}}}
            """);
        Assert.That(run.Rows("services.csv")[^1].Count("running"), Is.EqualTo(1));
        Assert.That(run.Rows("tasks.csv").Count(t => t.Text("stopped_s").Length == 0), Is.EqualTo(what.Contains("RunTask", StringComparison.Ordinal) ? 2 : 1));
    }
}
