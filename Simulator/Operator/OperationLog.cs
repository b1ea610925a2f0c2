using Simulator.Kernel;
using Simulator.Model.Facts;

namespace Simulator.Operator;

/// <summary>Records each carried-out action as a decision.</summary>
internal sealed class OperationLog(FactSink facts, DecisionCounter decisions)
{
    private readonly FactChannel<Decision> _log = facts.Channel<Decision>();

    /// <summary>Records the action and gives its decision number, which the called room takes as cause.</summary>
    /// <param name="action">Index of the action on the timeline.</param>
    /// <param name="subject">What it is done to: a service, a group.</param>
    /// <param name="running">How many of it run now.</param>
    /// <param name="from">What is wanted before.</param>
    /// <param name="to">What is wanted after.</param>
    /// <param name="refused">Whether nothing comes of it, because AWS would refuse the call; <paramref name="running"/> then counts the tasks that stand against it, unless the call is about a deployment or a group.</param>
    public int Add(int action, int subject, int running, int from, int to, bool refused = false)
    {
        var id = decisions.Next();
        _log.Report(new(id, 0, DecisionKind.Operator, subject, action, refused ? DecisionGate.CallRefused : DecisionGate.None, from, to, DecisionInputs.Of(running, from, to, refused ? 1 : 0)));
        return id;
    }
}
