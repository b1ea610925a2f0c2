using System.Runtime.CompilerServices;

namespace Simulator.Traffic;

/// <summary>
/// CPU time in whole vCPU-nanoseconds, with the fractions kept, so that any number of additions is exact. A vCPU is divided into 2^20 parts rather than into its 1024 units, because
/// what idleness leaves of a task is seldom a whole number of units.
/// </summary>
internal struct CpuTime
{
    /// <summary>CPU units of one vCPU.</summary>
    public const int UnitsPerVCpu = 1024;

    /// <summary>Parts of one vCPU.</summary>
    public const int PartsPerVCpu = 1 << PartBits;

    private const int PartBits = 20;

    private long _nanoseconds;
    private ulong _rest; // parts of a vCPU-nanosecond

    /// <summary>Whole vCPU-nanoseconds.</summary>
    public readonly long Nanoseconds => _nanoseconds;

    /// <summary>Adds the use of <paramref name="parts"/> parts of a vCPU during <paramref name="elapsed"/> nanoseconds; both 0 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long elapsed, long parts)
    {
        unchecked
        {
            var high = Math.BigMul((ulong)elapsed, (ulong)parts, out var low); // a vCPU overflows 64 bits after five hours
            low += _rest;
            if (low < _rest) high++;
            _rest = low & (PartsPerVCpu - 1);
            _nanoseconds += (long)((high << (64 - PartBits)) | (low >> PartBits));
        }
    }
}
