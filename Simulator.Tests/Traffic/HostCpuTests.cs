using FsCheck.Fluent;
using Simulator.Traffic;

namespace Simulator.Tests.Traffic;

/// <summary>How the CPU of a host is divided among its tasks, against the definition of max-min fairness by weight.</summary>
public sealed class HostCpuTests
{
    private const long VCpu = CpuTime.PartsPerVCpu;

    [Test, Property("Rule", "ECS-TD-07")]
    public void IdleCpu_IsBorrowedInProportionToWeights()
    {
        var host = new HostCpu();
        host.Join(0, 0, 4 * VCpu, new CpuClaim(256, long.MaxValue, 0));
        host.Join(1, 0, 4 * VCpu, new CpuClaim(768, long.MaxValue, 0));
        host.SetBusy(0, 0, 3);
        Assert.That(host.PartsOf(0), Is.EqualTo(4 * VCpu), "nobody else is busy");
        host.SetBusy(0, 1, 8);
        Assert.That((host.PartsOf(0), host.PartsOf(1)), Is.EqualTo((VCpu, 3 * VCpu)), "both want more than their share: one to three");
        host.SetBusy(0, 1, 2);
        Assert.That(host.PartsOf(0), Is.EqualTo(2 * VCpu), "what the other one does not want");
        host.Leave(1);
        Assert.That(host.PartsOf(0), Is.EqualTo(4 * VCpu));
    }

    [Test, Property("Rule", "ECS-TD-07")]
    public void TaskWithASize_NeverHasMore_AndItsIdleRestIsBorrowed()
    {
        var host = new HostCpu();
        host.Join(0, 0, 4 * VCpu, new CpuClaim(1024, VCpu, 0));
        host.Join(1, 0, 4 * VCpu, new CpuClaim(1024, long.MaxValue, 0));
        host.SetBusy(0, 0, 50);
        Assert.That(host.PartsOf(0), Is.EqualTo(VCpu), "a hard limit, on an idle host too");
        host.SetBusy(1, 1, 50);
        Assert.That(host.PartsOf(1), Is.EqualTo(3 * VCpu));
        host.SetBusy(0, 0, 0);
        Assert.That(host.PartsOf(1), Is.EqualTo(4 * VCpu));
    }

    [Test]
    public void SharesAreMaxMinFair_WhateverHappens() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var host = new HostCpu();
            var capacity = random.Next(1, 9) * VCpu;
            var tasks = new Dictionary<int, (CpuClaim Claim, int Requests, int Messages)>();
            for (var step = 0; step < 60; step++)
            {
                var task = random.Next(8);
                if (!tasks.TryGetValue(task, out var there))
                {
                    var claim = new CpuClaim(random.Next(2, 3000), random.Next(2) == 0 ? long.MaxValue : random.Next(1, 9) * VCpu / 4, random.Next(3) * VCpu / 16, random.Next(2) * VCpu / 2, 0.25);
                    host.Join(task, 3, capacity, in claim);
                    tasks[task] = (claim, 0, 0);
                }
                else
                {
                    switch (random.Next(5))
                    {
                        case 0: host.Leave(task); tasks.Remove(task); break;
                        case 1: host.SetStartup(task, 0); tasks[task] = (there.Claim with { Startup = 0 }, there.Requests, there.Messages); break;
                        case 2: tasks[task] = (there.Claim, there.Requests, random.Next(4)); host.SetBusy(1, task, tasks[task].Messages); break;
                        default: tasks[task] = (there.Claim, random.Next(6), there.Messages); host.SetBusy(0, task, tasks[task].Requests); break;
                    }
                }
                if (tasks.Any(t => Math.Abs(host.PartsOf(t.Key) - Expected(t.Value, [.. tasks.Values], capacity)) > 2)) return false;
            }
            return true;
        }).Holds();

    // The level up to which all that is wanted is filled, found by halving.
    private static double Expected((CpuClaim Claim, int Requests, int Messages) task, (CpuClaim Claim, int Requests, int Messages)[] all, long capacity)
    {
        double low = 0, high = capacity;
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            if (all.Sum(t => Math.Min(Wanted(t), middle * t.Claim.Weight)) > capacity) high = middle;
            else low = middle;
        }
        var isFull = all.Sum(Wanted) > capacity;
        var share = isFull && Wanted(task) > low * task.Claim.Weight * (1 + 1e-12) ? low * task.Claim.Weight : Math.Min(task.Claim.Limit, capacity);
        var rest = share - task.Claim.Idle;
        return Math.Max(1, Math.Max(rest - task.Claim.Startup, rest * task.Claim.LeastShare));
    }

    private static double Wanted((CpuClaim Claim, int Requests, int Messages) t) => Math.Min(t.Claim.Limit, ((t.Requests + t.Messages) * VCpu) + t.Claim.Idle + t.Claim.Startup);
}
