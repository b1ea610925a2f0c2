using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>The read-only side of a slab: one room writes, the others read by reference without copying.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <param name="slab">The slab that another room writes.</param>
public readonly struct SlabView<T>(Slab<T> slab)
    where T : struct
{
    private readonly Slab<T> _slab = slab;

    /// <summary>Rows alive.</summary>
    public int Count => _slab.Count;

    /// <summary>Slots ever used; every alive index is below it.</summary>
    public int Length => _slab.Length;

    /// <summary>The row in slot <paramref name="index"/>.</summary>
    public ref readonly T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _slab[index];
    }

    /// <summary>Whether slot <paramref name="index"/> holds a row.</summary>
    public bool IsAlive(int index) => _slab.IsAlive(index);

    /// <summary>The slot's generation, to be carried by an event about a row that another room owns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint GenerationOf(int index) => _slab.GenerationOf(index);

    /// <summary>Whether an event scheduled for slot <paramref name="index"/> at <paramref name="generation"/> still concerns the row that is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCurrent(int index, uint generation) => _slab.IsCurrent(index, generation);
}
