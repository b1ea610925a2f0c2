using System.Runtime.InteropServices;
using Simulator.Cli;

using var cancellation = new CancellationTokenSource();

// The first signal asks the run to stop and tidy up; a second one ends the process as usual.
void Interrupt(PosixSignalContext context)
{
    if (cancellation.IsCancellationRequested) return;
    context.Cancel = true;
    cancellation.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return EcsSim.Run(args, Terminal.OfProcess(), cancellation.Token);
