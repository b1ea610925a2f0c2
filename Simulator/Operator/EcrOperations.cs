using Simulator.Kernel;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;

namespace Simulator.Operator;

/// <summary>Calls to the image registry.</summary>
internal sealed class EcrOperations(FactSink facts, OperationLog log)
{
    private readonly FactChannel<ImagePush> _pushes = facts.Channel<ImagePush>();

    /// <summary>A push.</summary>
    public void Carry(int index, PutImageAction action)
    {
        log.Add(index, -1, 0, 0, 0);
        _pushes.Report(new(index));
    }
}
