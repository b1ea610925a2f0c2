using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using NUnit.Framework.Interfaces;
using Simulator.Tests.Cli;
using Simulator.Tests.Conformance;

namespace Simulator.Tests.Tidy;

/// <summary>
/// At least half of the tests that name a rule of ECS, its capacity or its scaling go from scenario text to result files, as a user does. Whether a test does is read
/// from its compiled code: it, or what it calls in this assembly, calls <see cref="ScenarioRun"/> or the command line. A folder or a name would say what a test claims, not what it does.
/// </summary>
public sealed partial class FrontDoorTests
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);
    private static readonly Dictionary<MethodBase, bool> Known = [];

    [Test]
    public void HalfOfTheRuleTests_RunAScenarioAndReadItsFiles()
    {
        var tests = RuleTests();
        var through = tests.Count(ReachesScenarioRun);
        TestContext.Out.WriteLine($"{through} of {tests.Count} rule tests run a scenario and read its files ({100.0 * through / tests.Count:0.0} %).");
        Assert.That(through * 2, Is.GreaterThanOrEqualTo(tests.Count), "Write the next rule test with ScenarioRun.");
    }

    [Test]
    public void ThisTest_TellsTheTwoKindsApart()
    {
        Assert.That(ReachesScenarioRun(typeof(Conformance.Ec2.HealthTests).GetMethod(nameof(Conformance.Ec2.HealthTests.SetInstanceHealth_ReplacesAtOnce))!), Is.True, "through a text of its own");
        Assert.That(ReachesScenarioRun(typeof(Aws.Ecs.Placement.StrategyTests).GetMethods().First(IsTest)), Is.False);
    }

    /// <summary>Prints the rules without such a test; run it by name.</summary>
    [Test, Explicit("a list for people")]
    public void RulesWithoutSuchATest()
    {
        var byRule = RuleTests().SelectMany(t => IdsOf(t).Concat(IdsOf(t.DeclaringType!)).Distinct().Select(id => (Id: id, Test: t))).GroupBy(p => p.Id).OrderBy(g => g.Key, StringComparer.Ordinal);
        foreach (var rule in byRule.Where(g => !g.Any(p => ReachesScenarioRun(p.Test)))) TestContext.Out.WriteLine($"{rule.Key}: {string.Join(", ", rule.Select(p => p.Test.DeclaringType!.Name + "." + p.Test.Name))}");
    }

    private static List<MethodInfo> RuleTests() =>
        [.. typeof(FrontDoorTests).Assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).Where(m => IsTest(m) && IdsOf(m).Concat(IdsOf(m.DeclaringType!)).Any(id => Family().IsMatch(id)))];

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes().Any(a => a is ISimpleTestBuilder or ITestBuilder);

    private static IEnumerable<string> IdsOf(MemberInfo member) => member.GetCustomAttributes<PropertyAttribute>().SelectMany(a => a.Properties["Rule"].Cast<string>());

    /// <summary>Whether a test goes from scenario text to result files.</summary>
    // Depth first; a method under way counts as not reaching, which is right for cycles because somebody else in the cycle must.
    internal static bool ReachesScenarioRun(MethodBase method)
    {
        if (method.DeclaringType == typeof(ScenarioRun) || method is { DeclaringType: { } owner, Name: "Run" } && owner == typeof(CliFixture)) return true;
        if (Known.TryGetValue(method, out var known)) return known;
        Known[method] = false;
        return Known[method] = Called(method).Any(ReachesScenarioRun);
    }

    // What a method calls or makes a delegate of. Iterators and the like hide their code in a type of their own, all of whose methods count as called.
    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) yield break;
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? Codes[unchecked((short)(0xFE00 | il[at + 1]))] : Codes[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod && Resolve(method, BitConverter.ToInt32(il, at)) is { } called)
            {
                yield return called;
                if (called is ConstructorInfo && called.DeclaringType!.Name.StartsWith('<'))
                {
                    foreach (var hidden in called.DeclaringType.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)) yield return hidden;
                }
            }
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static MethodBase? Resolve(MethodBase caller, int token)
    {
        var called = caller.Module.ResolveMethod(token, caller.DeclaringType!.GetGenericArguments(), caller.IsGenericMethod ? caller.GetGenericArguments() : null);
        if (called?.DeclaringType?.Assembly != typeof(FrontDoorTests).Assembly) return null;
        return called is MethodInfo { IsGenericMethod: true, IsGenericMethodDefinition: false } generic ? generic.GetGenericMethodDefinition() : called;
    }

    [GeneratedRegex("^(ECS|AS|ASG|CP|FG)-")]
    private static partial Regex Family();
}
