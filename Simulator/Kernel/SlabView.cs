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
}
