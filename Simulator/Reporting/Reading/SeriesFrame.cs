namespace Simulator.Reporting.Reading;

/// <summary>
/// The series of one entity on one grid of times: of one replication, or the mean over several with their smallest and largest values.
/// </summary>
internal sealed class SeriesFrame
{
    private readonly Dictionary<string, double[][]> _values;

    private SeriesFrame(double[] times, Dictionary<string, double[][]> values)
    {
        Times = times;
        _values = values;
    }

    /// <summary>Ends of the intervals, in seconds since the start.</summary>
    public double[] Times { get; }

    /// <summary>Length of an interval in seconds.</summary>
    public double Interval => Times.Length > 1 ? Times[1] - Times[0] : Times.Length == 1 ? Times[0] : 60;

    /// <summary>Middles of the intervals: where means over them are drawn.</summary>
    public double[] Middles => [.. Times.Select(t => Math.Max(0, t - (Interval / 2)))];

    /// <summary>Whether several replications were averaged.</summary>
    public bool IsMean => _values.Values.Any(v => v.Length > 1);

    /// <summary>Reads the series of every entity of a file, in order of first appearance.</summary>
    /// <param name="folders">One folder for each replication.</param>
    /// <param name="file">The file.</param>
    /// <param name="key">Column that names the entity.</param>
    /// <param name="columns">Columns of numbers.</param>
    public static List<(string Key, SeriesFrame Frame)> Read(IReadOnlyList<string> folders, string file, string key, string[] columns)
    {
        var order = new List<string>();
        var frames = new Dictionary<string, List<(double[] Times, Dictionary<string, double[]> Values)>>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            var table = ResultTable.Read(Path.Combine(folder, file), [key], ["t_s", .. columns]);
            var rows = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            for (var i = 0; i < table.Count; i++)
            {
                var name = table.Texts(key)[i];
                if (!rows.TryGetValue(name, out var list)) rows.Add(name, list = []);
                list.Add(i);
                if (list.Count == 1 && !frames.ContainsKey(name))
                {
                    order.Add(name);
                    frames.Add(name, []);
                }
            }
            foreach (var (name, list) in rows)
            {
                double[] Pick(string column) => [.. list.Select(i => table.Numbers(column)[i])];
                frames[name].Add((Pick("t_s"), columns.ToDictionary(c => c, Pick, StringComparer.Ordinal)));
            }
        }
        return [.. order.Select(name => (name, Combine(frames[name], columns)))];
    }

    /// <summary>Means over the replications.</summary>
    public double[] Mean(string column) => Fold(column, static (a, b) => a + b, divide: true);

    /// <summary>Smallest values over the replications.</summary>
    public double[] Low(string column) => Fold(column, Math.Min, divide: false);

    /// <summary>Largest values over the replications.</summary>
    public double[] High(string column) => Fold(column, Math.Max, divide: false);

    private static SeriesFrame Combine(List<(double[] Times, Dictionary<string, double[]> Values)> frames, string[] columns)
    {
        // Replications share their grid of times; a shorter one (none is today) would simply end earlier.
        var longest = frames.MaxBy(f => f.Times.Length).Times;
        return new SeriesFrame(longest, columns.ToDictionary(c => c, c => frames.Select(f => f.Values[c]).ToArray(), StringComparer.Ordinal));
    }

    private double[] Fold(string column, Func<double, double, double> with, bool divide)
    {
        var replications = _values[column];
        var result = new double[Times.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (value, count) = (double.NaN, 0);
            foreach (var r in replications)
            {
                if (i >= r.Length || double.IsNaN(r[i])) continue;
                value = count == 0 ? r[i] : with(value, r[i]);
                count++;
            }
            result[i] = divide && count > 1 ? value / count : value;
        }
        return result;
    }
}
