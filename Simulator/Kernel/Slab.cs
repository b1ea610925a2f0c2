using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// Rows of one struct type in one growing array, reused through a free list. Each slot carries a generation that rises when its row is removed,
/// so that a stale event or handle finds nothing. Indices are given out in the same order in every run.
/// </summary>
/// <typeparam name="T">The row: a plain mutable struct reached by reference. A reference is valid until the next <see cref="Add"/>.</typeparam>
public sealed class Slab<T>
    where T : struct
{
    private T[] _rows;
    private uint[] _generations; // odd: alive
    private int[] _free;
    private int _freeCount;
    private int _used;

    /// <summary>An empty slab with room for <paramref name="capacity"/> rows before it grows.</summary>
    public Slab(int capacity = 16)
    {
        _rows = new T[capacity];
        _generations = new uint[capacity];
        _free = new int[capacity];
    }

    /// <summary>Rows alive.</summary>
    public int Count => _used - _freeCount;

    /// <summary>Slots ever used; every alive index is below it.</summary>
    public int Length => _used;

    /// <summary>The row in slot <paramref name="index"/>.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _rows[index];
    }

    /// <summary>Adds a default row and returns its slot.</summary>
    public int Add()
    {
        int index;
        if (_freeCount > 0)
        {
            index = _free[--_freeCount];
        }
        else
        {
            index = _used++;
            if (index == _rows.Length) Grow();
        }
        _generations[index]++;
        _rows[index] = default;
        return index;
    }

    /// <summary>Removes the row in slot <paramref name="index"/>; its generation rises.</summary>
    public void Remove(int index)
    {
        if (!IsAlive(index)) throw new InvalidOperationException($"Slot {index} holds no row.");
        unchecked { _generations[index]++; }
        _free[_freeCount++] = index;
    }

    /// <summary>Whether slot <paramref name="index"/> holds a row.</summary>
    public bool IsAlive(int index) => (uint)index < (uint)_used && (_generations[index] & 1) != 0;

    /// <summary>The slot's generation, as events carry it (modulo 2^20).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint GenerationOf(int index) => _generations[index] & (Event.GenerationModulus - 1);

    /// <summary>Whether an event scheduled for slot <paramref name="index"/> at <paramref name="generation"/> still concerns the row that is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCurrent(int index, uint generation) => (_generations[index] & (Event.GenerationModulus - 1)) == generation;

    private void Grow()
    {
        var size = Math.Max(16, _rows.Length * 2);
        Array.Resize(ref _rows, size);
        Array.Resize(ref _generations, size);
        Array.Resize(ref _free, size);
    }
}
