using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecs;

/// <summary>
/// Rows of containers, a block of neighbours for each task that needs them. Blocks go back to a list of their size and serve the next task of it, so nothing is
/// allocated in steady state. A row's generation rises when its block is given back: events of a container that is gone find nothing.
/// </summary>
internal sealed class ContainerBlocks
{
    /// <summary>Containers of a task definition at most (ECS-TD-01).</summary>
    public const int LargestBlock = 10;

    private readonly Stack<int>[] _free = new Stack<int>[LargestBlock + 1];
    private readonly int[] _made = new int[LargestBlock + 1]; // by size: blocks there are
    private ContainerRow[] _rows = new ContainerRow[64];
    private uint[] _generations = new uint[64];
    private int _used;

    public ContainerBlocks()
    {
        for (var size = 0; size < _free.Length; size++) _free[size] = new Stack<int>();
    }

    /// <summary>A row.</summary>
    public ref ContainerRow this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _rows[row];
    }

    /// <summary>A block.</summary>
    public Span<ContainerRow> Block(int first, int size) => _rows.AsSpan(first, size);

    /// <summary>Gives out a block of fresh rows for a task.</summary>
    /// <param name="size">1 to <see cref="LargestBlock"/>.</param>
    /// <param name="task">The task.</param>
    public int Rent(int size, int task)
    {
        if (!_free[size].TryPop(out var first))
        {
            first = _used;
            _used += size;
            _made[size]++;
            if (_free[size].Capacity < _made[size]) _free[size].EnsureCapacity(2 * _made[size]); // all of them may be free one day
            if (_used > _rows.Length)
            {
                var length = Math.Max(_used, _rows.Length * 2);
                Array.Resize(ref _rows, length);
                Array.Resize(ref _generations, length);
            }
        }
        for (var row = first; row < first + size; row++)
        {
            var never = Instant.MaxValue;
            _rows[row] = new ContainerRow
            {
                Task = task,
                ExitCode = -1,
                PullStarted = never,
                PullStopped = never,
                Started = never,
                LastStarted = never,
                RestartedAt = never,
                Healthy = never,
                Stopped = never,
                Reported = never,
                StepAt = never,
                ExitAt = never,
                HealthyAt = never,
                TimeoutAt = never,
            };
        }
        return first;
    }

    /// <summary>Takes a block back.</summary>
    public void Return(int first, int size)
    {
        for (var row = first; row < first + size; row++) unchecked { _generations[row]++; }
        _free[size].Push(first);
    }

    /// <summary>Generation of a row, as events carry it.</summary>
    public uint GenerationOf(int row) => _generations[row] & (Event.GenerationModulus - 1);
}
