using System.Globalization;

namespace Simulator.Model;

/// <summary>
/// Identifiers that look like AWS's own (so that results can be read beside real ones) and are a pure function of the master seed, the
/// replication and the birth ordinal: the same task has the same id in every run of the seed, under every policy, and ids of different
/// purposes never look alike. They carry no order; results hold the ordinal's order by their rows.
/// </summary>
public static class AwsIds
{
    private const ulong TaskPurpose = 0x7461736B00000001;
    private const ulong InstancePurpose = 0x656332690000002;
    private const ulong DeploymentPurpose = 0x6465706C00000003;

    /// <summary>The id part of a task's ARN: 32 hexadecimal digits.</summary>
    /// <param name="seed">Master seed.</param>
    /// <param name="replication">Replication, from 0.</param>
    /// <param name="ordinal">Birth ordinal of the task, from 0.</param>
    public static string Task(ulong seed, int replication, long ordinal) =>
        string.Create(32, (seed, replication, ordinal), static (span, a) =>
        {
            var high = Hash(a.seed, a.replication, a.ordinal, TaskPurpose);
            high.TryFormat(span, out _, "x16", CultureInfo.InvariantCulture);
            Mix(unchecked(high + 0x9E3779B97F4A7C15)).TryFormat(span[16..], out _, "x16", CultureInfo.InvariantCulture);
        });

    /// <summary>An EC2 instance id: <c>i-0</c> and 16 hexadecimal digits. Container instances are named by it too.</summary>
    /// <param name="seed">Master seed.</param>
    /// <param name="replication">Replication, from 0.</param>
    /// <param name="ordinal">Birth ordinal of the instance, from 0.</param>
    public static string Ec2Instance(ulong seed, int replication, long ordinal) =>
        string.Create(19, (seed, replication, ordinal), static (span, a) =>
        {
            "i-0".CopyTo(span);
            Hash(a.seed, a.replication, a.ordinal, InstancePurpose).TryFormat(span[3..], out _, "x16", CultureInfo.InvariantCulture);
        });

    /// <summary>A deployment id of a service: <c>ecs-svc/</c> and 19 decimal digits.</summary>
    /// <param name="seed">Master seed.</param>
    /// <param name="replication">Replication, from 0.</param>
    /// <param name="ordinal">Ordinal of the deployment, from 0.</param>
    public static string Deployment(ulong seed, int replication, long ordinal) =>
        string.Create(27, (seed, replication, ordinal), static (span, a) =>
        {
            "ecs-svc/".CopyTo(span);
            var number = 1_000_000_000_000_000_000UL + (Hash(a.seed, a.replication, a.ordinal, DeploymentPurpose) % 8_000_000_000_000_000_000UL);
            number.TryFormat(span[8..], out _, default, CultureInfo.InvariantCulture);
        });

    // Two rounds of the SplitMix64 finaliser: a bijection of 64 bits, so ids of one purpose and run cannot collide within an ordinal range.
    private static ulong Hash(ulong seed, int replication, long ordinal, ulong purpose) =>
        unchecked(Mix((ulong)ordinal + Mix(seed ^ purpose ^ ((ulong)(uint)replication << 32))));

    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
