using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Traffic.Arrivals;

/// <summary>
/// The integral of a rate over time, Λ(t) = ∫ λ, and its inverse: "operational time" in which every arrival process has rate 1. A Poisson process of rate λ(t) has
/// its arrivals where Λ grows by independent exponentials of mean 1 (Çinlar, "Introduction to stochastic processes", 1975). So nothing is rejected, and
/// the k-th arrival uses the k-th number of its stream whatever the rate.
/// </summary>
/// <remarks>
/// Within a piece λ is linear, λ(x) = a + b·x, so Λ grows by the amount E where x = 2E ÷ (a + √(a² + 2bE)), the stable form of the quadratic's solution; a constant
/// piece is a multiplication. Arrivals are whole nanoseconds; what rounding takes from one gap is given to the next, so it never adds up.
/// </remarks>
/// <param name="rate">The rate per second.</param>
internal sealed class IntegratedRate(RateDefinition rate)
{
    private readonly Piece[] _pieces = Compile(rate);
    private int _current;
    private double _carry; // nanoseconds, −0.5 … 0.5: how far the position lies beyond the instant it was rounded to

    /// <summary>Where the integral has grown by <paramref name="amount"/> since <paramref name="from"/>; <see cref="Instant.MaxValue"/> when it never does.</summary>
    /// <param name="from">Not before the <paramref name="from"/> of any earlier call.</param>
    /// <param name="amount">0 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Instant After(Instant from, double amount)
    {
        ref readonly var piece = ref _pieces[_current];
        var nanoseconds = amount * piece.NanosecondsPerUnit; // not a number or infinite unless the rate is constant
        return nanoseconds < piece.End - from.Nanoseconds ? new Instant(from.Nanoseconds + Round(nanoseconds)) : Search(from, amount);
    }

    /// <summary>The integral from <paramref name="from"/> to <paramref name="to"/>. It does not disturb <see cref="After"/>.</summary>
    public double Between(Instant from, Instant to)
    {
        var total = 0.0;
        for (var i = IndexAt(from); from < to; i++)
        {
            ref readonly var piece = ref _pieces[i];
            var end = Math.Min(piece.End, to.Nanoseconds);
            var middle = (piece.RateAt(from.Nanoseconds) + piece.RateAt(end)) / 2.0;
            total += middle * new Duration(end - from.Nanoseconds).Seconds;
            from = new Instant(end);
        }
        return total;
    }

    /// <summary>Until when the rate is the straight line that it is at an instant.</summary>
    public Instant EndOfPiece(Instant at) => new(_pieces[IndexAt(at)].End);

    /// <summary>The rate at both ends of an interval that does not reach beyond <see cref="EndOfPiece"/>.</summary>
    public (double Begin, double End) Line(Instant from, Instant to)
    {
        ref readonly var piece = ref _pieces[IndexAt(from)];
        return (piece.RateAt(from.Nanoseconds), piece.RateAt(to.Nanoseconds));
    }

    /// <summary>The rate at an instant.</summary>
    public double At(Instant at) => _pieces[IndexAt(at)].RateAt(at.Nanoseconds);

    private Instant Search(Instant from, double amount)
    {
        for (; _current < _pieces.Length; _current++)
        {
            ref readonly var piece = ref _pieces[_current];
            var left = piece.End - from.Nanoseconds;
            if (left <= 0) continue;
            var here = piece.RateAt(from.Nanoseconds);
            var area = (here + piece.RateAt(piece.End)) / 2.0 * new Duration(left).Seconds;
            if (amount <= area && area > 0.0)
            {
                var root = Math.Sqrt(Math.Max(0.0, (here * here) + (2.0 * piece.Slope * amount)));
                var nanoseconds = 2.0 * amount / (here + root) * Duration.NanosecondsPerSecond;
                return new Instant(from.Nanoseconds + Math.Min(Round(nanoseconds), left));
            }
            amount -= area;
            from = new Instant(piece.End);
        }
        _current = _pieces.Length - 1;
        return Instant.MaxValue;
    }

    private int IndexAt(Instant at)
    {
        int low = 0, high = _pieces.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_pieces[middle].End > at.Nanoseconds) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Round(double nanoseconds)
    {
        var exact = nanoseconds + _carry;
        var rounded = double.ConvertToIntegerNative<long>(exact + 0.5);
        _carry = exact - rounded;
        return rounded;
    }

    private static Piece[] Compile(RateDefinition rate)
    {
        var pieces = new Piece[rate.Pieces.Length];
        for (var i = 0; i < pieces.Length; i++)
        {
            var (start, from, to) = rate.Pieces[i];
            var isLast = i == pieces.Length - 1;
            var end = isLast ? Instant.MaxNanoseconds : rate.Pieces[i + 1].Start.Nanoseconds;
            if (isLast) from = to; // held for ever
            pieces[i] = new Piece
            {
                Start = start.Nanoseconds,
                End = end,
                From = from,
                Slope = from == to ? 0.0 : (to - from) / new Duration(end - start.Nanoseconds).Seconds,
                NanosecondsPerUnit = from == to ? Duration.NanosecondsPerSecond / from : double.PositiveInfinity,
            };
        }
        return pieces;
    }

    private struct Piece
    {
        public double NanosecondsPerUnit;
        public long End;
        public long Start;
        public double From;
        public double Slope;

        public readonly double RateAt(long nanoseconds) => From + (Slope * new Duration(nanoseconds - Start).Seconds);
    }
}
