using Simulator.Kernel;
using Simulator.Model.Facts;

namespace Simulator.Operator;

/// <summary>Calls to CloudWatch.</summary>
internal sealed class CloudWatchOperations(FactSink facts, OperationLog log)
{
    private readonly FactChannel<CloudWatchCall> _calls = facts.Channel<CloudWatchCall>();

    /// <summary>Hands a call on alarms to the CloudWatch room.</summary>
    public void Carry(int index) => _calls.Report(new CloudWatchCall(index, log.Add(index, -1, 0, 0, 0)));
}
