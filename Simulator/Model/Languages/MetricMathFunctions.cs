namespace Simulator.Model.Languages;

/// <summary>The functions of metric math: those that are simulated, and why others are not.</summary>
internal static class MetricMathFunctions
{
    /// <summary>Names and what they do.</summary>
    public static readonly (string Name, string Summary)[] Known =
    [
        ("ABS", "absolute value"), ("CEIL", "smallest whole number not below"), ("FLOOR", "largest whole number not above"), ("LOG", "natural logarithm"), ("LOG10", "decimal logarithm"),
        ("AVG", "mean: of a series a number, of several a series"), ("SUM", "sum, likewise"), ("MIN", "smallest, likewise"), ("MAX", "largest, likewise"), ("STDDEV", "standard deviation, likewise"),
        ("DATAPOINT_COUNT", "datapoints that are not missing"), ("METRIC_COUNT", "how many metrics a list holds"), ("METRICS", "all metrics of the request, or those whose label holds a text"),
        ("FIRST", "first metric of a list"), ("LAST", "last metric of a list"), ("SLICE", "part of a list"),
        ("DIFF", "difference to the datapoint before"), ("DIFF_TIME", "seconds since the datapoint before"), ("RATE", "difference to the datapoint before, for each second"), ("RUNNING_SUM", "sum so far"),
        ("FILL", "missing datapoints by a value, another series, REPEAT or LINEAR"), ("IF", "one of two by a condition"), ("PERIOD", "seconds of a period"), ("TIME_SERIES", "a number as a series"),
        ("MINUTE", "minute of the hour, UTC"), ("HOUR", "hour of the day, UTC"), ("DAY", "day of the week from 1, Monday"), ("DATE", "day of the month"), ("MONTH", "month"), ("YEAR", "year"), ("EPOCH", "seconds since 1970"),
    ];

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["SEARCH"] = "an alarm cannot use SEARCH",
        ["ANOMALY_DETECTION_BAND"] = "anomaly detection is not simulated, and cannot scale (AS-CW-02)",
        ["SORT"] = "SORT orders several results; an alarm has one",
        ["REMOVE_EMPTY"] = "REMOVE_EMPTY thins a list of results; an alarm has one",
        ["SERVICE_QUOTA"] = "usage metrics and quotas are not simulated",
        ["INSIGHT_RULE_METRIC"] = "Contributor Insights is not simulated",
        ["DB_PERF_INSIGHTS"] = "databases are not simulated",
        ["LAMBDA"] = "Lambda data sources are not simulated",
    };

    /// <summary>Why a name is no function here.</summary>
    public static string Unknown(string name, out string? suggestion)
    {
        suggestion = null;
        if (Refused.TryGetValue(name, out var reason)) return reason;
        suggestion = Nearest(name) is { } near ? $"did you mean `{near}`?" : "functions: " + string.Join(", ", Known.Select(static k => k.Name));
        return $"there is no function '{name}'";
    }

    /// <summary>The fewest and the most arguments of a function; null for an unknown one.</summary>
    public static (int Least, int Most)? Arity(string name) => name switch
    {
        "METRICS" => (0, 1),
        "FILL" => (2, 2),
        "IF" => (2, 3),
        "SLICE" => (2, 3),
        _ => Array.Exists(Known, k => k.Name == name) ? (1, 1) : null,
    };

    /// <summary>The operation of a function that takes one series (or number) and gives one; null for others.</summary>
    public static MetricMathOperation? Pointwise(string name) => name switch
    {
        "ABS" => MetricMathOperation.Absolute,
        "CEIL" => MetricMathOperation.Ceiling,
        "FLOOR" => MetricMathOperation.Floor,
        "LOG" => MetricMathOperation.Logarithm,
        "LOG10" => MetricMathOperation.Logarithm10,
        "DIFF" => MetricMathOperation.Difference,
        "DIFF_TIME" => MetricMathOperation.DifferenceTime,
        "RATE" => MetricMathOperation.Rate,
        "RUNNING_SUM" => MetricMathOperation.RunningSum,
        "MINUTE" => MetricMathOperation.Minute,
        "HOUR" => MetricMathOperation.Hour,
        "DAY" => MetricMathOperation.Day,
        "DATE" => MetricMathOperation.Date,
        "MONTH" => MetricMathOperation.Month,
        "YEAR" => MetricMathOperation.Year,
        "EPOCH" => MetricMathOperation.Epoch,
        _ => null,
    };

    /// <summary>The aggregate a function is; null for others.</summary>
    public static MetricMathAggregate? AggregateOf(string name) => name switch
    {
        "AVG" => MetricMathAggregate.Average,
        "SUM" => MetricMathAggregate.Sum,
        "MIN" => MetricMathAggregate.Minimum,
        "MAX" => MetricMathAggregate.Maximum,
        "STDDEV" => MetricMathAggregate.Deviation,
        "DATAPOINT_COUNT" => MetricMathAggregate.Count,
        _ => null,
    };

    /// <summary>The operation of an operator.</summary>
    public static MetricMathOperation Operator(string symbol) => symbol switch
    {
        "+" => MetricMathOperation.Add,
        "-" => MetricMathOperation.Subtract,
        "*" => MetricMathOperation.Multiply,
        "/" => MetricMathOperation.Divide,
        "^" => MetricMathOperation.Power,
        "==" => MetricMathOperation.Equal,
        "!=" => MetricMathOperation.NotEqual,
        "<=" => MetricMathOperation.AtMost,
        ">=" => MetricMathOperation.AtLeast,
        "<" => MetricMathOperation.Below,
        ">" => MetricMathOperation.Above,
        "AND" => MetricMathOperation.And,
        _ => MetricMathOperation.Or,
    };

    private static string? Nearest(string name)
    {
        var (best, least) = ((string?)null, 3);
        foreach (var (known, _) in Known)
        {
            var distance = Distance(known, name);
            if (distance < least && distance * 2 <= known.Length) (best, least) = (known, distance);
        }
        return best;
    }

    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var next = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[b.Length];
    }
}
