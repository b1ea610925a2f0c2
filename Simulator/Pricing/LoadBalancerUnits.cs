using Simulator.Kernel;
using Simulator.Measurement;

namespace Simulator.Pricing;

/// <summary>
/// Load balancer capacity units: an hour counts its largest dimension, each averaged over the hour (ALB-PR-01; Elastic Load Balancing pricing).
/// </summary>
internal static class LoadBalancerUnits
{
    private const double NewConnections = 25; // a second
    private const double ActiveConnections = 3000; // a minute
    private const double Gigabytes = 1; // an hour
    private const double RuleEvaluations = 1000; // a second
    private const double FreeRules = 10;

    /// <summary>LCUs of an hour.</summary>
    /// <param name="newConnectionsPerSecond">New connections a second.</param>
    /// <param name="activeConnections">Connections active in a minute.</param>
    /// <param name="gigabytesPerHour">GB processed in an hour.</param>
    /// <param name="requestsPerSecond">Requests a second.</param>
    /// <param name="rules">Rules a request passes; the first ten are free.</param>
    public static double Of(double newConnectionsPerSecond, double activeConnections, double gigabytesPerHour, double requestsPerSecond, int rules) => Math.Max(
        Math.Max(newConnectionsPerSecond / NewConnections, activeConnections / ActiveConnections),
        Math.Max(gigabytesPerHour / Gigabytes, requestsPerSecond * Math.Max(0, rules - FreeRules) / RuleEvaluations));

    /// <summary>
    /// LCU-hours of a run: one load balancer's dimensions from all target groups. New connections follow from requests, active ones from requests in flight
    /// (Little's law), bytes from an assumption; rules beyond ten do not exist in the model. A started hour's dimensions are averaged over the whole hour.
    /// </summary>
    public static double HoursOf(RunResult run)
    {
        var scenario = run.Scenario;
        var connectionsPerRequest = PriceCatalog.Of(scenario, PriceCatalog.AlbConnectionsPerRequest);
        var kilobytes = PriceCatalog.Of(scenario, PriceCatalog.AlbKilobytesPerRequest);
        var hours = new SortedDictionary<long, (double Requests, double Seconds)>();
        foreach (var sample in run.TargetGroups)
        {
            // A sample belongs to the hour in which its interval began: the one that ends on the full hour closes it.
            var hour = (sample.At.Nanoseconds - 1) / Duration.FromHours(1).Nanoseconds;
            var sum = hours.GetValueOrDefault(hour);
            var response = double.IsNaN(sample.ResponseTimeMs) ? 0 : sample.ResponseTimeMs / 1000.0;
            hours[hour] = (sum.Requests + sample.Requests, sum.Seconds + (sample.Requests * response));
        }
        return hours.Values.Sum(h => Of(h.Requests * connectionsPerRequest / 3600, h.Seconds / 3600, h.Requests * kilobytes / 1e6, h.Requests / 3600, 0));
    }

    /// <summary>Started hours of a run.</summary>
    public static double StartedHours(Instant end) => Math.Ceiling(end.Seconds / 3600);
}
