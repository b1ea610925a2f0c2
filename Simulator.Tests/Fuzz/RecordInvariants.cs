using Simulator.Kernel;
using Simulator.Measurement;
using Simulator.Model;

namespace Simulator.Tests.Fuzz;

/// <summary>What holds in the records of a run, whatever the scenario.</summary>
internal static class RecordInvariants
{
    public static void Check(RunResult result)
    {
        foreach (var task in result.Tasks) CheckTask(task);
        foreach (var instance in result.Instances)
        {
            Require(InOrder(instance.Launched, instance.Active, instance.Terminated), $"instance {instance.Ordinal}: launched, active and terminated are out of order");
        }
        CheckDaemons(result);
        CheckMoney(result);
        CheckDecisions(result);
    }

    // Moments that did not come are at the end of time; those that did are in AWS's order.
    private static void CheckTask(TaskRecord t)
    {
        Require(InOrder(t.Created, t.Placed, t.PullStarted, t.PullStopped, t.Started) || t.Started <= t.Created, $"task {t.Ordinal}: created, placed, pulled and started are out of order");
        Require(InOrder(t.Started, t.Healthy), $"task {t.Ordinal} was healthy before it ran");
        Require(InOrder(t.Created, t.Stopping, t.Stopped), $"task {t.Ordinal}: created, stopping and stopped are out of order");
        Require(t.Stopped == Instant.MaxValue || t.StopCode != StopCode.None, $"task {t.Ordinal} stopped without a stop code");
    }

    // ECS-DM-04: a managed daemon has at most one task on an instance at a time, and while it is critical no other task comes before that runs.
    private static void CheckDaemons(RunResult result)
    {
        var services = result.Scenario.Services;
        var updates = result.Scenario.Timeline.OfType<Simulator.Model.Definitions.UpdateDaemonAction>().ToList();
        foreach (var here in result.Tasks.Where(static t => t.ContainerInstanceOrdinal >= 0).GroupBy(static t => t.ContainerInstanceOrdinal))
        {
            foreach (var daemon in here.Where(t => t.Service >= 0 && services[t.Service].ManagedDaemon is not null).GroupBy(static t => t.Service))
            {
                Require(daemon.Count() == 1, $"{services[daemon.Key].Name} has {daemon.Count()} tasks on instance {here.Key}");
                var isCritical = services[daemon.Key].ManagedDaemon!.Critical && updates.TrueForAll(u => u.Service != daemon.Key || u.After.ManagedDaemon!.Critical);
                if (!isCritical) continue;
                var others = here.Where(t => t.Service < 0 || services[t.Service].ManagedDaemon is null).ToList();
                Require(others.Count == 0 || others.Min(static t => t.Placed) >= daemon.Single().Started, $"a task came to instance {here.Key} before {services[daemon.Key].Name} ran there");
            }
        }
    }

    private static bool InOrder(params ReadOnlySpan<Instant> moments)
    {
        var last = Instant.Zero;
        foreach (var moment in moments)
        {
            if (moment == Instant.MaxValue) continue;
            if (moment < last) return false;
            last = moment;
        }
        return true;
    }

    private static void CheckMoney(RunResult result)
    {
        foreach (var line in result.Costs) Require(line.Usd >= 0 && line.Quantity >= 0, $"{line.Resource} costs {line.Usd} for {line.Quantity}");
        var total = result.Summary.Single(m => m.Name == "cost.total").Value;
        var sum = result.Costs.Sum(c => c.Usd);
        Require(Math.Abs(total - sum) <= 1e-9 * Math.Max(1, sum), $"cost.total is {total}, its lines add up to {sum}");
    }

    private static void CheckDecisions(RunResult result)
    {
        var last = 0;
        foreach (var record in result.Decisions)
        {
            Require(record.Decision.Id > last, $"decision {record.Decision.Id} comes after {last}");
            Require(record.Decision.Parent < record.Decision.Id, $"decision {record.Decision.Id} has the later parent {record.Decision.Parent}");
            last = record.Decision.Id;
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
