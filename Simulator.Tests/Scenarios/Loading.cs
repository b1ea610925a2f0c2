using Simulator.Model.Definitions;
using Simulator.Scenarios;

namespace Simulator.Tests.Scenarios;

/// <summary>Short ways to load scenario text in tests, and a valid scenario to spoil.</summary>
internal static class Loading
{
    /// <summary>Lines 1 to 12: a service on Fargate with load; tests add sections below it.</summary>
    public const string Fargate = """
        name: t
        run: {duration: 1h}
        taskDefinitions:
          - {family: web, cpu: 256, memory: 512, networkMode: awsvpc, containerDefinitions: [{name: app, image: i, portMappings: [{containerPort: 80}]}]}
        applications:
          - {family: web, request: {cpu: 10ms}}
        targetGroups:
          - {name: tg}
        services:
          - {serviceName: web, taskDefinition: web, launchType: FARGATE, loadBalancers: [{targetGroup: tg, containerName: app, containerPort: 80}]}
        workload:
          - {to: web, rate: 10/s}

        """;

    public static ScenarioLoadResult Load(string yaml, LoadOptions? options = null) => ScenarioLoader.Parse(yaml, "s.yaml", AppContext.BaseDirectory, options);

    public static Scenario Valid(string yaml, LoadOptions? options = null)
    {
        var result = Load(yaml, options);
        Assert.That(result.Issues.Select(i => i.ToString()), Is.Empty);
        return result.Scenario!;
    }

    /// <summary>Asserts that the text is refused with a problem at <paramref name="place"/> (line:column) that holds every one of the words, and with no exception.</summary>
    public static void Refused(string yaml, string place, params string[] words) => Refused(Load(yaml), place, words);

    public static void Refused(ScenarioLoadResult result, string place, params string[] words)
    {
        Assert.That(result.Scenario, Is.Null);
        var said = result.Issues.Select(i => i.ToString()).ToList();
        var there = result.Issues.Where(i => $"{i.Line}:{i.Column}" == place).Select(i => i.ToString()).ToList();
        Assert.That(there.Any(i => words.All(w => i.Contains(w, StringComparison.Ordinal))), $"{place} should say {string.Join(" | ", words)}; said:\n{string.Join('\n', said)}");
    }

    /// <summary>As <see cref="Refused(string, string, string[])"/>, and this is the only problem.</summary>
    public static void RefusedOnly(string yaml, string place, params string[] words)
    {
        var result = Load(yaml);
        Refused(result, place, words);
        Assert.That(result.Issues, Has.Count.EqualTo(1), string.Join('\n', result.Issues));
    }
}
