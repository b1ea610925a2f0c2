using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// Rows of one struct type in one growing array, reused through a free list. Each slot carries a generation that rises when its row is removed,
/// so that a stale event or handle finds nothing. Indices are given out in the same order in every run.
/// </summary>
/// <remarks>
/// The layout of <typeparamref name="T"/> costs as much as the event list: at 10⁵ rows a row that is touched is a row that is fetched from memory.
/// Keep a hot row at 64 bytes or a divisor of that, fields used together side by side and first, and references out of it; put what is rarely read
/// into a second slab at the same index. The slot freed last is the next one given out, because it is still in the cache.
/// <para>A generation is odd while its slot holds a row, so an event scheduled without one (generation 0) never passes for current. Events carry it modulo
/// 2^20: a stale event could be taken for current only after its slot had been given out again exactly 524,288 times, or a multiple of that.</para>
/// </remarks>
/// <typeparam name="T">The row: a plain mutable struct reached by reference. A reference is valid until the next <see cref="Add"/>.</typeparam>
public sealed class Slab<T>
    where T : struct
{
    private const int SmallestGrowth = 16;
    private const uint GenerationMask = Event.GenerationModulus - 1;

    private readonly int _maxLength;
    private T[] _rows;
    private uint[] _generations; // odd: alive
    private int[] _free;
    private int _freeCount;
    private int _used;

    /// <summary>An empty slab with room for <paramref name="capacity"/> rows before it grows, and for <paramref name="maxLength"/> at most.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the capacity exceeds the most.</exception>
    public Slab(int capacity = SmallestGrowth, int maxLength = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, maxLength);
        _maxLength = Math.Min(maxLength, Array.MaxLength);
        _rows = new T[capacity];
        _generations = new uint[capacity];
        _free = new int[capacity];
    }

    /// <summary>Rows alive.</summary>
    public int Count => _used - _freeCount;

    /// <summary>Slots ever used; every alive index is below it.</summary>
    public int Length => _used;

    /// <summary>The row in slot <paramref name="index"/>, alive or not.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such slot.</exception>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _rows[index];
    }

    /// <summary>Adds a default row and returns its slot.</summary>
    /// <exception cref="InvalidOperationException">The slab is full.</exception>
    public int Add()
    {
        int index;
        if (_freeCount > 0)
        {
            index = _free[--_freeCount];
            _rows[index] = default;
        }
        else
        {
            if (_used == _rows.Length) Grow();
            index = _used++;
        }
        unchecked { _generations[index]++; }
        return index;
    }

    /// <summary>Removes the row in slot <paramref name="index"/>; its generation rises.</summary>
    /// <exception cref="InvalidOperationException">The slot holds no row.</exception>
    public void Remove(int index)
    {
        if (!IsAlive(index)) throw new InvalidOperationException($"Slot {index} holds no row.");
        unchecked { _generations[index]++; }
        _free[_freeCount++] = index;
    }

    /// <summary>Whether slot <paramref name="index"/> holds a row; false when there is no such slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAlive(int index) => unchecked((uint)index < (uint)_used) && (_generations[index] & 1) != 0;

    /// <summary>The slot's generation, as events carry it (modulo 2^20); odd when it holds a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint GenerationOf(int index) => _generations[index] & GenerationMask;

    /// <summary>Whether an event scheduled for slot <paramref name="index"/> at <paramref name="generation"/> still concerns the row that is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCurrent(int index, uint generation) => (_generations[index] & GenerationMask) == generation;

    /// <summary>Whether an event whose subject is a slot of this slab, scheduled with the slot's generation, still concerns the row that is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCurrent(in Event e) => IsCurrent(e.Subject, e.Generation);

    private void Grow()
    {
        if (_rows.Length >= _maxLength) throw new InvalidOperationException($"More than {_maxLength} rows of {typeof(T).Name} would be alive at once.");
        var size = (int)Math.Min(Math.Max(SmallestGrowth, _rows.Length * 2L), _maxLength);
        Array.Resize(ref _rows, size);
        Array.Resize(ref _generations, size);
        Array.Resize(ref _free, size);
    }
}
