namespace Simulator.Model.Languages;

/// <summary>
/// Carries compiled metric math out over a window of periods, oldest first; NaN is a missing datapoint. What AWS says about missing data:
/// an operand that is missing counts as 0 where the other one is there, a division by zero gives no datapoint, a condition that is missing gives none. Registers are
/// made once; an evaluation allocates nothing.
/// </summary>
public sealed class MetricMathEvaluator
{
    private readonly MetricMath _math;
    private readonly int _length;
    private readonly double[] _values; // registers one after the other; a number stands in the first place of its register

    /// <param name="math">What is to be computed.</param>
    /// <param name="length">Periods in a window.</param>
    public MetricMathEvaluator(MetricMath math, int length)
    {
        ArgumentNullException.ThrowIfNull(math);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _math = math;
        _length = length;
        _values = new double[math.Registers * length];
    }

    /// <summary>The values of a metric, oldest first, to be filled in before <see cref="Run"/>.</summary>
    public Span<double> Operand(int metric) => Register(_math.OperandRegisters[metric]);

    /// <summary>Computes the result, oldest first.</summary>
    /// <param name="periodSeconds">Length of a period.</param>
    /// <param name="oldest">Unix time of the oldest period's start, in seconds.</param>
    public ReadOnlySpan<double> Run(double periodSeconds, double oldest)
    {
        foreach (var step in _math.Steps)
        {
            var target = Register(step.Target);
            if (step.IsScalar) target[0] = Scalar(step, periodSeconds);
            else Series(step, target, periodSeconds, oldest);
        }
        return Register(_math.Result);
    }

    private Span<double> Register(int register) => _values.AsSpan(register * _length, _length);

    private double At(MetricMathArgument argument, int period) => _values[(argument.Register * _length) + (argument.IsScalar ? 0 : period)];

    private double Scalar(MetricMathStep step, double periodSeconds) => step.Operation switch
    {
        MetricMathOperation.Constant => step.Number,
        MetricMathOperation.Period => periodSeconds,
        MetricMathOperation.AggregateOver => Over(step.Aggregate, Register(step.Arguments[0].Register)),
        MetricMathOperation.If => If(step, 0),
        _ => step.Arguments.Length == 2 ? Binary(step.Operation, At(step.Arguments[0], 0), At(step.Arguments[1], 0)) : Unary(step.Operation, At(step.Arguments[0], 0)),
    };

    private void Series(MetricMathStep step, Span<double> target, double periodSeconds, double oldest)
    {
        switch (step.Operation)
        {
            case MetricMathOperation.AggregateAcross:
                for (var i = 0; i < target.Length; i++) target[i] = Across(step, i);
                break;
            case MetricMathOperation.If:
                for (var i = 0; i < target.Length; i++) target[i] = If(step, i);
                break;
            case MetricMathOperation.FillValue or MetricMathOperation.FillRepeat or MetricMathOperation.FillLinear:
                Fill(step, target);
                break;
            case MetricMathOperation.Difference or MetricMathOperation.Rate or MetricMathOperation.DifferenceTime or MetricMathOperation.RunningSum:
                Along(step.Operation, Register(step.Arguments[0].Register), target, periodSeconds);
                break;
            case >= MetricMathOperation.Minute and <= MetricMathOperation.Epoch:
                Calendar(step.Operation, Register(step.Arguments[0].Register), target, periodSeconds, oldest);
                break;
            case MetricMathOperation.TimeSeries:
                target.Fill(At(step.Arguments[0], 0));
                break;
            default:
                Pointwise(step, target);
                break;
        }
    }

    private void Pointwise(MetricMathStep step, Span<double> target)
    {
        var first = step.Arguments[0];
        if (step.Arguments.Length == 1)
        {
            for (var i = 0; i < target.Length; i++) target[i] = Unary(step.Operation, At(first, i));
            return;
        }
        var second = step.Arguments[1];
        for (var i = 0; i < target.Length; i++)
        {
            var (a, b) = (At(first, i), At(second, i));
            // A period exists where a series has a datapoint; a number alone makes none.
            var exists = !(first.IsScalar || double.IsNaN(a)) || !(second.IsScalar || double.IsNaN(b));
            target[i] = exists ? Binary(step.Operation, a, b) : double.NaN;
        }
    }

    // AS-CW-15: a missing side counts as 0; division by zero drops the point.
    private static double Binary(MetricMathOperation operation, double a, double b)
    {
        if (double.IsNaN(a)) a = 0;
        if (double.IsNaN(b)) b = 0;
        var result = operation switch
        {
            MetricMathOperation.Add => a + b,
            MetricMathOperation.Subtract => a - b,
            MetricMathOperation.Multiply => a * b,
            MetricMathOperation.Divide => b == 0 ? double.NaN : a / b,
            MetricMathOperation.Power => Math.Pow(a, b),
            MetricMathOperation.Equal => a == b ? 1 : 0,
            MetricMathOperation.NotEqual => a != b ? 1 : 0,
            MetricMathOperation.AtMost => a <= b ? 1 : 0,
            MetricMathOperation.AtLeast => a >= b ? 1 : 0,
            MetricMathOperation.Below => a < b ? 1 : 0,
            MetricMathOperation.Above => a > b ? 1 : 0,
            MetricMathOperation.And => a != 0 && b != 0 ? 1 : 0,
            _ => a != 0 || b != 0 ? 1 : 0,
        };
        return double.IsFinite(result) ? result : double.NaN;
    }

