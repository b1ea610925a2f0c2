using System.Numerics;
using Simulator.Model;

namespace Simulator.Aws.CloudWatch;

/// <summary>
/// The newest datapoints of every series, each in a ring as long as the longest look back of its alarms needs: CloudWatch keeps 15 days, but nothing in
/// the world reads further back than an alarm's range. Buckets are numbered from 0 on the <see cref="BucketClock"/>; nothing is allocated after the start.
/// </summary>
internal sealed class DatapointStore
{
    private readonly int[] _start;
    private readonly int[] _mask;
    private readonly Datapoint[] _points;

    /// <param name="buckets">How many buckets each series must hold.</param>
    public DatapointStore(ReadOnlySpan<int> buckets)
    {
        _start = new int[buckets.Length];
        _mask = new int[buckets.Length];
        var total = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            var length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, buckets[i]));
            _start[i] = total;
            _mask[i] = length - 1;
            total += length;
        }
        _points = new Datapoint[total];
    }

    /// <summary>Writes the datapoint of a bucket over that of the bucket one ring length before.</summary>
    public void Write(int series, long bucket, in Datapoint point) => _points[_start[series] + (int)(bucket & _mask[series])] = point;

    /// <summary>The statistic set over buckets <paramref name="first"/> … <paramref name="last"/>; buckets before the run are missing.</summary>
    public Datapoint Read(int series, long first, long last)
    {
        var start = _start[series];
        var mask = _mask[series];
        var sum = Datapoint.Missing;
        for (var bucket = Math.Max(0, first); bucket <= last; bucket++) sum = sum.With(in _points[start + (int)(bucket & mask)]);
        return sum;
    }
}
