using System.Runtime.CompilerServices;

namespace Simulator.Traffic;

/// <summary>CPU time in whole vCPU-nanoseconds, with the 1024ths kept, so that any number of additions is exact.</summary>
internal struct CpuTime
{
    /// <summary>CPU units of one vCPU.</summary>
    public const int UnitsPerVCpu = 1024;

    private const int UnitBits = 10;

    private long _nanoseconds;
    private ulong _rest; // 1024ths of a vCPU-nanosecond

    /// <summary>Whole vCPU-nanoseconds.</summary>
    public readonly long Nanoseconds => _nanoseconds;

    /// <summary>Adds the use of <paramref name="units"/> CPU units during <paramref name="elapsed"/> nanoseconds; both 0 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long elapsed, long units)
    {
        unchecked
        {
            var high = Math.BigMul((ulong)elapsed, (ulong)units, out var low); // 192 vCPUs overflow 64 bits after 13 hours
            low += _rest;
            if (low < _rest) high++;
            _rest = low & (UnitsPerVCpu - 1);
            _nanoseconds += (long)((high << (64 - UnitBits)) | (low >> UnitBits));
        }
    }
}