    private static double Unary(MetricMathOperation operation, double a)
    {
        var result = operation switch
        {
            MetricMathOperation.Negate => -a,
            MetricMathOperation.Absolute => Math.Abs(a),
            MetricMathOperation.Ceiling => Math.Ceiling(a),
            MetricMathOperation.Floor => Math.Floor(a),
            MetricMathOperation.Logarithm => Math.Log(a),
            _ => Math.Log10(a),
        };
        return double.IsFinite(result) ? result : double.NaN;
    }

    // AS-CW-15: a missing condition drops the point; a true one takes a missing value as 0, a false one drops it.
    private double If(MetricMathStep step, int period)
    {
        var condition = At(step.Arguments[0], period);
        if (double.IsNaN(condition)) return double.NaN;
        if (condition == 0) return step.Arguments.Length == 3 ? At(step.Arguments[2], period) : double.NaN;
        var value = At(step.Arguments[1], period);
        return double.IsNaN(value) ? 0 : value;
    }

    private void Fill(MetricMathStep step, Span<double> target)
    {
        Register(step.Arguments[0].Register).CopyTo(target);
        var last = -1;
        for (var i = 0; i < target.Length; i++)
        {
            if (!double.IsNaN(target[i]))
            {
                if (step.Operation == MetricMathOperation.FillLinear && last >= 0)
                {
                    for (var gap = last + 1; gap < i; gap++) target[gap] = target[last] + ((target[i] - target[last]) * (gap - last) / (i - last));
                }
                last = i;
            }
            else if (step.Operation == MetricMathOperation.FillValue)
            {
                target[i] = At(step.Arguments[1], i);
            }
            else if (step.Operation == MetricMathOperation.FillRepeat && last >= 0)
            {
                target[i] = target[last];
            }
        }
    }

    private static void Along(MetricMathOperation operation, ReadOnlySpan<double> source, Span<double> target, double periodSeconds)
    {
        var last = -1;
        var sum = 0.0;
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = double.NaN;
            if (double.IsNaN(source[i])) continue;
            sum += source[i];
            var seconds = (i - last) * periodSeconds;
            if (operation == MetricMathOperation.RunningSum) target[i] = sum;
            else if (last >= 0) target[i] = operation == MetricMathOperation.DifferenceTime ? seconds : (source[i] - source[last]) / (operation == MetricMathOperation.Rate ? seconds : 1);
            last = i;
        }
    }

    private static void Calendar(MetricMathOperation operation, ReadOnlySpan<double> source, Span<double> target, double periodSeconds, double oldest)
    {
        for (var i = 0; i < target.Length; i++)
        {
            if (double.IsNaN(source[i]))
            {
                target[i] = double.NaN;
                continue;
            }
            var seconds = oldest + (i * periodSeconds);
            var time = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
            target[i] = operation switch
            {
                MetricMathOperation.Minute => time.Minute,
                MetricMathOperation.Hour => time.Hour,
                MetricMathOperation.Day => time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek,
                MetricMathOperation.Date => time.Day,
                MetricMathOperation.Month => time.Month,
                MetricMathOperation.Year => time.Year,
                _ => seconds,
            };
        }
    }

    private static double Over(MetricMathAggregate aggregate, ReadOnlySpan<double> values)
    {
        var tally = new Tally();
        foreach (var value in values) tally.Add(value);
        return tally.Value(aggregate, ofNothing: aggregate == MetricMathAggregate.Count ? 0 : double.NaN);
    }

    private double Across(MetricMathStep step, int period)
    {
        var tally = new Tally();
        foreach (var argument in step.Arguments) tally.Add(At(argument, period));
        return tally.Value(step.Aggregate, ofNothing: double.NaN);
    }

    private struct Tally()
    {
        private int _count;
        private double _sum;
        private double _squares;
        private double _least = double.PositiveInfinity;
        private double _most = double.NegativeInfinity;

        public void Add(double value)
        {
            if (double.IsNaN(value)) return;
            _count++;
            _sum += value;
            _squares += value * value;
            _least = Math.Min(_least, value);
            _most = Math.Max(_most, value);
        }

        public readonly double Value(MetricMathAggregate aggregate, double ofNothing)
        {
            if (_count == 0) return ofNothing;
            return aggregate switch
            {
                MetricMathAggregate.Average => _sum / _count,
                MetricMathAggregate.Sum => _sum,
                MetricMathAggregate.Minimum => _least,
                MetricMathAggregate.Maximum => _most,
                MetricMathAggregate.Deviation => Math.Sqrt(Math.Max(0, (_squares / _count) - (_sum / _count * (_sum / _count)))),
                _ => _count,
            };
        }
    }
}
