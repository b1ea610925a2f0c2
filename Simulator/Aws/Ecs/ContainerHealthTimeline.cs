using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Randomness;

namespace Simulator.Aws.Ecs;

/// <summary>
/// The spells in which one start of one container fails its check although it listens: draws of its own birth, so that they are the same under every policy.
/// </summary>
/// <param name="Plan">Their distributions, or null when there are none.</param>
/// <param name="Births">Draws.</param>
/// <param name="Ordinal">The task's birth ordinal.</param>
/// <param name="Sub">Tells containers and restarts of one task apart.</param>
internal readonly record struct UnhealthySpells(SpellPlan? Plan, BirthDraw Births, long Ordinal, long Sub)
{
    private const long SpellsPerStart = 1L << 20;

    /// <summary>No spells.</summary>
    public static readonly UnhealthySpells None;

    /// <summary>The next spell.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="after">End of the spell before, or when the application began to listen.</param>
    public (Duration From, Duration To) Next(long number, Duration after)
    {
        if (Plan is null) return (Duration.MaxValue, Duration.MaxValue);
        var sub = (Sub * SpellsPerStart) + number;
        var from = after + Plan.After.AtBirth(Births, Purpose.ContainerUnhealthyAfter, Ordinal, sub);
        return (from, Plan.Length is null ? Duration.MaxValue : from + Plan.Length.AtBirth(Births, Purpose.ContainerUnhealthyFor, Ordinal, sub));
    }
}

/// <summary>
/// Container health checks as arithmetic (ECS-TD-15). The first probe begins one interval after the container's start, each further one an interval after the one
/// before ended; a probe that passes, or is refused, ends at once, one that hangs ends after the timeout. A pass makes the container HEALTHY at any time;
/// <c>retries</c> failures in a row make it UNHEALTHY, but failures that begin inside the start period do not count until the first pass. AWS: API reference,
/// HealthCheck.
/// </summary>
internal static class ContainerHealthTimeline
{
    /// <summary>When the check first passes, after the container's start.</summary>
    /// <param name="check">The check.</param>
    /// <param name="readyAfter">When the application begins to answer, after the container's start.</param>
    public static Duration PassesAfter(HealthCheckDefinition check, Duration readyAfter) =>
        check.Interval * Math.Max(1, CeilingOf(readyAfter, check.Interval));

    /// <summary>Health of a container some time after its start, and when it changes next.</summary>
    /// <param name="check">Its check.</param>
    /// <param name="time">Time since its start; may be negative.</param>
    /// <param name="readyAfter">When it begins to listen, after its start.</param>
    /// <param name="spells">When its check fails later on.</param>
    /// <param name="next">Next change after its start, or null.</param>
    public static ContainerHealth At(HealthCheckDefinition check, Duration time, Duration readyAfter, in UnhealthySpells spells, out Duration? next)
    {
        var course = new Course(check, time);
        var found = course.Fail(readyAfter, Duration.Zero);
        var end = readyAfter;
        for (var number = 0L; !found; number++)
        {
            var (from, to) = spells.Next(number, end);
            found = course.Pass(from);
            if (found || from == Duration.MaxValue) break;
            found = course.Fail(to, spells.Plan!.Hangs ? check.Timeout : Duration.Zero);
            if (to == Duration.MaxValue) break;
            end = to;
        }
        next = found ? course.Change : null;
        return course.Health;
    }

    /// <summary>Health of a task from its essential containers (ECS-TD-16): any UNHEALTHY decides, then any UNKNOWN; none defined is UNKNOWN.</summary>
    public static ContainerHealth Combine(ReadOnlySpan<ContainerHealth> essential)
    {
        if (essential.Contains(ContainerHealth.Unhealthy)) return ContainerHealth.Unhealthy;
        return essential.IsEmpty || essential.Contains(ContainerHealth.Unknown) ? ContainerHealth.Unknown : ContainerHealth.Healthy;
    }

    private static long CeilingOf(Duration length, Duration step) =>
        length.Nanoseconds <= 0 ? 0 : ((length.Nanoseconds - 1) / step.Nanoseconds) + 1;

    /// <summary>The probes of one container from its start on, stretch by stretch; it stops at the first change after a given time.</summary>
    private struct Course(HealthCheckDefinition check, Duration until)
    {
        private Duration _probe = check.Interval; // when the next one begins
        private long _streak;
        private bool _hasPassed;

        /// <summary>Health after the last change that is not after the given time.</summary>
        public ContainerHealth Health { get; private set; }

        /// <summary>The first change after it.</summary>
        public Duration Change { get; private set; }

        /// <summary>Probes that begin before <paramref name="end"/> fail; true when the change that was looked for is among them.</summary>
        public bool Fail(Duration end, Duration takes)
        {
            if (_probe >= end) return false;
            var cycle = check.Interval + takes;
            var exempt = _hasPassed ? 0 : Before(check.StartPeriod, cycle);
            if (Health != ContainerHealth.Unhealthy)
            {
                var begins = _probe + (cycle * (exempt + check.Retries - _streak - 1));
                if (begins < end && Moves(begins + takes, ContainerHealth.Unhealthy)) return true;
            }
            if (end == Duration.MaxValue) return false;
            var probes = Before(end, cycle);
            _streak += Math.Max(0, probes - exempt);
            _probe += cycle * probes;
            return false;
        }

        /// <summary>Probes that begin before <paramref name="end"/> pass; true when the change that was looked for is among them.</summary>
        public bool Pass(Duration end)
        {
            if (_probe >= end) return false;
            (_streak, _hasPassed) = (0, true);
            if (Health != ContainerHealth.Healthy && Moves(_probe, ContainerHealth.Healthy)) return true;
            if (end != Duration.MaxValue) _probe += check.Interval * Before(end, check.Interval);
            return false;
        }

        private readonly long Before(Duration end, Duration cycle) => CeilingOf(end - _probe, cycle);

        private bool Moves(Duration at, ContainerHealth to)
        {
            if (at > until)
            {
                Change = at;
                return true;
            }
            Health = to;
            return false;
        }
    }
}
