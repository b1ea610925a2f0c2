using System.Runtime.CompilerServices;

namespace Simulator.Traffic;

/// <summary>
/// vCPUs shared by the requests of a task: egalitarian processor sharing in which one request never uses more than one vCPU. Of n requests on c vCPUs each
/// progresses at rate min(1, c/n).
/// </summary>
/// <remarks>
/// Exact, by attained service: all requests of a task progress alike, so a request that needs s of CPU and begins when the common progress stands at a ends when it reaches a + s. A
/// heap for each task holds those marks; an arrival or an end costs O(log n), not O(n), and nothing is recomputed for the others. The moment of each task's
/// next end is kept in a tournament over all tasks, whose winner is a clock beside the calendar: an arrival moves the ends of all others, and on the
/// calendar every such move would be one more event. Moments are rounded up to whole nanoseconds.
/// <para>Rejected: an event for each task kept lazily, taken too early and scheduled again (up to twice the events).</para>
/// </remarks>
internal sealed class SharedCpu
{
    private readonly Tournament _ends = new();
    private Processor[] _processors = [];

    /// <summary>When the next request ends, in nanoseconds; <see cref="long.MaxValue"/> when none is in service.</summary>
    public long NextEnd => _ends.LeastKey;

    /// <summary>The task in which it ends.</summary>
    public int NextTask => _ends.Winner;

    /// <summary>A new task begins.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="units">Its CPU units, more than 0.</param>
    public void Open(int task, int units)
    {
        if (task >= _processors.Length) Array.Resize(ref _processors, Math.Max(task + 1, Math.Max(16, 2 * _processors.Length)));
        ref var processor = ref _processors[task];
        processor = new Processor
        {
            Units = units,
            VCpus = units / (double)CpuTime.UnitsPerVCpu,
            NanosecondsPerProgress = (double)CpuTime.UnitsPerVCpu / units,
            Requests = processor.Requests ?? new Entry[4], // of the slot's task before
        };
    }

    /// <summary>A request begins to use CPU.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="request">Request row.</param>
    /// <param name="cpu">What it needs, in vCPU-nanoseconds.</param>
    /// <param name="now">Nanoseconds.</param>
    public void Begin(int task, int request, long cpu, long now)
    {
        ref var processor = ref _processors[task];
        Advance(ref processor, now);
        Push(ref processor, new Entry(processor.Progress + cpu, request));
        _ends.Set(task, NextEndOf(in processor));
    }

    /// <summary>Ends the request that <see cref="NextEnd"/> announced and returns its row.</summary>
    public int End(long now)
    {
        var task = _ends.Winner;
        ref var processor = ref _processors[task];
        Advance(ref processor, now);
        var request = Pop(ref processor);
        if (processor.Count == 0) processor.Progress = 0.0; // keeps its last bits meaningful for ever
        _ends.Set(task, NextEndOf(in processor));
        return request;
    }

    /// <summary>The task is gone, and what it had in service with it.</summary>
    public void Close(int task, long now)
    {
        ref var processor = ref _processors[task];
        Advance(ref processor, now);
        processor.Count = 0;
        _ends.Set(task, long.MaxValue);
    }

    /// <summary>vCPU-nanoseconds that the requests of a task have used since it was opened.</summary>
    public long CpuUsed(int task, long now)
    {
        ref var processor = ref _processors[task];
        Advance(ref processor, now);
        return processor.Used.Nanoseconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance(ref Processor processor, long now)
    {
        unchecked
        {
            var elapsed = now - processor.AsOf;
            processor.AsOf = now;
            var count = processor.Count;
            if (count == 0 || elapsed == 0) return;
            var wanted = count * (long)CpuTime.UnitsPerVCpu;
            if (wanted <= processor.Units)
            {
                processor.Progress += elapsed;
                processor.Used.Add(elapsed, wanted);
            }
            else
            {
                processor.Progress += elapsed * processor.VCpus / count;
                processor.Used.Add(elapsed, processor.Units);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long NextEndOf(in Processor processor)
    {
        unchecked
        {
            var count = processor.Count;
            if (count == 0) return long.MaxValue;
            var left = processor.Requests[0].End - processor.Progress;
            if (left <= 0.0) return processor.AsOf;
            if (count > processor.VCpus) left *= count * processor.NanosecondsPerProgress;
            return processor.AsOf + double.ConvertToIntegerNative<long>(Math.Ceiling(left));
        }
    }

    private static void Push(ref Processor processor, Entry entry)
    {
        unchecked
        {
            var at = processor.Count++;
            if (at == processor.Requests.Length) Array.Resize(ref processor.Requests, 2 * at);
            var heap = processor.Requests;
            while (at > 0)
            {
                var parent = (at - 1) >> 1;
                if (heap[parent].End <= entry.End) break;
                heap[at] = heap[parent];
                at = parent;
            }
            heap[at] = entry;
        }
    }

    private static int Pop(ref Processor processor)
    {
        unchecked
        {
            var heap = processor.Requests;
            var first = heap[0].Request;
            var count = --processor.Count;
            var last = heap[count];
            var at = 0;
            while (true)
            {
                var child = (2 * at) + 1;
                if (child >= count) break;
                if (child + 1 < count && heap[child + 1].End < heap[child].End) child++;
                if (last.End <= heap[child].End) break;
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = last;
            return first;
        }
    }

    /// <param name="End">The common progress at which it ends, in nanoseconds of CPU.</param>
    /// <param name="Request">Request row.</param>
    private readonly record struct Entry(double End, int Request);

    private struct Processor
    {
        public double Progress; // CPU nanoseconds that each request in service has received since the task was last idle
        public long AsOf;
        public int Count;
        public int Units;
        public double VCpus;
        public double NanosecondsPerProgress; // wall time for one nanosecond of progress, were there one request for all vCPUs
        public Entry[] Requests; // a heap by End
        public CpuTime Used;
    }
}
