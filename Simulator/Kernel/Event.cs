using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// One entry of the future event list: 16 bytes, a key of time × 16 + phase and a packed payload of kind (12 bits), generation (20 bits)
/// and subject (32 bits). An event is data and is sent to a switch; there are no closures and no event objects.
/// </summary>
/// <remarks>
/// The top 4 bits of a kind are its phase, so the phase never has to be looked up. The subject is usually a row index; the generation is the
/// row's (or its timer's) generation at the time of scheduling, by which a handler recognises a stale event: that is how cancelling is free.
/// </remarks>
/// <param name="Key">Time in nanoseconds × 16 + phase.</param>
/// <param name="Payload">Kind in bits 52–63, generation in bits 32–51, subject in bits 0–31.</param>
public readonly record struct Event(long Key, ulong Payload)
{
    /// <summary>Generations are counted modulo this (2^20).</summary>
    public const uint GenerationModulus = 1u << 20;

    private const int PhaseBits = 4;
    private const int LastPhase = (1 << PhaseBits) - 1;

    /// <summary>When the event happens.</summary>
    public Instant Time => TimeOf(Key);

    /// <summary>The phase (0–15) within the instant in which the event runs: its kind's, or a later one if it was scheduled for now when that had passed.</summary>
    public int Phase => unchecked((int)Key & LastPhase);

    /// <summary>The kind (0–4095), by which the dispatcher chooses the handler.</summary>
    public int Kind => unchecked((int)(Payload >> 52));

    /// <summary>The generation (0 … 2^20 − 1) the subject had when the event was scheduled.</summary>
    public uint Generation => unchecked((uint)(Payload >> 32)) & (GenerationModulus - 1);

    /// <summary>The row, or another small argument, which the event is about.</summary>
    public int Subject => unchecked((int)(uint)Payload);

    /// <summary>Packs an event.</summary>
    /// <param name="at">When.</param>
    /// <param name="kind">What: 0–4095; its top 4 bits are the phase.</param>
    /// <param name="subject">About which row.</param>
    /// <param name="generation">The row's generation; taken modulo 2^20.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Event Create(Instant at, int kind, int subject, uint generation)
    {
        Debug.Assert(kind is >= 0 and < 4096, "A kind has 12 bits.");
        return unchecked(new(
            (at.Nanoseconds << PhaseBits) | (long)(uint)(kind >> 8),
            ((ulong)(uint)kind << 52) | ((ulong)(generation & (GenerationModulus - 1)) << 32) | (uint)subject));
    }

    /// <summary>The instant of a key.</summary>
    internal static Instant TimeOf(long key) => new(key >> PhaseBits);

    /// <summary>The key of the first phase at <paramref name="at"/>.</summary>
    internal static long FirstKeyAt(Instant at) => at.Nanoseconds << PhaseBits;

    /// <summary>The key of the last phase at <paramref name="at"/>.</summary>
    internal static long LastKeyAt(Instant at) => (at.Nanoseconds << PhaseBits) | LastPhase;
}
