using Simulator.Kernel;
using Simulator.Measurement;

namespace Benchmarks.RequestPath;

/// <summary>What both sides of a contest must agree on.</summary>
internal static class Checksum
{
    /// <summary>Requests that arrived, and every latency of the closed minutes and of the last one, to the nanosecond of their sum.</summary>
    public static long Of(RequestRecorder recorder, LogLinearHistogram lastMinute)
    {
        var total = recorder.Of(0).TotalLatency;
        var sum = (long)Math.Round(total.SumSeconds * Duration.NanosecondsPerSecond);
        var last = lastMinute.Count == 0 ? 0 : (long)(lastMinute.PercentileSeconds(99) * Duration.NanosecondsPerSecond);
        return unchecked((((recorder.Arrived * 31) + total.Count) * 31) + (sum * 7) + last);
    }
}
