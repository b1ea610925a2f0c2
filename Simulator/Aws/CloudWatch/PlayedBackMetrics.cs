using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// Series whose values the scenario gives: the value in force at a bucket's start, since their times are the starts of datapoints. A day of thousands of them is
/// far more than a cache holds, so values are brought near some at a time, and for all series at once, in a loop without dependences in which the processor fetches
/// many of them side by side.
/// </summary>
internal sealed class PlayedBackMetrics
{
    private readonly long[] _nextAt; // by page, and pages lie in the order of resolutions: when the next value comes, or the largest number
    private readonly double[] _values; // by page: the value in force
    private readonly Page[] _pages;
    private readonly int[] _pageOf; // by series; -1: not played back
    private readonly (int ResolutionSeconds, int First, int End)[] _ranges;

    public PlayedBackMetrics(Scenario scenario, MonitoringPlan plan)
    {
        var played = Enumerable.Range(0, plan.Series.Length).Where(s => plan.Series[s].Source == MetricSource.Playback).OrderBy(s => plan.Series[s].ResolutionSeconds).ToArray();
        _pages = new Page[played.Length];
        _nextAt = new long[played.Length];
        _values = new double[played.Length];
        _pageOf = new int[plan.Series.Length];
        Array.Fill(_pageOf, -1);
        Array.Fill(_values, double.NaN);
        Array.Fill(_nextAt, long.MaxValue);
        for (var page = 0; page < played.Length; page++)
        {
            var workload = plan.Series[played[page]].Entity;
            _pageOf[played[page]] = page;
            if (workload < 0 || scenario.Workloads[workload] is not MetricWorkloadDefinition { Points: { IsDefaultOrEmpty: false } points }) continue;
            _pages[page].Points = points;
            _nextAt[page] = points[0].At.Nanoseconds;
        }
        _ranges = [.. Enumerable.Range(0, played.Length).GroupBy(p => plan.Series[played[p]].ResolutionSeconds).Select(static g => (g.Key, g.First(), g.Last() + 1))];
    }

    /// <summary>Brings all series of a resolution to the values in force at the start of a bucket.</summary>
    public void TurnPages(int resolutionSeconds, Instant start)
    {
        foreach (var (seconds, first, end) in _ranges)
        {
            if (seconds != resolutionSeconds) continue;
            for (var page = first; page < end; page++)
            {
                if (_nextAt[page] <= start.Nanoseconds) Turn(page, start.Nanoseconds);
            }
        }
    }

    /// <summary>The datapoint of the bucket whose start the pages were turned to.</summary>
    public Datapoint Sample(int series)
    {
        var value = _values[_pageOf[series]];
        return double.IsNaN(value) ? Datapoint.Missing : Datapoint.Of(value);
    }

    /// <summary>When a series takes its next value; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant NextChange(int series) =>
        _pageOf[series] is >= 0 and var page && _nextAt[page] is not long.MaxValue and var at ? new Instant(at) : Instant.MaxValue;

    private void Turn(int index, long start)
    {
        ref var page = ref _pages[index];
        double value;
        long next;
        do
        {
            if (page.Used == page.Filled) Fill(ref page);
            value = page.Near[page.Used++].Value;
            if (page.Used == page.Filled) Fill(ref page);
            next = page.Filled == 0 ? long.MaxValue : page.Near[page.Used].At;
        }
        while (next <= start);
        (_values[index], _nextAt[index]) = (value, next);
    }

    private static void Fill(ref Page page)
    {
        var count = Math.Min(NearPoints.Length, page.Points.Length - page.Next);
        for (var i = 0; i < count; i++)
        {
            var (at, value) = page.Points[page.Next++];
            page.Near[i] = (at.Nanoseconds, value ?? double.NaN);
        }
        (page.Used, page.Filled) = (0, count);
    }

    private struct Page
    {
        public ImmutableArray<(Duration At, double? Value)> Points;
        public int Next; // the first one that is not near
        public int Used;
        public int Filled;
        public NearPoints Near;
    }

    [InlineArray(Length)]
    private struct NearPoints
    {
        public const int Length = 4;

        private (long At, double Value) _first;
    }
}
