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
    public int Add(int action, int subject, int running, int from, int to)
    {
        var id = decisions.Next();
        _log.Report(new(id, 0, DecisionKind.Operator, subject, action, DecisionGate.None, from, to, DecisionInputs.Of(running, from, to)));
        return id;
    }
}
