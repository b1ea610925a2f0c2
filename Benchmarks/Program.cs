using BenchmarkDotNet.Running;
using Benchmarks.Aws;
using Benchmarks.Placement;
using Benchmarks.Ratios;

// "ratios": claims that must hold, in one process, interleaved. "placement": the reference workload with its hashes.
// "scaling-day": processor time of a day of scaling alone.
// Anything else: BenchmarkDotNet, for the detail.
if (args is ["ratios", .. var rest]) return RatioRun.Execute(rest);
if (args is ["placement"]) return PlacementReference.Execute();
if (args is ["scaling-day"]) return ScalingDayRun.Execute();
BenchmarkSwitcher.FromAssembly(typeof(RatioRun).Assembly).Run(args);
return 0;
