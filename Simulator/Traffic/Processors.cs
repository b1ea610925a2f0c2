namespace Simulator.Traffic;

/// <summary>
/// vCPUs shared by the requests of a task: egalitarian processor sharing in which one request never uses more than one vCPU. Of n requests on C vCPUs each
/// progresses at rate min(1, C/n).
/// </summary>
/// <remarks>
/// Exact, by attained service: all requests of a task progress alike, so one that needs s of CPU and begins when the common progress stands at a, ends when it reaches
/// a + s. A heap for each task holds those marks; an arrival or an end costs O(log n), not O(n). Moments are rounded up to whole nanoseconds.
/// <para>The moment of each task's next end stands in a tournament over all tasks, whose winner is a clock beside the calendar: an arrival moves the ends of all others, which would
/// be one more event each time. Rejected: an event for each task kept lazily, taken too early and scheduled again (up to two for each request).</para>
/// </remarks>
internal sealed class Processors
{
    private readonly Tournament _ends = new();
    private VCpuShare[] _processors = [];

    /// <summary>When the next request ends, in nanoseconds; <see cref="long.MaxValue"/> when none is in service.</summary>
    public long NextEnd => _ends.LeastKey;

    /// <summary>A new task begins.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="parts">Parts of a vCPU that its requests have, more than 0.</param>
    public void Open(int task, int parts)
    {
        if (task >= _processors.Length) Array.Resize(ref _processors, Math.Max(task + 1, Math.Max(16, 2 * _processors.Length)));
        ref var processor = ref _processors[task];
        processor.Marks.Clear();
        processor.Progress = 0.0;
        processor.Used = default;
        processor.Parts = parts;
        processor.VCpus = parts / (double)CpuTime.PartsPerVCpu;
        processor.NanosecondsPerProgress = (double)CpuTime.PartsPerVCpu / parts;
    }

    /// <summary>From now on the requests of a task have another share of the vCPUs. To be followed by <see cref="Settle"/>.</summary>
    public void SetParts(int task, int parts, long now)
    {
        ref var processor = ref _processors[task];
        Advance(ref processor, now);
        processor.Parts = parts;
        processor.VCpus = parts / (double)CpuTime.PartsPerVCpu;
        processor.NanosecondsPerProgress = (double)CpuTime.PartsPerVCpu / parts;
    }

    /// <summary>A request begins to use CPU. To be followed by <see cref="Settle"/>.</summary>
    /// <param name="task">Task row.</param>
    /// <param name="request">Request row.</param>
    /// <param name="cpu">What it needs, in vCPU-nanoseconds.</param>
    /// <param name="now">Nanoseconds.</param>
    public void Begin(int task, int request, long cpu, long now)
    {
        ref var processor = ref _processors[task];
        Advance(ref processor, now);
        processor.Marks.Push(MarkOf(processor.Progress + cpu), request);
    }

    /// <summary>Ends the request that <see cref="NextEnd"/> announced and returns its row. To be followed by <see cref="Settle"/>.</summary>
    public int End(long now)
    {
        ref var processor = ref _processors[_ends.Winner];
        Advance(ref processor, now);
        return processor.Marks.Pop();
    }

    /// <summary>Requests of a task that are using CPU.</summary>
    public int CountOf(int task) => _processors[task].Marks.Count;

    /// <summary>Finds out when the next request of a task ends, after something has changed in it now.</summary>
    public void Settle(int task) => _ends.Set(task, NextEndOf(in _processors[task]));

    /// <summary>The task is gone, and what it had in service with it.</summary>
    public void Close(int task, long now)
    {
        ref var processor = ref _processors[task];
        Advance(ref processor, now);
        processor.Marks.Clear();
        Settle(task);
    }

    /// <summary>vCPU-nanoseconds that the requests of a task have used since it was opened.</summary>
    public long CpuUsed(int task, long now)
    {
        ref var processor = ref _processors[task];
        Advance(ref processor, now);
        return processor.Used.Nanoseconds;
    }

    private static void Advance(ref VCpuShare processor, long now)
    {
        unchecked
        {
            var elapsed = now - processor.AsOf;
            processor.AsOf = now;
            var count = processor.Marks.Count;
            if (count == 0)
            {
                processor.Progress = 0.0; // nobody's mark depends on it, and its last bits stay meaningful for ever
                return;
            }
            var wanted = count * (long)CpuTime.PartsPerVCpu;
            if (wanted <= processor.Parts)
            {
                processor.Progress += elapsed;
                processor.Used.Add(elapsed, wanted);
            }
            else
            {
                processor.Progress += elapsed * processor.VCpus / count;
                processor.Used.Add(elapsed, processor.Parts);
            }
        }
    }

    private static long NextEndOf(in VCpuShare processor)
    {
        unchecked
        {
            var count = processor.Marks.Count;
            if (count == 0) return long.MaxValue;
            var left = ProgressAt(processor.Marks.FirstEnd) - processor.Progress;
            if (left <= 0.0) return processor.AsOf;
            if (count > processor.VCpus) left *= count * processor.NanosecondsPerProgress;
            return processor.AsOf + double.ConvertToIntegerNative<long>(Math.Ceiling(left));
        }
    }

    // Numbers that are not negative are in the same order as their bits, so the heap can be one of integers.
    private static long MarkOf(double progress) => BitConverter.DoubleToInt64Bits(progress);

    private static double ProgressAt(long mark) => BitConverter.Int64BitsToDouble(mark);

    private struct VCpuShare
    {
        public EndHeap Marks; // by the common progress at which they end
        public int Parts;
        public long AsOf;
        public double Progress; // CPU nanoseconds that each request in service has received since the task was last idle
        public double VCpus;
        public double NanosecondsPerProgress; // wall time for one nanosecond of progress, were there one request for all vCPUs
        public CpuTime Used;
    }
}
