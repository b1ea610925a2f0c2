namespace Simulator.Tests.Validation;

/// <summary>Mean sojourn times of the textbook's queues (Kleinrock, "Queueing Systems", volumes 1 and 2). Rates per second, times in seconds.</summary>
internal static class QueueFormulas
{
    /// <summary>M/M/c, first come first served: service time plus Erlang C's waiting time.</summary>
    public static double MMc(double arrivalRate, double meanService, int servers)
    {
        var offered = arrivalRate * meanService;
        // Erlang B by its recursion, then Erlang C from it: no factorials, no overflow.
        var blocking = 1.0;
        for (var k = 1; k <= servers; k++) blocking = offered * blocking / (k + (offered * blocking));
        var waiting = blocking / (1 - (offered / servers * (1 - blocking)));
        return meanService + (waiting * meanService / (servers - offered));
    }

    /// <summary>M/G/1, first come first served: Pollaczek and Khinchine.</summary>
    public static double MG1(double arrivalRate, double meanService, double secondMoment) =>
        meanService + (arrivalRate * secondMoment / (2 * (1 - (arrivalRate * meanService))));

    /// <summary>M/G/1 under processor sharing: only the mean of the service time matters.</summary>
    public static double MG1ProcessorSharing(double arrivalRate, double meanService) => meanService / (1 - (arrivalRate * meanService));
}
