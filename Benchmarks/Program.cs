using BenchmarkDotNet.Running;
using Benchmarks.Ratios;

// "ratios": claims that must hold, in one process, interleaved. Anything else: BenchmarkDotNet, for the detail.
if (args is ["ratios", .. var rest]) return RatioRun.Execute(rest);
BenchmarkSwitcher.FromAssembly(typeof(RatioRun).Assembly).Run(args);
return 0;
