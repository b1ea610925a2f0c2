using System.Runtime.CompilerServices;
using FsCheck;
using Microsoft.FSharp.Core;

namespace Simulator.Tests;

/// <summary>
/// Runs properties on random inputs. The inputs of a test are the same in every run, so that a build that fails, fails again; ECS_SIM_FREE_SEEDS=1 draws new
/// ones, to search: a failure then prints the seed to replay.
/// </summary>
internal static class RandomChecks
{
    private static readonly bool IsFree = Environment.GetEnvironmentVariable("ECS_SIM_FREE_SEEDS") == "1";

    /// <summary>Checks a property; the test fails on the first input for which it does not hold, made as small as it can be.</summary>
    /// <param name="property">What must hold.</param>
    /// <param name="inputs">How many inputs are tried.</param>
    /// <param name="test">The test: its name is its seed.</param>
    public static void Holds(this Property property, int inputs = 100, [CallerMemberName] string test = "")
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(inputs);
        property.Check(IsFree ? config : config.WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(SeedOf(test)), FSharpOption<int>.None))));
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    private static ulong SeedOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in name) hash = unchecked((hash ^ c) * 1099511628211UL);
        return hash;
    }
}
